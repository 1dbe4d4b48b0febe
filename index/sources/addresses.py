"""Addresses (URLs) of a site's files: `base_url` and, after it, the path that the site's generator makes of a file."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from trouvere.index.cleaning.dates import day_of_value
from trouvere.index.errors import SettingsError
from trouvere.index.sources.sites import docusaurus, hexo, hugo, jekyll, pelican, plainly
from trouvere.index.sources.sites.evidence import Site
from trouvere.index.sources.sites.patterns import date_values, expanded, word
from trouvere.index.sources.sites.slugs import hugo as slug_of

RULES: Mapping[str, Any] = {
    "hugo": hugo.path_of,
    "jekyll": jekyll.path_of,
    "pelican": pelican.path_of,
    "hexo": hexo.path_of,
    "docusaurus": docusaurus.path_of,
    **plainly.RULES,
}
"""What makes the path of a page, by generator: None for a file that is none of the site's, "" where nobody knows."""
OWN_KEYS = {"hugo": "url", "pelican": "url", "jekyll": "permalink", "hexo": "permalink", "eleventy": "permalink"}
"""The key of metadata with which a generator lets a page say its address, in a form of the generator's own."""
BASE_KEYS = {"jekyll": "baseurl", "hexo": "root", "docusaurus": "baseUrl", "astro": "base"}
"""The key of a configuration with the path that the site has below its host."""
KEYS = ("url", "permalink")
MAX_URL_CHARS = 4_000
"""Length of an address at the most: no browser and no server takes one that is much longer."""
HINT = "donnez l'adresse du site, par exemple https://www.exemple.fr/"

_ABSOLUTE = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE).fullmatch
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}:").match
_HOST_FIRST = re.compile(r"[^/\s]{1,253}\.[a-zA-Z]{2,24}/").match
_NAME_OF_FILE = re.compile(r"[^/\s]{1,255}\.[a-zA-Z]{3,5}(?:[?#]\S*)?").fullmatch
_ESCAPED = re.compile(rb"(%[0-9A-Fa-f]{2})")
_INDEX_LANGUAGE = re.compile(r"(?<=^index)\.[a-z]{2}(?:-[A-Za-z]{2})?$|(?<=^_index)\.[a-z]{2}(?:-[A-Za-z]{2})?$")
_TEMPLATE = re.compile(r"\{[{%]|<%|\$\{").search
_SAFE = "/:@!$&'()*+,;=~"
_QUERY_SAFE = _SAFE + "?"


@lru_cache(maxsize=64)
def checked_base(base_url: str) -> str:
    """Return a site's address without a slash at its end; `SettingsError` for what is no address of a site."""
    try:
        parts = urlsplit(base_url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or not base_url.isprintable()
        or re.search(r"\s", parts.netloc)
    ):
        raise SettingsError(f"base_url = « {base_url[:100]} » n'est pas une adresse en http(s)", hint=HINT)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingsError(f"base_url = « {base_url[:100]} » : ni « ? », ni « # », ni mot de passe", hint=HINT)
    return f"{parts.scheme}://{parts.netloc.lower()}{_encoded(parts.path, escaped=True).rstrip('/')}"


def address_of(
    base_url: str, root: Path, relative: PurePosixPath, front: Mapping[str, Any], sites: Iterable[Site] = ()
) -> str:
    """Return the address of the file at `relative` below `root`; "" without `base_url`, or where none can be known.

    `front` is its metadata, `sites` those that it may be of, the likeliest first. A page's own address comes first;
    then its generator's rule; then its path, with Markdown as a folder: `a/pont.md` is `a/pont/`.
    """
    if not base_url:
        return ""
    found = _address(checked_base(base_url), root, relative, front, sites)
    return found if len(found) <= MAX_URL_CHARS else ""


def _address(base: str, root: Path, relative: PurePosixPath, front: Mapping[str, Any], sites: Iterable[Site]) -> str:
    about = {str(key).lower(): value for key, value in front.items()}
    for key in KEYS:
        if _ABSOLUTE(absolute := word(about.get(key))) and absolute.isprintable():
            return absolute
    if relative.suffix.lower() in {".gz", ".zst", ".bz2", ".xz"}:
        relative = relative.with_suffix("")
    sites = tuple(sites) if relative.name else ()
    whole = os.path.realpath(root) / relative if sites else relative
    for site in sites:
        if site.generator not in RULES or not whole.is_relative_to(site.folder):
            continue
        at = _with_base(base, site)
        if (own := _explicit(about, but=OWN_KEYS.get(site.generator, ""))) is not None:
            return _below(at, own) if own else ""
        path = RULES[site.generator](site, PurePosixPath(whole.relative_to(site.folder)), about)
        if path is not None:
            return _placed(at, path, escaped=True) if path else ""
    if (own := _explicit(about)) is not None:
        return _below(base, own) if own else ""
    # Standard input has no path.
    return _placed(base, _plain_path(relative, about), escaped=False) if relative.name else ""


