"""The parts of the benchmark, each callable by itself (`--only`).

`build` and `query` are rounds: ours, the peer, ours, the peer, … so that both see the same weather. The others follow.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median

from bench import memory, painting
from bench.context import Bench, Figures
from bench.corpus import growing, write
from bench.processes import Failed, call, run
from bench.serving import served

PEERS_OWN = {"any": "top 10", "snippets": "top 10 with snippets"}
"""What `peers.py` times itself, under the names it prints."""
CLIENTS = 32
"""Connections that ask at once, in the part `http`."""


def build(bench: Bench, number: int) -> None:
    """Time from `.jsonl.gz` to published, and tantivy on the same file."""
    for units in (2, 1):
        bench.build(units)
        if peer := bench.peers.tantivy(number, units):
            bench.record(f"build/tantivy/{units}", peer.build)
    if number == 0 and (whoosh := bench.peers.whoosh(bench.scale.whoosh)):
        bench.record("build/whoosh", whoosh.build)


def query(bench: Bench, number: int) -> None:
    """Time each kind of request, ours beside tantivy's."""
    index = bench.index()
    peer = bench.peers.tantivy(number, 2)
    for kind, snippets in (("any", False), ("snippets", True)):
        bench.record(f"query/ours/{kind}", bench.ask(index, "any", snippets=snippets))
        bench.record(f"query/tantivy/{kind}", peer.latency[PEERS_OWN[kind]] if peer else None)
    # The same as peers.py's top 10, but right beside ours: shows how far the weather changed meanwhile.
    bench.record("query/tantivy/any-check", bench.peers.tantivy_ask("any", bench.requests["any"]))
    for kind in ("all", "phrase", "prefix"):
        bench.record(f"query/ours/{kind}", bench.ask(index, kind))
        bench.record(f"query/tantivy/{kind}", bench.peers.tantivy_ask(kind, bench.requests[kind]))
    for kind in ("filter", "date"):
        bench.record(f"query/ours/{kind}", bench.ask(index, kind))


def opening(bench: Bench) -> None:
    """Time opening, and a whole `trouvere search` from a cold process; the first of each only warms the disk cache."""
    index, text = bench.index(), bench.asked["any"][0].query
    command = [str(Path(sys.executable).with_name("trouvere")), "search", str(index), text]
    for start in range(bench.scale.starts + 1):
        figures = call(bench.work, "child", "open", index=index, query=text)[0]
        seconds = run(command, bench.work).seconds
        if start:
            bench.record("open/ours", figures)
            bench.record("open/command", {"seconds": seconds})


def memories(bench: Bench) -> None:
    """Watch the memory of a build, and weigh a web application that has answered everything."""
    if not memory.measurable():
        bench.say("memory: not measured (no /proc/*/smaps_rollup here)")
        return
    bench.build(2, sampled=True)
    if peer := bench.peers.tantivy_sampled():
        bench.record("memory/build/tantivy", {"peak_mib": peer.ended.peak_mib})
    asked = list(bench.requests.values())
    bench.record("memory/serving", call(bench.work, "child", "serve", index=bench.index(), requests=asked)[0])


def size(bench: Bench) -> None:
    """Weigh the published generation, and tantivy's folder."""
    bench.record("size/ours", call(bench.work, "child", "size", index=bench.index())[0])
    if folder := bench.peers.tantivy_index():
        weights = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
        bench.record("size/tantivy", {"mb": sum(weights) / 1e6, "files": len(weights)})


def growth(bench: Bench) -> None:
    """Build and ask ever larger mixtures of all corpora; the largest once more with its memory watched."""
    corpora = growing([bench.corpus, *bench.growth], bench.limit, bench.work)
    for _ in range(bench.scale.rounds):
        for articles, corpus in corpora.items():
            index = bench.work / "growth"
            figures = call(bench.work, "child", "build", index=index, corpus=corpus, processes=2)[0]
            answers = bench.ask(index, "any")
            bench.record(
                f"growth/{articles}",
                {"articles": articles, "ms_per_article": 1e3 * figures["seconds"] / articles, **answers},
            )
            shutil.rmtree(index)
    if memory.measurable():
        index = bench.work / "growth"
        ended = call(
            bench.work, "child", "build", sampled=True, index=index, corpus=corpora[max(corpora)], processes=2
        )[1]
        shutil.rmtree(index)
        bench.record("memory/build/largest", {"articles": max(corpora), "peak_mib": ended.peak_mib})


