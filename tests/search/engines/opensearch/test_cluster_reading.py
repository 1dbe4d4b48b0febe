"""What the engine on a cluster knows by itself, without one: where words stand in a text, and what it asks for."""

from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trouvere.index.analysis import french
from trouvere.index.engines.opensearch.read import term_statistics as figures
from trouvere.index.engines.opensearch.read.generations import State
from trouvere.index.engines.opensearch.read.mapping import key_of
from trouvere.index.errors import ClusterUnavailable, MissingDependency, SearchTimeout, UsageError
from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.search import Filters, open_searcher
from trouvere.search.budget import Budget, left, within
from trouvere.search.engines.opensearch import index_reader as opening
from trouvere.search.engines.opensearch.filters import confined
from trouvere.search.engines.opensearch.memory_index import MemoryIndex
from trouvere.search.engines.opensearch.query_builder import MAX_CLAUSES, QueryBuilder
from trouvere.search.engines.opensearch.terms import term_statistics as statistics
from trouvere.search.engines.opensearch.terms.term_statistics import ClusterTermStatistics, Draft
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary, ClusterWords
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.highlight.chunks import stem_form
from trouvere.search.query.parser import parse
from trouvere.search.query.planner import make_plan
from trouvere.search.ranking.weights import weights_of

WORDS = (
    "congé",
    "l’été",
    "1",
    "000",
    "12",
    "500",
    "A1",
    "Saint-Étienne",
    "O.T.A.N",
    "😀",
    "18h30",
    "citoyen·ne·s",
    "\ue000",
    "L.",
    "1234-5",
    "01",
    "99",
    "€",
    "C++",
)
BLANKS = (" ", "\n", ". ", "\u00a0", "\u202f", ", ", "  ", "\u200b", "…\u2028", "")
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(BLANKS)), max_size=60).map(
    lambda parts: "".join(word + blank for word, blank in parts)
)


@settings(deadline=None)
@example("Il a coûté 1 000 euros, puis 12 500 000 euros.")
@example("A1 000 et 1 0000")
@given(TEXTS)
def test_places_are_those_of_the_analysis(text: str) -> None:
    tokens = list(french().tokens(text))
    forms = {token.text for token in tokens} | {stem_form(token.stem) for token in tokens if token.stem}
    expected: dict[str, list[int]] = {}
    for token in tokens:
        for form in (token.text, token.stem and stem_form(token.stem)):
            if form:
                expected.setdefault(form, []).append(token.position)
    glance = MemoryIndex([text, "", text], (*forms, "absent"))
    for number, there in enumerate((expected, {}, expected)):
        assert {form: found for form in forms if (found := glance.positions(form, number))} == there
    for form in forms:
        assert glance.counts(form).tolist() == [len(expected[form]), 0, len(expected[form])]
    assert not glance.counts("absent").any()
    assert not len(glance.addresses("never asked for"))


@settings(deadline=None)
@example(["  Il a coûté 1 000 euros", "Il a", ""])
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_offsets_are_those_of_the_analysis(texts: list[str]) -> None:
    expected: list[tuple[int, int, int]] = []
    for number, text in enumerate(texts):
        tokens = list(french().tokens(text))
        expected += ((number, token.position, token.start) for token in tokens)
        expected.append((number, len(tokens), len(text)))
    numbers, positions, starts = map(list, zip(*expected, strict=True))
    assert MemoryIndex(texts, ()).offsets(numbers, positions) == starts
    assert MemoryIndex(texts, ()).offsets([0], [1_000]) == [len(texts[0])]
    assert MemoryIndex(texts, ()).offsets([], []) == []


class Nothing:
    """A vocabulary in which every beginning has five hundred words."""

    def words(self, field: str, prefix: str) -> tuple[str, ...]:
        return tuple(f"{prefix}{number}" for number in range(500))


def clauses(query: Any) -> int:
    """Return how many clauses the cluster counts in a query."""
    if isinstance(query, list):
        return sum(map(clauses, query))
    if not isinstance(query, dict):
        return 0
    return sum(1 if name in ("term", "prefix", "match_phrase") else clauses(each) for name, each in query.items())


@pytest.mark.parametrize(
    "query", ["abc*", " OU ".join(f"{letter}tes*" for letter in "abcdefghijkl"), "grève conserv* -tra*"]
)
def test_no_query_has_more_clauses_than_a_cluster_takes(query: str) -> None:
    plan = make_plan(parse(query).node, "any").plan
    assert plan is not None
    asker = QueryBuilder(weights_of(Settings()), cast(Any, Nothing()))
    assert 100 < clauses(asker.fitting(plan).scored(plan)) < MAX_CLAUSES + 100


class Told(ClusterTermStatistics):
    """Figures that are told beforehand."""

    def __init__(self, known: dict[tuple[str, str], int]) -> None:
        self._known = known
        self.documents = 1_000


def test_a_draft_notes_what_it_does_not_know() -> None:
    draft = Draft(Told({("text", "greve"): 10, ("title", "greve"): 2}))
    assert draft.articles("greve") == 12
    assert draft.missing == []
    assert draft.articles("train") > 1_000
    assert draft.missing == [("title", "train"), ("text", "train")]
    assert statistics.UNASKED_FREQUENCY > 1_000_000


