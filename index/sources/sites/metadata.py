"""Metadata of static site generators (Hugo, Jekyll, Pelican, Hexo, Zola, MkDocs…) under the names of our fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from trouvere.index.sources.publication import (
    DRAFT_KEYS,
    DRAFT_REASON,
    PRIVATE_REASON,
    PUBLISHED_KEYS,
    UNLISTED_REASON,
    hidden,
    says_no,
    says_yes,
)
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.sources.records.names import field_named
from trouvere.index.sources.sites.file_names import NameParts

OTHER_KEYS = (
    *("titre", "author", "auteur", "auteurs", "by", "byline", "categories", "catégorie", "catégories", "categorie"),
    *("rubrique", "section", "keywords", "tag", "mots-clés", "mots-cles", "mots_clés", "mots clés", "étiquettes"),
    *("permalink", "canonical_url", "canonicalurl", "canonical", "lang", "locale", "langue", "lieu", "publishdate"),
    *("pubdate", "publish_date", "published_at", "publishedat", "published_date", "publication_date", "published"),
    *("date_published", "datepublished", "date de publication", "created", "created_at", "createdat"),
)
"""Keys of generators for our fields, in lower case, read where the file has no key of our own name. The first of those
for one field wins; the others stay as they are."""
OTHER_NAMES = {key: field_named(key) or "authors" for key in OTHER_KEYS}
"""The field that each means: `by` is one's alone who writes a blog, the others are in the table of all readers."""
NO_NAME = NameParts()
SECTION_FILE = "_index"
"""Name of the page of a section (Hugo, Zola), which lists what is in it."""
SECTION_REASON = "page de rubrique sans texte"

_UNLISTED_KEYS = ("unlisted", "hidden", "eleventyexcludefromcollections")
_HIDING_NESTED = ("params", "extra", "meta", "metadata", "post", "publication")
_HIDING_KEYS = frozenset((*DRAFT_KEYS, *PUBLISHED_KEYS, "status", "statut", "visibility", "private"))
_NESTED = ("params", "extra", "taxonomies")
"""Mappings within front matter that hold fields too, as a theme wants it."""
_NAME_KEYS = ("name", "nom", "display_name", "displayname", "fullname", "full_name", "literal")
_LABEL_KEYS = (*_NAME_KEYS, "title", "label", "slug")
_PARTS_OF_NAME = (("given", "family"), ("first", "last"), ("firstname", "lastname"), ("prénom", "nom de famille"))
_MAIL = re.compile(r"[ \t]*+[<(][^<>()@\s]++@[^<>()\s]++[>)]")
_ZONE = re.compile(r"(?<=\d)\s+(?=[+-]\d\d:?\d\d\Z)")
_NO_DATE = re.compile(r"[\s\"']*+0000-00-00|\s*+0001-01-01|\s*+\Z").match
"""A date that stands for none in databases and in Go."""
_HASHTAGS = re.compile(r"(?:#[^\s#]++[ \t]*+)++").fullmatch
_SEPARATOR = re.compile(r"[,;|]").search
_SINGLE = ("id", "date", "place", "source", "url", "category", "language")


def reason_hidden(front: Mapping[str, Any], name: NameParts) -> str:
    """Return why a site would not show the article that has this front matter; "" where it shows it."""
    values = {key.strip().lower(): value for key, value in front.items()}
    values["date"] = _dated(values.get("date"))
    for nested in _HIDING_NESTED:
        inner = {str(key).strip().lower(): value for key, value in _mapping(values.get(nested)).items()}
        # Dates within are a theme's own.
        if reason := hidden({key: value for key, value in inner.items() if key in _HIDING_KEYS}):
            return reason
    if name.date and not values.get("date"):
        values["date"] = name.date
    if isinstance(values.get("date"), str):
        values["date"] = _ZONE.sub("", values["date"])
    if (reason := hidden(values)) or says_no(values.get("routable")) or values.get("permalink") is False:
        return reason or PRIVATE_REASON
    return UNLISTED_REASON if any(says_yes(values.get(key)) for key in _UNLISTED_KEYS) else ""


