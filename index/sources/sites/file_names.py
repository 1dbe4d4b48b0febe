"""File names as metadata: the day, the slug, the language and the folder of drafts that the path of an article says."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

DRAFT_WORDS = frozenset(("draft", "drafts", "brouillon", "brouillons", "unpublished", "wip"))
"""Words, in lower case, of which a folder's name tells that it holds what a generator, or its owner, does not show."""
BESIDE_DRAFT = frozenset(
    ("post", "posts", "article", "articles", "blog", "en", "mes", "my", "new", "old", "page", "pages")
)
"""Words that may stand beside one: « draft-posts », but not « draft-nba »."""
HIDDEN_FOLDERS = frozenset(
    (
        *("_private", "_prive", "_privé", "_wip", "_trash", "_hidden", "_unlisted", "private", "trash", "corbeille"),
        *("à publier", "à-publier", "a-publier", "a_publier", "en attente", "en-attente", "en_attente"),
        *("non publié", "non publiés", "non-publié", "non-publiés", "non-publie", "non_publie", "non_publié"),
    )
)
GIVEN_DRAFT_FOLDERS = frozenset(("_drafts", "_draft", "_brouillons", "_brouillon"))
"""Those that count for a file which is given by name, where one of them is above it."""
BUNDLE_FILES = frozenset(("index", "readme", "_index"))
"""Names of a file that is called by its folder."""
LANGUAGES = frozenset(("fr", "en", "de", "es", "it", "pt", "nl", "br", "oc", "eu", "ca", "ar"))

_WORD_ENDS = re.compile(r"[\W_]")
_DRAFT_FILE = re.compile(r".+\.(?:draft|drafts|brouillon)\.[A-Za-z0-9.]{1,20}", re.IGNORECASE | re.DOTALL).fullmatch
_DATED = re.compile(r"(?P<day>\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+(?P<slug>.+))?")


class NameParts(NamedTuple):
    """What the path of a file says of its article; "" where it says nothing."""

    date: str = ""
    slug: str = ""
    language: str = ""
    category: str = ""


def name_parts(path: PurePosixPath) -> NameParts:
    """Return what a path says: `_posts/2021-05-04-le-pont.md`, `pont/index.md`, `pont.en.md`."""
    stem, _, language = path.stem.rpartition(".")
    if not stem or language.lower() not in LANGUAGES:
        stem, language = path.stem, ""
    bundle = stem.lower() in BUNDLE_FILES
    if bundle:
        stem = path.parent.name if stem.lower() == "index" else ""
    found = _DATED.fullmatch(stem)
    day = _day(found["day"]) if found else ""
    slug = (found["slug"] or "") if found and day else stem if bundle else ""
    return NameParts(day, slug, language.lower(), _category(path))


def is_draft(root: Path, path: PurePosixPath) -> bool:
    """Return whether a file is in a folder of drafts, below the `root` that was given or around it."""
    if not path.parts:
        return False
    if _is_draft_folder(path.parent) or _DRAFT_FILE(path.name):
        return True
    return _is_among_drafts(root)


@lru_cache(maxsize=256)
def _is_draft_folder(folder: PurePosixPath) -> bool:
    return any(_says_draft(part) for part in folder.parts)


def _says_draft(name: str) -> bool:
    name = unicodedata.normalize("NFC", name).lower()
    if name in HIDDEN_FOLDERS:
        return True
    words = [word for word in _WORD_ENDS.split(name) if word and not word.isdigit()]
    return not DRAFT_WORDS.isdisjoint(words) and all(word in DRAFT_WORDS or word in BESIDE_DRAFT for word in words)


@lru_cache(maxsize=64)
def _is_among_drafts(root: Path) -> bool:
    return any(part.lower() in GIVEN_DRAFT_FOLDERS for part in root.absolute().parts)


def _day(written: str) -> str:
    """Return a day as ISO writes it; "" where the calendar has none."""
    try:
        return dt.date(*map(int, written.split("-"))).isoformat()
    except ValueError:
        return ""


def _category(path: PurePosixPath) -> str:
    """Return the folder that `_posts` is in: Jekyll takes it for a category."""
    if "_posts" not in path.parts[1:-1]:
        return ""
    folder = path.parts[path.parts.index("_posts") - 1]
    return "" if folder.startswith("_") or folder in ("source", "src", "content", "docs", "site", "blog") else folder
