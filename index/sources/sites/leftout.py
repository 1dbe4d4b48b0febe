"""What a folder holds beside articles: templates, built copies, libraries, a project's own files. Told, not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trouvere.index.sources.publication import DRAFT_REASON, HIDDEN_REASONS, PRIVATE_REASON, hidden
from trouvere.index.sources.sites.companions import SITE_FILES_REASON
from trouvere.index.sources.sites.evidence import Site
from trouvere.index.sources.sites.patterns import folder_of, mapping, word

LIBRARY_REASON = "bibliothèques d'un programme, pas des articles"
PROJECT_REASON = "fichier d'un projet, pas un article (pour le lire : --include et son nom)"
TOOL_REASON = "fichier pour des robots ou des outils, pas un article"
SERVICE_REASON = "page de service d'un site, pas un article"
TEMPLATE_REASON = "gabarits ou données d'un site, pas des articles"
BUILT_REASON = "site construit, que ses sources remplacent ; donnez ce dossier pour le lire"
LEFT_OUT_REASONS = frozenset(
    (LIBRARY_REASON, PROJECT_REASON, TOOL_REASON, SERVICE_REASON, TEMPLATE_REASON, BUILT_REASON)
)


def is_left_out(reason: str) -> bool:
    """Return whether something was left out that is no article, and nothing to mend."""
    return reason in LEFT_OUT_REASONS or reason in HIDDEN_REASONS or reason.startswith(SITE_FILES_REASON)


LIBRARIES = frozenset(("node_modules", "bower_components", "jspm_packages", "site-packages", "__pycache__"))
VENDORS = frozenset(("composer.json", "composer.lock", "Gemfile", "Gemfile.lock", "go.mod", "package.json"))
"""Files beside a `vendor/` that was filled by a program."""
ENVIRONMENT = "pyvenv.cfg"
"""File in the folder of a Python environment, whatever its name."""

_WORDS = "readme|licen[cs]e|changelog|contributing|code[_-]of[_-]conduct"
_SUFFIX = r"\.(?i:md|markdown|mdx|txt|text|html?|rst|adoc|org)"
_LANGUAGE = r"[._](?i:[a-z]{2}(?:[-_][a-z]{2})?)"
# In capitals, whatever follows: LICENSE-MIT; « licence-iv.md » may well be an article on bars.
_PROJECT = re.compile(
    rf"(?:(?i:{_WORDS})(?:{_LANGUAGE})?|(?:{_WORDS.upper()})[-_][\w-]{{1,80}})(?:{_SUFFIX})?"
    rf"|(?:{_WORDS.upper()})\.[\w-]{{1,80}}{_SUFFIX}"
)
_TOOL_NAMES = (
    "robots.txt humans.txt ads.txt app-ads.txt security.txt llms.txt llms-full.txt requirements.txt constraints.txt"
    " cmakelists.txt package.json package-lock.json npm-shrinkwrap.json composer.json bower.json tsconfig.json"
    " jsconfig.json renovate.json vercel.json manifest.json sitemap.xml sitemap_index.xml browserconfig.xml"
    " crossdomain.xml opensearch.xml hugo_stats.json lerna.json nx.json turbo.json deno.json biome.json firebase.json"
    " netlify.json theme.json babel.config.json angular.json sidebars.json cypress.json"
)
_TOOLS = frozenset(_TOOL_NAMES.split())
_REQUIREMENTS = re.compile(r"(?:[a-z]{1,20}[-_])?requirements(?:[-_.][a-z0-9]{1,20})?\.txt")
_PROOF = re.compile(r"(?:google[0-9a-f]{16}|yandex_[0-9a-f]{16}|pinterest-[0-9a-z]{5,8})\.html")
"""Files by which a search engine knows who owns a site."""
_SERVICE = re.compile(r"(?:40[0-9]|50[0-9])\.(?:html?|md|markdown)")

_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "hugo": ("archetypes", "layouts", "themes", "data", "i18n", "resources", "_vendor", "hugo.json", "config.json"),
    "jekyll": ("_includes", "_layouts", "_sass", "_data", "_plugins"),
    "hexo": ("scaffolds", "themes", "source/_data"),
    "pelican": ("theme", "themes", "templates", "plugins", "pelican-plugins"),
    "zola": ("templates", "themes", "sass"),
    "eleventy": ("_includes", "_layouts", "_data"),
    "mkdocs": ("overrides",),
    "docusaurus": ("src/components", "src/theme", "static"),
    "quarto": ("_extensions", "_freeze"),
    "jupyter-book": ("_templates",),
    "gitbook": ("SUMMARY.md", "GLOSSARY.md", "book.json"),
    "mdbook": ("theme", "src/SUMMARY.md"),
}
_BUILT: Mapping[str, tuple[tuple[str, ...], str]] = {
    "hugo": (("publishdir",), "public"),
    "jekyll": (("destination",), "_site"),
    "hexo": (("public_dir",), "public"),
    "zola": (("output_dir",), "public"),
    "mkdocs": (("site_dir",), "site"),
    "pelican": (("OUTPUT_PATH",), "output"),
    "eleventy": (("output",), "_site"),
    "docusaurus": ((), "build"),
    "astro": (("outDir",), "dist"),
    "quarto": (("project", "output-dir"), "_site"),
    "mdbook": (("build", "build-dir"), "book"),
    "jupyter-book": ((), "_build"),
    "gitbook": ((), "_book"),
}
"""Where the configuration says what folder the site is built in, and what folder it is without."""
_CONTENT: Mapping[str, tuple[str, str]] = {
    "hugo": ("contentdir", "content"),
    "jekyll": ("source", ""),
    "hexo": ("source_dir", "source"),
    "zola": ("", "content"),
    "mkdocs": ("docs_dir", "docs"),
    "pelican": ("PATH", "content"),
    "eleventy": ("input", ""),
}


_UNDERSCORE = frozenset(("jekyll", "hexo", "astro", "docusaurus", "quarto"))
"""Generators for which an underscore at the beginning of a name says that there is no page of it."""


def is_project_file(name: str) -> bool:
    """Return whether a file is about a project, by its name: README, LICENSE…"""
    return _PROJECT.fullmatch(name) is not None


def reason_for_file(name: str) -> str:
    """Return why a file in a folder is no article, by its name; "" for any other."""
    lower = name.lower().removesuffix(".gz")
    if is_project_file(name):
        return PROJECT_REASON
    if lower in _TOOLS or lower.endswith(".11tydata.json") or _REQUIREMENTS.fullmatch(lower) or _PROOF.fullmatch(lower):
        return TOOL_REASON
    return SERVICE_REASON if _SERVICE.fullmatch(lower) else ""


def reasons_in(site: Site) -> dict[str, str]:
    """Return which paths below a site's folder hold no articles, and why."""
    config = site.config
    key, default = _CONTENT.get(site.generator, ("", ""))
    content = folder_of(config.get(key), default)
    templates = [*_TEMPLATES.get(site.generator, ()), *_said(site, content)]
    found = dict.fromkeys(templates, TEMPLATE_REASON)
    if site.generator in _BUILT:
        keys, usual = _BUILT[site.generator]
        value: Any = config
        for one in keys:
            value = mapping(value).get(one)
        found[folder_of(value if keys else None, usual)] = BUILT_REASON
    found = {path: reason for path, reason in found.items() if path and not f"{content}/".startswith(f"{path}/")}
    return found | {path: reason for path, reason in _unpublished(site, content) if path and path != content}


