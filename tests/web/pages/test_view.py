"""What pages show of results: passages, paragraphs, page numbers."""

import pytest

from trouvere.index import Article
from trouvere.search.results import Fragment, Snippet
from trouvere.web.pages.view import page_numbers, paragraphs, passage


@pytest.mark.parametrize(
    ("page", "last", "shown"),
    [
        (1, 12, [1, 2, 3, 12]),
        (4, 12, [1, 2, 3, 4, 5, 12]),
        (6, 12, [1, 5, 6, 7, 12]),
        (12, 12, [1, 10, 11, 12]),
        (2, 4, [1, 2, 3, 4]),
        (1, 2, [1, 2]),
        (1, 1, [1]),
    ],
)
def test_page_numbers_are_few_and_fill_gaps_of_one(page: int, last: int, shown: list[int]) -> None:
    assert page_numbers(page, last) == shown


def test_passages_have_dots_only_where_a_sentence_goes_on() -> None:
    article = Article(id="1", text="Un début. la suite de la phrase continue encore ici.")

    def shown(start: int, end: int) -> str:
        snippet = Snippet(start, end, (Fragment(article.text[start:end], matched=False),))
        return "".join(fragment.text for fragment in passage(snippet, article))

    assert shown(0, 9) == "Un début."
    assert shown(10, 18) == "la suite …"
    assert shown(13, 18) == "… suite …"
    assert shown(0, len(article.text)) == article.text


def test_paragraphs_lose_nothing_but_line_ends() -> None:
    parts = [Fragment("a\n\n b", matched=False), Fragment("c\nd", matched=True), Fragment("\n", matched=False)]
    assert [[(part.text, part.matched) for part in line] for line in paragraphs(parts)] == [
        [("a", False)],
        [(" b", False), ("c", True)],
        [("d", True)],
    ]
