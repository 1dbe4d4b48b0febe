"""Byline at the end, for the authors: "Anne Le Goff et Paul Morin de CNN ont contribué au reportage."."""

from __future__ import annotations

import re

from trouvere.index.cleaning.dateline import AGENCIES

_REACH_CHARS = 400
_LINE = re.compile(
    r"(?:^|[\n.!?»”])\s*+([^\n.!?»”]{4,250}?),?\s(?:ont|a)\s(?:également\s|aussi\s)?contribué\s"
    r"(?:au|à\s(?:ce|cet|cette|l[’']|le|la))\s?(?:reportage|article|récit|rapport|histoire|dépêche|enquête|papier)"
    r"\s?\.?\s*$"
)
_SEPARATOR = re.compile(r",\s*et\s+|\s+et\s+|,\s*|\s+ainsi que\s+")
_OUTLET = re.compile(rf"\s+(?:de|du|d[’']|de\sl[’']|de\sla|pour)\s?(?:{AGENCIES}|[A-Z]{{2,}})(?:\s.*)?$")
_PLACE = re.compile(r"\s+(?:à|au|aux|en|depuis)\s.*$")
_PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "van", "von", "der", "di", "da", "do", "dos", "el", "al", "ben", "bin"}
)
_NOT_NAMES = frozenset(
    {"Le", "La", "Les", "Un", "Une", "Des", "Ce", "Cette", "Ces", "Son", "Sa", "Ses", "Leur", "Leurs"}
)


def contributors(text: str) -> tuple[str, ...]:
    """Return the people whom the last line of `text` thanks for their part; () where there is no such line."""
    tail = text[-_REACH_CHARS:]
    if "contribué" not in tail:
        return ()
    found = _LINE.search(tail)
    if found is None:
        return ()
    parts = (" ".join(part.split()) for part in _SEPARATOR.split(found[1].strip()))
    names = (_PLACE.sub("", _OUTLET.sub("", part)) for part in parts)
    return tuple(dict.fromkeys(name for name in names if _is_name(name)))


def _is_name(name: str) -> bool:
    """Return whether `name` looks like a person's: two to six words, capitalised but for particles, no article."""
    words = [word.removeprefix("d’").removeprefix("d'") for word in name.split()]
    if not 2 <= len(words) <= 6 or words[0] in _NOT_NAMES or words[0].startswith(("L’", "L'")):
        return False
    ends = words[0][:1] + words[-1][:1]
    return ends.isupper() and all(word[:1].isupper() or word in _PARTICLES for word in words)
