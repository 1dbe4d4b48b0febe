"""The searcher's promises: fragments, totals, filters, sorting, paging, generations."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index import Article, build_index
from trouvere.index.errors import ArticleNotFound, IndexNotFound, UsageError
from trouvere.search import Filters, Results, Searcher, open_searcher

ARTICLES = [
    Article(
        id="pekin",
        title="Loukachenko en visite d’État à Pékin",
        text="Le dirigeant biélorusse est arrivé mardi. L’Ukraine inquiète. "
        "La Chine l’accueille pour une visite d’État.",
        source="AP",
        category="Monde",
        date=dt.date(2023, 3, 1),
        tags=("Chine", "diplomatie"),
    ),
    Article(
        id="pekin-seul",
        title="Marathon de Pékin",
        text="Des milliers de coureurs ont traversé la ville. Aucune visite officielle n’était prévue.",
        source="AFP",
        category="Sport",
        date=dt.date(2022, 10, 9),
        authors=("Anne Petit",),
    ),
    Article(id="greve", text="Grève à la SNCF : trains supprimés. " * 3, source="AFP", category="Société"),
    Article(id="cœur/œuvre", title="Cœur", text="À cœur vaillant, l’œuvre de l’été. L’Etat, lui, a été absent."),
    Article(id="derived", title="Le train du soir", text="Le train du soir est parti.", title_derived=True),
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("searcher") / "index"
    build_index(path, ARTICLES)
    with open_searcher(path) as searcher:
        yield searcher


def ids(results: Results) -> list[str]:
    return [hit.article.id for hit in results.hits]


def marked(results: Results) -> set[str]:
    return {
        fragment.text
        for hit in results.hits
        for fragments in (hit.title, *(snippet.fragments for snippet in hit.snippets))
        for fragment in fragments
        if fragment.matched
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("visite de Loukachenko à Pékin", ["pekin", "pekin-seul"]),
        ("visites", ["pekin", "pekin-seul"]),
        ("etat", ["pekin", "cœur/œuvre"]),
        ("coeur", ["cœur/œuvre"]),
        ("OEUVRE", ["cœur/œuvre"]),
        ("« visite d'État »", ["pekin"]),
        ('"visite de"', []),
        ("ville -visite", []),
        ("train -grève", ["derived"]),
        ("titre:pékin", ["pekin", "pekin-seul"]),
        ("titre:train", []),
        ("ukrain*", ["pekin"]),
        ("source:afp", ["greve", "pekin-seul"]),
        ("grève OU marathon", ["greve", "pekin-seul"]),
        ("zzz", []),
        ("", ["cœur/œuvre", "derived", "greve", "pekin", "pekin-seul"]),
        ("(((", []),
    ],
)
def test_what_is_found(searcher: Searcher, query: str, expected: list[str]) -> None:
    results = searcher.search(query)
    assert sorted(ids(results)) == sorted(expected)
    assert results.total == len(expected)


@pytest.mark.parametrize("query", ["marathon Pékin", "marathon grève", "visite"])
def test_what_has_all_the_words_is_what_all_finds(searcher: Searcher, query: str) -> None:
    every = searcher.search(query, match="all")
    assert every.total == every.total_all
    assert searcher.search(query).total_all == searcher.search(query, match="any").total_all == every.total


def test_stop_words_beside_words_are_said_to_be_ignored_and_alone_are_searched(searcher: Searcher) -> None:
    results = searcher.search("la visite à Pékin")
    assert [(ignored.text, ignored.reason) for ignored in results.ignored] == [("la", "stop_word"), ("à", "stop_word")]
    assert searcher.search("la").total == 3
    assert searcher.search("la").ignored == ()


def test_the_words_as_written_are_marked(searcher: Searcher) -> None:
    assert marked(searcher.search("ukraine")) == {"Ukraine"}
    assert marked(searcher.search("etat")) == {"État", "Etat"}
    assert marked(searcher.search("oeuvre")) == {"œuvre"}
    assert marked(searcher.search("visites")) == {"visite"}


def test_the_written_form_ranks_first(searcher: Searcher) -> None:
    assert ids(searcher.search("Pékin"))[0] in ("pekin", "pekin-seul")
    assert ids(searcher.search("trains", match="any")) == ["greve", "derived"]


def test_filters_and_facets(searcher: Searcher) -> None:
    assert ids(searcher.search("visite", filters=Filters(source=["ap"]))) == ["pekin"]
    assert ids(searcher.search("visite", filters=Filters(tags=("diplomatie",)))) == ["pekin"]
    assert ids(searcher.search("visite", filters=Filters(authors=("Anne Petit",)))) == ["pekin-seul"]
    assert ids(searcher.search("visite", filters=Filters(date_from=dt.date(2023, 1, 1)))) == ["pekin"]
    assert ids(searcher.search("train", filters=Filters(date_to=dt.date(2030, 1, 1)))) == []
    results = searcher.search("visite OU train", filters=Filters(source=("AP",)))
    assert results.total == 1
    assert {count.value: count.count for count in results.facets["source"]} == {"AFP": 2, "AP": 1}
    assert {count.value: count.count for count in results.facets["category"]} == {"Monde": 1}
    undated = searcher.search("visite OU train", filters=Filters(date_from=dt.date(2023, 1, 1)))
    assert undated.facets["undated"][0].count == 2


def test_sorted_by_date_undated_articles_come_last(searcher: Searcher) -> None:
    assert ids(searcher.search("visite train", match="any", sort="date"))[:2] == ["pekin", "pekin-seul"]


def test_paging_reaches_the_end_and_ranks_count_on(searcher: Searcher) -> None:
    whole = searcher.search("visite train grève", match="any", limit=100)
    pages = [searcher.search("visite train grève", match="any", limit=1, offset=n) for n in range(whole.total + 2)]
    assert [page.hits[0].article.id for page in pages if page.hits] == ids(whole)
    assert [page.hits[0].rank for page in pages if page.hits] == list(range(1, whole.total + 1))
    assert {page.total for page in pages} == {whole.total}


def test_marked_article(searcher: Searcher) -> None:
    article, title, text = searcher.marked_article("cœur/œuvre", "coeur été")
    assert "".join(fragment.text for fragment in text) == article.text
    assert [fragment.text for fragment in text if fragment.matched] == ["cœur", "été", "été"]
    assert [fragment.text for fragment in title if fragment.matched] == ["Cœur"]


def test_errors(searcher: Searcher, tmp_path: Path) -> None:
    with pytest.raises(ArticleNotFound):
        searcher.article("nobody")
    with pytest.raises(IndexNotFound):
        open_searcher(tmp_path)
    for wrong in ({"limit": -1}, {"offset": -1}, {"sort": "size"}, {"match": "some"}):
        with pytest.raises(UsageError):
            searcher.search("x", **wrong)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(alphabet="visite Pékin été\"«»-*():~5 ETOUSAUF d'’\ud800\x00\u00ad"))
def test_nothing_a_person_types_raises(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert results.total >= len(results.hits)
    for hit in results.hits:
        assert "".join(fragment.text for fragment in hit.title) == hit.article.title
        for snippet in hit.snippets:
            assert snippet.text == hit.article.text[snippet.start : snippet.end]
            assert snippet.text.strip()


def test_rebuilds_under_eight_searching_threads(tmp_path: Path) -> None:
    """Hits and total are of one generation, and a new generation is seen without a restart."""
    path = tmp_path / "index"

    def generation(number: int) -> list[Article]:
        return [Article(id=f"{number}-{n}", text=f"Le préfet du lot {number}.") for n in range(number + 3)]

    build_index(path, generation(0))
    stop = threading.Event()
    wrong: list[object] = []
    seen: set[str] = set()

    def read(searcher: Searcher) -> None:
        try:
            while not stop.is_set():
                results = searcher.search("préfet", limit=100)
                batches = {hit.article.id.split("-")[0] for hit in results.hits}
                if len(batches) != 1 or results.total != int(batches.pop()) + 3 or len(results.hits) != results.total:
                    wrong.append(results)
                seen.add(results.generation)
        except Exception as error:
            wrong.append(error)

    with open_searcher(path) as searcher:
        threads = [threading.Thread(target=read, args=(searcher,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for number in range(1, 6):
            build_index(path, generation(number))
        stop.set()
        for thread in threads:
            thread.join()
        assert searcher.search("préfet").total == 8
    assert not wrong
    assert len(seen) > 1
