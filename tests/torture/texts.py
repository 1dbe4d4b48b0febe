"""Articles as long as an article may be, of every shape, asked of a real `trouvere serve` by several readers at once.

Each round draws a shape and an address: every reader is answered, or refused, soon after the deadline; meanwhile the server
says that it is there, and takes no more memory than it may. What a page shows is bounded, whatever the article.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from torture.connections import asked
from torture.outcome import Both, Outcome, Plan
from torture.readers import free_port
from trouvere.index import Article, build_index

WORDS, SHORT = 980_000, 20_000
"""Words of an article: nearly as many as may be; and in the short form."""
AT_ONCE = 4
DEADLINE, GRACE, PROMPT = 5.0, 1.0, 1.0
MEMORY, MEMORY_UNKNOWN = 400, 0
"""MiB that the server may take; where the system does not say how many it does, that is not judged."""
LARGEST = 2_000_000
"""Bytes of a page, at most."""
FEW = 3
"""Rounds below which no watch is looked at: the short form."""

Shape = Callable[[random.Random, int], Article]


def _text(unit: Callable[[random.Random, int], str], joint: str, weight: int = 1) -> Shape:
    """Return texts of units, each of so many words and lines at most."""

    def article(rng: random.Random, words: int) -> Article:
        return Article(title="Long", text=joint.join(unit(rng, number) for number in range(words // weight)))

    return article


CHAIN = 5_000
"""Words that are written together where many are."""


def _some(rng: random.Random, number: int) -> str:
    return rng.choice(("le", "pont", "Pont", "ponts", "de", "l’eau", "grève."))


SHAPES: dict[str, Shape] = {
    "one word": _text(lambda rng, number: "pont", " "),
    "few words": _text(_some, " ", 2),
    "a word a line": _text(lambda rng, number: "pont", "\n\n", 3),
    "no blank": _text(_some, ",", 2),
    "joined": _text(lambda rng, number: "pont-" if number % CHAIN else "pont ", ""),
    "points": _text(lambda rng, number: "p." if number % CHAIN else "p ", ""),
    "all different": _text(lambda rng, number: f"m{number:x}" if number % 7 else "pont", " "),
    "all different lines": _text(lambda rng, number: f"pont{number}", "\n", 2),
    "numbers": _text(lambda rng, number: f"{number % 999:03}" if number % 9 else "pont", " "),
    "sentences": _text(lambda rng, number: "Un pont ! " if number % 5 else "Mais ?\n", "", 2),
    "wide": _text(lambda rng, number: "😀pont" if number % 3 else "éàœ", " "),
    "markup": _text(lambda rng, number: "<b>&pont\"'", " ", 2),
    "one long word": lambda rng, words: Article(title="Long", text="pont " + "pont" * (words // 4)),
    "long words": lambda rng, words: Article(
        title="Long", text=" ".join(["pont" * 20_000 + "s"] * (words // 10_000 + 1))
    ),
    "a long title": lambda rng, words: Article(title="pont de " * (words // 2), text="Un pont."),
    "many names": lambda rng, words: Article(
        title="Long",
        text="pont " * (words // 4),
        tags=tuple(f"pont{number}" for number in range(words // 8)),
        authors=tuple(f"Pont {number}" for number in range(words // 8)),
    ),
    "long names": lambda rng, words: Article(
        title="Long", text="Un pont.", source="pont " * (words // 4), place="p" * words, category="pont " * (words // 4)
    ),
}
QUERIES = (
    "pont",
    "pont le",
    "po*",
    "m*",
    "m1*",
    "pont*",
    '"pont pont"',
    '"pont pont"~100',
    "pont OU m12 OU eau",
    "absent",
)
ADDRESSES = (
    *("/articles/{id}", "/articles/{id}?q={q}", "/articles/{id}?q={q}&part={part}", "/search?q={q}&per_page=100"),
    *("/explain?id={id}&q={q}", "/similar?id={id}", "/search.csv?q={q}", "/search.rss?q={q}", "/search.json?q={q}"),
    *("/api/v1/search?q={q}&explain=true&per_page=100", "/api/v1/explain?id={id}&q={q}", "/api/v1/similar?id={id}"),
    *("/api/v1/articles/{id}", "/api/v1/suggest?q={q}", "/search.jsonl?q={q}", "/"),
)


def long_texts(plan: Plan) -> Outcome:
    """Ask `plan.rounds` addresses, each by several readers at once."""
    outcome = Outcome()
    rng = random.Random(plan.seed)
    short = plan.rounds < FEW
    index = plan.work / "long.idx"
    names = list(SHAPES)
    build_index(index, _articles(rng, names, SHORT if short else WORDS))
    worst: dict[str, tuple[float, str]] = {"la plus lente": (0.0, ""), "/healthz": (0.0, "")}
    with _served(index, plan.work / "log") as (port, process), ThreadPoolExecutor(AT_ONCE + 1) as people:
        for number in range(plan.rounds * len(ADDRESSES) if short else plan.rounds):
            address = ADDRESSES[number % len(ADDRESSES)]
            id, query = rng.randrange(len(names)), rng.choice(QUERIES)  # noqa: A001
            url = address.format(id=id, q=quote(query), part=rng.randrange(1, 200))
            what = f"texts, seed {plan.seed}, round {number}: {url} ({names[id]})"
            readers = [people.submit(asked, port, url) for _ in range(AT_ONCE)]
            alive = []
            while not alive or not all(reader.done() for reader in readers):
                alive.append(asked(port, "/healthz"))
                time.sleep(0.02)
            outcome.tries += AT_ONCE
            for status, seconds, size in (reader.result() for reader in readers):
                outcome.hold(status in (200, 503), f"{what}: {status}")
                outcome.hold(short or seconds < DEADLINE + GRACE, f"{what}: {status} after {seconds:.1f} s")
                outcome.hold(size < LARGEST or "/api/v1/articles" in url, f"{what}: {size} bytes")
                worst["la plus lente"] = max(worst["la plus lente"], (seconds, url))
            for status, seconds, _ in alive:
                outcome.hold(
                    status == 200 and (short or seconds < PROMPT), f"{what}: /healthz: {status}, {seconds:.1f} s"
                )
                worst["/healthz"] = max(worst["/healthz"], (seconds, url))
        # Files of the index that the system holds for all processes are in it too.
        mapped = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) >> 20
        taken = max(_most_memory(process.pid) - mapped, 0)
        outcome.hold(short or taken < MEMORY, f"texts, seed {plan.seed}: {taken} MiB")
    log = (plan.work / "log").read_text("utf-8", "replace")
    outcome.hold("Traceback" not in log and "status=500" not in log, f"texts, seed {plan.seed}: {log[-2_000:]}")
    told = ", ".join(f"{name} : {seconds:.1f} s ({url})" for name, (seconds, url) in worst.items())
    outcome.note = Both(
        f"{len(SHAPES)} articles de {WORDS} mots, {AT_ONCE} lecteurs à la fois ; {told} ; {taken} Mio au plus",
        f"{len(SHAPES)} articles of {WORDS} words, {AT_ONCE} readers at once; {told}; {taken} MiB at most",
    )
    return outcome


def _articles(rng: random.Random, names: list[str], words: int) -> Iterator[Article]:
    for number, name in enumerate(names):
        article = SHAPES[name](rng, words)
        yield Article(**{**article.as_dict(), "id": str(number), "tags": article.tags, "authors": article.authors})  # type: ignore[arg-type]


def _most_memory(process: int) -> int:
    """Return the most memory that a process ever took, in MiB."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return MEMORY_UNKNOWN
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


@contextmanager
def _served(index: Path, log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROUVERE_")}
    own = {"TROUVERE_SEARCH_DEADLINE": str(DEADLINE)}
    command = [str(Path(sys.executable).with_name("trouvere")), "serve", str(index), "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=kept | own)
    try:
        until = time.monotonic() + 60
        while asked(port, "/readyz")[0] != 200:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"trouvere serve did not come up: {log.read_text('utf-8', 'replace')[-2_000:]}")
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)