def record_of(
    front: Mapping[str, Any], names: FieldNames, name: NameParts = NO_NAME, *, jekyll: bool = False
) -> dict[str, object]:
    """Return front matter under our names; a key that `--map` gives to a field is left to it.

    `jekyll` says that lists in one text are separated by blanks.
    """
    record: dict[str, object] = {}
    unfit: dict[str, object] = {}
    for key, written in sorted(_flat(front).items(), key=_rank):
        value = written.isoformat() if hasattr(written, "isoformat") else written
        ours = _field_of(key, names)
        if ours is None:
            record.setdefault(_lowered(key), value)
            continue
        kept = _plain(ours, key.lower(), value, jekyll=jekyll)
        # Its own name comes before any other for a field, and the first of the others before the next.
        if kept is None and value is not None:
            unfit[key] = value
        elif key == ours or key in names or (not record.get(ours) and not _has(front, ours, key)):
            record[key if key in names else ours] = kept
        else:
            record.setdefault(key, value)
    own = _own(front, record, names) if names.declared else {}
    if unfit or own:
        record["extra"] = _mapping(record.get("extra")) | own | unfit
    _settle_categories(record, names)
    _add_name(record, names, name)
    return record


def _own(front: Mapping[str, Any], record: Mapping[str, object], names: FieldNames) -> dict[str, object]:
    """Return what front matter has of declared fields, and the mappings in it: `params` of Hugo, `extra` of Zola."""
    beside = {key: value for key, value in front.items() if key not in record and names.declares(key)}
    nested = {str(key): value for table in _NESTED for key, value in _mapping(front.get(table)).items()}
    return names.declared_in(nested) | beside


def is_jekyll(front: Mapping[str, Any], path: PurePosixPath, name: NameParts, body: str) -> bool:
    """Return whether Jekyll makes a page of this file, by its folder, its name, or what stands in it."""
    folders = {"_posts", "_drafts"} & set(path.parts)
    layout = front.get("layout")
    return (
        bool(folders)
        or (isinstance(layout, str) and "/" not in layout)
        or bool(name.date and name.slug)
        or "{% " in body
    )


def _flat(front: Mapping[str, Any]) -> dict[str, Any]:
    """Return front matter with the fields that are in a mapping of it, where it has none of that name itself."""
    values: dict[str, Any] = {}
    lower = {key.lower() for key in front}
    for key, value in front.items():
        if key not in _NESTED or not isinstance(value, dict):
            values[key] = value
            continue
        nested = {str(inner): one for inner, one in value.items()}
        fields = {inner: one for inner, one in nested.items() if inner.lower() in _NESTED_FIELDS}
        values |= {inner: one for inner, one in fields.items() if inner.lower() not in lower}
        if others := {inner: one for inner, one in nested.items() if inner not in fields}:
            # Of "extra" the article makes its own.
            values[key] = others
    return values


def _field_of(key: str, names: FieldNames) -> str | None:
    """Return the field of ours that a key stands for, whatever its case; None for any other."""
    if key in names:
        return OTHER_NAMES.get(key, key)
    lower = key.lower().strip()
    ours = lower if lower in names else OTHER_NAMES.get(lower) or OTHER_NAMES.get(lower.replace("_", " "))
    return ours if ours is not None and ours in names else None


def _has(front: Mapping[str, Any], ours: str, key: str) -> bool:
    """Return whether front matter has a field under its own name, which another `key` for it has to make way for."""
    there = (front.get(one) for one in (ours, ours.capitalize(), ours.upper()) if one != key)
    return any(
        one not in (None, "", []) and not (isinstance(one, str) and ours == "date" and _NO_DATE(one)) for one in there
    )


def _lowered(key: str) -> str:
    """Return a key as most write it: `Slug:` of Pelican is `slug`, but `publishDate` stays."""
    return key.lower() if key[1:] == key[1:].lower() or key.isupper() else key


def _rank(pair: tuple[str, object]) -> int:
    return _RANKS.get(pair[0].lower(), -1)


def _plain(ours: str, key: str, value: Any, *, jekyll: bool) -> Any:
    """Return a value as its field can be: people by their names, lists without lists in them; None where it cannot."""
    if ours == "authors":
        return _people(value)
    if ours in ("tags", "category"):
        return _labels(value, key, jekyll=jekyll)
    if ours == "date":
        value = _dated(value)
    if ours == "date" and isinstance(value, str):
        return None if _NO_DATE(value) or says_yes(value) or says_no(value) else _ZONE.sub("", value)
    if ours in _SINGLE and isinstance(value, dict | bool):
        return (_name_of(value, _LABEL_KEYS) or None) if isinstance(value, dict) else None
    return value


