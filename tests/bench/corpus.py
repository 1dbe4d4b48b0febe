"""The corpus: cut to the sample asked for, mixed for the growth, and what is drawn from it with a fixed seed."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

SEED = 20
SOURCES = 20
"""How many of the most frequent sources are filtered by, in turn."""
FUNCTION_WORDS = (
    *("de la", "à la", "dans le", "dans les", "par la", "par le", "pour les", "sur la", "et de la", "et les"),
    *("de ce", "en cas de", "il est", "ne peut", "au titre de", "dans un délai", "ou de la", "de la loi"),
    *("du code", "à compter du", "les articles", "est de", "qui ne", "le cas échéant"),
)
"""Phrases of words that nearly every article holds: the hard ones."""
_RUN = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]{2,})+")


@dataclass(frozen=True, slots=True)
class Draws:
    """What the corpus gives to ask and to change."""

    phrases: list[str]
    sources: list[str]
    batches: list[list[dict[str, Any]]]
    """Changed articles, an update each."""


def lines(path: Path, limit: int | None = None) -> Iterator[bytes]:
    """Yield the lines of a `.jsonl` or `.jsonl.gz` file."""
    with opened(path, "rb") as file:
        yield from islice(file, limit)


def write(path: Path, content: Iterable[bytes]) -> Path:
    """Write lines to a `.jsonl.gz` file."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.writelines(content)
    return path


def opened(path: Path, mode: str) -> BinaryIO:
    """Open a file, decompressed where its name ends in `.gz`."""
    return cast(BinaryIO, gzip.open(path, mode) if path.suffix == ".gz" else path.open(mode))


def growing(corpora: list[Path], limit: int | None, folder: Path) -> dict[int, Path]:
    """Return corpora of a ninth, two ninths, half and all of what the given ones hold (or of `limit`).

    All is mixed with a fixed seed, so that the articles of a small one are like those of a large one: gov's are four
    times shorter than msdocs'.
    """
    mixed = [line for corpus in corpora for line in lines(corpus, limit)]
    random.Random(SEED).shuffle(mixed)
    total = min(len(mixed), limit or len(mixed))
    sizes = (total // 9, 2 * total // 9, total // 2, total)
    return {size: write(folder / f"growth-{size}.jsonl.gz", mixed[:size]) for size in sizes if size}


def draw(corpus: Path, *, phrases: int, updates: int, articles: int) -> Draws:
    """Draw from a corpus: always the same for the same corpus."""
    chance = random.Random(SEED)
    content = [json.loads(line) for line in lines(corpus)]
    sources = Counter(article["source"] for article in content if article.get("source"))
    return Draws(
        phrases=_phrases(content, phrases, chance),
        sources=[source for source, _ in sources.most_common(SOURCES)] or ["inconnue"],
        batches=[
            [_changed(article, number) for article in chance.sample(content, min(articles, len(content)))]
            for number in range(updates)
        ],
    )


def _phrases(content: list[dict[str, Any]], count: int, chance: random.Random) -> list[str]:
    """Return `count` phrases of two or three words that stand side by side; a twelfth of function words."""
    found = list(FUNCTION_WORDS[: max(1, count // 12)])
    for _ in range(50 * count):
        if len(found) >= count:
            break
        runs = _RUN.findall(chance.choice(content)["text"])
        if not runs:
            continue
        run = chance.choice(runs).split(" ")
        length = min(len(run), chance.choice((2, 3)))
        start = chance.randrange(len(run) - length + 1)
        found.append(" ".join(run[start : start + length]))
    return found


def _changed(article: dict[str, Any], number: int) -> dict[str, Any]:
    return {**article, "text": f"{article['text']}\nMise à jour numéro {number} de cet article, relu et corrigé."}
