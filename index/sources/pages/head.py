"""Head of a page: metas by name, title, links, scripts of JSON-LD; what comes of them is in page_metadata.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from trouvere.index.sources.pages.tree import line_of

MOST_METAS = 5_000
MOST_OF_A_NAME = 100
"""Values of one name that are read."""
MAX_VALUE_CHARS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a page says: its metas by name, its title, its scripts of JSON-LD, its addresses."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    canonical: str = ""
    base: str = ""

    def all(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the values of these names, in their order."""
        for name in names:
            yield from self.metas.get(name, ())

    def first(self, names: Iterable[str]) -> str:
        """Return the first of them; "" where there is none."""
        return next(self.all(names), "")


def head_of(tree: Any) -> Head:
    """Return what metas, links and scripts of a page say."""
    metas: dict[str, list[str]] = {}
    scripts: list[str] = []
    title = canonical = base = ""
    seen = 0
    for element in tree.iter("meta", "link", "title", "base", "script"):
        if element.tag == "meta":
            seen += 1
            written = (element.get("content") or element.get("value") or "").strip()
            named = element.get("property"), element.get("name"), element.get("itemprop"), element.get("http-equiv")
            for name in dict.fromkeys(filter(None, named)) if written and seen <= MOST_METAS else ():
                values = metas.setdefault(name.strip().lower(), [])
                if len(values) < MOST_OF_A_NAME:
                    values.append(" ".join(written[:MAX_VALUE_CHARS].split()))
        elif element.tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                scripts.append(element.text)
        elif element.tag == "link":
            if not canonical and "canonical" in (element.get("rel") or "").lower().split():
                canonical = (element.get("href") or "").strip()
        elif element.tag == "base":
            base = base or (element.get("href") or "").strip()
        elif not title and (element.getparent() is None or element.getparent().tag != "svg"):
            title = line_of(element, 1_000)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    return Head(metas=metas, scripts=scripts, title=title, language=language, canonical=canonical, base=base)
