"""Token filter: marks stop words, with their accents: « à » is one, « a » the verb is one, « été » is not.

A stop word keeps its surface form, for phrases and for queries made of nothing else; it gets no stem.
"""

from __future__ import annotations

from trouvere.index.analysis.data import word_list
from trouvere.index.analysis.token import Token


def mark_stop_words(tokens: list[Token]) -> list[Token]:
    """Mark the tokens that are in `data/stopwords.txt`."""
    stop_words = word_list("stopwords.txt")
    return [token._replace(stop=True) if token.text in stop_words else token for token in tokens]
