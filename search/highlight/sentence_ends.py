"""Sentence ends: not behind « M. », « art. », « J.-C. », nor before what stands with what is before it.

Abbreviations are in `data/abbreviations.txt`, by what follows them. One that a sentence may also end with (« etc. »,
« 20 h. ») is not there: before a small letter no sentence ends, before a capital one does.
"""

from __future__ import annotations

import re
from functools import cache

from trouvere.index.analysis.data import entries, word_list

_BEFORE = re.compile(r"[^\W_][^\W_.°-]*(?:[.°-]+[^\W_]*)*\Z|§\Z")
_WORD = re.compile(r"[^\W_]+(?!\.)")
_NUMBER = re.compile(r"[0-9]|[A-Z]{1,2}[.*\s]*[0-9]|[A-Z]\.|[IVX]+\b")
_ROMAN = re.compile(r"[IVX]{2,}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
_ENDS = ((".", ". "), ("!", "! "), ("?", "? "), ("…", "… "), ("\u00a0", ".\u00a0"), ("»", "» "))
_GOES_ON = "»;:!?,…"
"""What no sentence begins with: it belongs to what is before it."""
ABBREVIATION_CHARS = 7
"""Characters of the longest abbreviation, and one more."""


def sentence_end(text: str, low: int, high: int) -> int:
    """Return where in `text[low:high]` the last sentence to end ends: at which sign, before a blank; -1 without any."""
    part = text[low:high]
    found = -1
    for sign, mark in _ENDS:
        # Most are in few sentences, and whether one sign is there is known much sooner than where two are.
        if sign in part:
            at = text.rfind(mark, low, high)
            while at > found and not _ends(text, at):
                at = text.rfind(mark, low, at + 1)
            found = max(found, at)
    return found


def _ends(text: str, at: int) -> bool:
    """Say whether a sentence ends at a sign that stands before a blank."""
    following = at + 2
    while text[following : following + 1].isspace():
        following += 1
    if following == len(text) or "\n" in text[at:following]:
        return True
    if text[following].islower() or text[following] in _GOES_ON:
        return False
    if text[at] == "»":
        return text[max(at - 2, 0) : at].rstrip()[-1:] in (".", "!", "?", "…")
    if text[at] != "." or (at >= ABBREVIATION_CHARS and text[at - ABBREVIATION_CHARS : at].isalpha()):
        return True
    word = _BEFORE.search(text, max(at - ABBREVIATION_CHARS, 0), at)
    return word is None or not _is_abbreviation(word[0], text, following)


def _is_abbreviation(word: str, text: str, following: int) -> bool:
    """Say whether the point behind a word is part of it, by what follows: a number, a name, what opens a sentence."""
    known = _abbreviations()
    if text[following].isdecimal() and (word in known["figure"] or _ROMAN.fullmatch(word)):
        return True
    # « 2020-art. 1 »
    word = word.lstrip("0123456789-")
    initials = word.isupper() and _INITIALS.fullmatch(word) is not None
    if word in known["title"] or (initials and "-" in word and not word.endswith("J.-C")):
        return True
    before_name = initials or word in known["word"]
    if before_name or word in known["number"]:
        if _NUMBER.match(text, following):
            return True
        opening = _WORD.match(text, following)
        return before_name and (opening is None or opening[0].lower() not in known["opener"])
    return False


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    """Return the words of each kind; stop words open sentences too."""
    kinds: dict[str, set[str]] = {"opener": set(word_list("stopwords.txt"))}
    for line in entries("abbreviations.txt", "trouvere.search.data"):
        kind, _, words = line.partition(": ")
        kinds.setdefault(kind, set()).update(words.split())
    return {kind: frozenset(words) for kind, words in kinds.items()}
