"""End-of-line hyphenation: words that a printer has cut are joined again, compound words keep their hyphen.

« circu-\\nlation » is one word, « peut-\\nêtre » a compound, « dit-\\nil » an inversion. What decides is, in this
order, the rest of the text, where either may stand uncut; the compounds that ship with the analysis; French grammar.
"""

from __future__ import annotations

import re
from functools import cache

from trouvere.index.analysis.data import entries
from trouvere.index.analysis.folding import folded

CUT_SIGNS = "¬\N{SOFT HYPHEN}"
"""Signs that stand at the end of a line for nothing but a cut."""
_HYPHENS = "-\N{HYPHEN}"
_WORD = r"[^\W\d_]"
_CUT = re.compile(rf"(?<![{_HYPHENS}\s])[{_HYPHENS}{CUT_SIGNS}][ \t]*+\r?\n[ \t]*+(?={_WORD})")
_BEFORE = re.compile(rf"(?:{_WORD}|[’'{_HYPHENS}])*\Z")
_AFTER = re.compile(rf"{_WORD}(?:{_WORD}|[’'{_HYPHENS}](?={_WORD}))*")
_WORDS = re.compile(rf"{_WORD}++(?:[{_HYPHENS}]{_WORD}++)*+")
BEFORE_CHARS = 60


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A verb that the pronoun after it is hyphenated to ends so.
_INVERTED = (
    (_set("il elle on ils elles"), ("t", "d")),
    (frozenset(("tu",)), ("s", "x")),
    (frozenset(("je",)), ("s", "x", "ai", "é", "vais")),
    (frozenset(("nous",)), ("ons", "mes")),
    (frozenset(("vous",)), ("ez", "tes")),
    (
        _set("moi toi lui leur le la les y en"),
        ("ez", "ons", "tes", "donne", "laisse", "dis", "fais"),
    ),
)
_AFTER_THESE = {
    "ce": _set("est sera serait était sont fut fût"),
    "être": frozenset(("peut", "bien", "mieux", "mal")),
    "dessus": frozenset(("au", "là", "ci", "par")),
    "dessous": frozenset(("au", "là", "ci", "par")),
    "delà": frozenset(("au", "par")),
    "devant": frozenset(("au", "ci")),
    "dehors": frozenset(("au", "en")),
    "même": _set("lui elle moi toi soi nous vous eux elles là ici quand"),
    "mêmes": _set("nous vous eux elles"),
    "ci": _set("celui celle ceux celles fois"),
    "là": _set("celui celle ceux celles jusque de par jour année époque moment"),
}
_FIRST_PARTS = _set("demi vice après avant arrière quasi sous outre grand grande nord sud non jusque là celui")
"""Words that begin compounds, and are hardly ever the beginning of another word that is cut there."""
_NUMBERS = _set(
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente "
    "quarante cinquante soixante"
)
_WITHIN = _set("t à de du des en la le les et sur sous")
"""What stands in the middle of a compound of three words: c'est-à-dire, arc-en-ciel, a-t-il."""
_INNER = re.compile(r"(?!d[’']hui)(?:à|de|du|des|en|le|la|les|au|aux|t|d|l|ce|ci|là|et)[-’']", re.IGNORECASE)
"""What a compound of three words goes on with: c'est-à-dire, arc-en-ciel, a-t-il."""


def joined(text: str) -> str:
    """Return `text` with the words that are cut at the end of a line whole again."""
    if not any(sign in text for sign in _HYPHENS + CUT_SIGNS):
        return text
    known: frozenset[str] | None = None
    parts, done = [], 0
    for cut in _CUT.finditer(text):
        sign = cut[0][0]
        before = _BEFORE.search(text[max(done, cut.start() - BEFORE_CHARS) : cut.start()])
        after = _AFTER.match(text, cut.end())
        if not before or not before[0].strip(_HYPHENS + "’'") or not after:
            continue
        if known is None:
            known = frozenset(word.lower() for word in _WORDS.findall(text))
        glue = "" if sign in CUT_SIGNS else glue_of(before[0], after[0], known)
        if glue is None:
            continue
        parts += [text[done : cut.start()], glue]
        done = cut.end()
    return "".join((*parts, text[done:]))


def glue_of(left: str, right: str, known: frozenset[str] = frozenset()) -> str | None:
    """Return what joins the two parts of a word cut at a hyphen: nothing, or the hyphen; None where they are two.

    `known` has the words of the text around it, in lower case.
    """
    if not right[0].islower():
        # Saint-Étienne, Jean-Pierre; a word all in capitals is cut as any other.
        if left.isupper() and right.isupper() and len(left) > 1:
            return _glue(left.lower(), right.lower(), known)
        return "-" if left[:1].isupper() or "-" in left else None
    return _glue(left.lower(), right, known)


def _glue(left: str, right: str, known: frozenset[str]) -> str:
    last = re.split(f"[{_HYPHENS}’']", left)[-1]
    first = re.split("[-’']", right)[0]
    if f"{last}{first}" in known and f"{last}-{first}" not in known:
        return ""
    compound = f"{last}-{first}"
    if compound in known or _folds(compound) & _compounds() or _INNER.match(right):
        return "-"
    if last in _FIRST_PARTS or (last in _NUMBERS and first in _NUMBERS) or last in _AFTER_THESE.get(first, ()):
        return "-"
    if "-" in left and last in _WITHIN:
        return "-"
    return "-" if any(first in pronouns and last.endswith(ends) for pronouns, ends in _INVERTED) else ""


def _folds(word: str) -> set[str]:
    plain = folded(word)
    return {plain, plain.rstrip("sx")}


@cache
def _compounds() -> frozenset[str]:
    return frozenset(folded(line) for name in ("compounds.txt", "compounds_extra.txt") for line in entries(name))