def _unpublished(site: Site, content: str) -> Iterator[tuple[str, str]]:
    """Yield the paths that the configuration says are not published, of those that are no patterns, and why."""
    config = site.config
    if site.generator == "mkdocs":
        for key, reason in (("draft_docs", DRAFT_REASON), ("exclude_docs", PRIVATE_REASON)):
            yield from ((f"{content}/{path}", reason) for path in _paths(config.get(key)))
    elif site.generator == "jekyll":
        yield from ((path, PRIVATE_REASON) for path in _paths(config.get("exclude")))
        defaults: Any = config.get("defaults")
        for one in defaults if isinstance(defaults, list) else ():
            if reason := hidden(mapping(mapping(one).get("values"))):
                yield from ((path, reason) for path in _paths(mapping(mapping(one).get("scope")).get("path")))
    elif site.generator == "quarto":
        for part in ("website", "book"):
            yield from ((path, DRAFT_REASON) for path in _paths(mapping(config.get(part)).get("drafts")))


def _paths(value: Any) -> Iterator[str]:
    """Yield the paths in a list, or in the lines of a text, without those that are patterns."""
    for written in value.splitlines() if isinstance(value, str) else value if isinstance(value, list) else ():
        path = str(written).partition(" #")[0].strip().removeprefix("./").strip("/")
        path = path.removesuffix("/**").removesuffix("/*")
        if path and not set(path) & set("*?[!#") and ".." not in path.split("/"):
            yield path


def is_unpublished_name(generator: str, name: str) -> bool:
    """Return whether a generator makes no page of a file because of its name: a draft, or a part of other pages."""
    return name.startswith("_") and generator in _UNDERSCORE and not name.lower().startswith(("_index.", "_readme."))


def _said(site: Site, content: str) -> list[str]:
    """Return the folders of templates and data that the configuration names."""
    config = site.config
    if site.generator == "mkdocs":
        return [folder_of(mapping(config.get("theme")).get("custom_dir"), "overrides")]
    if site.generator == "pelican":
        return [path for path in (folder_of(config.get("THEME"), ""),) if path and not path.startswith("..")]
    if site.generator in {"eleventy", "jekyll"} and content:
        names = {"_includes": "includes", "_layouts": "layouts", "_data": "data"}
        return [f"{content}/{word(config.get(key)).strip('/') or name}" for name, key in names.items()]
    return []
