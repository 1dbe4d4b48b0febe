"""What is said where nothing is found: counts that are true, a culprit, and looser searches that find what they say."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index import Article, Field, build_index
from trouvere.index.errors import UsageError
from trouvere.index.settings import Settings
from trouvere.search import Filters, Searcher, open_searcher
from trouvere.search.query.nodes import Match
from trouvere.search.query.parser import parse, query_text
from trouvere.search.results import Advice

NONE = Filters()


def counts(advice: Advice) -> dict[str, int]:
    return {word.text: word.count for word in advice.words}


def looser(advice: Advice, kind: str) -> list[tuple[str, str, int]]:
    return [(one.dropped, one.query, one.total) for one in advice.looser if one.kind == kind]


@pytest.mark.parametrize(
    ("query", "match", "words", "emptied_by"),
    [
        ("loukachenko zzz pékin", "all", {"loukachenko": 5, "zzz": 0, "pékin": 7}, "zzz"),
        ("loukachenko train", "all", {"loukachenko": 5, "train": 2}, "train"),
        ("train loukachenko", "all", {"train": 2, "loukachenko": 5}, "loukachenko"),
        ("loukachenko ET train", "auto", {"loukachenko": 5, "train": 2}, "train"),
        ("visite de zzz à Pékin", "all", {"visite": 8, "zzz": 0, "Pékin": 7}, "zzz"),
        ("zzz yyy", "auto", {"zzz": 0, "yyy": 0}, "zzz"),
        ("zzz yyy", "any", {"zzz": 0, "yyy": 0}, None),
        ("zzz", "any", {"zzz": 0}, "zzz"),
        ("zzz OU yyy", "auto", {"zzz": 0, "yyy": 0}, None),
        ("zzz OU (train -train)", "all", {"zzz": 0, "train -train": 0}, None),
        ("« train pékin »", "auto", {"«\u00a0train pékin\u00a0»": 0}, "«\u00a0train pékin\u00a0»"),
        ("pékin zzz*", "all", {"pékin": 7, "zzz*": 0}, "zzz*"),
        ("train -train", "auto", {"train": 2}, "-train"),
        ("train -zzz -visite -train", "auto", {"train": 2}, "-train"),
        ("1 000 zzz", "all", {"1000": 15, "zzz": 0}, "zzz"),
        ("zzz zzz pékin", "all", {"zzz": 0, "pékin": 7}, "zzz"),
        ("titre:train titre:pékin", "all", {"titre:train": 1, "titre:pékin": 6}, "titre:pékin"),
        ("pékin source:AFP", "auto", {"pékin": 3}, None),
        ("la", "all", {"la": 40}, None),
        ("", "auto", {}, None),
        ("(((", "auto", {}, None),
    ],
)
def test_what_each_part_has_and_which_left_nothing(
    sample: Searcher, query: str, match: Match, words: dict[str, int], emptied_by: str | None
) -> None:
    advice = sample.advise(query, match=match)
    assert (counts(advice), advice.emptied_by) == (words, emptied_by)


def test_auto_tells_what_all_the_words_miss_though_any_finds_something(sample: Searcher) -> None:
    advice = sample.advise("loukachenko train")
    assert (advice.emptied_by, advice.looser) == ("train", ())


@pytest.mark.parametrize(
    ("query", "match", "filters", "kind", "expected"),
    [
        ("loukachenco", "all", NONE, "spelling", [("", "Loukachenko", 5)]),
        ("visitte", "all", NONE, "spelling", [("", "visite", 8)]),
        ("loukachenko zzz pékin", "all", NONE, "without", [("zzz", "loukachenko pékin", 4)]),
        ("loukachenko train", "all", NONE, "without", [("train", "loukachenko", 5), ("loukachenko", "train", 2)]),
        ("visite de la zzz à Pékin", "all", NONE, "without", [("zzz", "visite à Pékin", 6)]),
        ("la zzz de Pékin", "all", NONE, "without", [("zzz", "Pékin", 7)]),
        ("pékin zzz -visite", "all", NONE, "without", [("zzz", "pékin -visite", 1)]),
        ("zzz yyy pékin", "all", NONE, "without", [("zzz yyy", "pékin", 7)]),
        ("pékin ET zzz ET train", "auto", NONE, "without", []),
        ("train -train", "auto", NONE, "without", [("-train", "train", 2)]),
        ("loukachenko train", "all", NONE, "any", [("", "loukachenko train", 7)]),
        ("loukachenko ET train", "all", NONE, "any", []),
        ("« pékin visite »", "all", NONE, "unquoted", [("", "pékin visite", 6)]),
        ("« pékin visite »", "auto", Filters(source=("CNN",)), "unquoted", [("", "pékin visite", 2)]),
        ("titre:« pékin marathon »", "all", NONE, "unquoted", [("", "titre:pékin titre:marathon", 1)]),
        ("« pékin OU visite »", "all", NONE, "unquoted", [("", "pékin ou visite", 6)]),
        ("« pékin -visite »", "all", NONE, "unquoted", [("", "pékin visite", 6)]),
        ("« pékin source:AP »", "all", NONE, "unquoted", []),
        ("train « pékin visite »", "any", NONE, "unquoted", []),
        ("zzz ET « pékin visite »", "any", NONE, "unquoted", []),
        ("(zzz OU « pékin visite ») -train", "any", NONE, "unquoted", [("", "(zzz OU (pékin visite)) -train", 9)]),
        ("visite", "auto", Filters(source=("Personne",)), "filter", [("source", "visite", 8)]),
        (
            "visite",
            "auto",
            Filters(source=("CNN",), category=("Sport",)),
            "filter",
            [("source", "visite", 1), ("category", "visite", 2), ("", "visite", 8)],
        ),
        # Without the source as much is found as without any filter: nothing is gained by letting go of both.
        ("Chalosse", "auto", Filters(source=("CNN",), category=("Économie",)), "filter", [("source", "Chalosse", 1)]),
        ("visite source:Personne", "auto", NONE, "filter", [("source", "visite", 8)]),
        (
            "visite source:CNN",
            "auto",
            Filters(date_from=dt.date(2030, 1, 1)),
            "filter",
            [("date", "visite source:CNN", 2), ("", "visite", 8)],
        ),
        ("source:Personne", "auto", NONE, "filter", [("source", "", 40)]),
        ("visite source:AFP -source:AFP", "auto", NONE, "filter", [("source", "visite", 8)]),
        ("pékin", "auto", NONE, "any", []),
    ],
)
def test_what_would_find_something(
    sample: Searcher, query: str, match: Match, filters: Filters, kind: str, expected: list[tuple[str, str, int]]
) -> None:
    assert looser(sample.advise(query, match=match, filters=filters), kind) == expected


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("priced") / "i"
    articles = [
        Article(
            id=str(number),
            title="Piscine",
            text="La piscine rouvre.",
            source="AP" if number < 3 else "AFP",
            extra={"region": "Nièvre" if number % 2 else "Ain", "prix": number},
        )
        for number in range(6)
    ]
    build_index(path, articles, fields=[Field("region", label="Région"), Field("prix", "number")])
    with open_searcher(path, settings=Settings()) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "filters", "expected"),
    [
        ("piscine region:Corse", NONE, [("region", "piscine", 6)]),
        ("piscine prix:10..", NONE, [("prix", "piscine", 6)]),
        (
            "piscine REGION:Ain prix:5",
            NONE,
            [("region", "piscine prix:5", 1), ("prix", "piscine region:Ain", 3), ("", "piscine", 6)],
        ),
        ("piscine -source:(AP AFP)", NONE, [("source", "piscine", 6)]),
        ("piscine -prix:..9", Filters(source="AP"), [("prix", "piscine", 3), ("", "piscine", 6)]),
        (
            "piscine",
            Filters(fields={"region": "Ain", "prix": (5, None)}),
            [("region", "piscine", 1), ("prix", "piscine", 3), ("", "piscine", 6)],
        ),
        ("piscine", Filters(without={"region": ["Ain", "Nièvre"]}), [("region", "piscine", 6)]),
        (
            "piscine source:AP -source:AP prix:4",
            NONE,
            [("source", "piscine prix:4", 1), ("", "piscine", 6)],
        ),
    ],
)
def test_declared_fields_and_exclusions_are_let_go_of(
    priced: Searcher, query: str, filters: Filters, expected: list[tuple[str, str, int]]
) -> None:
    assert sorted(looser(priced.advise(query, filters=filters), "filter")) == sorted(expected)


def test_a_match_that_is_none(sample: Searcher) -> None:
    with pytest.raises(UsageError):
        sample.advise("pékin", match="some")  # type: ignore[arg-type]


# Whatever is asked

WORDS = """
    loukachenko pékin train visite zzz yyy la de l'été d'État st-etienne weekend total energies pas calais lukachenka OTAN
    -visite -pékin -zzz ukrain* zz* « » ( ) ET OU SAUF titre:pékin titre:train source:AFP source:Personne 1 000 18 h 30
    depuis:2023-01 avant:2022-07 rubrique:Monde -source:AP -rubrique:Monde langue:fr -lieu:Paris « pékin visite » "visite d'État" "État" "pékin loukachenko"~5
