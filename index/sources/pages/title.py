"""Title of a page without the name of the site and of the section: « Le pont rouvre - Le Courrier du quai »."""

from __future__ import annotations

import re
import unicodedata

MAX_TITLE_CHARS = 500
MOST_PARTS = 8

_SEPARATOR = re.compile(r"(?<=\s)(?:[-–—|·•>:/~]{1,2}|»)(?=\s)|[|•]|::|(?<=[^\s\d]):(?=\s)")
_ON = re.compile(r"(?<!\s)\s++(?:sur|@|chez|par)\s++(?:le\s++site\s++(?:de\s++|du\s++)?)?", re.IGNORECASE)
_DOMAIN = re.compile(r"\.(?:fr|com|org|net|info|eu|be|ch|ca|lu|bzh|corsica|re|gouv\.fr|asso\.fr|co)$", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^0-9a-z]+")


def without_site(title: str, names: tuple[str, ...], heading: str = "", sections: tuple[str, ...] = ()) -> str:
    """Return a title without the site's name at either end, and the section's beside it; never an empty one.

    `names` are those the site goes by, its hostname among them; `heading` is the one the page shows. A dash that
    belongs to the title stays: only what is known to be a name goes.
    """
    title = " ".join(title.split())
    if len(title) > MAX_TITLE_CHARS:
        return title
    known = {folded for name in names for folded in writings_of(name)} - {""}
    sites = known.copy()
    whole = folded(heading)
    if whole and folded(title) == whole and not _ends_in(title, sites):
        return title
    known |= {folded(section) for section in sections} - {""}
    at = _separators(title)
    begin, end, stripped = 0, len(title), False
    while at and folded(title[at[-1][1] : end]) in (known if stripped else sites):
        end, stripped = at.pop()[0], True
    if stripped and at and whole and folded(title[:end]) != whole and folded(title[: at[-1][0]]) == whole:
        # « Titre | Rubrique | Site »: what the page shows as its heading says where the title ends.
        end = at.pop()[0]
    stripped = False
    while at and folded(title[begin : at[0][0]]) in (known if stripped else sites):
        if ":" in title[slice(*at[0])] and folded(title[at[0][1] : end]) != whole:
            # « Libération : les otages sont rentrés » may be no name of a site.
            break
        begin, stripped = at.pop(0)[1], True
    left = title[begin:end].strip()
    if whole and folded(left) != whole:
        left = _at_heading(left, whole)
    return (left if folded(left) == whole else _without_on(left, sites)).strip() or title


def site_in(title: str, heading: str) -> str:
    """Return what a title has after the heading of the page: the name of a site, of one part; "" where it has none."""
    parts = [part.strip() for part in _SEPARATOR.split(title[:MAX_TITLE_CHARS]) if part.strip()]
    if len(parts) < 2 or not heading:
        return ""
    if folded(parts[-1]) == folded(heading):
        return parts[0] if len(parts) == 2 else ""
    before = folded("".join(parts[:-1]))
    return parts[-1] if before == folded(heading) or folded(parts[0]) == folded(heading) else ""


def folded(written: str) -> str:
    """Return letters and digits alone, without accents or case, by which names are compared."""
    if not written.isascii():
        written = unicodedata.normalize("NFKD", written)
    return _NOT_LETTERS.sub("", written.lower())


def without_domain(name: str) -> str:
    """Return the name of a site without « .fr »."""
    return _DOMAIN.sub("", name)


def writings_of(name: str) -> set[str]:
    """Return the ways a site's name may be written: with and without « .fr », without its motto or its article."""
    name = name.strip()
    writings = {name, _DOMAIN.sub("", name), *(_SEPARATOR.split(name)[:1] if len(name) > 3 else ())}
    writings |= {f"{writing}.fr" for writing in writings}
    return {folded(writing) for writing in writings}


def _separators(title: str) -> list[tuple[int, int]]:
    """Return where the separators of a title are; the end of a quotation is none."""
    found = (match.span() for match in _SEPARATOR.finditer(title) if "«" not in title or "»" not in match[0])
    return list(found)[-MOST_PARTS:]


def _ends_in(title: str, sites: set[str]) -> bool:
    at = _separators(title)
    return bool(at) and (folded(title[at[-1][1] :]) in sites or folded(title[: at[0][0]]) in sites)


def _at_heading(title: str, whole: str) -> str:
    """Return the beginning of a title that is the heading of the page, where what follows is set apart from it."""
    return next((title[:begin] for begin, _ in _separators(title) if folded(title[:begin]) == whole), title)


def _without_on(title: str, sites: set[str]) -> str:
    last = next(reversed(list(_ON.finditer(title))), None)
    return title[: last.start()].rstrip(" ,-–—|") if last and folded(title[last.end() :]) in sites else title
