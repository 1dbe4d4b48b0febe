"""Reads numbers as French writes them: « 1 000 » is 1000, « 18h30 » is 18 h 30, « XXIᵉ » and « 21ème » are 21e.

Ordinals keep their surface form; it is the stem that they share.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.folding import folded
from trouvere.index.analysis.token import Token, cut
from trouvere.index.analysis.tokenizer import THOUSANDS

_SPACES = dict.fromkeys(map(ord, THOUSANDS))
_HOUR = re.compile(r"([01]?[0-9]|2[0-4])[hH]([0-5][0-9])?")
_PART_OF_HOUR = re.compile(r"[0-9]+|[hH]")
_ORDINAL = re.compile(r"([0-9]{1,4})(?:i?e|[ei]?[eè]me|i[eè]me|er|[eè]?re|nd|nde)s?")
# Capitals, so that « Vie » is none; small ones only where they are no word: xve, xixe.
_ROMAN = re.compile(r"(?P<roman>[IVX]+|x[ivx]+)(?:e|er|[eè]?re|i?[eè]me|nd|nde)s?")
_VALUES = {"I": 1, "V": 5, "X": 10}
NUMERALS = "IVXx"
"""What the Roman numerals read here begin with."""
_WELL_FORMED = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")


def read_numbers(tokens: list[Token]) -> list[Token]:
    """Take spaces out of numbers, cut hours, give ordinals the stem that all their spellings have."""
    # Nearly all numbers are digits alone, and those stay as they are.
    if not any(map(_is_numeral, tokens)) or all(token.text.isdecimal() for token in tokens):
        return tokens
    read = [
        _ordinal(token.with_text(token.text.translate(_SPACES))) if _is_numeral(token) else token for token in tokens
    ]
    return cut(read, _pattern_for)


def _pattern_for(text: str) -> re.Pattern[str] | None:
    return _PART_OF_HOUR if text[0].isdigit() and not text.isdecimal() and _HOUR.fullmatch(text) else None


def _is_numeral(token: Token) -> bool:
    first = token.text[0]
    return first in NUMERALS or first.isdigit()


def _ordinal(token: Token) -> Token:
    if token.text.isdecimal():
        return token
    text = token.text if token.text.isascii() else _plain(token.text)
    if match := _ORDINAL.fullmatch(text):
        return token.with_stem(f"{int(match[1])}e")
    if (match := _ROMAN.fullmatch(text)) and _WELL_FORMED.fullmatch(roman := match["roman"].upper()):
        return token.with_stem(f"{_value(roman)}e")
    return token


def _plain(text: str) -> str:
    """Return a text whose raised letters stand on the line, case kept: XIXᵉ, 2ⁿᵈᵉ."""
    return "".join(character if character.isascii() else folded(character) for character in text)


def _value(roman: str) -> int:
    digits = [_VALUES[letter] for letter in roman]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, [*digits[1:], 0], strict=True))
