"""The French analyzer (analysis chain): from text to tokens, surface forms and stems, for indexing and for queries.

tokenizer.py, characters.py   cuts a text into raw tokens; the characters that they are made of
signs.py … folding.py         the token filters, one a file, in the order of `FRENCH` below
token.py                      the value that travels through the chain
analyzer.py                   runs the chain once for each distinct raw token, with a cache
plain.py                      the fast path, for words of letters alone
bulk/                         the fast twin of the chain, for builds
stemming.py                   stems from the lists in `data/`, which `scripts/lexicon` makes
compounds.py                  words written joined, with a hyphen or apart: asked by queries
exceptions.py                 a site's own additions to the lists
"""

from __future__ import annotations

from functools import cache

from trouvere.index.analysis.analyzer import AnalyzedToken, Analyzer
from trouvere.index.analysis.apostrophes import unify_apostrophes
from trouvere.index.analysis.dots import read_dots
from trouvere.index.analysis.elision import elide
from trouvere.index.analysis.exceptions import own_version
from trouvere.index.analysis.folding import fold, folded, folded_value
from trouvere.index.analysis.grouped import join_groups
from trouvere.index.analysis.hyphens import split_hyphens
from trouvere.index.analysis.inclusive import join_inclusive
from trouvere.index.analysis.lowercase import lowercase
from trouvere.index.analysis.numbers import read_numbers
from trouvere.index.analysis.signs import read_signs
from trouvere.index.analysis.stemming import stem
from trouvere.index.analysis.stopwords import mark_stop_words
from trouvere.index.analysis.token import Token

FRENCH = (
    read_signs,  # € → euros
    unify_apostrophes,  # l’État → l'État, grand’mère → grand-mère
    join_groups,  # 1 000 → 1000, L. 1234-5 → L1234-5, 01 99 00 66 77 → 0199006677
    join_inclusive,  # citoyen·ne·s → citoyens
    split_hyphens,  # Saint-Étienne → Saint, Étienne
    elide,  # l'État → État, not N'Diaye
    read_dots,  # O.T.A.N → OTAN, exemple.fr → exemple
    read_numbers,  # 18h30 → 18, h, 30; 10km → 10, km; XIV → its stem is 14
    lowercase,  # État → état, soft hyphens left out
    mark_stop_words,  # à, de, la: no stem
    stem,  # députées → députées, and its stem beside it
    fold,  # état → etat
)

VERSION = "fr-3"
"""Changes whenever an index built before would answer differently; such an index must be rebuilt."""


def analysis_version() -> str:
    """Return the version of the chain with the lists in force: a site's own exceptions are part of it."""
    return VERSION + own_version()


@cache
def french() -> Analyzer:
    """Return the analyzer of this process; its dictionary of known tokens is shared by all threads."""
    return Analyzer(FRENCH, FRENCH[FRENCH.index(lowercase) :])


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
