"""Addresses of Docusaurus: docs/, blog/ with dates in names, src/pages/, slugs, `routeBasePath`, `trailingSlash`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from trouvere.index.cleaning.dates import day_of_value
from trouvere.index.sources.sites.evidence import Site
from trouvere.index.sources.sites.patterns import word

_DATED = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?(.*)", re.DOTALL).fullmatch
_NUMBER = re.compile(r"\d{1,4}\s{0,3}[-_.]+\s{0,3}(?=\D)")
INDEXES = frozenset(("index", "readme"))


def path_of(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return the path below the site's root; None for a file that is none of its pages."""
    inside = PurePosixPath(*relative.parts[1:])
    slash = "/" if site.config.get("trailingSlash") is True else ""
    slug = word(front.get("slug"))
    if relative.parts[0] == "blog" and len(relative.parts) > 1:
        written = "blog/" + (slug.strip("/") if slug else _blog(inside, front))
    elif relative.parts[0] == "docs" and len(relative.parts) > 1:
        base = word(site.config.get("routeBasePath")).strip("/") if "routeBasePath" in site.config else "docs"
        written = f"{base}/{_doc(inside, slug, front)}"
    elif relative.is_relative_to("src/pages"):
        pages = relative.relative_to("src/pages")
        written = slug or _joined(pages.parts[:-1], pages.stem)
    else:
        return None
    written = written.strip("/")
    return written + slash if written else "/"


def _blog(inside: PurePosixPath, front: Mapping[str, Any]) -> str:
    path = str(inside.with_suffix(""))
    path = path.removesuffix("/index")
    dated = _DATED(path)
    if not dated:
        day = day_of_value(front.get("date"))
        return f"{day:%Y/%m/%d}/{path}" if day else path
    year, month, day_number, name = dated.groups()
    return "/".join(filter(None, (year, f"{int(month):02}", f"{int(day_number):02}", name)))


def _doc(inside: PurePosixPath, slug: str, front: Mapping[str, Any]) -> str:
    folders = tuple(_NUMBER.sub("", folder, count=1) for folder in inside.parts[:-1])
    if slug:
        return slug if slug.startswith("/") else "/".join((*folders, slug))
    name = word(front.get("id")) or _NUMBER.sub("", inside.stem, count=1)
    return _joined(folders, name)


def _joined(folders: tuple[str, ...], name: str) -> str:
    """Return the path of a page; one called as its folder, or index, is the folder's own."""
    own = name.lower() in INDEXES or (folders and name.lower() == folders[-1].lower())
    return "/".join(folders if own else (*folders, name))
