"""Slugs: the words of a title or of a file's name as each generator writes them in an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

MAX_CHARS = 1_000
"""Characters of a title that a slug is made of, at the most."""
_HUGO_KEEPS = frozenset("./\\_#+~-@")
_PRETTY_KEEPS = frozenset("._~!$&'()+,;=@")
_HYPHENS = re.compile(r"[-\s]+")
_NO_WORD = re.compile(r"[^\w\s-]")
_NO_ASCII_WORD = re.compile(r"[^a-z0-9]+")


def hugo(text: str, *, lower: bool = True, accents: bool = True) -> str:
    """Return a path as Hugo makes it: letters keep their accents, blanks become hyphens, other signs go."""
    text = unicodedata.normalize("NFC", text[:MAX_CHARS])
    if not accents:
        text = _bare(text)
    made: list[str] = []
    blank = False
    for character in text:
        if character in _HUGO_KEEPS or _is_letter(character):
            if blank and character != "-":
                made.append("-")
            blank = False
            made.append(character)
        elif character.isspace():
            blank = bool(made) and made[-1] != "-"
    written = "".join(made)
    return written.lower() if lower else written


def jekyll(text: str, *, pretty: bool = False, cased: bool = False) -> str:
    """Return a slug as Jekyll makes it: whatever is no letter and no digit becomes a hyphen; `pretty` keeps some."""
    kept = _PRETTY_KEEPS if pretty else frozenset[str]()
    written = _hyphened(text, lambda character: character in kept or _is_letter(character))
    return written if cased else written.lower()


def pelican(text: str, *, cased: bool = False, unicode: bool = False) -> str:
    """Return a slug as Pelican makes it: ASCII letters unless `unicode`, signs gone, blanks as hyphens."""
    text = text[:MAX_CHARS]
    if not unicode:
        text = ascii_of(text)
    written = _HYPHENS.sub("-", _NO_WORD.sub("", text).strip())
    return written if cased else written.lower()


def plain(text: str) -> str:
    """Return ASCII letters and digits in lower case with hyphens between them, as most generators have it."""
    return _NO_ASCII_WORD.sub("-", ascii_of(text[:MAX_CHARS]).lower()).strip("-")


def github(text: str) -> str:
    """Return a slug as GitHub makes anchors, and Astro paths: accents stay, signs go, each blank is a hyphen."""
    text = unicodedata.normalize("NFC", text[:MAX_CHARS]).lower()
    return _NO_WORD.sub("", text).strip().replace(" ", "-")


def ascii_of(text: str) -> str:
    """Return text in ASCII: "été" as "ete", « œ » as "oe"."""
    from unidecode import unidecode

    return str(unidecode(re.sub("[\ud800-\udfff]", "", text)))


def _hyphened(text: str, keeps: Callable[[str], bool]) -> str:
    text = unicodedata.normalize("NFC", text[:MAX_CHARS])
    return _HYPHENS.sub("-", "".join(one if keeps(one) else " " for one in text).strip()).strip("-")


def _is_letter(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(one for one in parts if unicodedata.category(one) != "Mn"))
