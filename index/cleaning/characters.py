"""Unicode normalization: NFC, without control characters, lone surrogates, byte order marks.

Soft hyphens and zero-width characters stay, as written: the analysis passes over them.
"""

from __future__ import annotations

import re
import unicodedata

HARMLESS_TEXT = re.compile(r"[\n\t -~\xa0-\u02ff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*").fullmatch
"""Matches nearly all French text: characters that are in NFC in any order, none to remove. Two probes in one."""

UNWANTED_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]").search
COMBINING_RUN = re.compile(r"[^\w\s\x00-\x7f]{32,}")
"""A run that may be many combining marks on one letter; lines of dashes match as well."""
MOST_ACCENTS = 30
"""Combining marks on one letter, as in Unicode's "stream-safe" text: sorting many thousand would take days."""
BLANKS = re.compile(r"[ \t\n]+")


def _replacements() -> dict[int, str]:
    dropped = [*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
    table = dict.fromkeys(dropped, "")
    table[ord("\t")] = "\t"
    # Everything that str.splitlines takes for the end of a line, so that no two words grow together.
    table.update(dict.fromkeys(map(ord, "\n\r\x0b\x0c\x1c\x1d\x1e\u2028\u2029"), "\n"))
    # C1 controls in a text are Windows-1252 read as Latin-1: an apostrophe dropped would join two words.
    for code in range(0x80, 0xA0):
        table[code] = bytes([code]).decode("cp1252", "ignore")
    return table


REPLACEMENTS = _replacements()


def plain(text: str) -> str:
    """Return `text` in NFC with line feeds only, without what no reader ever sees."""
    if HARMLESS_TEXT(text):
        return text
    if UNWANTED_CHARACTER(text):
        text = text.replace("\r\n", "\n").translate(REPLACEMENTS)
    return _composed(text)


def one_line(value: str) -> str:
    """Return `value` on one line, its runs of blanks made one; non-breaking spaces inside stay as written."""
    if not value:
        return ""
    if value.isprintable() and "  " not in value:
        value = value.strip()
        return value if value.isascii() else _composed(value)
    return BLANKS.sub(" ", plain(value)).strip()


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", COMBINING_RUN.sub(_thinned, text))


def _thinned(stack: re.Match[str]) -> str:
    text = stack[0]
    kept: list[str] = []
    start = accents = 0
    for at, char in enumerate(text):
        if unicodedata.combining(char):
            accents += 1
            if accents == MOST_ACCENTS + 1:
                kept.append(text[start:at])
        else:
            start = at if accents > MOST_ACCENTS else start
            accents = 0
    return "".join((*kept, text[start:])) if accents <= MOST_ACCENTS else "".join(kept)