def _dated(value: Any) -> Any:
    """Return the day in a mapping of several, as the blog of MkDocs has them: when it was made, not changed."""
    if not isinstance(value, dict):
        return value
    days = {str(key).lower(): one for key, one in value.items()}
    found: Any = next((days[key] for key in ("created", "published", "publish", "date") if days.get(key)), None)
    return found.isoformat() if hasattr(found, "isoformat") else found


def _people(value: Any) -> Any:
    if isinstance(value, str):
        return _MAIL.sub("", value)
    people: Iterable[Any]
    if isinstance(value, dict):
        # One person, or people by their ids.
        inner = ((one if isinstance(one, dict) and _name_of(one) else known_as) for known_as, one in value.items())
        people = [value] if _name_of(value) else inner
    else:
        people = value if isinstance(value, list) else [value]
    names = (_name_of(one) if isinstance(one, dict) else one for one in people)
    return [_MAIL.sub("", str(one)) for one in names if one not in (None, "") and not isinstance(one, bool)]


def _name_of(value: Mapping[Any, Any], keys: tuple[str, ...] = _NAME_KEYS) -> str:
    """Return the name in an object for a person, a tag or a category; "" where it has none."""
    values = {str(key).lower(): one for key, one in value.items()}
    for key in keys:
        if isinstance(one := values.get(key), str) and one.strip():
            return one
        if isinstance(one, dict):
            return _name_of(one)
    for parts in _PARTS_OF_NAME:
        if all(isinstance(values.get(part), str) for part in parts):
            return " ".join(values[part] for part in parts)
    return ""


def _labels(value: Any, key: str, *, jekyll: bool) -> Any:
    """Return tags or categories as a list; a text of several as its generator parts it."""
    if isinstance(value, str):
        if _HASHTAGS(value):
            return [one.strip("#,") for one in value.split()]
        if jekyll and key in ("tags", "categories") and not _SEPARATOR(value):
            return value.split()
        if key == "categories":
            return [one.strip() for one in re.split(r"[,;|]", value) if one.strip()]
        return value
    return None if isinstance(value, bool) else [one.removeprefix("#") for one in _leaves(value)]


def _leaves(value: Any) -> Iterable[str]:
    """Yield the labels in lists, and in lists of lists as Hexo has them."""
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, list | tuple):
            yield from _leaves(one)
        elif isinstance(one, dict):
            # "Un : deux" in a list is an object in YAML.
            yield _name_of(one, _LABEL_KEYS) or ", ".join(f"{key} : {inner}" for key, inner in one.items())
        elif one is not None:
            yield str(one)


def _settle_categories(record: dict[str, object], names: FieldNames) -> None:
    several = record.get("category")
    if isinstance(several, list) and "category" in names:
        # As in a feed: the first is the article's, the others are words to find it by.
        record["category"] = several[0] if several else None
        tags = record.get("tags")
        if several[1:]:
            record["tags"] = [*(tags if isinstance(tags, list) else [tags] if tags else []), *several[1:]]


def _add_name(record: dict[str, object], names: FieldNames, name: NameParts) -> None:
    """Add what the path of a file says, where its front matter does not."""
    if name.date and not record.get("date") and "date" in names:
        record["date"] = name.date
    if name.slug and not record.get("slug"):
        record["slug"] = name.slug
    if name.language and not record.get("language") and "language" in names:
        record["language"] = name.language
    if name.category and not record.get("category") and "category" in names:
        record["category"] = name.category


def _mapping(value: object) -> dict[str, Any]:
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}


_RANKS = {key: rank for rank, key in enumerate(OTHER_NAMES)}
_NESTED_FIELDS = frozenset(
    (*OTHER_NAMES, "title", "authors", "date", "tags", "category", "language", "source", "place")
)

__all__ = ["DRAFT_REASON", "OTHER_NAMES", "SECTION_FILE", "SECTION_REASON", "is_jekyll", "reason_hidden", "record_of"]