def update(bench: Bench) -> None:
    """Publish changes one after the other, then ask the index before them, after them, and joined again."""
    states = {"before": bench.index(), "after": bench.work / "updated", "optimized": bench.work / "optimized"}
    batches = [
        write(bench.work / f"batch-{i}.jsonl.gz", (json.dumps(article).encode() + b"\n" for article in batch))
        for i, batch in enumerate(bench.draws.batches)
    ]
    copy(states["before"], states["after"])
    figures = call(bench.work, "child", "update", index=states["after"], batches=batches)[0]
    seconds = figures["seconds"]
    bench.record(
        "update/ours",
        {"first_s": seconds[0], "median_s": median(seconds), "worst_s": max(seconds), "updated": figures["updated"]},
    )
    bench.record("update/size", call(bench.work, "child", "size", index=states["after"])[0])
    copy(states["after"], states["optimized"])
    bench.record("update/optimize", call(bench.work, "child", "optimize", index=states["optimized"])[0])
    for _ in range(bench.scale.rounds):
        for state, index in states.items():
            bench.record(f"update/{state}", bench.ask(index, "any"))


def http(bench: Bench) -> None:
    """Ask the JSON API through gunicorn, beside a bare Flask app; then look at pages of results in a browser."""
    queries = [request.query for request in bench.asked["any"]]

    def load(app: str, workers: int, clients: int, count: int) -> Figures:
        with served(app, bench.work, workers) as port:
            figures: Figures = call(
                bench.work, "child", "load", port=port, queries=queries, clients=clients, count=count
            )[0]
        return figures

    ours = f"trouvere.web:create_app({str(bench.index())!r})"
    for turn in range(bench.scale.rounds):
        alone = load(ours, 1, 1, 2 * len(queries))
        # The body of the bare answer is as long as ours on average.
        other = f"bench.serving:bare({int(alone['bytes'])})"
        bench.record("http/ours/alone", alone)
        bench.record("http/bare/alone", load(other, 1, 1, 2 * len(queries)))
        for workers in (1, 2):
            bench.record(f"http/ours/{workers}", load(ours, workers, CLIENTS, bench.scale.served))
            bench.record(f"http/bare/{workers}", load(other, workers, CLIENTS, bench.scale.served))
        if turn == 0:
            if reason := painting.why_not():
                bench.say(f"!!!! SKIPPED: largest contentful paint: {reason}")
                continue
            with served(ours, bench.work, 1) as port:
                shown = queries[: bench.scale.pages + 1]
                bench.record("http/page", call(bench.work, "child", "paint", port=port, queries=shown)[0])


def copy(index: Path, to: Path) -> None:
    """Copy an index; nobody writes to it meanwhile."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(index, to)


ROUNDS: dict[str, Callable[[Bench, int], None]] = {"build": build, "query": query}
ONCE: dict[str, Callable[[Bench], None]] = {
    "open": opening,
    "memory": memories,
    "size": size,
    "growth": growth,
    "update": update,
    "http": http,
}
PARTS = (*ROUNDS, *ONCE)


def measure(bench: Bench, only: Iterable[str]) -> list[Failed]:
    """Run the parts asked for; one that fails is said and returned, and the others go on."""
    chosen = set(only)
    failures: list[Failed] = []

    def attempt(heading: str, part: Callable[[], None]) -> None:
        bench.say(f"— {heading}")
        try:
            part()
        except Failed as failure:
            bench.say(f"{heading} failed: {failure}")
            failures.append(failure)

    attempt("warming up", bench.warm)
    for number in range(bench.scale.rounds):
        for name, turn in ROUNDS.items():
            if name in chosen:
                attempt(f"{name}, round {number + 1} of {bench.scale.rounds}", partial(turn, bench, number))
    for name, part in ONCE.items():
        if name in chosen:
            attempt(name, partial(part, bench))
    return failures
