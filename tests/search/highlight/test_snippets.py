"""Passages and marks: fragments are the text, every mark is a word that was asked for, windows are the best there are."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from trouvere.index import Article, build_index
from trouvere.index.analysis import french
from trouvere.search import open_searcher
from trouvere.search.highlight.marks import Marks
from trouvere.search.highlight.snippets import WORD_BITS, windows
from trouvere.search.query.plan import Either, Expansion, Term

WORDS = ("congé", "Congés", "l’été", "péché", "pêche", "œuvre", "Saint-Étienne", "O.T.A.N", "😀", "e\u0301te", "\ud800")
BLANKS = (" ", "\n", ". ", "\u00a0", ", ", " (", "! ", "\u200b", "…\u2028")
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(BLANKS)), max_size=150).map(
    lambda parts: "".join(word + blank for word, blank in parts)
)
CONGE, ETE, PECHE = Term("conge", "cong"), Term("ete", None), Term("peche", "pech")


@given(TEXTS | st.text(), st.integers(0, 40), st.integers(0, 200))
def test_spans_are_the_tokens_that_match(text: str, start: int, size: int) -> None:
    marks = Marks(Either((CONGE, ETE, Expansion("saint"))), "text")
    for low, high in ((0, None), (start, start + size)):
        wanted = [
            (token.start, token.end)
            for token in french().tokens(text[low:high])
            if token.text in ("conge", "ete") or token.stem == "cong" or token.text.startswith("saint")
        ]
        assert [(span.start - low, span.end - low) for span in marks.spans(text, low, high)] == wanted


@settings(max_examples=30, deadline=None)
@example(texts=["congé\u200béte "], query="congé été")
@example(texts=["O.T.A.N\u200bpéché "], query="pêche")
@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(("congé été", "pêche", "sain*", '"congé été"')))
def test_passages_are_the_text_in_code_points_with_every_match_marked(texts: list[str], query: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        build_index(path, [Article(id=str(number), text=f"congé {text}") for number, text in enumerate(texts)])
        with open_searcher(path) as searcher:
            results = searcher.search(query, match="any")
        # What a correction finds is of other words.
        hits = () if results.corrected else results.hits
        # Words side by side are also looked up as one, which a zero-width space makes of them.
        joined = {"congeete"} if query == "congé été" else set()
        # A hit is a plain value: the searcher is closed.
        for hit in hits:
            for snippet in hit.snippets:
                assert "".join(fragment.text for fragment in snippet.fragments) == snippet.text
                assert snippet.text == hit.article.text[snippet.start : snippet.end]
                for fragment in snippet.fragments:
                    if fragment.matched:
                        forms = {token.text for token in french().tokens(fragment.text)}
                        assert forms & {"conge", "conges", "ete", "peche", "saint", *joined}


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2)), min_size=1, max_size=25, unique=True),
    st.integers(1, 30),
    st.integers(1, 3),
)
def test_the_first_window_is_worth_most_and_the_others_are_apart(
    at: list[tuple[int, int]], size: int, most: int
) -> None:
    weights = [3.0, 2.0, 1.5]
    at.sort()

    def worth(low: int) -> float:
        words = [word for position, word in at if low <= position < low + size]
        return sum(weights[word] for word in set(words)) + sum(
            0.05 * weights[word] * (words.count(word) - 1) for word in set(words)
        )

    chosen = windows([position << WORD_BITS | word for position, word in at], weights, size, most)
    first, last = chosen[0]
    assert last - first < size
    assert abs(worth(first) - max(worth(position) for position, _ in at)) < 1e-6
    for nth, (low, high) in enumerate(chosen):
        assert all(low - size >= end or high + size <= begin for begin, end in chosen[:nth])
