"""Every public value, not only answers, pickles, copies and goes through `asdict`; an error keeps its next step."""

import copy
import dataclasses
import datetime as dt
import inspect
import pickle
from types import ModuleType
from typing import Any

import pytest

from trouvere.index import Article, RawArticle, article, errors, report, settings
from trouvere.index.report import BuildReport, CheckReport, Damage, IndexInfo, Progress, Remark, Skipped
from trouvere.index.settings import Settings
from trouvere.search import results
from trouvere.search.query import nodes as query
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Limits, Not, Phrase, Prefix, Word
from trouvere.search.ranking import contributions, explanation
from trouvere.search.ranking.contributions import Addition, Contribution, WordExplanation
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.results import (
    Advice,
    FacetCount,
    FacetStats,
    FacetValues,
    Fragment,
    Hit,
    Ignored,
    LooserSearch,
    Overview,
    Ranking,
    Results,
    Snippet,
    Suggestion,
    Variant,
    WordCount,
)

DAY = dt.date(2023, 3, 1)
ARTICLE = Article(id="1", text="Un texte.", date=DAY, tags=("rail",), extra={"a": [1]})
FRAGMENTS = (Fragment("Un", True), Fragment(" texte.", False))
EXPLANATION = Explanation(
    "1",
    "un",
    1.5,
    (WordExplanation("un", (Contribution("written", "text", "un", 1, 1.0),)),),
    (Addition("family", ("a",), 0.5),),
)
HIT = Hit(1, 1.5, ARTICLE, FRAGMENTS, (Snippet(0, 9, FRAGMENTS),), EXPLANATION)
FACETS = {"source": (FacetCount("AP", 2),)}
FILTERS = Filters(source="AP", date_from=DAY)
VALUES: tuple[Any, ...] = (
    ARTICLE,
    Article(),
    RawArticle(text="Un texte."),
    BuildReport(
        path="i", generation="g", published=True, articles=1, skipped=(Skipped("a", "b"),), reasons=(("b", 1),)
    ),
    Skipped("a.txt:1", "vide"),
    Remark("sans date", 2, "a.txt", "--map date=…"),
    Progress("indexation", 1, 0.5, 1, 2),
    IndexInfo(
        articles=1,
        generation="g",
        path="i/generations/g",
        segments=1,
        deleted=0,
        size=100,
        published="2023-03-01T10:00:00+00:00",
        digest="0" * 32,
        format=1,
        analysis="fr-3",
        generations=("g",),
    ),
    CheckReport(False, "g", 1, 1, 100, (Damage("s1.text", "0x1", "chercher"),), "trouvere index rebuild i"),
    Settings(per_page=20),
    FILTERS,
    Beside((Word("a"), Prefix("b"), Phrase("c d"), Not(Word("e")), AllOf((Word("f"),)), AnyOf((Word("g"),)))),
    Limits(),
    HIT,
    Results(
        query="un",
        hits=(HIT,),
        total=1,
        total_all=1,
        interpreted="un",
        generation="g",
        took_ms=1.0,
        match="all",
        facets=FACETS,
    ),
    Results(query="un", hits=(), total=0, total_all=0, interpreted="un", generation="g", took_ms=1.0, match="all"),
    Ranking(ids=("1",), scores=(1.5,), total=1, facets=FACETS, generation="g"),
    Suggestion("un", FRAGMENTS, "word"),
    FacetStats(10, 20.5),
    FacetValues(field="source", values=FACETS["source"], total=1, generation="g"),
    Ignored("le", "stop_word"),
    Variant("kiev", "kyiv"),
    Advice(
        words=(WordCount("un", 0),),
        emptied_by="un",
        looser=(LooserSearch(kind="any", query="a", match="any", filters=FILTERS, total=1),),
    ),
    Overview(articles=1, undated=0, first=DAY, last=DAY, facets=FACETS, recent=(ARTICLE,), generation="g"),
)
MODULES: tuple[ModuleType, ...] = (article, report, settings, query, results, contributions, explanation)


def kinds_within(value: Any) -> set[type]:
    inside = dataclasses.fields(value) if dataclasses.is_dataclass(value) else ()
    parts = [getattr(value, field.name) for field in inside] + (list(value) if isinstance(value, tuple) else [])
    parts += value.values() if isinstance(value, dict) else []
    return {type(value)}.union(*map(kinds_within, parts))


def test_no_value_is_forgotten() -> None:
    public = {
        kind
        for module in MODULES
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__
        and not name.startswith("_")
        and (dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"))
    }
    assert public == set().union(*map(kinds_within, VALUES)) & public


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_pickle_copy_and_become_dictionaries(value: Any) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value
        assert type(again) is type(value)
    assert copy.copy(value) == copy.deepcopy(value) == value
    assert dataclasses.asdict(value).keys() == {field.name for field in dataclasses.fields(value)}
    assert dataclasses.replace(value) == value
    assert hash(copy.deepcopy(value)) == hash(value)


@pytest.mark.parametrize(
    "kind", [kind for _, kind in inspect.getmembers(errors, inspect.isclass)], ids=lambda kind: kind.__name__
)
def test_errors_come_through_with_their_next_step(kind: type[errors.TrouvereError]) -> None:
    again = pickle.loads(pickle.dumps(kind("une phrase", hint="la suite")))
    assert (type(again), str(again), again.hint) == (kind, "une phrase", "la suite")
