"""Neither engine tells of words that a reader may not know of: hidden ones, and those of articles that were deleted.

Of everything that a search says but scores and their order, and of completions, it is asked what an index without the
rest says.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from embedding.confinement import CONFINED, FIELDS, Collection, collection, questions

from contract.engines import Engine
from trouvere.search import Filters, Searcher

QUESTIONS = 40


def said(searcher: Searcher, text: str, within: Filters) -> Iterator[tuple[str, Any]]:
    """What a reader learns from one question."""
    found = searcher.search(text, limit=100, within=within, histogram=True)
    for name in ("interpreted", "ignored", "variants", "suggestion", "corrected", "total", "match"):
        yield name, getattr(found, name)
    yield "facets", {name: sorted((one.value, one.count) for one in counts) for name, counts in found.facets.items()}
    yield "stats", dict(found.facet_stats)
    yield "hits", sorted(((hit.article.id, hit.title, hit.snippets) for hit in found.hits), key=lambda each: each[0])
    yield "advice", searcher.advise(text, within=within)


def completed(searcher: Searcher, text: str, within: Filters) -> list[str]:
    return sorted(one.text for one in searcher.suggest(text, filters=within))


@pytest.mark.parametrize("kind", CONFINED)
def test_what_is_hidden_decides_nothing(engine: Engine, kind: str) -> None:
    these = collection(CONFINED[kind], seed=11)
    whole = engine.build(these.articles, shards=2, fields=FIELDS)
    part = engine.build(these.visible, fields=FIELDS)
    with engine.open(whole) as ours, engine.open(part) as theirs:
        for text in questions(random.Random(kind), these, QUESTIONS):
            assert dict(said(ours, text, these.filters)) == dict(said(theirs, text, these.filters)), text
            for length in (1, 3, len(text)):
                begun = text[:length]
                assert completed(ours, begun, these.filters) == completed(theirs, begun, these.filters), begun


def test_what_is_deleted_decides_nothing(engine: Engine) -> None:
    these = collection(Filters(source=("AP", "AFP")), seed=12)
    whole, part = engine.build(these.articles), engine.build(these.visible)
    left = these.visible
    engine.delete(whole, *(article.id for article in these.articles if article not in left))
    everything = Filters()
    with engine.open(whole) as ours, engine.open(part) as theirs:
        for text in questions(random.Random(12), these, QUESTIONS):
            # Words are written as articles do most often, and what was counted of deleted ones may have a part in it.
            assert str(dict(said(ours, text, everything))).lower() == str(dict(said(theirs, text, everything))).lower()
            for one in ours.suggest(text[:3]):
                assert theirs.search(one.text, match="all", limit=0).total, one.text


def test_a_choice_is_no_confinement(engine: Engine) -> None:
    """What a reader did not choose is known all the same: a right word is not corrected for want of a hit."""
    these: Collection = collection(Filters(source="AP"), seed=13)
    with engine.open(engine.build(these.articles)) as searcher:
        found = searcher.search(these.seen[0], filters=Filters(source="Personne"), within=Filters())
        assert (found.total, found.corrected, found.suggestion) == (0, None, None)
