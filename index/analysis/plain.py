"""Tells words of letters alone, which most are: of the chain only the steps that form them do anything to them."""

from __future__ import annotations

from trouvere.index.analysis.apostrophes import has_apostrophe_letter
from trouvere.index.analysis.hyphens import LONGEST
from trouvere.index.analysis.numbers import NUMERALS


def is_plain(word: str) -> bool:
    """Return whether a raw token has nothing in it to be cut, read or joined: no sign, digit or Roman numeral."""
    return word.isalpha() and len(word) <= LONGEST and word[0] not in NUMERALS and not has_apostrophe_letter(word)
