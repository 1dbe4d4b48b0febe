"""Everything that Whoosh does with an index, on ours and on the same documents in an index of Whoosh's own codec."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import whoosh.index
from whoosh import collectors, highlight, qparser, query, scoring, sorting
from whoosh.query import spans

from trouvere.index.engines.whoosh.fields import make_schema

Both = tuple[whoosh.index.Index, whoosh.index.Index]
Agreed = Callable[[Callable[[Any], Any]], Any]


def ids(results: Any) -> list[str]:
    return [hit["article"]["id"] for hit in results]


def ranked(results: Any) -> list[tuple[str, Any]]:
    return [(hit["article"]["id"], pytest.approx(hit.score)) for hit in results]


LA, PARIS, TRAIN, GREVE = (query.Term("text", word) for word in ("la", "paris", "train", "greve"))
DOSSIER = query.Term("category", "dossier")
AFP = query.Term("source", "AFP")

QUERIES: list[query.Query] = [
    *(query.Term(field, word) for field in ("text", "title") for word in ("paris", "la")),
    *(query.Term(*pair) for pair in (("id", "a007"), ("tags", "rail"), ("date", "2023-03-03"), ("authors", "Bob"))),
    query.Term("text_stem", "visite"),
    query.Term("text", "paris", boost=2.5),
    query.Or([GREVE, query.Term("title", "train"), query.Term("text_stem", "visite")]),
    query.Or([GREVE, TRAIN, PARIS], minmatch=2),
    query.Or([GREVE, TRAIN, PARIS], scale=0.9),
    query.compound.DefaultOr([GREVE, TRAIN]),
    query.PreloadedOr([GREVE, TRAIN]),
    query.And([GREVE, LA]),
    query.And([PARIS, query.Not(LA)]),
    query.And([PARIS, query.Or([AFP, query.Term("source", "AP")])]),
    query.Not(LA),
    query.AndNot(PARIS, LA),
    query.AndMaybe(PARIS, query.Term("title", "train")),
    query.Require(PARIS, AFP),
    query.Otherwise(query.Term("text", "absent"), PARIS),
    query.DisjunctionMax([PARIS, query.Term("title", "paris")], tiebreak=0.3),
    query.Prefix("text", "minis"),
    query.Prefix("text", "minis", constantscore=False),
    query.Prefix("date", "2023-0"),
    query.Wildcard("text", "*ravau*"),
    query.Wildcard("text", "?rain", constantscore=False),
    query.Regex("text", "p[ae].*s?"),
    query.FuzzyTerm("text", "grive", maxdist=1),
    query.FuzzyTerm("text", "tarvail", maxdist=2, prefixlength=0, constantscore=False),
    query.Variations("text", "train"),
    query.TermRange("text", "a", "d"),
    query.TermRange("date", "2023-03-01", "2023-06-30", startexcl=True),
    query.TermRange("id", None, "a100", constantscore=False),
    query.Every(),
    query.Every("title"),
    query.Every("source"),
    query.ConstantScoreQuery(PARIS, 2.0),
    query.WeightingQuery(PARIS, scoring.TF_IDF()),
    query.Phrase("text", ["de", "la"]),
    query.Phrase("text", ["la", "la", "la"], slop=2),
    query.Phrase("text_stem", ["travail", "journal"], slop=4),
    query.Sequence([LA, TRAIN], slop=2),
    query.Sequence([query.Prefix("text", "minis"), LA], slop=3, ordered=False),
    query.Ordered([LA, TRAIN]),
    query.NestedParent(DOSSIER, GREVE),
    query.NestedChildren(query.Term("category", "dépêche"), query.And([query.Term("category", "dépêche"), GREVE])),
    *(query.Term(*pair) for pair in (("language", "fr"), ("place", "PARIS"), ("région", "Pays de la Loire"))),
    *(query.Term("prix", value) for value in (10, "12,25", -0.125, "4 500")),
    *(query.Term("payant", value) for value in (True, False, "oui")),
    *(query.Term("paru", value) for value in (dt.datetime(2023, 3, 6, 8, 30), dt.date(2023, 6, 28), "2023-12-06")),
    query.Prefix("région", "Pays"),
    query.Every("payant"),
    query.NumericRange("prix", 0, 20),
    query.NumericRange("prix", 0, 20, startexcl=True, endexcl=True),
    query.NumericRange("prix", None, 9.5),
    query.NumericRange("prix", -1, None, boost=2.0, constantscore=False),
    query.TermRange("prix", -3, 12),
    query.DateRange("paru", dt.datetime(2023, 3, 1), dt.datetime(2023, 6, 30, 8, 30)),
    query.DateRange("paru", None, dt.datetime(2023, 6, 30, 23, 59, 59, 999999)),
    query.DateRange("paru", dt.datetime(2023, 6, 30), None),
    query.TermRange("paru", "2023-03", "2023-06"),
    query.And([GREVE, query.Term("payant", True), query.NumericRange("prix", 9.5, None)]),
    spans.SpanFirst(LA, limit=3),
    spans.SpanNear(LA, TRAIN, slop=3, ordered=False),
    spans.SpanNear2([LA, TRAIN, PARIS], slop=6, ordered=False),
    spans.SpanNear2([LA, TRAIN], slop=2),
    spans.SpanOr([LA, TRAIN]),
    spans.SpanNot(spans.SpanNear(LA, PARIS, slop=5), TRAIN),
    spans.SpanContains(spans.SpanNear(LA, PARIS, slop=8), TRAIN),
    spans.SpanBefore(TRAIN, PARIS),
    spans.SpanCondition(TRAIN, PARIS),
]
NOTHING: list[query.Query] = [
    query.NullQuery,
    query.Term("text", "absent"),
    query.Term("text", "grève"),  # not analysed by anyone
    query.ColumnQuery("source", "AFP"),  # there are no columns in the schema
    query.Term("prix", "cher"),
    query.Term("payant", "peut-être"),
    query.Term("paru", "un jour"),
    query.Term("prix", 11),
    query.NumericRange("prix", 21, 22),
    query.DateRange("paru", dt.datetime(1999, 1, 1), dt.datetime(2001, 1, 1)),
]
FAILING: list[query.Query] = [query.SplitOr([GREVE, TRAIN]), query.Require(PARIS, AFP)]
"""What Whoosh's own matchers cannot run on any index when only the best are asked for."""


