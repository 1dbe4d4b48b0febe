"""Images, styles, scripts and settings beside the articles of a site: told together, not one by one as if lost."""

from __future__ import annotations

from collections import Counter

from trouvere.index.french_format import number
from trouvere.index.sources.files.suffixes import OTHERS, suffix_of

SITE_FILES_REASON = "fichiers du site (images, styles, réglages)"
MOST_SUFFIXES = 12
_SUFFIXES = """
.toml .yml .yaml .ini .cfg .conf .lock .mod .sum .webmanifest .njk .liquid .ejs .pug .hbs .handlebars .mustache .j2
.jinja .jinja2 .tmpl .tpl .styl .astro .swp .bak .example .sample .env .gemspec .log .cast .drawio .excalidraw .canvas
.csl .ipynb_checkpoints .pdn .xcf .sketch .fig .tgs .cur .jfif .apng .tif .tiff .eps
"""
_NAMES = frozenset(
    (
        *("cname", "gemfile", "makefile", "rakefile", "dockerfile", "procfile", "_redirects", "_headers", "justfile"),
        *("guardfile", "vagrantfile", "jenkinsfile", "pipfile", "caddyfile", "codeowners", "authors", "version"),
    )
)
SUFFIXES = OTHERS | frozenset(_SUFFIXES.split())


def is_companion(name: str) -> bool:
    """Return whether a file in a site that is not read is there for how the site looks or is made, by its name."""
    return suffix_of(name) in SUFFIXES or name.lower() in _NAMES


def told(names: Counter[str]) -> str:
    """Return what to say of such files, how many of which suffix."""
    parts = [f"{number(count)} {suffix or 'sans suffixe'}" for suffix, count in names.most_common(MOST_SUFFIXES)]
    if len(names) > MOST_SUFFIXES:
        parts.append(f"{number(names.total() - sum(count for _, count in names.most_common(MOST_SUFFIXES)))} autres")
    return f"{SITE_FILES_REASON} : {', '.join(parts)}"
