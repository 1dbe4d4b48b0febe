"""Fast path of the chain: words of letters alone, which most are, need only lower case, stop words, stem, folding."""

from __future__ import annotations

from trouvere.index.analysis.apostrophes import has_apostrophe_letter
from trouvere.index.analysis.hyphens import MAX_WORD_CHARS
from trouvere.index.analysis.numbers import NUMERALS


def is_plain(word: str) -> bool:
    """Return whether a raw token has nothing in it to be cut, read or joined: no sign, digit or Roman numeral."""
    return (
        word.isalpha() and len(word) <= MAX_WORD_CHARS and word[0] not in NUMERALS and not has_apostrophe_letter(word)
    )
