"""A long article in parts: cut where a paragraph ends, nothing lost, and a page costs what it shows."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.budget import Budget, within
from trouvere.search.highlight.article_parts import (
    BEGINNING_CHARS,
    MAX_NAMES,
    NAME_CHARS,
    TITLE_CHARS,
    Cuts,
    brief,
    shown,
)

SETTINGS = Settings(article_chars=1_000, max_marks=50)
PARAGRAPH = "Un pont sur la Loire. " * 8


@example("a" * 5_000, 1_000)
@example("\n" * 5_000, 1_000)
@example("Un mot. " * 700, 999)
@given(st.text(st.sampled_from("ab .\n!é😀"), max_size=600), st.integers(1, 200))
def test_parts_are_the_text(text: str, size: int) -> None:
    cuts = Cuts(text, size)
    parts = [text[slice(*cuts.part(number))] for number in range(1, cuts.parts + 1)]
    assert "".join(parts) == text
    assert all(len(part) <= 3 * size for part in parts)
    assert cuts.parts == max(1, -(-len(text) // size))


@pytest.mark.parametrize(
    ("joint", "end"), [("\n", r"\n$"), (" ", r"[.] ?$"), ("", r"[.] ?$")], ids=["paragraphs", "sentences", "no blank"]
)
def test_a_part_ends_where_a_reader_would_turn_the_page(joint: str, end: str) -> None:
    text = joint.join([PARAGRAPH.strip()] * 40)
    cuts = Cuts(text, 1_000)
    assert cuts.parts > 3
    for number in range(1, cuts.parts):
        assert re.search(end, text[slice(*cuts.part(number))])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parts") / "index"
    plain = [f"Rien ici, paragraphe {number}, mais de quoi lire un moment encore." for number in range(200)]
    words = {40: "viaduc", 100: "viaducs", 150: "aqueduc", 151: "pont de pierre"}
    words |= {20: "des pêches", 60: "ses péchés", 90: "l’article L. 121-1", 120: "l’art. L. 212-5-I", 180: "Louis XIV"}
    for number, word in words.items():
        plain[number] = f"Voici {word} au milieu."
    build_index(
        path,
        [
            Article(id="long", title="Des ponts", text="\n\n".join(plain)),
            Article(id="many", title="Pont", text="pont " * 2_000),
            Article(id="short", title="Court", text="Un viaduc."),
        ],
    )
    return path


@pytest.mark.parametrize(
    "query",
    [
        *("viaduc", "aqueduc", "viadu*", '"pont de pierre"', "viaduc aqueduc", "absent", "titre:viaduc"),
        # The forms of a word that the stem typed has not, and words without one.
        *("peches", "pêches", "péchés", "121-1", "n° 5", "louis 14", '"pont de pierre" viaduc'),
    ],
)
def test_other_parts_with_the_words_are_those_that_have_marks(index: Path, query: str) -> None:
    with open_searcher(index, settings=SETTINGS) as searcher:
        parts = searcher.article_part("long", query).parts
        every = [searcher.article_part("long", query, number) for number in range(1, parts + 1)]
        assert parts > 10
        marked = {part.number for part in every if part.marked}
        assert bool(marked) == (query not in ("absent", "titre:viaduc"))
        for part in every:
            assert set(part.elsewhere) == marked - {part.number}
        whole = searcher.article("long")
        assert "".join(fragment.text for part in every for fragment in part.text) == whole.text


def test_marks_are_bounded_and_said_to_be(index: Path) -> None:
    with open_searcher(index, settings=SETTINGS) as searcher:
        one = searcher.article_part("many", "pont")
        assert (one.marked, one.unmarked) == (50, True)
        assert searcher.article_part("short", "viaduc").unmarked is False
        last = searcher.article_part("many", "pont", 10_000)
        assert last.number == last.parts == one.parts


def test_a_page_costs_what_it_shows(tmp_path: Path) -> None:
    """By the processor's time, of an article eight times as long: what is left is to read it, and to find its words."""
    words = [f"pont m{number}" for number in range(100_000)]
    build_index(tmp_path / "i", [Article(id=str(size), text=" ".join(words[:size])) for size in (12_500, 100_000)])
    with open_searcher(tmp_path / "i", settings=Settings()) as searcher:

        def cost(id: str) -> float:  # noqa: A002
            begun = time.process_time()
            for part in range(1, 4):
                searcher.article_part(id, "pont", part)
            return time.process_time() - begun

        for id in ("12500", "100000"):  # noqa: A001
            cost(id)
        assert min(cost("100000") for _ in range(3)) < 4 * min(cost("12500") for _ in range(3)) + 0.02


def test_of_a_list_a_page_keeps_little(tmp_path: Path) -> None:
    long = Article(
        id="1",
        title="mot " * 3_000,
        text="mot " * 60_000,
        source="s" * 5_000,
        url="https://exemple.fr/" + "u" * 5_000,
        tags=tuple(map(str, range(500))),
    )
    build_index(tmp_path / "i", [long])
    with open_searcher(tmp_path / "i", settings=Settings()) as searcher:
        (hit,) = searcher.search("mot").hits
        assert len(hit.article.text) == len(long.text.strip())
        with within(Budget(page=True)):
            (hit,) = searcher.search("mot").hits
            found = [hit.article, searcher.overview().recent[0]]
        assert searcher.overview().recent[0].text == searcher.article("1").text
    for article in found:
        assert (len(article.text), len(article.title), len(article.source)) == (
            BEGINNING_CHARS,
            TITLE_CHARS,
            NAME_CHARS,
        )
        assert (len(article.tags), article.url) == (MAX_NAMES, "")
    assert "".join(part.text for part in hit.title) == hit.article.title
    short = Article(id="2", title="Court", text="Un mot.")
    assert brief(short, short.text) is short
    with within(Budget(page=True)):
        assert shown(short) is short
