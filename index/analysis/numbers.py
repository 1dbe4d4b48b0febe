"""Token filter: hours, measures, ordinals, Roman numerals: « 18h30 » is 18 h 30, « 10km » 10 km, « XXIᵉ » is « 21e ».

Ordinals and Roman numerals keep their surface form; it is the stem that they share, that of « XIV » being 14.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.folding import folded
from trouvere.index.analysis.token import Token, cut

_HOUR = re.compile(r"([01]?[0-9]|2[0-4])[hH]([0-5][0-9])?")
_LENGTH = re.compile(r"[0-9]m[0-9]{2}", re.IGNORECASE)
_PART_OF_TWO = re.compile(r"[0-9]+|[hm]", re.IGNORECASE)
_UNITS = (
    "[kcdhµμ]?m|mm|[kcdm]?m[23²³]|kmh|ha|[kmµμ]?g|[cdhm]?l|cc|t"  # lengths, areas, volumes, weights
    "|[kmgt]?wh?|[km]?v|kva|cv|ch|[kmg]?hz|[kmgt][ob]|k?cal|k?j|h?pa|db|bar"  # what machines and food have
    "|mn|min|ms|jours?|mois|ans?|euros?|eur|k|mds?"  # time, money
)
# What else a digit with one letter is: 5G, 4L, 4K.
_MEASURE = re.compile(rf"(?![2-6]g\Z|4l\Z|[1-9]k\Z)[0-9]+(?:{_UNITS})", re.IGNORECASE)
_PART_OF_MEASURE = re.compile(r"\A[0-9]+|[^0-9].*")
_ORDINAL = re.compile(r"([0-9]{1,4})(?:i?e|[ei]?[eè]me|i[eè]me|er|[eè]?re|nd|nde)s?")
# Capitals, so that « Vie » is none; small ones only where they are no word: xve, xixe.
_ROMAN = re.compile(r"(?P<roman>[IVX]+|x[ivx]+)(?:e|er|[eè]?re|i?[eè]me|nd|nde)s?")
_VALUES = {"I": 1, "V": 5, "X": 10}
NUMERALS = "IVXx"
"""What the Roman numerals read here begin with."""
_ROMAN_GRAMMAR = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_LONE_ROMAN = re.compile(r"[IVX]{2,}")


def read_numbers(tokens: list[Token]) -> list[Token]:
    """Cut hours and measures, give ordinals the stem that all their spellings have, and Roman numerals their value."""
    # Nearly all numbers are digits alone, and those stay as they are.
    if not any(map(_is_numeral, tokens)) or all(token.text.isdecimal() for token in tokens):
        return tokens
    return cut([_with_value(token) if _is_numeral(token) else token for token in tokens], _pattern_for)


def _pattern_for(text: str) -> re.Pattern[str] | None:
    if not text[0].isdigit() or text.isdecimal():
        return None
    if _HOUR.fullmatch(text) or _LENGTH.fullmatch(text):
        return _PART_OF_TWO
    return _PART_OF_MEASURE if _MEASURE.fullmatch(text) else None


def _is_numeral(token: Token) -> bool:
    first = token.text[0]
    return first in NUMERALS or first.isdigit()


def _with_value(token: Token) -> Token:
    if token.text.isdecimal():
        return token
    if _LONE_ROMAN.fullmatch(token.text) and _ROMAN_GRAMMAR.fullmatch(token.text):
        return token.with_stem(str(_value(token.text)))
    text = token.text if token.text.isascii() else _plain(token.text)
    if match := _ORDINAL.fullmatch(text):
        return token.with_stem(f"{int(match[1])}e")
    if (match := _ROMAN.fullmatch(text)) and _ROMAN_GRAMMAR.fullmatch(roman := match["roman"].upper()):
        return token.with_stem(f"{_value(roman)}e")
    return token


def _plain(text: str) -> str:
    """Return a text whose raised letters stand on the line, case kept: XIXᵉ, 2ⁿᵈᵉ."""
    return "".join(character if character.isascii() else folded(character) for character in text)


def _value(roman: str) -> int:
    digits = [_VALUES[letter] for letter in roman]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, [*digits[1:], 0], strict=True))
