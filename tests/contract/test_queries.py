"""What each form of query finds, what is understood, what is marked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.articles import ARTICLES, WORDS
from trouvere.search import Results, Searcher
from trouvere.search.query.nodes import Match, Sort
from trouvere.search.query.parser import parse
from trouvere.search.query.parser import query_text as wording

WRITTEN = {"pekin", "pekin-seul", "greve", "cœur/œuvre", "derived", "nombres", "phrases"}


def written(results: Results) -> list[str]:
    """Return those that were written for these tests, the crowd left out."""
    return [hit.article.id for hit in results.hits if hit.article.id in WRITTEN]


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
        ("visite de Loukachenko à Pékin", {"pekin", "pekin-seul", "phrases"}),
        ("pekin", {"pekin", "pekin-seul"}),
        ("etat loukachenko", {"pekin", "phrases", "cœur/œuvre"}),
        ("coeur", {"cœur/œuvre"}),
        ("OEUVRE", {"cœur/œuvre"}),
        ("« visite d'État »", {"pekin", "phrases"}),
        ('"arrivé lundi"', set()),
        ('"Xi Loukachenko"', set()),
        ('"Xi Loukachenko"~1', {"phrases"}),
        ('texte:"Xi Loukachenko"~1', set()),
        ('texte:"Xi Loukachenko"~3', {"phrases"}),
        ('"Loukachenko Xi"~3', set()),
        ("téléphérique -loukachenko", {"derived"}),
        ("loukachenko SAUF chine", {"phrases"}),
        ("loukachenko -(ukraine OU marathon)", {"phrases"}),
        ("titre:pékin", {"pekin", "pekin-seul"}),
        ("titre:téléphérique", set()),
        ("texte:pékin", set()),
        ("ukrain*", {"pekin"}),
        ("téléphér*", {"derived"}),
        ("biéloruss* OU coureur*", {"pekin", "pekin-seul"}),
        ("marathon OU téléphérique", {"pekin-seul", "derived"}),
        ("(marathon OU loukachenko) ET chine", {"pekin"}),
        ("((((((((marathon))))))))", {"pekin-seul"}),
        ("zz OU (chine ET (zz OU (visite ET (zz OU (pekin ET (zz OU loukachenko))))))", {"pekin"}),
        ("1000 euros", {"nombres"}),
        ("1 000 euros", {"nombres"}),
        ("12500000", {"nombres"}),
        ("covid19", {"nombres"}),
        ("saint etienne", {"nombres"}),
        ("grand-mère", {"nombres"}),
        ('"grand-mère"', set()),
        ("texte:pots-de-vin", {"nombres"}),
        ("titre:pots-de-vin", set()),
        ("pot-à-vin", set()),
        ("auto-entrepreneur", {"nombres"}),
        ("coûte-t-il", {"nombres"}),
        ("pekin depuis:2023-01", {"pekin"}),
        ("pekin avant:2023-01", {"pekin-seul"}),
        ("tag:diplomatie", {"pekin"}),
        ("auteur:petit pekin", set()),
        ("zzz", set()),
        ("(((", set()),
        ("*", set()),
    ],
)
def test_what_is_found(searcher: Searcher, query: str, expected: set[str]) -> None:
    results = searcher.search(query, limit=100)
    assert set(written(results)) == expected
    if not expected:
        assert results.total == len(results.hits) == 0


@pytest.mark.parametrize("query", ["", "  \u00a0", "-source:Personne"])
def test_without_words_all_articles_are_found(searcher: Searcher, query: str) -> None:
    assert searcher.search(query).total == len(ARTICLES)


@pytest.mark.parametrize(
    ("query", "sort", "match", "interpreted", "total", "total_all"),
    [
        ("marathon Pékin", "relevance", "any", "marathon OU Pékin", 2, 1),
        ("marathon Pékin", "date", "all", "marathon ET Pékin", 1, 1),
        ("marathon téléphérique", "relevance", "any", "marathon OU téléphérique", 2, 0),
        ("marathon téléphérique", "date", "any", "marathon OU téléphérique", 2, 0),
        ("zzz yyy", "relevance", "any", "zzz OU yyy", 0, 0),
        ("marathon zzz", "relevance", "any", "marathon OU zzz", 1, 0),
        ("dirigeant biélorusse", "relevance", "all", "dirigeant ET biélorusse", 1, 1),
        ("marathon", "relevance", "all", "marathon", 1, 1),
    ],
)
def test_auto_takes_enough_of_the_words_by_date_all_of_them_and_says_so(
    searcher: Searcher, query: str, sort: Sort, match: str, interpreted: str, total: int, total_all: int
) -> None:
    found = searcher.search(query, sort=sort)
    assert (found.match, found.interpreted) == (match, interpreted)
    assert (found.total, found.total_all) == (total, total_all)


@pytest.mark.parametrize("match", ["auto", "all", "any"])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("loukachenko -(pekin marathon)", {"pekin", "phrases"}),
        ("loukachenko -(chine pekin)", {"phrases"}),
        ("loukachenko -(chine zzz)", {"pekin", "phrases"}),
        ("loukachenko SAUF (pekin OU marathon)", {"phrases"}),
    ],
)
def test_an_exclusion_means_the_same_whatever_is_wanted(
    searcher: Searcher, query: str, expected: set[str], match: Match
) -> None:
    results = searcher.search(query, match=match)
    assert (set(written(results)), results.match) == (expected, "all")
    assert results.total == results.total_all == len(expected)


@pytest.mark.parametrize("match", ["auto", "all", "any"])
def test_no_more_have_all_the_words_than_are_found(searcher: Searcher, match: Match) -> None:
    for query in ("chine visite -(pekin marathon)", "marathon loukachenko -(chine pekin)", "zzz visite -(pekin zzz)"):
        results = searcher.search(query, match=match)
        assert results.total >= results.total_all, query
        if match != "auto":
            assert results.total >= searcher.search(query, match="all").total == results.total_all


@pytest.mark.parametrize(
    ("query", "match", "interpreted"),
    [
        ("marathon pekin -train", "any", "(marathon OU pekin) -train"),
        ("marathon pekin -train", "all", "marathon ET pekin -train"),
        ("-train marathon pekin -(a b)", "any", "(marathon OU pekin) -train -(a b)"),
        ("la visite -train", "any", "visite -train"),
        ("marathon (pekin OU chine) -train", "any", "(marathon OU pekin OU chine) -train"),
        ("marathon (pekin OU chine) -train", "all", "marathon ET (pekin OU chine) -train"),
        ("marathon (pekin -train)", "any", "marathon OU (pekin -train)"),
        ('"la" la visite', "all", "«\u00a0la\u00a0» ET visite"),
    ],
)
def test_what_was_understood_keeps_exclusions_apart(
    searcher: Searcher, query: str, match: Match, interpreted: str
) -> None:
    assert searcher.search(query, match=match).interpreted == interpreted
    parsed = parse(interpreted)
    assert wording(parsed.node, parsed.filters) == interpreted


def test_twenty_beginnings_at_once(searcher: Searcher) -> None:
    results = searcher.search(" OU ".join(f"{word[:3]}*" for word in WORDS[:20]), limit=10)
    assert results.total > 400
    assert len(results.hits) == 10
    assert min(hit.score for hit in results.hits) > 0


def test_stop_words_beside_words_are_said_to_be_ignored_and_alone_are_searched(searcher: Searcher) -> None:
    results = searcher.search("la visite à Pékin")
    assert [(ignored.text, ignored.reason) for ignored in results.ignored] == [("la", "stop_word"), ("à", "stop_word")]
    alone = searcher.search("la")
    assert alone.total > 4
    assert alone.ignored == ()


def test_variants_are_searched_and_shown(searcher: Searcher) -> None:
    results = searcher.search("Lukashenko")
    assert set(written(results)) == {"pekin", "phrases"}
    assert ("Lukashenko", "Loukachenko") in [(one.word, one.variant) for one in results.variants]


def test_the_words_as_written_are_marked(searcher: Searcher) -> None:
    assert marked(searcher.search("ukraine")) == {"Ukraine"}
    assert marked(searcher.search("oeuvre")) == {"œuvre"}
    assert marked(searcher.search("coureur")) == {"coureurs"}
    assert marked(searcher.search("biéloruss*")) == {"biélorusse"}
    assert marked(searcher.search("grand-mère")) == {"grands", "mères"}
    assert marked(searcher.search("pots-de-vin")) == {"pot", "de", "vin"}


def test_passages_are_of_the_text_and_show_the_words(searcher: Searcher) -> None:
    for query in ("visite d'État", '"visite d’État"', "alambic", "préfet musée", "1000 euros", "conserv*"):
        for hit in searcher.search(query, match="any", limit=30).hits:
            assert "".join(fragment.text for fragment in hit.title) == hit.article.title
            for snippet in hit.snippets:
                assert snippet.text == hit.article.text[snippet.start : snippet.end]
    (only,) = searcher.search("alambic").hits
    assert "alambic" in only.snippets[0].text
    assert only.snippets[0].start > 500


def test_a_passage_that_stands_twice_in_the_text_is_shown_once(searcher: Searcher) -> None:
    (only,) = searcher.search("zeugma").hits
    assert only.article.text.count("zeugma") == 2
    (passage,) = only.snippets
    assert "Le zeugma se déclare à la mairie" in passage.text


def test_the_written_form_ranks_first(searcher: Searcher) -> None:
    for word in ("pêche", "péché"):
        first = searcher.search(word, limit=1).hits[0].article
        assert word in f"{first.title} {first.text}".lower()


def test_scores_fall_and_ranks_count(searcher: Searcher) -> None:
    results = searcher.search("visite préfet train", match="any", limit=100)
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)
    assert [hit.rank for hit in results.hits] == list(range(1, len(scores) + 1))
    ranking = searcher.rank("visite préfet train", match="any", limit=100)
    assert list(ranking.ids) == [hit.article.id for hit in results.hits]
    assert (ranking.total, ranking.facets) == (results.total, results.facets)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=40) | st.text(alphabet="visite Pékin été\"«»-*():~5 ETOUSAUF d'’\ud800\x00\u00ad", max_size=40))
def test_nothing_a_person_types_raises(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert results.total >= len(results.hits)
    for hit in results.hits:
        for snippet in hit.snippets:
            assert snippet.text == hit.article.text[snippet.start : snippet.end]
