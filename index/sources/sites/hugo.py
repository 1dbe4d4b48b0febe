"""Addresses of Hugo's pages: path below content/, slug, url, bundles, sections, permalinks, languages, ugly URLs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
)

PROSE = frozenset((".md", ".markdown", ".mdown", ".html", ".htm", ".adoc", ".org", ".rst", ".pandoc", ".pdc"))


@dataclass(frozen=True, slots=True)
class _Page:
    """A file of content, by what its path says."""

    folders: tuple[str, ...]
    name: str
    language: str
    section: bool
    """Whether it is an `_index.md`."""
    path: str
    """Its path below the folder of content."""


def path_of(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return the path below the site's root; None for a file that is none of its content."""
    config = site.config
    default = word(config.get("defaultcontentlanguage")).lower() or "en"
    languages = {str(code).lower(): mapping(about) for code, about in mapping(config.get("languages")).items()}
    page = _page(relative, config, languages, default)
    if page is not None and relative.suffix.lower() not in PROSE:
        # A file beside the pages goes where they go.
        return page.path
    if page is None:
        static = folder_of(config.get("staticdir"), "static")
        return str(relative.relative_to(static)) if relative.is_relative_to(static) else None
    within = page.language != default or config.get("defaultcontentlanguageinsubdir") is True
    prefix = f"{page.language}/" if within else ""
    if url := word(front.get("url")):
        return _of_url(url, prefix, _values(page, front, config))
    written = _by_pattern(page, front, config)
    if written is None:
        slug = word(front.get("slug"))
        last = slug if slug and not page.section else _slug_of_name(page.name, config)
        written = _written("/".join((*page.folders, last)), config)
    if not written and (page.name or page.folders):
        return ""
    written = written.strip("/")
    if not written or written.endswith((".html", ".htm")):
        return prefix + written or "/"
    return prefix + written + ("/" if page.section or not _is_ugly(page, config) else ".html")


def _page(
    relative: PurePosixPath, config: Mapping[str, Any], languages: Mapping[str, Mapping[str, Any]], default: str
) -> _Page | None:
    folders = {folder_of(config.get("contentdir"), "content"): default}
    folders |= {folder_of(about.get("contentdir"), ""): code for code, about in languages.items()}
    inside = [folder for folder in folders if folder and relative.is_relative_to(folder)]
    if not inside:
        return None
    content = max(inside, key=len)
    language = folders[content]
    parts = relative.relative_to(content).parts
    stem, _, code = parts[-1].rpartition(".")[0].rpartition(".")
    if stem and code.lower() in {*languages, default}:
        language, name = code.lower(), stem
    else:
        name = PurePosixPath(parts[-1]).stem
    above = parts[:-1]
    if name in {"index", "_index"}:
        section = name == "_index"
        return _Page(above[:-1], above[-1] if above else "", language, section, "/".join(parts))
    return _Page(above, name, language, section=False, path="/".join(parts))


def _of_url(url: str, prefix: str, values: Mapping[str, Any]) -> str:
    written = expanded(url, values) if ":" in url else url
    if written is None:
        return ""
    whole = written if written.startswith("/") else prefix + written
    last = whole.rpartition("/")[2]
    return whole + "/" if last and "." not in last else whole


def _by_pattern(page: _Page, front: Mapping[str, Any], config: Mapping[str, Any]) -> str | None:
    """Return what `[permalinks]` makes of a page; "" where it cannot be known, None where there is no pattern."""
    patterns = mapping(config.get("permalinks"))
    every = {**patterns, **mapping(patterns.get("section" if page.section else "page"))}
    if page.section:
        every = mapping(patterns.get("section"))
    first = page.folders[0] if page.folders else page.name if page.section else ""
    pattern = word(every.get("/".join(page.folders).lower()) or every.get(first.lower() or "/"))
    if not pattern:
        return None
    return expanded(pattern, _values(page, front, config)) or ""


def _values(page: _Page, front: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
    title, slug = word(front.get("title")), word(front.get("slug"))
    name = _written(_slug_of_name(page.name, config), config)
    titled = _written(title, config).replace("/", "-") or name
    slugged = _written(slug, config)
    sections = [_written(folder, config) for folder in page.folders] + ([name] if page.section else [])
    days = (day_of_value(front.get(key)) for key in ("date", "publishdate", "pubdate", "published", "lastmod"))
    return {
        **date_values(next(filter(None, days), None) or _day_of_name(page.name, config)),
        "title": titled,
        "slug": slugged or titled,
        "slugorfilename": slugged or name,
        "slugorcontentbasename": slugged or name,
        "filename": name,
        "contentbasename": name,
        "section": sections[0] if sections else "",
        "sections": sections,
    }


def _written(path: str, config: Mapping[str, Any]) -> str:
    lower = config.get("disablepathtolower") is not True
    return slugs.hugo(path, lower=lower, accents=config.get("removepathaccents") is not True)


def _reads_names(config: Mapping[str, Any]) -> bool:
    """Return whether Hugo is told to take date and slug from files' names."""
    return ":filename" in (mapping(config.get("frontmatter")).get("date") or ())


def _slug_of_name(name: str, config: Mapping[str, Any]) -> str:
    dated = DATED_NAME.fullmatch(name) if _reads_names(config) else None
    return dated[2] if dated else name


def _day_of_name(name: str, config: Mapping[str, Any]) -> Any:
    dated = DATED_NAME.fullmatch(name) if _reads_names(config) else None
    return day_of_value(dated[1]) if dated else None


def _is_ugly(page: _Page, config: Mapping[str, Any]) -> bool:
    ugly = config.get("uglyurls")
    return ugly is True or (page.folders != () and mapping(ugly).get(page.folders[0].lower()) is True)
