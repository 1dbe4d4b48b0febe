"""What an article must have of a query: words worth a share of it, by the squares of their idf."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.search import Filters, Searcher, open_searcher
from trouvere.search.query.nodes import Sort
from trouvere.search.ranking.matches import Matches, either, enough

ANNES, OTHERS = 60, 240
LONG = "Le maire inaugure samedi la passerelle rouge du canal"


def archive() -> list[Article]:
    """Return an archive in which a fifth of the articles have « Anne », three « Marchetti », and one both."""
    texts = [f"Anne parle du marché, numéro {number}." for number in range(ANNES)]
    texts += [f"Le conseil vote le budget, numéro {number}." for number in range(OTHERS)]
    texts += ["Anne Marchetti expose.", "La galerie Marchetti ferme.", "Chez Marchetti, un vernissage."]
    texts += [f"{LONG} de l’Ourcq.", "Le canal de l’Ourcq, rouge de rouille, attend sa passerelle."]
    return [
        Article(id=str(number), text=text, source="AFP" if "Marchetti" in text else "AP")
        for number, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("enough") / "index"
    build_index(path, archive(), settings=Settings())
    return path


@pytest.fixture(scope="module")
def searcher(index: Path) -> Iterator[Searcher]:
    with open_searcher(index, settings=Settings()) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "total", "total_all"),
    [
        ("Anne Marchetti", 3, 1),
        ("anne marchetti", 3, 1),
        # What nobody has is worth nothing: the others are what there is.
        ("Anne Wqxzk", ANNES + 1, 0),
        ("zzz yyy anne", ANNES + 1, 0),
        # Words that frame a question are worth nothing beside others.
        ("comment anne", ANNES + 1, ANNES + 1),
        ("budget conseil", OTHERS, OTHERS),
        # Both are about as rare.
        ("vernissage expose", 2, 0),
        # What is asked for with a sign, and is there with the other words.
        ('"Anne" Marchetti', 1, 1),
        ("texte:anne Marchetti", 1, 1),
        ("Ann* Marchetti", ANNES + 1, 1),
        ("(anne OU galerie) marchetti", 2, 2),
        # Not there with the other words, so it is worth what it is.
        ('"Anne" vernissage', 1, 0),
        ("marchetti -anne", 2, 2),
        ("marchetti -(anne expose)", 2, 2),
    ],
)
def test_what_only_brushes_a_query_is_not_found(searcher: Searcher, query: str, total: int, total_all: int) -> None:
    found = searcher.search(query, limit=500)
    assert (found.total, found.total_all) == (len(found.hits), total_all)
    assert found.total == total
    assert sum(one.count for one in found.facets["source"]) == total
    assert searcher.rank(query).total == total


def test_what_is_found_is_ranked_as_any_ranks(searcher: Searcher) -> None:
    best = searcher.search("Anne Marchetti expose").hits
    assert best == searcher.search("Anne Marchetti expose", match="any", limit=len(best)).hits


def test_where_nothing_has_enough_any_will_do(searcher: Searcher) -> None:
    within = searcher.search("Anne Marchetti", filters=Filters(source="AP"), within=Filters())
    assert (within.total, within.total_all, within.match) == (ANNES, 0, "any")


@pytest.mark.parametrize(("share", "total"), [(0.0, ANNES + 3), (0.15, 3), (1.0, 1)])
def test_the_share_is_a_setting(index: Path, share: float, total: int) -> None:
    with open_searcher(index, settings=Settings(min_share=share)) as searcher:
        assert searcher.search("Anne Marchetti").total == total
        assert searcher.search("Anne Marchetti", match="any").total == ANNES + 3


def test_by_date_all_the_words_are_wanted_wherever_an_article_has_them(searcher: Searcher) -> None:
    found = searcher.search("Anne Marchetti", sort="date")
    assert (found.total, found.match) == (1, "all")
    assert searcher.search("vernissage expose", sort="date").total == 2


# Quotations

PASTED = f"« {LONG} de l’Ourcq »"


@pytest.mark.parametrize(
    ("query", "first", "let_go"),
    [
        (PASTED, "303", []),
        (f'"{LONG}"', "303", []),
        (f"« {LONG} Saint-Martin »", "303", [f"«\u00a0{LONG} Saint-Martin\u00a0»"]),
        (
            f"« {LONG.replace('samedi', 'dimanche')} » ourcq",
            "303",
            [f"«\u00a0{LONG.replace('samedi', 'dimanche')}\u00a0»"],
        ),
        # Up to five words are meant to the letter, and so are those that may stand apart, and those of a field.
        ("« la passerelle verte du canal »", None, []),
        (f"« {LONG} Saint-Martin »~3", None, []),
        (f"texte:« {LONG} Saint-Martin »", None, []),
    ],
)
def test_a_long_quotation_that_is_nowhere_is_let_go_of(
    searcher: Searcher, query: str, first: str | None, let_go: list[str]
) -> None:
    found = searcher.search(query)
    assert (found.hits[0].article.id if found.hits else None) == first
    assert [one.text for one in found.ignored if one.reason == "quote_let_go"] == let_go
    strict = searcher.search(query, match="all")
    assert strict.ignored == () or all(one.reason == "stop_word" for one in strict.ignored)
    assert bool(strict.total) == (first is not None and not let_go)


def test_a_quotation_that_is_there_is_the_answer(searcher: Searcher) -> None:
    assert searcher.search(PASTED).total == 1
    assert searcher.search(f"« {LONG} Saint-Martin »").total > 1


def test_the_words_of_a_quotation_that_was_let_go_of_are_marked(searcher: Searcher) -> None:
    _, _, text = searcher.marked_article("304", f"« {LONG} Saint-Martin »")
    assert {one.text for one in text if one.matched} >= {"canal", "rouge", "passerelle"}


def test_what_a_reader_may_not_see_keeps_no_quotation(searcher: Searcher) -> None:
    query = "« Anne Marchetti expose chez Marchetti un vernissage »"
    there = "« Le conseil vote le budget, numéro 7 »"
    for text, source, let_go in ((query, "AFP", 1), (there, "AP", 0), (there, "AFP", 1)):
        found = searcher.search(text, within=Filters(source=source))
        assert sum(one.reason == "quote_let_go" for one in found.ignored) == let_go


# The sum

DICE = st.randoms(use_true_random=False)


@given(DICE)
def test_enough_is_what_the_sum_of_the_worths_says(dice: random.Random) -> None:
    documents = dice.choice((7, 60, 400))
    parts, worths = [], []
    for _ in range(dice.randrange(2, 6)):
        share = dice.choice((0.01, 0.1, 0.5))
        there = np.array([dice.random() < share for _ in range(documents)])
        scores = np.array([0.1 + dice.random() for _ in range(documents)], np.float32) * there
        parts.append(
            Matches(np.flatnonzero(there).astype(np.int32), scores[there])
            if dice.random() < 0.5
            else Matches(None, scores.astype(np.float32))
        )
        worths.append(dice.randrange(20))
    least = dice.randrange(1, sum(worths) + 2)
    found, values = enough(parts, worths, least, documents).listed()
    every = np.arange(documents)
    worth = sum((part.scores_of(every) > 0) * one for part, one in zip(parts, worths, strict=True))
    total = either(parts, documents).scores
    expected = np.flatnonzero((worth >= least) & (total > 0))
    assert found.tolist() == expected.tolist()
    assert values.tolist() == total[expected].tolist()


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_words_that_frame_a_question_need_not_be_there(searcher: Searcher, sort: Sort) -> None:
    framed = searcher.search("comment Anne peut expose", sort=sort)
    assert framed.total_all == searcher.search("Anne expose", match="all").total == 1
    assert searcher.search("comment Anne peut expose", match="all", sort=sort).total == 1
    assert searcher.search("comment ET Anne", match="all").total == 0
