"""Small indexes, what is done to them, and how to see which state one is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from faulty_storage import QuickStorage

from trouvere.index import (
    Article,
    Field,
    build_index,
    check_index,
    delete_articles,
    describe_index,
    optimize,
    update_index,
)
from trouvere.index.engines.whoosh import open_index
from trouvere.index.settings import Settings
from trouvere.index.storage import Storage
from trouvere.search import open_searcher

QUICK = QuickStorage()
SETTINGS = Settings(processes=1, fields=(Field("port"), Field("jours_de_mer", "number")))
QUERIES = ("préfet", "maire", "visite Ukraine", '"visite le port"', "vis*", "source:AFP", "zanzibar")
PLACES = ("Nevers", "Brest", "Paris", "Lyon", "Lille", "Ukraine", "Nîmes")


def articles(word: str, first: int = 0, last: int = 12) -> list[Article]:
    return [
        Article(
            id=f"a/{n}",
            title=f"Le {word} à {PLACES[n % 7]}",
            text=f"Le {word} visite le port de {PLACES[n % 7]}, dit-on. " + f"Le {word} revient. " * (n % 5),
            source=("AP", "AFP", "Reuters")[n % 3],
            tags=("mer",) if n % 2 else (),
            extra={"port": PLACES[n % 7], "jours_de_mer": n / 2},
        )
        for n in range(first, last)
    ]


@dataclass(frozen=True)
class Operation:
    """One thing that is done to an index: how the index comes about, and what then is done with a storage."""

    name: str
    prepare: Callable[[Path], object]
    run: Callable[[Path, Storage], object]


def small(index: Path) -> None:
    build_index(index, articles("préfet"), storage=QUICK, settings=SETTINGS)


def several(index: Path) -> None:
    """An index of several segments, with deletions."""
    small(index)
    update_index(index, articles("maire", 12, 18), storage=QUICK, settings=SETTINGS)
    delete_articles(index, ["a/2", "a/13"], storage=QUICK, settings=SETTINGS)


def write_by_whoosh(index: Path, storage: Storage) -> None:
    """Add, replace and delete as a Whoosh program does."""
    with open_index(index).writer(storage=storage) as writer:
        for article in articles("maire", 9, 15):
            writer.update_document(article=article)
        writer.delete_by_term("id", "a/1")


OPERATIONS = (
    Operation(
        "first build",
        lambda index: None,
        lambda index, storage: build_index(index, articles("maire"), storage=storage, settings=SETTINGS),
    ),
    Operation(
        "build",
        small,
        lambda index, storage: build_index(index, articles("maire"), storage=storage, settings=SETTINGS),
    ),
    Operation(
        "update",
        several,
        lambda index, storage: update_index(index, articles("maire", 8, 20), storage=storage, settings=SETTINGS),
    ),
    Operation(
        "delete",
        several,
        lambda index, storage: delete_articles(index, ["a/1", "a/14"], storage=storage, settings=SETTINGS),
    ),
    Operation("Whoosh writer", several, write_by_whoosh),
    Operation("optimize", several, lambda index, storage: optimize(index, storage=storage, settings=SETTINGS)),
)


def answers(index: Path) -> object:
    """Return all that a reader gets out of an index: hits with scores, snippets, facets, articles."""
    found: list[object] = [describe_index(index).articles]
    with open_searcher(index, settings=SETTINGS) as searcher:
        found.append(searcher.count())
        for query in QUERIES:
            results = searcher.search(query, limit=50)
            hits = [(hit.rank, round(hit.score, 5), hit.article, hit.title, hit.snippets) for hit in results.hits]
            found.append((results.total, hits, dict(results.facets)))
        found.append([searcher.article(hit.article.id) for hit in searcher.search("vis*", limit=50, sort="date").hits])
    return found


def state(index: Path) -> tuple[object, ...]:
    """Return less, sooner: what tells the old state from the new one, segments included."""
    info = describe_index(index)
    with open_searcher(index, settings=SETTINGS) as searcher:
        totals = tuple(searcher.search(query, limit=1).total for query in QUERIES)
    return (info.articles, info.digest, info.segments, info.deleted, *totals)


def assert_whole(index: Path) -> None:
    report = check_index(index)
    assert report.ok, report.damage


def assert_tidy(index: Path, *, published: bool = True) -> None:
    """Nothing is left of builds that died; old generations that a loss brought back go when something is published."""
    assert {path.name for path in index.iterdir()} <= {"CURRENT", "LOCK", "generations"}
    assert (index / "LOCK").read_bytes() == b""
    info = describe_index(index)
    assert info.generation == max(info.generations)
    if published:
        assert len(info.generations) <= 2
