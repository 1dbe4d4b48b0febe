"""Texts cut at their blanks: no word is cut, and the pieces have the words of the text."""

from hypothesis import example, given
from hypothesis import strategies as st

from trouvere.index.analysis.tokenizer import raw_spans
from trouvere.search.highlight.blanks import BLANK_PLACEHOLDER, held, last_blank, next_blank, over_blanks, released

PIECES = (
    "Le",
    "1",
    "12",
    "000",
    "500",
    "01",
    "99",
    "L.",
    "R*",
    "1234-5",
    "D.",
    "180",
    "article",
    "d’1",
    "(0)1",
    "33",
    BLANK_PLACEHOLDER,
)
TEXTS = (
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from((" ", "\u00a0", ", ", "\n", "  ", ""))), max_size=30
    ).map(lambda parts: "".join(piece + blank for piece, blank in parts))
) | st.text()


@given(TEXTS)
@example("01 99 00 66 77")
@example("article D. 180 prévoit")
def test_the_pieces_have_the_words_of_the_text(text: str) -> None:
    cut = held(text)
    assert len(cut) == len(text)
    words = [raw for raw, _ in raw_spans(text)]
    assert [raw for piece in cut.split() for raw, _ in raw_spans(released(piece))] == [
        word.translate({ord("\u00a0"): " "}) for word in words
    ]
    assert [text[start:end] for start, end in over_blanks(text)] == [
        word for word in words if any(map(str.isspace, word))
    ]


@given(TEXTS, st.integers(0, 80))
@example("Il coûte 12 500 000 euros", 15)
def test_no_word_is_cut(text: str, at: int) -> None:
    inside = {place for raw, start in raw_spans(text) for place in range(start + 1, start + len(raw))}
    after = next_blank(text, at, len(text))
    assert after == next((place for place in range(at, len(text)) if text[place].isspace() and place not in inside), -1)
    assert last_blank(text, 0, at) not in inside