""".split()
QUERIES = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
MATCHES = st.sampled_from(("auto", "all", "any"))
FILTERS = st.builds(
    Filters,
    source=st.sampled_from(((), (), ("AFP",), ("AP", "CNN"), ("Personne",))),
    category=st.sampled_from(((), (), ("Monde",), ("Sport",))),
    date_from=st.sampled_from((None, None, dt.date(2022, 6, 1))),
    date_to=st.sampled_from((None, None, dt.date(2023, 3, 1))),
)
WITHIN = st.sampled_from((NONE, Filters(source=("AFP",)), Filters(category=("Monde",), date_to=dt.date(2023, 3, 2))))


@settings(max_examples=400, deadline=None)
@given(QUERIES, MATCHES, FILTERS, WITHIN)
def test_every_count_is_that_of_a_search(
    sample: Searcher, query: str, match: Match, filters: Filters, within: Filters
) -> None:
    advice = sample.advise(query, match=match, filters=filters, within=within)
    parsed = parse(query)
    every = filters.and_also(within).and_also(parsed.filters)
    for word in advice.words:
        # A search would correct a word that it does not find.
        found = sample.search(word.text, match="all", filters=every)
        assert word.count == (0 if found.corrected else found.total), word
    for one in advice.looser:
        # Words weigh what they weigh in what may be seen: `within`, whatever else was chosen.
        found = sample.search(one.query, match=one.match, filters=one.filters, within=within)
        assert one.total == found.total > 0
    assert len(set(advice.looser)) == len(advice.looser) <= 12
    asked = sample.search(query, match=match, filters=filters.and_also(within))
    if asked.total and not asked.corrected:
        assert advice.looser == ()
    if asked.total and not asked.corrected and asked.match == match:
        assert advice.emptied_by is None


# Of « 1 OU 000 » an article has one word or the other.
@settings(max_examples=200, deadline=None)
@given(QUERIES.filter(lambda query: "OU" not in query.split()), MATCHES)
def test_the_culprit_leaves_nothing_of_what_those_before_it_find(sample: Searcher, query: str, match: Match) -> None:
    advice = sample.advise(query, match=match)
    texts = [word.text for word in advice.words]
    if advice.emptied_by is None or advice.emptied_by not in texts or not counts(advice)[advice.emptied_by]:
        return
    filters = parse(query).filters

    def having(text: str) -> set[str]:
        return set(sample.rank(text, match="all", filters=filters, limit=100).ids)

    until = texts.index(advice.emptied_by)
    before = set.intersection(*map(having, texts[:until]))
    assert before
    assert not before & having(texts[until])


@settings(max_examples=200, deadline=None)
@given(QUERIES, FILTERS)
def test_exclusions_stay_unless_they_alone_are_to_blame(sample: Searcher, query: str, filters: Filters) -> None:
    advice = sample.advise(query, match="all", filters=filters)
    if (advice.emptied_by or "").startswith("-"):
        return
    excluded = exclusions(query)
    for one in advice.looser:
        assert one.kind == "spelling" or exclusions(one.query) == excluded, one


def exclusions(query: str) -> set[str]:
    return set(re.findall(r"(?:^|[ (])-([^ )]+)", query_text(parse(query).node)))


# What nobody may know of

VISIBLE = Filters(source=("AFP", "La Dépêche du Nivernais"))


@pytest.fixture(scope="module")
def visible(sample: Searcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """An index of nothing but what VISIBLE lets through."""
    path: Path = tmp_path_factory.mktemp("visible") / "index"
    articles: list[Article] = [
        sample.article(id_) for id_ in sorted(sample.rank("a* OU e* OU l* OU d*", filters=VISIBLE, limit=100).ids)
    ]
    assert len(articles) == sample.overview(filters=VISIBLE).articles < sample.count()
    build_index(path, articles)
    with open_searcher(path, settings=Settings()) as searcher:
        yield searcher


@settings(max_examples=300, deadline=None)
@given(QUERIES, MATCHES, FILTERS)
def test_nothing_is_told_of_articles_outside(
    sample: Searcher, visible: Searcher, query: str, match: Match, filters: Filters
) -> None:
    told = sample.advise(query, match=match, filters=filters, within=VISIBLE)
    alone = visible.advise(query, match=match, filters=filters)
    assert told.words == alone.words
    assert told.emptied_by == alone.emptied_by
    # Which spelling is likeliest is weighed over the whole index; what is proposed finds something here.
    assert [one for one in told.looser if one.kind != "spelling"] == [
        one for one in alone.looser if one.kind != "spelling"
    ]
    for one in told.looser:
        if one.kind == "spelling":
            assert visible.search(one.query, match=one.match, filters=one.filters).total == one.total


def test_similar_articles_and_the_overview_keep_to_what_may_be_seen(sample: Searcher, visible: Searcher) -> None:
    inside = {article.id for article in visible.overview(recent=100).recent}
    for id_ in sorted(inside):
        assert {hit.article.id for hit in sample.similar(id_, limit=50, filters=VISIBLE)} <= inside
    told, alone = sample.overview(filters=VISIBLE), visible.overview()
    assert (told.articles, told.undated, told.first, told.last) == (
        alone.articles,
        alone.undated,
        alone.first,
        alone.last,
    )
    assert told.facets == alone.facets
    assert [article.date for article in told.recent] == [article.date for article in alone.recent]
