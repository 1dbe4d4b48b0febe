"""Addresses of Pelican's articles and pages: ARTICLE_URL, PAGE_URL, slugs from titles, `Slug:`, `Url:`, languages."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from trouvere.index.cleaning.dates import day_of_value
from trouvere.index.sources.sites import slugs
from trouvere.index.sources.sites.evidence import Site
from trouvere.index.sources.sites.patterns import DATED_NAME, folder_of, word, words

_DATE_FORM = re.compile(r"(?:%-?[a-zA-Z]|[\w/. -]){1,40}").fullmatch
PROSE = frozenset((".md", ".markdown", ".mkd", ".mdown", ".rst", ".html", ".htm"))


def path_of(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return the path below the site's root; None for a file that is none of its content."""
    config = site.config
    content = folder_of(config.get("PATH"), "" if "PATH" in config else "content")
    if content and not relative.is_relative_to(content):
        return None
    inside = relative.relative_to(content) if content else relative
    if inside.suffix.lower() not in PROSE:
        return str(inside)
    if url := word(front.get("url")):
        return url
    kind = "PAGE" if _is_page(inside, config) else "ARTICLE"
    language = word(front.get("lang")) or word(config.get("DEFAULT_LANG")) or "en"
    foreign = language != (word(config.get("DEFAULT_LANG")) or "en")
    default = ("pages/" if kind == "PAGE" else "") + ("{slug}-{lang}.html" if foreign else "{slug}.html")
    pattern = config.get(f"{kind}_LANG_URL" if foreign else f"{kind}_URL", default)
    return _filled(word(pattern), _values(inside, front, config, language)) if pattern else ""


def _is_page(inside: PurePosixPath, config: Mapping[str, Any]) -> bool:
    paths = config.get("PAGE_PATHS", config.get("PAGE_DIR", ["pages"]))
    return any(path and inside.is_relative_to(path) for path in words(paths))


def _values(
    inside: PurePosixPath, front: Mapping[str, Any], config: Mapping[str, Any], language: str
) -> dict[str, Any]:
    folder = inside.parts[-2] if len(inside.parts) > 1 and config.get("USE_FOLDER_AS_CATEGORY", True) else ""
    category = word(front.get("category")) or folder or word(config.get("DEFAULT_CATEGORY")) or "misc"
    several = words(front.get("authors"), ";,") or words(front.get("author"), ";,") or words(config.get("AUTHOR"))
    day = day_of_value(front.get("date"))
    dated = DATED_NAME.fullmatch(inside.stem)
    if day is None and dated:
        day = day_of_value(dated[1])
    return {
        "slug": word(front.get("slug")) or _slug(inside, front, config),
        "lang": language,
        "date": day,
        "category": slugs.pelican(category),
        "author": slugs.pelican(several[0]) if several else "",
        "path": str(inside.with_suffix("")),
    }


def _slug(inside: PurePosixPath, front: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    title = word(front.get("title"))
    named = word(config.get("FILENAME_METADATA"))
    if "?P<slug>" in named:
        dated = DATED_NAME.fullmatch(inside.stem) if "?P<date>" in named else None
        return dated[2] if dated else inside.stem
    source = title if title and config.get("SLUGIFY_SOURCE", "title") == "title" else inside.stem
    cased = config.get("SLUGIFY_PRESERVE_CASE") is True
    return slugs.pelican(source, cased=cased, unicode=config.get("SLUGIFY_USE_UNICODE") is True)


def _filled(pattern: str, values: Mapping[str, Any]) -> str:
    """Return the pattern with its fields; "" where one is not known. No attribute of any value can be asked for."""
    made: list[str] = []
    try:
        for before, name, form, _ in string.Formatter().parse(pattern):
            made.append(before)
            if name is None:
                continue
            value = values.get(name)
            if isinstance(value, dt.date) and _DATE_FORM(form or "%Y-%m-%d"):
                made.append(dt.datetime.combine(value, dt.time()).strftime(form or "%Y-%m-%d"))
            elif isinstance(value, str) and value and not form:
                made.append(value)
            else:
                return ""
    except ValueError:
        return ""
    return "".join(made)
