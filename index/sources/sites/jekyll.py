"""Addresses of Jekyll's posts, pages and collections: permalink styles and templates, categories, baseurl."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from trouvere.index.cleaning.dates import day_of_value
from trouvere.index.sources.sites import slugs
from trouvere.index.sources.sites.evidence import Site
from trouvere.index.sources.sites.patterns import (
    DATED_NAME,
    date_values,
    expanded,
    folder_of,
    mapping,
    word,
    words,
)

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""Permalinks that have a name."""
PROSE = frozenset((".md", ".markdown", ".mkd", ".mkdn", ".mdown"))


def path_of(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return the path below the site's root; None for a file that is not of the site, "" for one without a page."""
    if source := folder_of(site.config.get("source"), ""):
        if not relative.is_relative_to(source):
            return None
        relative = relative.relative_to(source)
    if relative.suffix.lower() not in PROSE:
        return None if any(part.startswith("_") for part in relative.parts) else str(relative)
    style = word(site.config.get("permalink")) or "date"
    folders = relative.parts[:-1]
    if "_posts" in folders:
        return _post(site, relative, front, style)
    if folders and (name := _collection_of(site, folders)):
        return _document(site, relative, front, style, name)
    template = _own(site, relative, front, "pages") or _page_template(relative, style)
    above = "/".join(folders)
    return expanded(template, {"path": above, "basename": relative.stem, "output_ext": ".html"}) or ""


def _post(site: Site, relative: PurePosixPath, front: Mapping[str, Any], style: str) -> str:
    dated = DATED_NAME.fullmatch(relative.stem)
    day = day_of_value(front.get("date")) or (day_of_value(dated[1]) if dated else None)
    slug = word(front.get("slug"))
    name = dated[2] if dated else relative.stem
    folders = relative.parts[: relative.parts.index("_posts")]
    if directory := folder_of(site.config.get("collections_dir"), ""):
        folders = tuple(part for part in folders if part not in directory.split("/"))
    values = _values(front, folders, slug, name)
    template = _own(site, relative, front, "posts") or STYLES.get(style, style)
    return expanded(template, {**date_values(day), **values}) or ""


def _document(site: Site, relative: PurePosixPath, front: Mapping[str, Any], style: str, name: str) -> str:
    about = mapping(mapping(site.config.get("collections")).get(name))
    if about.get("output") is not True:
        return ""
    inside = PurePosixPath(*relative.parts[relative.parts.index(f"_{name}") + 1 :])
    dated = DATED_NAME.fullmatch(inside.stem)
    day = day_of_value(front.get("date")) or (day_of_value(dated[1]) if dated else None)
    template = (
        _own(site, relative, front, name) or word(about.get("permalink")) or f"/:collection/:path{_suffix(style)}"
    )
    values = _values(front, (), word(front.get("slug")), dated[2] if dated else inside.stem)
    path = str(inside.with_suffix(""))
    return (
        expanded(STYLES.get(template, template), {**date_values(day), **values, "collection": name, "path": path}) or ""
    )


def _values(front: Mapping[str, Any], folders: tuple[str, ...], slug: str, name: str) -> dict[str, Any]:
    categories = [*folders, *words(front.get("category")), *words(front.get("categories"), " ")]
    once = list(dict.fromkeys(category.lower() for category in categories))
    slugged = slugs.jekyll(slug or name)
    return {
        "categories": "/".join(once),
        "slugified_categories": "/".join(dict.fromkeys(slugs.jekyll(one) for one in once)),
        "title": slugs.jekyll(slug or name, pretty=True, cased=True),
        "slug": slugged,
        "name": slugs.jekyll(name),
        "output_ext": ".html",
    }


def _own(site: Site, relative: PurePosixPath, front: Mapping[str, Any], kind: str) -> str:
    """Return the permalink of a file itself, or of the defaults for files of its folder and kind; "" if none."""
    if own := word(front.get("permalink")):
        return STYLES.get(own, own)
    found, longest = "", -1
    defaults = site.config.get("defaults")
    for default in defaults if isinstance(defaults, list) else ():
        scope, values = mapping(mapping(default).get("scope")), mapping(mapping(default).get("values"))
        path = folder_of(scope.get("path"), "")
        fits = scope.get("type") in (None, kind) and (not path or relative.is_relative_to(path))
        if fits and (pattern := word(values.get("permalink"))) and len(path) >= longest:
            found, longest = pattern, len(path)
    return STYLES.get(found, found)


def _page_template(relative: PurePosixPath, style: str) -> str:
    return "/:path/" if relative.stem == "index" else f"/:path/:basename{_suffix(style)}"


def _suffix(style: str) -> str:
    """Return how the address of a page ends where posts have this style."""
    if style == "pretty" or style.endswith("/"):
        return "/"
    return ":output_ext" if style in STYLES or style.endswith(":output_ext") else ""


def _collection_of(site: Site, folders: tuple[str, ...]) -> str:
    """Return the collection whose folder this is; "" where it is none."""
    collections = site.config.get("collections")
    names = {str(name) for name in collections} if isinstance(collections, dict | list) else set[str]()
    return next((folder[1:] for folder in folders[:3] if folder.startswith("_") and folder[1:] in names), "")