def joined(base_url: str, written: str) -> str:
    """Return an address that a record has, below `base_url` where it is a path: `/2021/pont/`.

    What is no path ("voir le site", "N/A", another scheme) stays as it is.
    """
    given = written.strip()
    if not base_url or not given or given == "/" or _SCHEME(given) or _TEMPLATE(given) or "/:" in given:
        return written
    base = checked_base(base_url)
    if given.startswith("//"):
        return base.partition("//")[0] + given
    if not given.startswith(("/", "./", "../")):
        if given.lower().startswith("www.") or _HOST_FIRST(given) or " " in given:
            return written
        if not ("/" in given and len(given) > 3) and not _NAME_OF_FILE(given):
            return written
    return _below(base, given)


def _explicit(about: Mapping[str, Any], *, but: str = "") -> str | None:
    """Return the path that a page says it has; "" for one in a form that nobody here can follow, None if none is said.

    Where it says it by the key that its generator reads (`but`), that is left to the generator's rule.
    """
    if word(about.get(but)):
        return None
    written = next((text for key in KEYS if key != but and (text := word(about.get(key)))), "")
    if not written or (_SCHEME(written) and "/" not in written):
        return None
    if _TEMPLATE(written):
        return ""
    if ":" not in written:
        return written
    title, slug = (slug_of(word(about.get(key))) or None for key in ("title", "slug"))
    return (
        expanded(written, {**date_values(day_of_value(about.get("date"))), "title": title, "slug": slug or title}) or ""
    )


def _with_base(base: str, site: Site) -> str:
    """Return the base with the path that the site's configuration says it is at, unless that is there already."""
    path = word(site.config.get(BASE_KEYS.get(site.generator, ""))).strip("/")
    if not path or _SCHEME(path) or _TEMPLATE(path):
        return base
    path = "/" + _encoded(path, escaped=True)
    return base if base.endswith(path) else base + path


def _plain_path(relative: PurePosixPath, about: Mapping[str, Any]) -> str:
    """Return the path of a file that no generator is known for."""
    folders, name = relative.parts[:-1], _INDEX_LANGUAGE.sub("", relative.stem)
    index = name in plainly.INDEXES or name == "_index"
    if relative.suffix.lower() in plainly.PROSE:
        slug = word(about.get("slug")).strip("/")
        if slug and name in {"index", "_index"}:
            # A page in a folder of its own.
            folders, index = folders[:-1], False
        return plainly.as_folder(folders, "index" if index else slug or name)
    if relative.suffix.lower() in {".html", ".htm", ".xhtml"} and name == "index":
        return plainly.as_folder(folders, "index")
    return str(relative)


def _below(base: str, written: str) -> str:
    """Return the address of a path as a person or a program wrote it, perhaps with escapes and a query.

    The base's own path is not put before a path that begins with it.
    """
    path, _, query = written.partition("#")[0].partition("?")
    if (own := urlsplit(base).path) and f"{_encoded(path, escaped=True)}/".startswith(own + "/"):
        base = base.removesuffix(own)
    return _placed(base, path, escaped=True) + (f"?{_encoded(query, escaped=True, safe=_QUERY_SAFE)}" if query else "")


def _placed(base: str, path: str, *, escaped: bool) -> str:
    """Return the address of a path below the base."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    slash = "/" if parts and path.endswith(("/", "/.", "/..")) else ""
    return f"{base}/{_encoded('/'.join(parts), escaped=escaped)}{slash}"


def _encoded(path: str, *, escaped: bool, safe: str = _SAFE) -> str:
    """Return a path in ASCII; where it is `escaped`, a percent sign before two digits is an escape and stays."""
    text = unicodedata.normalize("NFC", path)
    try:
        # A file's name that is no UTF-8 is the bytes that it is.
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "replace")
    if not escaped:
        return quote(data, safe)
    return "".join(
        part.decode().upper() if number % 2 else quote(part, safe) for number, part in enumerate(_ESCAPED.split(data))
    )