def kind_of(wanted: query.Query) -> str:
    return type(wanted).__name__


def test_every_kind_of_query_is_asked() -> None:
    kinds: set[type] = set()
    waiting = [query.Query]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("whoosh.query.") and kind not in kinds:
                kinds.add(kind)
                waiting.append(kind)
    bases = {other for kind in kinds for other in kind.__mro__[1:]} - {
        query.Or,
        query.Sequence,
        query.Term,
    }
    absent = {kind.__name__ for kind in kinds - bases} - set(map(kind_of, [*QUERIES, *NOTHING, *FAILING]))
    assert not absent


@pytest.mark.parametrize("wanted", QUERIES, ids=kind_of)
def test_a_query_finds_and_scores_as_on_whooshs_own_codec(agreed: Agreed, wanted: query.Query) -> None:
    for limit in (None,) if kind_of(wanted) in map(kind_of, FAILING) else (None, 5):
        assert agreed(partial(lambda limit, searcher: ranked(searcher.search(wanted, limit=limit)), limit))
    assert agreed(lambda searcher: list(searcher.docs_for_query(wanted)))


@pytest.mark.parametrize("wanted", NOTHING, ids=kind_of)
def test_a_query_finds_nothing_on_both(agreed: Agreed, wanted: query.Query) -> None:
    assert agreed(lambda searcher: ranked(searcher.search(wanted, limit=None))) == []


@pytest.mark.parametrize("wanted", FAILING, ids=kind_of)
def test_a_query_fails_in_whoosh_on_both(both: Both, wanted: query.Query) -> None:
    for index in both:
        with index.searcher() as searcher, pytest.raises((AttributeError, AssertionError)):
            searcher.search(wanted, limit=5)


