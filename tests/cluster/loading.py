"""Times a build over HTTP beside a bare bulk load of the same documents on the same cluster: python -m cluster.loading

usage: scripts/cluster-load CORPUS.jsonl.gz [--articles N] [--nodes N] [--shards N] [--replicas N] [--rounds N]
"""

import argparse
import os
import time
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from cluster.servers import JVM, Running, Servers
from trouvere.index import build_index, check_index, describe_index, optimize
from trouvere.index.article import Article
from trouvere.index.cleaning import clean
from trouvere.index.engines.opensearch.bulk import BODY_BYTES
from trouvere.index.engines.opensearch.documents import Documents
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.client import LONG_CALL_SECONDS, connect
from trouvere.index.engines.opensearch.read.mapping import body_of
from trouvere.index.engines.opensearch.session import size_of
from trouvere.index.report import Progress
from trouvere.index.settings import Settings
from trouvere.index.sources import read

TOGETHER = 2_000


def _begin(began: dict[str, float], now: Progress) -> None:
    began.setdefault(now.stage, now.seconds)


def bodies(articles: list[Article]) -> list[bytes]:
    """Return what a build sends, made before anything is timed."""
    documents, size = Documents(), 0
    made: list[bytes] = []
    held: list[bytes] = []
    for first in range(0, len(articles), TOGETHER):
        part = articles[first : first + TOGETHER]
        digests = [article.digest() for article in part]
        for line in documents.lines(part, digests, range(first, first + len(part))):
            if held and size + len(line) > BODY_BYTES:
                made.append(b"".join(held))
                held, size = [], 0
            held.append(line)
            size += len(line)
    return [*made, b"".join(held)]


def bare(servers: Servers, made: list[bytes], settings: Settings, threads: int) -> float:
    """Send them, by so many threads, and return the seconds until all can be searched."""
    address = parse(servers.address("bare"))
    client = connect(address, settings)
    client.indices.delete(index="bare", ignore_unavailable=True)
    client.indices.create(index="bare", body=body_of(settings, {}))
    client.cluster.health(index="bare", wait_for_status="green", timeout="60s", request_timeout=70)
    waiting: Queue[bytes] = Queue()
    for body in made:
        waiting.put(body)

    def send() -> None:
        own = connect(address, settings)
        while True:
            try:
                body = waiting.get_nowait()
            except Empty:
                own.close()
                return
            answer = own.transport.perform_request("POST", "/bare/_bulk?filter_path=errors", body=body)
            assert not answer["errors"]

    started = time.perf_counter()
    hands = [Thread(target=send) for _ in range(threads)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    client.indices.refresh(index="bare", request_timeout=LONG_CALL_SECONDS)
    seconds = time.perf_counter() - started
    client.indices.delete(index="bare")
    client.close()
    return seconds


def main() -> None:
    """Time both in turn, and print each round."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    for name, default in (("articles", 0), ("nodes", 3), ("shards", 3), ("replicas", 0), ("rounds", 2), ("threads", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--hosts", help="a cluster that runs already")
    parser.add_argument("--fast", action="store_true", help="let the servers compile what runs long")
    asked = parser.parse_args()
    settings = Settings(opensearch_shards=asked.shards, opensearch_replicas=asked.replicas, opensearch_timeout=120)
    articles = list(map(clean, islice(read(asked.corpus, settings=settings, on_skip=print), asked.articles or None)))
    made = bodies(articles)
    print(f"{len(articles)} articles, {sum(map(len, made)) / 1e6:.0f} MB in {len(made)} calls")
    jvm = tuple(one for one in JVM if not asked.fast or "Tiered" not in one)
    with nullcontext(Running(asked.hosts)) if asked.hosts else Servers(asked.nodes, jvm=jvm) as servers:
        for number in range(asked.rounds):
            spent = [servers.cpu()]
            alone = bare(servers, made, settings, asked.threads)
            spent.append(servers.cpu())
            began: dict[str, float] = {}
            started, own = time.perf_counter(), own_cpu()
            source = asked.corpus if not asked.articles else articles
            address = servers.address(f"built-{number}")
            report = build_index(
                address,
                source,
                settings=settings,
                progress=partial(_begin, began),
            )
            whole, own = time.perf_counter() - started, own_cpu() - own
            spent.append(servers.cpu())
            rates = len(articles) / alone, report.articles / whole
            print(f"bare {rates[0]:.0f}/s, built {rates[1]:.0f}/s, ratio {rates[1] / rates[0]:.2f}")
            print(
                "  " + ", ".join(f"{stage} from {at:.1f} s" for stage, at in began.items()) + f", end {whole:.1f} s; "
                f"CPU of servers {spent[1] - spent[0]:.1f} s and {spent[2] - spent[1]:.1f} s, own {own:.1f} s",
                flush=True,
            )
        weigh(address, settings)


def own_cpu() -> float:
    """Return the seconds of CPU that this process and its workers that have ended took."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def weigh(address: str, settings: Settings) -> None:
    """Print what an index takes as it was built and with its segments joined, and how long a check of it takes."""
    built = describe_index(address)
    optimize(address, settings=settings)
    joined = describe_index(address)
    started = time.perf_counter()
    report = check_index(address)
    seconds = time.perf_counter() - started
    with connect(parse(address), settings) as client:
        words = size_of(client, f"{joined.path}-words")
    each = (joined.size + words) / joined.articles
    print(
        f"{built.size / 1e6:.0f} MB built, {joined.size / 1e6:.0f} MB joined, {words / 1e6:.1f} MB of words: "
        f"{each:.0f} bytes an article, {1e9 / each:,.0f} articles a GB; checked in {seconds:.1f} s: {report.ok}"
    )


if __name__ == "__main__":
    main()
