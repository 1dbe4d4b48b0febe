"""After `delete --purge` nothing of an article is in any file of the index: searched byte by byte, and in whatever can
be decompressed, by a reader that knows nothing of our formats but zstandard's magic number."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import zstandard
from examples import PLACES, QUICK, SETTINGS, assert_whole

from torture.outcome import Both, Outcome, Plan
from trouvere.index import Article, build_index, delete_articles, update_index
from trouvere.index.columns.read.container import MAGIC, Container
from trouvere.index.storage import DISK
from trouvere.search import open_searcher

FRAME = b"\x28\xb5\x2f\xfd"
LETTERS = "bcdfghjklmnpqrstvwxz"


def secret(dice: random.Random) -> str:
    """Return a word that no language has and that no stemmer shortens."""
    return "".join(dice.choice(LETTERS) + dice.choice("aou") for _ in range(5)) + "k"


def article(number: int, words: list[str], long: bool) -> Article:
    """Return an article that says some words, in every field."""
    first, second, *others = words
    filler = f"Le préfet visite le port de {PLACES[number % 7]}, dit-on. " * (80 if long else 2)
    return Article(
        id=f"a/{number}",
        title=f"Le {first} à {PLACES[number % 7]}",
        text=f"{filler}Le {second} du {first} revient. {filler} {' '.join(others)} " * 2,
        source=f"Agence {words[-1].title()}",
        authors=(f"Anne {words[-2].title()}",),
        tags=(words[-3],),
        url=f"https://example.org/{words[-4]}",
    )


def collection(dice: random.Random, count: int, long: bool) -> list[Article]:
    """Return articles with words of their own, in a vocabulary of some hundred."""
    common = [secret(dice) for _ in range(100)]
    return [article(n, dice.sample(common, 8), long) for n in range(count)]


def at_once(index: Path, held: list[Article], gone: list[Article]) -> None:
    """All in one segment."""
    build_index(index, [*gone[:1], *held, *gone[1:]], storage=QUICK, settings=SETTINGS)


def in_updates(index: Path, held: list[Article], gone: list[Article]) -> None:
    """Several segments and several generations."""
    build_index(index, held[: len(held) // 2], storage=QUICK, settings=SETTINGS)
    update_index(index, [*gone, *held[len(held) // 2 :]], storage=QUICK, settings=SETTINGS)
    update_index(index, [held[0].__class__(id="late", title="Tard", text="Un port.")], storage=QUICK, settings=SETTINGS)


def deleted_before(index: Path, held: list[Article], gone: list[Article]) -> None:
    """Deleted without purge already: the text is still there."""
    at_once(index, held, gone)
    delete_articles(index, [one.id for one in gone], storage=QUICK, settings=SETTINGS)


def replaced_before(index: Path, held: list[Article], gone: list[Article]) -> None:
    """Replaced by a harmless version: the first one is still there."""
    at_once(index, held, gone)
    harmless = [Article(id=one.id, title="Rien", text="Le port est calme.") for one in gone]
    update_index(index, harmless, storage=QUICK, settings=SETTINGS)


WAYS: tuple[Callable[[Path, list[Article], list[Article]], None], ...] = (
    at_once,
    in_updates,
    deleted_before,
    replaced_before,
)


def purges(plan: Plan) -> Outcome:
    """Purge articles of `plan.rounds` indexes; what is looked for afterwards must have been found before."""
    outcome, looked, read = Outcome(), 0, 0
    for turn in range(plan.rounds):
        dice, way = random.Random(f"{plan.seed} {turn}"), WAYS[turn % len(WAYS)]
        long = (turn + turn // len(WAYS)) % 2 == 0
        held = collection(dice, 90 if long else 12, long)
        words = [secret(dice) for _ in range(8)]
        gone = [article(n, words, long) for n in (1_000, 1_001, 1_002)]
        index = plan.work / f"i{turn}"
        way(index, held, gone)
        what = f"purge, seed {plan.seed}, round {turn}, {way.__name__}{', long' * long}"
        outcome.tries += 1
        before, _ = found(index, words)
        outcome.hold(before == set(words), f"{what}: the search itself misses {set(words) - before}")
        delete_articles(index, [one.id for one in gone], purge=True, storage=QUICK, settings=SETTINGS)
        after, size = found(index, [*words, "a/1000"])
        outcome.hold(not after, f"{what}: still there: {sorted(after)}")
        assert_whole(index)
        with open_searcher(index, settings=SETTINGS) as searcher:
            outcome.hold(searcher.search("préfet").total == len(held), f"{what}: other articles went as well")
        looked += len(words) + 1
        read += size
        DISK.remove(index)
    outcome.note = Both(
        f"{looked} mots cherchés dans {read / 1e6:.0f} Mo, décompressés compris ; tous trouvés avant",
        f"{looked} words looked for in {read / 1e6:.0f} MB, decompressed ones included; all found before",
    )
    return outcome


def found(index: Path, words: list[str]) -> tuple[set[str], int]:
    """Return which words are in any file, folded or not, and how many bytes were read."""
    there: set[str] = set()
    size = 0
    for path in sorted(index.rglob("*")):
        there |= {word for word in words if word.encode() in str(path.relative_to(index)).lower().encode()}
        if path.is_file():
            for content in (path.read_bytes(), *inflated(path)):
                size += len(content)
                lowered = content.lower()
                there |= {word for word in words if word.encode() in lowered}
                there |= {word for word in words if word.encode("utf-16-le") in lowered}
    return there, size


def inflated(path: Path) -> Iterator[bytes]:
    """Yield whatever in a file zstandard can make something of, with each dictionary that the file brings."""
    content = path.read_bytes()
    dictionaries = []
    if content.startswith(MAGIC):
        container = Container(DISK, path)
        numbers = container.meta.get("dictionaries", [])
        dictionaries = [container.whole(f"dictionary.{number}").tobytes() for number in numbers]
    ways = [zstandard.ZstdDecompressor()]
    ways += [zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(one)) for one in dictionaries]
    at = content.find(FRAME)
    while at >= 0:
        for way in ways:
            try:
                yield way.decompressobj().decompress(content[at:])
            except zstandard.ZstdError:
                continue
        at = content.find(FRAME, at + 1)
