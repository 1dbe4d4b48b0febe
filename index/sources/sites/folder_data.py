"""Metadata of whole folders that keep them private: Hugo's cascades, Eleventy's and MkDocs' files of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from trouvere.index.sources.markdown.front_matter import FrontMatterFault, parted
from trouvere.index.sources.publication import hidden
from trouvere.index.sources.sites.config import text_of, values_of
from trouvere.index.sources.sites.evidence import Site

_TARGETS = frozenset(("_target", "target"))


def reason_in(site: Site, root: Path, relative: PurePosixPath) -> str:
    """Return why what is in the folder of a file is not shown, by metadata of the folder or one around it."""
    look = _LOOKS.get(site.generator)
    if look is None:
        return ""
    for parent in relative.parents:
        folder = root / parent
        if folder not in site.reasons:
            site.reasons[folder] = next((reason for values in look(folder) if (reason := hidden(values))), "")
        if site.reasons[folder]:
            return site.reasons[folder]
    return ""


def _hugo(folder: Path) -> Iterator[Mapping[str, Any]]:
    try:
        front, _ = parted(text_of(folder / "_index.md").replace("\r\n", "\n"))
    except FrontMatterFault:
        return
    cascade = front.get("cascade")
    for one in cascade if isinstance(cascade, list) else [cascade]:
        # With a target, it is for some of the pages.
        if isinstance(one, dict) and _TARGETS.isdisjoint(one):
            yield one


def _eleventy(folder: Path) -> Iterator[Mapping[str, Any]]:
    for ending in ("json", "11tydata.json"):
        values = values_of(folder / f"{folder.name}.{ending}")
        yield {"draft": True} if values.get("permalink") is False else values


def _mkdocs(folder: Path) -> Iterator[Mapping[str, Any]]:
    yield values_of(folder / ".meta.yml")


_LOOKS = {"hugo": _hugo, "eleventy": _eleventy, "mkdocs": _mkdocs}
