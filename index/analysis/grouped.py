"""Token filter: grouped digits, phone numbers, articles of law: « 1 000 », « 01 99 00 66 77 », « L. 1234-5 ».

A number becomes its digits, the number of an article of law its letters and what stands behind them: 1000, 0199006677,
L1234-5, however it was written. This is the one place that says which words reach over a blank: the tokenizer, the
analysis in bulk and whoever cuts a text at its blanks go by `OVER_BLANKS`.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.characters import APOSTROPHES, BLANKS, END, HYPHENS
from trouvere.index.analysis.token import Token, one_word

_BLANK = f"[{BLANKS}]"
_HYPHEN = f"[{HYPHENS}]"
_SEPARATOR = f"[{HYPHENS}.{BLANKS}]"


def _isbn_10(sign: str) -> str:
    middle = "|".join(f"[0-9]{{{size}}}{sign}[0-9]{{{8 - size}}}" for size in range(2, 7))
    return f"[0-9]{sign}(?:{middle}){sign}[0-9Xx]"


_IDENTIFIERS = (
    f"97[89](?:{_SEPARATOR}?[0-9]){{10}}",  # ISBN
    _isbn_10(_HYPHEN),
    _isbn_10(_BLANK),
    f"(?:[0-9]{{3}}{_BLANK}?){{3}}(?:[0-9]{{5}}|[0-9]{{3}}{_BLANK}[0-9]{{2}})",  # SIRET
    f"[0-9]{{3}}(?:{_BLANK}[0-9]{{3}}){{2}}",  # SIREN
    # social security
    f"[12](?:{_BLANK}[0-9]{{2}}){{2}}{_BLANK}[0-9][0-9AB](?:{_BLANK}[0-9]{{3}}){{2}}(?:{_BLANK}[0-9]{{2}})?",
    f"0[1-9](?:{_SEPARATOR}[0-9]{{2}}){{4}}(?!{_BLANK}[0-9]{{2}}{END})",  # telephone
    rf"(?:00)?33{_SEPARATOR}?(?:\(0\){_BLANK}?)?[1-9](?:{_SEPARATOR}?[0-9]{{2}}){{4}}",
)
_ELISION = f"(?:[DdLl]|[Qq]u)[{APOSTROPHES}]"
_THREE_DIGITS = "[0-9]{3}"
_THOUSANDS = (
    f"[1-9][0-9]{{0,2}}(?:(?:{_BLANK}{_THREE_DIGITS}{END}){{1,6}}"
    f"|(?:(?:\\.{_THREE_DIGITS})+|(?:[{APOSTROPHES}]{_THREE_DIGITS})+){END})"
)
_NINE_DIGITS = "(?=(?:[0-9][^0-9]{0,3}){8}[0-9])"
_NUMBER = f"{_NINE_DIGITS}(?:{'|'.join(_IDENTIFIERS)}){END}|{_THOUSANDS}"

_POINT = r"(?:\.\*?|\*\.?)"
_PART = f"{_HYPHEN}[0-9]{{1,4}}"
_PARTS = f"[0-9]{{1,4}}(?:{_PART}){{1,5}}"
# Without a hyphen it is one where an article is spoken of, or no noun follows: « vitamine D. 180 personnes ».
_LONE_NUMBER = f"(?:[LRD]|L\\.?[OP]){_POINT}{_BLANK}?[0-9]{{1,4}}"
_AFTER_ARTICLE = "|".join(f"(?<={word}{_BLANK})" for word in ("rticle", "rticles", r"rt\."))
_NO_NOUN = f"(?!{_BLANK}(?!(?:d[eu]|des|et|ou|aux?|bis|ter){_BLANK})[a-zà-ÿœ]{{2}})"
_LAW = "|".join(
    (
        f"(?:[LRDlrd]|L\\.?[OP]|l[op])(?:{_POINT}{_BLANK}?|\\*)?{_PARTS}",
        f"A\\.\\*?{_BLANK}?{_PARTS}",
        f"[Aa](?!3[0-9]0){_PARTS}",  # The others are aeroplanes: A320-200.
        # Sizes and seasons are two numbers: « du L 38-40 ».
        f"(?:[LRDlrd]|L[OP]){_BLANK}(?:[0-9]{{3,4}}(?:{_PART}){{1,5}}|[0-9]{{1,2}}(?:{_PART}){{2,5}})",
        f"(?:{_AFTER_ARTICLE}){_LONE_NUMBER}",
        f"{_LONE_NUMBER}{_NO_NOUN}",
        f"LO{_BLANK}[0-9]{{3,4}}{_NO_NOUN}",
    )
)

OVER_BLANKS = f"(?=[0-9LRDAlrdaQq])(?:(?:{_ELISION})?(?:{_NUMBER})|(?:{_LAW}){END})"
"""A raw token that may reach over blanks; where it does, it ends where another raw token would end."""

_read_number = re.compile(f"(?P<elided>{_ELISION})?(?:{_NUMBER})").fullmatch
_read_law = re.compile(_LAW).fullmatch
_COUNTRY_CODE = re.compile(r"(?:00)?33(?=[1-9][0-9]{8}\Z)|(?:00)?330(?=[1-9][0-9]{8}\Z)")
_NORMALIZED = {**dict.fromkeys(map(ord, HYPHENS), "-"), **dict.fromkeys(map(ord, BLANKS + ".*"))}


def join_groups(tokens: list[Token]) -> list[Token]:
    """Make one word of the groups of a number, and of the letters and the numbers of an article of law."""
    if one_word(tokens) and not tokens[0].text.startswith(("33", "0033")):
        return tokens
    return [_joined(token) for token in tokens]


def is_law_number(text: str) -> bool:
    """Return whether a text is the number of an article of law, letters and all: L1234-5."""
    return text[0] in "LRDAlrda" and text[-1].isdigit() and _read_law(text) is not None


def _joined(token: Token) -> Token:
    text = token.text
    if is_law_number(text):
        return token.with_text(text.translate(_NORMALIZED))
    if (text[0].isdigit() or "'" in text) and (number := _read_number(text)):
        elided = max(number.end("elided"), 0)
        digits = "".join(filter(str.isalnum, text[elided:]))
        return Token(_COUNTRY_CODE.sub("0", digits), token.start + elided, token.end)
    return token
