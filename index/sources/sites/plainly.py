"""Addresses of generators whose rule is the path of the file: MkDocs, Zola, Eleventy, Astro, Quarto, VuePress…"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from trouvere.index.cleaning.dates import day_of_value
from trouvere.index.sources.sites import slugs
from trouvere.index.sources.sites.config import values_of
from trouvere.index.sources.sites.evidence import Site
from trouvere.index.sources.sites.patterns import folder_of, mapping, word

PROSE = frozenset((".md", ".markdown", ".mdx", ".qmd", ".rst", ".mkd", ".ipynb"))
INDEXES = frozenset(("index", "README", "readme", "Readme"))
_ZOLA_DATED = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:.-]{5,12}Z?)?[_-](.+)", re.DOTALL).fullmatch
_PUBLISHED = re.compile(r"\{\{-?\s{0,9}([\w.]{1,40})(?:\s{0,9}\|\s{0,9}(\w{1,20}))?\s{0,9}-?\}\}")


def below(relative: PurePosixPath, folder: str) -> PurePosixPath | None:
    """Return the path below a folder of the site; None for a file elsewhere."""
    if not folder:
        return relative
    return relative.relative_to(folder) if relative.is_relative_to(folder) else None


def as_folder(folders: tuple[str, ...], name: str) -> str:
    """Return `a/b/` for the page `b` in `a`; `a/` for its index, `/` for that of the site."""
    return "".join(f"{part}/" for part in (folders if name in INDEXES else (*folders, name))) or "/"


def as_page(inside: PurePosixPath) -> str:
    """Return `a/b.html` for `a/b.md`; `a/` for its index."""
    index = inside.stem in INDEXES
    return as_folder(inside.parts[:-1], "index") if index else str(inside.with_suffix(".html"))


def mkdocs(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return where MkDocs puts a page: a folder of its own, or a file without `use_directory_urls`."""
    inside = below(relative, folder_of(site.config.get("docs_dir"), "docs"))
    if inside is None or inside.suffix.lower() not in PROSE:
        return None if inside is None else str(inside)
    if (written := _material_blog(site.config, inside, front)) is not None:
        return written
    if site.config.get("use_directory_urls") is False:
        index = inside.stem in INDEXES
        return str(inside.with_name("index.html") if index else inside.with_suffix(".html"))
    return as_folder(inside.parts[:-1], inside.stem)