MODELS = [scoring.BM25F(B=0.3, K1=2.0, title_B=1.0), scoring.TF_IDF(), scoring.Frequency(), scoring.PL2()]
"""Whoosh's own, but for DFree, which asks a searcher for a method that none has."""


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_every_model_of_scoring(both: Both, model: scoring.WeightingModel) -> None:
    answers = []
    for index in both:
        with index.searcher(weighting=model) as searcher:
            wanted = query.Or([GREVE, query.Term("title", "train"), query.And([PARIS, LA])])
            answers.append([ranked(searcher.search(wanted, limit=limit)) for limit in (None, 5)])
    assert answers[0] == answers[1]
    assert answers[0][0]


def test_what_people_type(agreed: Agreed, both: Both) -> None:
    parser = qparser.MultifieldParser(["text", "title_stem"], both[0].schema)
    parser.add_plugin(qparser.FuzzyTermPlugin())
    for typed in (
        "grève train",
        "l'eau OR d’or",
        "paris NOT train",
        '"de la"~3',
        "minis*",
        "trvail~2",
        "source:AFP paris",
        "date:[2023-02 TO 2023-05]",
        "id:a00?",
        "paris^3 OR côte",
        "(paris ANDMAYBE train) ANDNOT ukraine",
        "région:Nièvre prix:[10 TO 20]",
        "région:'Pays de la Loire' NOT payant:true",
        "prix:12,25 OR prix:-3",
        "grève payant:oui",
        "paru:2023-03",
        "paru:'2023-06-28T08:30' OR paru:'2023-12-28 23:59'",
        "paru:[2023-03-06T08:30 TO 2023-06]",
        "payant:* train",
    ):
        asked = parser.parse(typed)
        assert agreed(partial(lambda asked, searcher: ranked(searcher.search(asked, limit=None)), asked)), typed


# What is done with what was found


@pytest.mark.parametrize(
    "facet",
    [
        "date",
        "source",
        "prix",
        "paru",
        sorting.FieldFacet("prix", reverse=True),
        ["région", sorting.FieldFacet("payant"), "id"],
        sorting.FieldFacet("date", reverse=True),
        sorting.MultiFacet([sorting.FieldFacet("source"), sorting.FieldFacet("id", reverse=True)]),
        [sorting.FieldFacet("category"), sorting.ScoreFacet()],
        sorting.FunctionFacet(lambda searcher, number: len(searcher.stored_fields(number)["article"]["text"])),
        sorting.FunctionFacet(lambda searcher, number: searcher.stored_fields(number)["article"]["title"]),
        sorting.TranslateFacet(lambda rank: -rank, sorting.FieldFacet("id")),
        sorting.QueryFacet({"a": query.TermRange("source", "AF", "AG"), "b": query.Term("source", "AP")}, other="c"),
    ],
    ids=lambda facet: facet if isinstance(facet, str) else type(facet).__name__,
)
def test_results_are_sorted_alike(agreed: Agreed, facet: Any) -> None:
    for how in ({"limit": None}, {"limit": 7}, {"reverse": True}):
        assert agreed(partial(lambda how, searcher: ids(searcher.search(LA, sortedby=facet, **how)), how))


def test_results_are_grouped_and_collapsed_alike(agreed: Agreed) -> None:
    def asked(searcher: Any) -> Any:
        facets = sorting.Facets()
        facets.add_field("source").add_field("tags", allow_overlap=True)
        facets.add_field("région", allow_overlap=True).add_field("payant").add_field("prix").add_query(
            "long", {"la": LA, "paris": PARIS}
        )
        facets.add_facet("month", sorting.FunctionFacet(lambda s, n: s.stored_fields(n)["article"].get("date", "")[:7]))
        results = searcher.search(GREVE, groupedby=facets, limit=None)
        counted = searcher.search(GREVE, groupedby="category", maptype=sorting.Count)
        collapsed = searcher.search(LA, collapse="source", collapse_limit=2, limit=None)
        ordered = searcher.search(LA, collapse="category", collapse_order=sorting.FieldFacet("date"), limit=None)
        return (
            {name: results.groups(name) for name in results.facet_names()},
            counted.groups(),
            ranked(collapsed),
            dict(collapsed.collapsed_counts),
            ranked(ordered),
        )

    groups, counts, collapsed, _, ordered = agreed(asked)
    assert {"source", "tags", "long", "month", "région", "payant", "prix"} == set(groups)
    assert set(groups["payant"]) == {True, False, None} and {"Nièvre", "Bretagne"} < set(groups["région"])
    assert {12.25, -3, 4_500} < set(groups["prix"])
    assert len(counts) == 1 or set(counts) == {"dossier", "dépêche"}
    assert len(collapsed) >= 4 and ordered


