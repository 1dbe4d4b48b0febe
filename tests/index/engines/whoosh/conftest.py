"""An index for what Whoosh's own ways of writing do to it; and the same articles twice, on Whoosh's codec and on ours."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import whoosh.index

from trouvere.index import Article, Field, build_index, describe_index
from trouvere.index.engines.whoosh import open_index
from trouvere.index.engines.whoosh.fields import SHOWN_VALUES, make_schema
from trouvere.index.engines.whoosh.index import ColumnIndex
from trouvere.index.engines.whoosh.writer import ColumnWriter
from trouvere.index.schema import TEXT_FIELDS, stem_of

Index: TypeAlias = Any  # whoosh has no types: its own index, or ours
Both = tuple[Index, Index]

WORDS = """
    grève train Paris pêche péché côte côté ministre ministres visite visites été à de la le les du travail travaux
    journal journaux cœur œuvre État états Ukraine ukrainien presqu’île l’eau d’or SNCF 2023 mil neuf
""".split()
TAGS = ("rail", "social", "monde", "été")
FIELDS = (Field("région"), Field("prix", "number"), Field("payant", "boolean"), Field("paru", "date"))


def articles(seed: int, count: int, first: int = 0) -> list[Article]:
    dice = random.Random(seed)
    # Few words are frequent and most are rare, as in a text; some texts are long, and some words stand 300 times.
    some = WORDS + WORDS[:12] * 4 + ["la"] * 10
    return [
        Article(
            id=f"a{number:03}",
            title=" ".join(["Titre", *dice.choices(some, k=dice.randrange(6))]),
            text=" ".join(dice.choices(some, k=dice.choice((3, 10, 40, 200)))) + " la" * (number % 97 == 0) * 300,
            source=dice.choice(("AP", "AFP", "")),
            category="dossier" if number % 5 == 0 else "dépêche",
            tags=tuple(sorted(dice.sample(TAGS, k=dice.randrange(3)))),
            authors=("Anne Martin", "Bob"),
            date=dt.date(2023, 1 + number % 12, 1 + number % 28) if number % 7 else None,
            language=dice.choice(("fr", "en", "")),
            place=dice.choice(("Nevers", "PARIS", "")),
            extra=own_values(dice),
        )
        for number in range(first, first + count)
    ]


def own_values(dice: random.Random) -> dict[str, Any]:
    """Values of the declared fields, each of which some articles have not."""
    regions = dice.sample(("Nièvre", "Pays de la Loire", "Île-de-France", "Bretagne"), k=dice.choice((0, 1, 1, 2)))
    day = dt.date(2023, dice.choice((3, 6, 12)), dice.choice((6, 28)))
    moment = dt.datetime.combine(day, dice.choice((dt.time(), dt.time(8, 30), dt.time(23, 59))))
    values = {
        "région": regions if len(regions) > 1 else "".join(regions),
        "prix": dice.choice((None, -3, 0, 9.5, 10, 12.25, 20, 1e9, -0.125, 4_500)),
        "payant": dice.choice((None, True, False)),
        "paru": dice.choice((None, moment.isoformat())),
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def document(article: Article) -> dict[str, Any]:
    """The fields of an article, as a Whoosh program gives them."""
    values: dict[str, Any] = {name: value for name in SHOWN_VALUES if (value := getattr(article, name))}
    if article.date:
        values["date"] = article.date.isoformat()
    for name in TEXT_FIELDS:
        values |= {name: getattr(article, name), stem_of(name): getattr(article, name)}
    own: dict[str, Any] = dict(article.extra)
    if "paru" in own:
        own["paru"] = dt.datetime.fromisoformat(own["paru"])
    return {"article": article.as_dict(), **values, **own}


@pytest.fixture(scope="module", params=["one segment", "segments and deletions"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The same articles, written in the same way: one index opened as any Whoosh program does, one as ours."""
    folder = tmp_path_factory.mktemp("both")
    first, *more = (
        [articles(3, 300)] if request.param == "one segment" else [articles(n, 120, 120 * n) for n in range(3)]
    )
    build_index(folder / "ours", first, fields=FIELDS)
    (folder / "theirs").mkdir()
    theirs = whoosh.index.create_in(str(folder / "theirs"), make_schema(FIELDS))
    add(theirs, first)
    ours = open_index(folder / "ours")
    for some in more:
        for index in (ours, theirs):
            add(index, some)
    if more:
        for index in (ours, theirs):
            writer = index.writer()
            assert writer.delete_by_term("category", "dossier") == 72
            for article in articles(9, 4, 200):
                writer.update_document(**document(article))
            writer.commit(merge=False)
    else:
        ours = whoosh.index.open_dir(describe_index(folder / "ours").path)
    for index in (ours, theirs):
        assert len(index.reader().leaf_readers()) == (4 if more else 1)
    yield ours, theirs


def add(index: Index, some: list[Article]) -> None:
    writer = index.writer()
    for article in some:
        writer.add_document(**document(article))
    writer.commit(merge=False)


@pytest.fixture
def agreed(both: Both) -> Callable[[Callable[[Any], Any]], Any]:
    """Returns what both indexes answer to a question, which gets a searcher; fails where they differ."""

    def agreed(ask: Callable[[Any], Any]) -> Any:
        answers = []
        for index in both:
            with index.searcher() as searcher:
                answers.append(ask(searcher))
        assert answers[0] == answers[1]
        return answers[0]

    return agreed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    build_index(
        tmp_path / "index",
        [Article(id=f"a{n}", title=f"Titre {n}", text=f"Le train numéro {n}.", source="AP") for n in range(5)],
    )
    return tmp_path / "index"


@pytest.fixture
def ix(path: Path) -> ColumnIndex:
    return open_index(path)


@pytest.fixture
def writer(ix: ColumnIndex) -> Iterator[ColumnWriter]:
    writer = ix.writer()
    yield writer
    if not writer.is_closed:
        writer.cancel()
