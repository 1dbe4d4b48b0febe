"""Evidence of a static site generator: its configuration in a folder, or folders that only it has."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from trouvere.index.sources.sites.config import lowered, text_of, values_of

_ENDINGS = ("toml", "yaml", "yml", "json")
_SCRIPTS = ("js", "ts", "mjs", "cjs", "mts")
_HEXO_KEYS = frozenset(("new_post_name", "default_layout", "source_dir", "public_dir", "tag_dir", "filename_case"))
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-.").match
LEVELS_ABOVE = 2
"""Folders above the one given in which a configuration is looked for: `content/posts` is given as well as its site."""
MOST_LISTED = 2_000
"""Entries of a folder that are looked at for evidence without a configuration."""


@dataclass(frozen=True, slots=True)
class Site:
    """A folder that a generator makes a site of, and what its configuration says."""

    generator: str
    folder: Path
    config: dict[str, Any] = field(default_factory=dict, hash=False)
    sure: bool = True
    """Whether there is a configuration; else folders have the names that this generator gives them."""
    data: dict[PurePosixPath, dict[str, Any]] = field(default_factory=dict, compare=False)
    """What files of metadata for whole folders say, as far as they were read."""
    reasons: dict[Path, str] = field(default_factory=dict, compare=False)
    """Why what is in a folder is not shown, as far as that was asked."""


def site_in(folder: Path, names: Collection[str]) -> Site | None:
    """Return the site whose folder this is, by the names in it; None for any other folder. Never raises."""
    if _TELLING.isdisjoint(names):
        return None
    return next((site for detect in _DETECTORS if (site := detect(folder, names))), None)


class Sites:
    """The sites found so far, by folder: evidence is looked for once."""

    def __init__(self) -> None:
        self._in: dict[Path, Site | None] = {}
        self._of: dict[tuple[Path, PurePosixPath], tuple[Site, ...]] = {}

    def of(self, root: Path, relative: PurePosixPath) -> tuple[Site, ...]:
        """Return the sites that the file at `relative` below `root` may be of, the likeliest first.

        A configuration counts more than names of folders, the nearest more than one further up.
        """
        key = (root, relative.parent)
        if key not in self._of:
            top = Path(os.path.realpath(root))
            folders = [*(top / parent for parent in relative.parents), *top.parents[:LEVELS_ABOVE]]
            found = [site for folder in folders if (site := self._at(folder))]
            # Jekyll's `sport/_posts` is in its site, not one of its own: without a configuration the outermost counts.
            self._of[key] = (*(one for one in found if one.sure), *(one for one in reversed(found) if not one.sure))
        return self._of[key]

    def _at(self, folder: Path) -> Site | None:
        if folder not in self._in:
            self._in[folder] = site_in(folder, _listed(folder))
        return self._in[folder]


def _listed(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except (OSError, ValueError):
        return set()


def _first(folder: Path, names: Collection[str], candidates: Collection[str]) -> dict[str, Any] | None:
    """Return what the first of the files that is there says; None where none is."""
    return next((values_of(folder / name) for name in candidates if name in names), None)


def _named(generator: str, *files: str) -> Callable[[Path, Collection[str]], Site | None]:
    """Return the detector of a generator that the name of its configuration tells for sure."""

    def detect(folder: Path, names: Collection[str]) -> Site | None:
        config = _first(folder, names, files)
        return None if config is None else Site(generator, folder, config)

    return detect


def _hugo_or_zola(folder: Path, names: Collection[str]) -> Site | None:
    config = _first(folder, names, [f"hugo.{ending}" for ending in _ENDINGS])
    if config is None and "content" in names:
        config = _first(folder, names, [f"config.{ending}" for ending in _ENDINGS])
        if config is not None and "base_url" in config:
            return Site("zola", folder, config)
    if config is None and "config" in names and "content" in names:
        below = folder / "config" / "_default"
        there = _listed(below)
        config = _first(below, there, [f"{name}.{ending}" for name in ("hugo", "config") for ending in _ENDINGS])
        for part in ("languages", "permalinks"):
            if (more := _first(below, there, [f"{part}.{ending}" for ending in _ENDINGS])) is not None:
                config = {**(config or {}), part: more}
    return None if config is None else Site("hugo", folder, lowered(config))


def _jekyll_or_hexo(folder: Path, names: Collection[str]) -> Site | None:
    config = _first(folder, names, ("_config.yml", "_config.yaml", "_config.toml"))
    if config is None:
        return None
    if _HEXO_KEYS & config.keys() or "scaffolds" in names or "_posts" in _listed(folder / "source"):
        return Site("hexo", folder, config)
    return Site("jupyter-book" if "_toc.yml" in names else "jekyll", folder, config)


def _pelican(folder: Path, names: Collection[str]) -> Site | None:
    if "pelicanconf.py" not in names:
        return None
    # What is published is said by both, the second last.
    return Site("pelican", folder, values_of(folder / "pelicanconf.py") | values_of(folder / "publishconf.py"))


def _sphinx(folder: Path, names: Collection[str]) -> Site | None:
    if "conf.py" not in names or not {"index.rst", "index.md", "index.txt"} & set(names):
        return None
    return (
        Site("sphinx", folder, values_of(folder / "conf.py")) if "extensions" in text_of(folder / "conf.py") else None
    )


def _vuepress(folder: Path, names: Collection[str]) -> Site | None:
    for generator in ("vuepress", "vitepress"):
        if f".{generator}" in names:
            below = folder / f".{generator}"
            return Site(generator, folder, _first(below, _listed(below), [f"config.{one}" for one in _SCRIPTS]) or {})
    return None


def _gitbook(folder: Path, names: Collection[str]) -> Site | None:
    if not {"SUMMARY.md", "README.md"} <= set(names):
        return None
    return Site("gitbook", folder, values_of(folder / "book.json"))


def _by_folders(folder: Path, names: Collection[str]) -> Site | None:
    """Return a site without a configuration: a part of one was copied, or the generator needs none."""
    if "_posts" in names and any(map(_DATED, sorted(_listed(folder / "_posts"))[:MOST_LISTED])):
        return Site("jekyll", folder, sure=False)
    if "content" in names:
        content = folder / "content"
        for below in ("", *sorted(name for name in _listed(content) if "." not in name)[:MOST_LISTED]):
            if any(name == "_index.md" or name.startswith("_index.") for name in _listed(content / below)):
                return Site("hugo", folder, sure=False)
    return None


def _scripts(name: str) -> list[str]:
    return [f"{name}.{ending}" for ending in _SCRIPTS]


_NAMES = {
    "mkdocs": ("mkdocs.yml", "mkdocs.yaml"),
    "eleventy": (".eleventy.js", *_scripts("eleventy.config")),
    "docusaurus": _scripts("docusaurus.config"),
    "astro": _scripts("astro.config"),
    "quarto": ("_quarto.yml", "_quarto.yaml"),
    "gatsby": _scripts("gatsby-config"),
    "mdbook": ("book.toml",),
    "zola": ("zola.toml",),
}
_DETECTORS: tuple[Callable[[Path, Collection[str]], Site | None], ...] = (
    _hugo_or_zola,
    _pelican,
    *(_named(generator, *files) for generator, files in _NAMES.items()),
    _jekyll_or_hexo,
    _vuepress,
    _sphinx,
    _gitbook,
    _by_folders,
)
_OTHERS = "content _config.yml _config.yaml _config.toml pelicanconf.py conf.py .vuepress .vitepress SUMMARY.md _posts"
_TELLING = frozenset(_OTHERS.split()).union(*_NAMES.values(), (f"hugo.{ending}" for ending in _ENDINGS))
"""Names without one of which a folder is looked at no further."""
