"""Cuts a text into raw tokens: runs of letters and digits, held together by single joiners.

A raw token is what is looked up in the dictionary of analysed tokens, so it holds whatever must be seen at once to be
understood: « l’Ukraine », « Saint-Étienne », « aujourd’hui », « O.T.A.N », « citoyen(ne)s », « 1 000 ». The chain cuts
it further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

APOSTROPHES = "'’ʼ′´`‘"
"""Whatever is typed for an apostrophe; all are one to the analysis."""
HYPHENS = "-‐‑"
DOTS = ".·⋅•‧"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff" + "".join(map(chr, range(0x300, 0x370)))
"""Soft hyphens, zero-width characters, combining marks left over by NFC: inside a word they are as if not there."""
JOINERS = APOSTROPHES + HYPHENS + DOTS + INVISIBLE
THOUSANDS = " \u00a0\u202f\u2009"
"""Between three digits and the digits before them, one of these is part of the number."""
FEMININES = (
    "s|x|es?|nes?|les?|tes?|ses?|ves?|ives?|t?rices?|euses?|i?(?:e|è)res?|elles?|i?ennes?|onnes?|ques?|ches?|esses?"
)
"""What inclusive writing puts into parentheses, or behind points: a regular expression."""

# \w is str.isalnum plus "_"; U+02BC is a letter to Unicode and an apostrophe to everybody else.
LETTER = "[^\\W_\u02bc]"
_JOINER = f"[{re.escape(JOINERS)}]"
FEMININE = rf"\((?:{FEMININES}|{FEMININES.upper()})\)"
_WORD = f"{LETTER}+(?:{FEMININE}{LETTER}+)*(?:{FEMININE})?"
_NUMBER = rf"[1-9][0-9]{{0,2}}(?:[{THOUSANDS}][0-9]{{3}}(?!{LETTER}|{_JOINER}{LETTER}|{FEMININE}))+"
RAW_TOKEN = re.compile(f"{_NUMBER}|{_WORD}(?:{_JOINER}{_WORD})*")


def raw_tokens(text: str) -> list[str]:
    """Return the raw tokens of a text in order."""
    return RAW_TOKEN.findall(text)


def raw_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int]]:
    """Yield each raw token of `text[start:end]` with its offset in `text` (code points)."""
    for match in RAW_TOKEN.finditer(text, start, len(text) if end is None else end):
        yield match.group(), match.start()
