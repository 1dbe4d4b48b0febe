"""A search while somebody types: the last word is also a beginning, unless it is finished; nothing else changes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index import Article, build_index
from trouvere.index.analysis.tokenizer import raw_tokens
from trouvere.search import Filters, Searcher, open_searcher
from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Node, Prefix, Word
from trouvere.search.query.parser import parse
from trouvere.search.query.partial_query import with_last_word_as_prefix

TEXTS = {
    "senat": "L’élection sénatoriale à Strasbourg.",
    "mer": "La mer monte. Le député se tait.",
    "merci": "Merci au maire de Saint-Étienne.",
    "conge": "Le congé de maternité des députées.",
    "prix": "Un prix de 1 000 euros pour l’assurance-maladie.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("typing") / "index"
    articles = [Article(id=name, text=text, source="AP") for name, text in TEXTS.items()]
    build_index(path, [*articles, Article(id="hidden", text="Le strasberg caché.", source="AFP")])
    with open_searcher(path) as searcher:
        yield searcher


def ids(searcher: Searcher, query: str, **options: object) -> list[str]:
    return [hit.article.id for hit in searcher.search(query, typing=True, **options).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("élection sénatoriale strasb", "senat"),
        ("sénat", "senat"),
        ("Strasbou", "senat"),
        ("mer", "mer"),  # what it is already comes before what it may become
        ("merc", "merci"),
        ("congé mat", "conge"),
        ("titre:rien OU mater", "conge"),
        ("saint-ét", "merci"),
        ("assurance-mala", "prix"),
        ("l’assur", "prix"),
        ("congé de", "conge"),  # a stop word is no beginning
    ],
)
def test_the_last_word_is_also_a_beginning(searcher: Searcher, query: str, first: str) -> None:
    assert ids(searcher, query)[:1] == [first]


@pytest.mark.parametrize("query", ["strasb ", "« strasb »", '"strasb"', "strasb,", "strasb OU ", "titre:strasb", "s"])
def test_a_word_that_is_finished_is_none(searcher: Searcher, query: str) -> None:
    assert ids(searcher, query) == []


def test_the_unfinished_word_is_not_corrected_and_those_before_it_are(searcher: Searcher) -> None:
    for query, corrected in (
        ("élection strasb", None),
        ("sénatorriale strasb", "sénatoriale strasb"),
        ("élection strasboug", "élection Strasbourg"),  # nothing begins so
    ):
        results = searcher.search(query, typing=True)
        assert (results.corrected, results.suggestion) == (corrected, None)
    assert searcher.search("élection strasboug").corrected == "élection Strasbourg"
    assert searcher.search("élection strasboug ", typing=True).corrected == "élection Strasbourg "


def test_what_is_excluded_does_not_grow(searcher: Searcher) -> None:
    assert "senat" in ids(searcher, "élection -stras")


def test_every_beginning_of_a_word_finds_what_the_word_finds(searcher: Searcher) -> None:
    for word in ("Strasbourg", "maternité", "sénatoriale", "Merci", "assurance"):
        (found,) = ids(searcher, word)
        # « ma » is a stop word.
        for end in range(3, len(word) + 1):
            assert found in ids(searcher, f"élection {word[:end]}"), word[:end]


COMPOUNDS = (
    "Un rendez-vous. Un procès-verbal. Une main-d’œuvre. Un arrêt-maladie. L’assurance-maladie. Un vis-à-vis. Peut-être."
    " Dois-je ? Est-ce. Jusque-là, jusqu’à aujourd’hui. Que Paul, qu’il vienne à 14h30 ou à 9 h 15. L’article L. 1234-56. L’article R931-36-1."
    " La S.N.C.F. Un non-respect, une mi-temps, des grands-mères. Le 12/03/2023. Des 3,5 %."
)


def test_no_beginning_of_what_is_there_finds_nothing(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [Article(id="there", text=COMPOUNDS)])
    with open_searcher(tmp_path / "index") as searcher:
        words = [*raw_tokens(COMPOUNDS), "L. 1234-5", "R. 931-36-1", "l'arrêt-m", "main-d'"]
        # For a letter nothing is looked up: « l’a », « R. », « S. ».
        beginnings = {word[:end] for word in words for end in range(2, len(word) + 1) if not word[end - 1].isspace()}
        beginnings = {each for each in beginnings if len(re.sub(r"\W|^[lL]\W|^[qQ]u\W", "", each)) > 1}
        assert [each for each in sorted(beginnings) if ids(searcher, each) != ["there"]] == []


def test_what_hidden_articles_have_does_not_show(searcher: Searcher) -> None:
    assert ids(searcher, "strasber", within=Filters(source="AP")) == []
    assert ids(searcher, "strasber") == ["hidden"]


def test_what_is_said_and_marked(searcher: Searcher) -> None:
    results = searcher.search("sénatoriale strasb", typing=True, filters=Filters(source="AP"))
    assert results.interpreted == "sénatoriale ET strasb"
    marked = [one.text for one in results.hits[0].snippets[0].fragments if one.matched]
    assert marked == ["sénatoriale", "Strasbourg"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20) | st.text(alphabet="congématr -'\"«»*:OU(", max_size=20))
def test_nothing_that_is_typed_fails_and_what_is_finished_is_found_as_ever(searcher: Searcher, query: str) -> None:
    searcher.search(query, typing=True)
    finished = query + " "
    assert ids(searcher, finished) == [hit.article.id for hit in searcher.search(finished).hits]


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("sén", AnyOf((Word("sén"), Prefix("sén", unfinished=True)), unfinished=True)),
        (
            "saint-ét",
            AnyOf((Word("saint-ét"), AllOf((Word("saint"), Prefix("ét", unfinished=True)))), unfinished=True),
        ),
        ("l'assu", AnyOf((Word("l'assu"), Prefix("assu", unfinished=True)), unfinished=True)),
        ("sén*", Prefix("sén")),
        ("de", AnyOf((Word("de"), Prefix("de", unfinished=True)), unfinished=True)),
        ("sén de", Beside((Word("sén"), Word("de")))),
        ("saint-é", AnyOf((Word("saint-é"), Word("saint")), unfinished=True)),
        ("14h3", AnyOf((Word("14h3"), Word("14h")), unfinished=True)),
        ("s", Word("s")),
    ],
)
def test_the_tree_of_what_is_typed(query: str, node: Node) -> None:
    assert with_last_word_as_prefix(parse(query).node, query)[0] == node
