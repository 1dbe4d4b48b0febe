"""Tokenizer: cuts a text into raw tokens, runs of letters and digits held together by single joiners.

A raw token is the key of the cache of analysed tokens, so it holds whatever the filters must see at once:
« l’Ukraine », « Saint-Étienne », « aujourd’hui », « O.T.A.N », « citoyen(ne)s », « 1 000 », « L. 1234-5 ». The chain
cuts it further. A few signs are raw tokens of their own: « € », an emoji; so are « C++ », « C# », « .NET ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trouvere.index.analysis.characters import FEMININE, JOINER, LETTER
from trouvere.index.analysis.grouped import OVER_BLANKS
from trouvere.index.analysis.signs import SIGN, SIGNED_WORD

_WORD = f"{LETTER}+(?:{FEMININE}{LETTER}+)*(?:{FEMININE})?"
RAW_TOKEN = re.compile(f"{OVER_BLANKS}|{SIGNED_WORD}|{SIGN}|{_WORD}(?:{JOINER}{_WORD})*")


def raw_tokens(text: str) -> list[str]:
    """Return the raw tokens of a text in order."""
    return RAW_TOKEN.findall(text)


def raw_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int]]:
    """Yield each raw token of `text[start:end]` with its offset in `text` (code points)."""
    for match in RAW_TOKEN.finditer(text, start, len(text) if end is None else end):
        yield match.group(), match.start()