def _material_blog(config: Mapping[str, Any], inside: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return where the blog plugin of Material for MkDocs puts a post; None for what is none."""
    plugins = config.get("plugins")
    listed = plugins if isinstance(plugins, list) else [plugins]
    found = (mapping(mapping(one).get("blog")) for one in listed if one == "blog" or "blog" in mapping(one))
    options = next(found, None)
    if options is None:
        return None
    folder = folder_of(options.get("blog_dir"), "blog") if options.get("blog_dir") != "." else ""
    posts = "/".join(filter(None, (folder, "posts")))
    if not inside.is_relative_to(posts):
        return None
    written = mapping(front.get("date")).get("created") or front.get("date")
    day, title = day_of_value(written), word(front.get("title"))
    slug = word(front.get("slug")) or slugs.github(title)
    form = word(options.get("post_url_format")) or "{date}/{slug}"
    if ("{date}" in form and not day) or ("{slug}" in form and not slug) or "{categories}" in form:
        return ""
    dated = word(options.get("post_url_date_format")) or "yyyy/MM/dd"
    if day:
        for sign, value in (("yyyy", f"{day.year:04}"), ("MM", f"{day.month:02}"), ("dd", f"{day.day:02}")):
            dated = dated.replace(sign, value)
    path = form.replace("{date}", dated).replace("{slug}", slug).replace("{file}", inside.stem)
    return "/".join(filter(None, (folder, path))) + "/"


def zola(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return where Zola puts a page: dates in names go, `slug` and `path` count, other languages in a folder."""
    inside = below(relative, "content")
    if inside is None:
        return str(relative.relative_to("static")) if relative.is_relative_to("static") else None
    languages = mapping(site.config.get("languages"))
    stem, _, code = inside.stem.rpartition(".")
    name, prefix = (stem, f"{code}/") if stem and code in languages else (inside.stem, "")
    if own := word(front.get("path")):
        return prefix + own.strip("/") + "/"
    folders = inside.parts[:-1]
    section = name == "_index"
    if name in {"index", "_index"}:
        folders, name = folders[:-1], folders[-1] if folders else ""
    keeps = mapping(site.config.get("slugify")).get("paths") in {"safe", "off"}
    dated = None if section else _ZOLA_DATED(name)
    last = word(front.get("slug")) or (dated[1] if dated else name)
    parts = (*folders, last) if keeps else tuple(map(slugs.plain, (*folders, last)))
    return prefix + "".join(f"{part}/" for part in parts if part) or "/"


def eleventy(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return where Eleventy puts a page: a folder of its own, or what `permalink` says of it or of its folder."""
    source = folder_of(site.config.get("input"), "")
    inside = below(relative, source)
    if inside is None or inside.suffix.lower() not in PROSE:
        return None if inside is None else str(inside)
    own = front.get("permalink", _of_folder(site, relative))
    if own is False:
        return ""
    if written := word(own):
        return _eleventy_template(written, inside, front)
    folders = inside.parts[:-1]
    return as_folder(folders, "index" if folders and inside.stem == folders[-1] else inside.stem)


def _of_folder(site: Site, relative: PurePosixPath) -> object:
    """Return the permalink in the data file of a folder, `posts/posts.json`."""
    for folder in relative.parents:
        if folder.name and folder not in site.data:
            paths = (site.folder / folder / f"{folder.name}{ending}" for ending in (".11tydata.json", ".json"))
            site.data[folder] = next(filter(None, map(values_of, paths)), {})
        if "permalink" in (found := site.data.get(folder, {})):
            return found["permalink"]
    return None


def _eleventy_template(template: str, inside: PurePosixPath, front: Mapping[str, Any]) -> str:
    day = day_of_value(front.get("date"))
    dated = _ZOLA_DATED(inside.stem)
    name = dated[1] if dated else inside.stem
    if name == "index" and len(inside.parts) > 1:
        name = inside.parts[-2]
    values = {
        "page.fileSlug": name,
        "page.filePathStem": "/" + str(inside.with_name(name)),
        "page.date": f"{day}" if day else None,
        "title": front.get("title"),
        "slug": front.get("slug"),
    }
    forms: dict[str, Callable[[str], str]] = {"slug": slugs.plain, "slugify": slugs.plain, "": str}

    def filled(found: re.Match[str]) -> str:
        value, form = word(values.get(found[1])), forms.get(found[2] or "")
        return form(value) if value and form else found[0]

    written = _PUBLISHED.sub(filled, template)
    return "" if "{" in written or "<%" in written else written.removesuffix("index.html")


def astro(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return where Astro usually puts an entry: its collection, then its slug; Starlight's docs at the top."""
    for folder in ("src/content/docs", "src/content", "src/pages", "src/data"):
        inside = below(relative, folder)
        if inside is None:
            continue
        if folder == "src/pages":
            return as_folder(inside.parts[:-1], inside.stem)
        slug = word(front.get("slug")).strip("/")
        if slug:
            within = inside.parts[:1] if folder != "src/content/docs" and len(inside.parts) > 1 else ()
            return as_folder(within, slug)
        return as_folder(tuple(map(slugs.github, inside.parts[:-1])), slugs.github(inside.stem))
    return None


def page(site: Site, relative: PurePosixPath, front: Mapping[str, Any], *, source: str = "") -> str | None:
    """Return `a/b.html` for `a/b.md`, as mdBook, Quarto, Sphinx, VuePress and VitePress put it."""
    inside = below(relative, source)
    if inside is None or inside.suffix.lower() not in PROSE:
        return None if inside is None else str(inside)
    if site.config.get("cleanUrls") is True and inside.stem not in INDEXES:
        return str(inside.with_suffix(""))
    return as_page(inside)


def mdbook(site: Site, relative: PurePosixPath, front: Mapping[str, Any]) -> str | None:
    """Return where mdBook puts a chapter."""
    return page(site, relative, front, source=folder_of(mapping(site.config.get("book")).get("src"), "src"))


RULES: Mapping[str, Any] = {
    "mkdocs": mkdocs,
    "zola": zola,
    "eleventy": eleventy,
    "astro": astro,
    "mdbook": mdbook,
    **dict.fromkeys(("quarto", "sphinx", "jupyter-book", "vuepress", "vitepress", "gitbook"), partial(page)),
}
