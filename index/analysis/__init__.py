"""The French chain: what a word becomes before it is indexed or searched. Shared by indexing and queries.

A text is cut into raw tokens (`tokenizer.py`); each goes through these steps, one a file, in this order.
"""

from __future__ import annotations

from functools import cache

from trouvere.index.analysis.analyzer import AnalyzedToken, Analyzer
from trouvere.index.analysis.apostrophes import unify_apostrophes
from trouvere.index.analysis.dots import read_dots
from trouvere.index.analysis.elision import elide
from trouvere.index.analysis.exceptions import own_version
from trouvere.index.analysis.folding import fold, folded, folded_value
from trouvere.index.analysis.hyphens import split_hyphens
from trouvere.index.analysis.inclusive import join_inclusive
from trouvere.index.analysis.lowercase import lowercase
from trouvere.index.analysis.numbers import read_numbers
from trouvere.index.analysis.stemming import stem
from trouvere.index.analysis.stopwords import mark_stop_words
from trouvere.index.analysis.token import Token

FRENCH = (
    unify_apostrophes,  # l’État → l'État
    join_inclusive,  # citoyen·ne·s → citoyens
    split_hyphens,  # Saint-Étienne → Saint, Étienne
    elide,  # l'État → État
    read_dots,  # O.T.A.N → OTAN, exemple.fr → exemple
    read_numbers,  # 1 000 → 1000, 18h30 → 18, h, 30
    lowercase,  # État → état, soft hyphens left out
    mark_stop_words,  # à, de, la: no stem
    stem,  # députées → députées, and its stem beside it
    fold,  # état → etat
)

VERSION = "fr-2"
"""Changes whenever an index built before would answer differently; such an index must be rebuilt."""


def analysis_version() -> str:
    """Return the version of the chain with the lists in force: a site's own exceptions are part of it."""
    return VERSION + own_version()


@cache
def french() -> Analyzer:
    """Return the analyzer of this process; its dictionary of known tokens is shared by all threads."""
    return Analyzer(FRENCH)


def analyze(text: str) -> tuple[AnalyzedToken, ...]:
    """Return every token of a text with its forms, positions and offsets, and what each step did to it."""
    return french().trace(text)


__all__ = [
    "FRENCH",
    "VERSION",
    "AnalyzedToken",
    "Analyzer",
    "Token",
    "analysis_version",
    "analyze",
    "folded",
    "folded_value",
    "french",
]
