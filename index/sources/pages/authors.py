"""Authors of a page: of its JSON-LD and metas, of microdata and classes, of the line that is a byline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from trouvere.index.cleaning.dateline import AGENCIES
from trouvere.index.cleaning.people import introduced, is_byline, people
from trouvere.index.sources.pages import json_ld as page_json_ld
from trouvere.index.sources.pages.head import MAX_VALUE_CHARS, Head
from trouvere.index.sources.pages.json_ld import Linked
from trouvere.index.sources.pages.marks import PageMarks
from trouvere.index.sources.pages.title import folded
from trouvere.index.sources.pages.tree import blocks, first_lines, line_of

MOST_BYLINES = 40
"""Elements marked as bylines that are looked at."""
MAX_LINE_CHARS = 300

AUTHORS = ("article:author", "author", "dc.creator", "dcterms.creator", "dc.contributor", "byl",
           "parsely-author", "sailthru.author", "article:author_name", "article.author", "authors",
           "cxenseparse:author", "og:article:author", "twitter:data1:author", "author.name", "web_author")  # fmt: skip
_AGENCY = re.compile(AGENCIES).fullmatch
_IS_ADDRESS = re.compile(r"https?://|www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}/?$", re.IGNORECASE).match


def authors_of(head: Head, found: Linked, marks: PageMarks, body: Any, sites: set[str]) -> tuple[str, ...]:
    """Return the authors: of JSON-LD, of metas, of microdata and classes, of the line that is a byline."""
    persons = page_json_ld.persons(found, found.article) or page_json_ld.persons(found, found.page)
    alone = all(group for _, group in persons)
    said = _known(name for name, group in persons if not group or not alone)
    metas = _known(
        [name for name in head.all(AUTHORS) if not _IS_ADDRESS(name)]
        + list(map(_turned, head.all(("citation_author",))))
    )
    shown = _marked(marks) or _of_lines(marks, body)
    for names in (said, metas, shown):
        if any(folded(name) not in sites for name in names) and not (alone and names is said):
            # The page may name more of them than its metadata.
            several = shown if set(map(folded, names)) < set(map(folded, shown)) else names
            others = tuple(name for name in several if folded(name) not in sites)
            return several if all(map(_AGENCY, others)) else others
    return _known(name for name, _ in persons) or metas or shown


def _turned(name: str) -> str:
    """Return a name as it is said: « Martin, Anne » is Anne Martin."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _known(written: Iterable[str]) -> tuple[str, ...]:
    """Return the names in what metadata gives as authors; one that is like no name stays, as it was said to be one."""
    names: list[str] = []
    for name in written:
        several = people(name)
        odd = len(name) > MAX_VALUE_CHARS // 4 or "://" in name or "@" in name or introduced(name)
        names += several or ([name] if not odd and name.lower() not in _NOBODIES else [])
    return tuple(dict.fromkeys(names))


_NOBODIES = frozenset(
    ("admin", "administrator", "administrateur", "webmaster", "null", "none", "undefined", "root", "-")
)


def _marked(marks: PageMarks) -> tuple[str, ...]:
    """Return the authors in the first elements that are marked as a byline and name somebody, side by side."""
    named: dict[str, None] = {}
    reached: Any = None
    for number, element in enumerate(marks.byline[:MOST_BYLINES]):
        if reached is not None and any(above is reached for above in element.iterancestors()):
            continue
        names = _names_in(element)
        within = [
            name
            for inner in marks.byline[number + 1 : number + 8]
            if any(above is element for above in inner.iterancestors())
            for name in _names_in(inner)
        ]
        # « Par <a>Anne Martin</a> Suivre »: what is marked within says where a name ends.
        names = names if set(within) <= set(names) else tuple(dict.fromkeys(within))
        if not names:
            continue
        if reached is not None and element.getparent() is not reached.getparent():
            break
        named.update(dict.fromkeys(names))
        reached = element
    return tuple(named)


def _names_in(element: Any) -> tuple[str, ...]:
    """Return the people that an element names: the names in its microdata, its line, or its lines one by one."""
    inner = [line_of(part, 80) for part in element.iter() if (part.get("itemprop") or "").lower() == "name"][:10]
    line = element.get("content") or line_of(element, MAX_LINE_CHARS)
    names = tuple(dict.fromkeys(name for part in inner or [line] for name in people(part)))
    if not names and len(line) <= MAX_LINE_CHARS:
        names = tuple(name for part in blocks(element) for name in people(line_of(part, 200)))[:5]
    return names


def _of_lines(marks: PageMarks, body: Any) -> tuple[str, ...]:
    """Return the authors of the line that is a byline, among the first after the heading."""
    return next((people(line) for line in first_lines(body, marks.headings) if is_byline(line)), ())
