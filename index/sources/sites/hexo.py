"""Addresses of Hexo's posts and pages: `permalink` and `new_post_name` of its configuration, `permalink` of a post."""

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

PROSE = frozenset((".md", ".markdown", ".mkd", ".html", ".htm"))


def path_of(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return the path below the site's root; None for a file that is none of its sources."""
    config = site.config
    source = folder_of(config.get("source_dir"), "source")
    if not relative.is_relative_to(source):
        return None
    inside = relative.relative_to(source)
    if inside.suffix.lower() not in PROSE:
        return str(inside)
    own = word(front.get("permalink"))
    if inside.parts[0] == "_posts":
        written = own or _post(PurePosixPath(*inside.parts[1:]), front, config)
        # Hexo makes a file of what ends in neither a slash nor a suffix.
        return written + ".html" if own and not own.endswith("/") and "." not in own.rpartition("/")[2] else written
    written = own or str(inside.with_suffix(".html"))
    return written.removesuffix("index.html") or "/" if f"/{written}".endswith("/index.html") else written


def _post(inside: PurePosixPath, front: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    pattern = word(config.get("permalink")) or ":year/:month/:day/:title/"
    path, name, day = str(inside.with_suffix("")), inside.stem, day_of_value(front.get("date"))
    if word(config.get("new_post_name")).startswith(":year-:month-:day-") and (dated := DATED_NAME.fullmatch(name)):
        name, day = dated[2], day or day_of_value(dated[1])
        path = str(inside.with_name(name))
    categories = words(front.get("categories")) or words(front.get("category"))
    mapped = mapping(config.get("category_map"))
    default = word(config.get("default_category")) or "uncategorized"
    values = {
        **date_values(day),
        "title": word(front.get("slug")) or path,
        "name": word(front.get("slug")) or name,
        "post_title": _slugized(word(front.get("title"))) or None,
        "category": "/".join(_slugized(str(mapped.get(one, one))) for one in categories) or default,
    }
    for key, value in mapping(config.get("permalink_defaults")).items():
        values.setdefault(str(key), value)
    for key in ("lang", "language"):
        values.setdefault(key, word(front.get(key)) or None)
    return expanded(pattern, values) or ""


def _slugized(text: str) -> str:
    """Return words as Hexo writes them: accents gone, blanks and signs as hyphens, capitals as they are."""
    return slugs.jekyll(slugs.ascii_of(text), cased=True)
