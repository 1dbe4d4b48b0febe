"""Adds the second form: the stem of the accented word, by Snowball's French stemmer (PyStemmer)."""

from __future__ import annotations

import threading

from Stemmer import Stemmer

from trouvere.index.analysis.token import Token

# A Stemmer must not be used by two threads at once.
_local = threading.local()


def stem(tokens: list[Token]) -> list[Token]:
    """Add its stem to each token that is no stop word."""
    try:
        stem_word = _local.stem_word
    except AttributeError:
        stem_word = _local.stem_word = Stemmer("french", 0).stemWord
    return [token if token.stop else token.with_stem(stem_word(token.text)) for token in tokens]