class Unbounded:
    """A cluster that is asked without a deadline or not at all."""

    def search(self, *_: object, **options: object) -> dict[str, Any]:
        assert left() is None
        return {"hits": {"hits": []}}


def test_what_is_read_once_is_read_whatever_is_left_of_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    wire: Any = Unbounded()

    def opened(state: State, wire: Transport, settings: Settings) -> object:
        assert wire.search("", {}) == {"hits": {"hits": []}}
        return state

    monkeypatch.setattr(opening.ClusterSnapshot, "of", opened)
    monkeypatch.setattr(opening, "tell", lambda *_, **known: None)
    state = State(index="a-000001-00000000", generation="000001-00000000", analysis="")
    wire.address = "opensearch://host:9200/a"
    with within(Budget(1e-9)):
        with pytest.raises(SearchTimeout):
            left()
        assert ClusterVocabulary(wire, "a", 10).words("text", "gre") == ()
        assert cast(Any, opening.ClusterIndexReader(wire, Settings(), only=state).now()) is state
        with pytest.raises(SearchTimeout):
            left()


class Routing:
    """An index of some shards, and where its routing values lead; `asked` counts the requests."""

    def __init__(self, shards: int, turned: int = 0) -> None:
        self.shards, self.asked = shards, 0
        self._turned = turned

    def leads_to(self, route: str) -> int:
        return (int(route) // 3 + self._turned) // (1 + self._turned) % self.shards

    def ask(self, method: str, path: str, routing: str = "", **params: str) -> dict[str, Any]:
        self.asked += 1
        there = {self.leads_to(route) for route in routing.split(",")} if routing else range(self.shards)
        return {"shards": [[{"shard": shard}] for shard in there]}


def test_a_routing_value_for_each_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_remembered", {})
    first = Routing(5)
    found = figures.routes(first.ask, "a")
    assert sorted(map(first.leads_to, found)) == list(range(5))
    assert first.asked > 5
    second = Routing(5)
    assert figures.routes(second.ask, "b") == found
    assert second.asked == 2
    # As many shards, made of others: the same values lead elsewhere.
    split = Routing(5, turned=1)
    assert len(set(map(split.leads_to, found))) < 5
    assert sorted(map(split.leads_to, figures.routes(split.ask, "c"))) == list(range(5))
    assert figures.routes(Routing(1).ask, "d") == ("0",)


def test_a_shard_of_which_no_copy_is_left_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_remembered", {})
    with pytest.raises(ClusterUnavailable):
        figures.routes(lambda *_, **params: {"shards": [[]] if "routing" in params else [[], []]}, "a")


def test_a_filter_by_what_no_article_has_lets_nothing_pass() -> None:
    asked = confined(Filters(source=("\ud800",), tags=("Eau", "\udfff")), ())
    assert [clause["terms"] for clause in asked.values()] == [{key_of("source"): []}, {key_of("tags"): ["eau"]}]


def test_filters_on_declared_fields_ask_of_their_values() -> None:
    fields = [Field("region"), Field("prix", "number"), Field("payant", "boolean"), Field("parution", "date")]
    chosen = Filters(
        fields={"region": ["Nièvre", "\ud800"], "prix": [(None, -2), "10..20", 5, (12.5, None)], "payant": True},
        without={"parution": "2023-03..", "region": "Ain", "source": "AP"},
    )
    asked = confined(chosen, fields)
    regions = {"terms": {"own_key.own-region": ["nievre"]}}, {"terms": {"own_key.own-region": ["ain"]}}
    assert asked == {
        "region": {"bool": {"filter": [regions[0], {"bool": {"must_not": [regions[1]]}}]}},
        "prix": either(
            {"own.own-prix": {"lte": -2}},
            {"own.own-prix": {"gte": 10, "lte": 20}},
            {"own.own-prix": {"gte": 5, "lte": 5}},
            {"own.own-prix": {"gte": 12.5}},
        ),
        "payant": {"terms": {"own.own-payant": ["true"]}},
        "parution": {"bool": {"must_not": [either({"own.own-parution": {"gte": "2023-03-01", "lte": "\U0010ffff"}})]}},
        "source": {"bool": {"must_not": [{"terms": {"source_key": ["ap"]}}]}},
    }
    with pytest.raises(UsageError, match="ville"):
        confined(Filters(fields={"ville": "Nevers"}), fields)


def either(*ranges: Any) -> dict[str, Any]:
    return {"bool": {"should": [{"range": each} for each in ranges], "minimum_should_match": 1}}


def test_words_that_begin_so() -> None:
    words = ClusterWords({"pret": 3, "prefet": 9, "pre": 1, "prz": 2, "qui": 5})
    assert words.with_prefix("pre") == ["pre", "prefet", "pret"]
    assert words.with_prefix("") == ["pre", "prefet", "pret", "prz", "qui"]
    assert words.with_prefix("x") == []


def test_without_the_client_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(MissingDependency) as raised:
        open_searcher("opensearch://localhost:9200/articles", settings=Settings())
    assert "trouvere[opensearch]" in str(raised.value.hint)