def test_results_are_filtered_paged_and_cut_alike(agreed: Agreed) -> None:
    def asked(searcher: Any) -> Any:
        timed = collectors.TimeLimitCollector(searcher.collector(limit=None), timelimit=60)
        searcher.search_with_collector(GREVE, timed)
        merged = searcher.search(GREVE, limit=None)
        merged.upgrade_and_extend(searcher.search(PARIS, limit=None))
        terms = searcher.search(query.Or([GREVE, PARIS]), terms=True, limit=5)
        return (
            ranked(searcher.search(GREVE, filter=AFP, mask=DOSSIER, limit=None)),
            ranked(searcher.search_page(GREVE, 3, pagelen=7)),
            searcher.search_page(GREVE, 3, pagelen=7).total,
            ranked(timed.results()),
            ranked(merged),
            [sorted(hit.matched_terms()) for hit in terms],
            len(searcher.search(GREVE, limit=3)),
            searcher.search(GREVE, limit=3).estimated_length(),
        )

    assert all(agreed(asked))


@pytest.mark.parametrize(
    "fragmenter", [highlight.ContextFragmenter(), highlight.SentenceFragmenter(), highlight.WholeFragmenter()]
)
def test_passages_are_marked_alike(agreed: Agreed, fragmenter: Any) -> None:
    def asked(searcher: Any) -> list[str]:
        results = searcher.search(query.Or([GREVE, query.Term("text_stem", "visite")]), limit=8)
        results.fragmenter = fragmenter
        return [hit.highlights("text", text=hit["article"]["text"]) for hit in results]

    marked = agreed(asked)
    assert any('class="match' in passage and "grève" in passage for passage in marked)


def test_key_terms_and_more_like_this(agreed: Agreed, both: Both) -> None:
    def asked(searcher: Any) -> Any:
        number = searcher.document_number(id="a011")
        text = searcher.stored_fields(number)["article"]["text"]
        return (
            searcher.key_terms_from_text("text", text, numterms=6),
            ranked(searcher.more_like(number, "text", text=text, top=8)),
            ranked(searcher.search(query.Term("id", "a011"))[0].more_like_this("text", text=text)),
        )

    assert all(agreed(asked))
    for index in both:
        # From the number alone Whoosh wants a stored text or a vector, and there is neither.
        with index.searcher() as searcher, pytest.raises(Exception, match="text"):
            searcher.more_like(searcher.document_number(id="a011"), "text")


def test_spelling(agreed: Agreed) -> None:
    def asked(searcher: Any) -> Any:
        wanted = qparser.QueryParser("text", make_schema()).parse("grve minstre paris")
        correction = searcher.correct_query(wanted, "grve minstre paris")
        return (
            [
                searcher.suggest("text", word, limit=5, maxdist=2)
                for word in ("grve", "minstre", "parsi", "paris", "zzzzzz")
            ],
            searcher.suggest("text", "grve", prefix=1),
            correction.string,
            correction.query,
            [searcher.reader().corrector("title").suggest(word) for word in ("trin", "visit")],
            sorted(searcher.reader().terms_within("text", "cote", 1)),
        )

    suggested, _, corrected, *_ = agreed(asked)
    assert suggested[0][0] == "greve"
    assert corrected in ("greve ministre paris", "greve ministres paris")
