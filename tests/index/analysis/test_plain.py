"""A word of letters alone is what the whole chain makes of it, whatever steps are passed over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.analysis import FRENCH, Analyzer, french
from trouvere.index.analysis.data import entries


@pytest.mark.parametrize(
    "word", ["Élysée", "XIV", "Vie", "xve", "n", "M", "ʼécole", "ʹe", "œuvre", "ſ", "ª", "Лукашенко", "a" * 200, "îÎ"]
)
def test_a_word_is_what_the_whole_chain_makes_of_it(word: str) -> None:
    assert french()[word] == Analyzer(FRENCH)[word]


def test_so_is_every_word_of_a_list() -> None:
    whole = Analyzer(FRENCH)
    for line in entries("stem_words.txt"):
        for word in line.partition(": ")[2].split():
            for written in (word, word.upper(), word.capitalize()):
                assert french()[written] == whole[written], written


@settings(max_examples=1_000, deadline=None)
@given(st.text(alphabet=st.characters(categories=("L", "M", "N", "Lm")), min_size=1, max_size=12))
def test_so_is_any_word(word: str) -> None:
    assert french()[word] == Analyzer(FRENCH)[word]
