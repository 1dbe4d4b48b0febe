"""The quick probe must never let through what the slow path would change."""

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.cleaning.characters import HARMLESS_TEXT, REPLACEMENTS, UNWANTED_CHARACTER, one_line, plain


def test_harmless_characters_are_in_nfc_start_compositions_and_are_wanted() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if HARMLESS_TEXT(char):
            assert unicodedata.is_normalized("NFC", char)
            assert unicodedata.combining(char) == 0
            assert not UNWANTED_CHARACTER(char)
        if UNWANTED_CHARACTER(char):
            assert code in REPLACEMENTS


@given(st.text())
def test_plain_is_nfc_and_does_not_change_again(text: str) -> None:
    once = plain(text)
    assert unicodedata.is_normalized("NFC", once)
    assert not UNWANTED_CHARACTER(once)
    assert plain(once) == once


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(" \n\t\xa0\x00"))))
def test_one_line_is_one_line(value: str) -> None:
    once = one_line(value)
    assert "\n" not in once and "  " not in once and once == once.strip()
    assert one_line(once) == once


def test_non_breaking_spaces_stay_as_written() -> None:
    assert one_line(" Pourquoi\xa0?  Oui ") == "Pourquoi\xa0? Oui"
