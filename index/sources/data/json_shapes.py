"""Shapes of JSON that producers write: where the articles are in an object, and what a record of theirs wraps.

The answers of search servers and of content managers, exports, JSON Feed, JSON-LD. None is known by its producer's
name: a list of objects under a usual key, or the only list of objects that look like articles, is where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from trouvere.index.article import RawArticle
from trouvere.index.sources.data.json_exports import is_article_type, joined, with_embedded
from trouvere.index.sources.faults import NoArticle
from trouvere.index.sources.records import field_values
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.sources.records.names import form_of, is_full_text, name_of

STRONG_CONTAINERS = frozenset(
    (
        *("articles", "posts", "items", "entries", "item", "entry", "news", "billets", "depeches", "actualites"),
        *("graph", "db", "publications", "stories", "pages", "itemlistelement", "ordereditems", "hydramember"),
    )
)
"""Keys of lists of articles, also beside a title: that of a site."""
CONTAINERS = STRONG_CONTAINERS.union(
    ("results", "resultats", "data", "donnees", "records", "rows", "documents", "docs", "hits", "features", "nodes"),
    ("edges", "objects", "elements", "value", "values", "list", "liste", "member", "content", "contents", "contenus"),
    ("response", "query", "feed", "rss", "channel", "result", "embedded", "payload", "body", "dataset", "root", "xml"),
)
"""Keys of lists of articles, or of objects that such lists are in."""
ENVELOPES = (
    *("_source", "attributes", "fields", "properties", "node", "row", "record", "document", "doc", "article", "item"),
    *("object", "post", "data", "value"),
)
"""Keys of the object that a record has its fields in: of search servers, content managers, tables, maps."""
MAX_LEVELS = 8
"""Objects around the list of articles, or around one, at the most."""
LOOKED_AT = 5
"""Objects of a list that are looked at to tell whether it is one of articles."""
_FEED_SIGNS = ("link", "url", "home_page_url", "feed_url", "feedUrl", "description", "lastBuildDate", "generator")
_ADMIN_TYPES = ("header", "database")
"""Types of what phpMyAdmin writes before its tables."""

Record = dict[str, Any]


class FoundRecord(NamedTuple):
    """A record, and the values by field that what is around it gives to all of its kind."""

    record: object
    defaults: Mapping[str, object]


def is_container(key: str) -> bool:
    """Return whether articles may be in a list or an object under this key."""
    return form_of(key.lstrip("@_")) in CONTAINERS


def holds_full_text(record: Mapping[str, object]) -> bool:
    """Return whether an object has the text of an article."""
    return any(is_full_text(key) and field_values.single("text", value) for key, value in record.items() if value)


def found_in(value: Record, about: Mapping[str, object]) -> list[FoundRecord] | None:
    """Return the records in an object that is none itself; None where it is one. `about` is what is around it."""
    if value.get("type") in _ADMIN_TYPES and not holds_full_text(value):
        return []
    return _found_in(value, about, 0)


def recognised(
    names: FieldNames, record: Record, where: str, defaults: Mapping[str, object] | None = None
) -> RawArticle:
    """Return the article of a record; see `FieldNames.recognised`, whose faults it raises."""
    if "_embedded" in record:
        record = with_embedded(record)
    raw = names.recognised(record, where, defaults)
    if not raw.text:
        inner = _unwrapped(record)
        if inner is not record:
            return names.recognised(inner, where, defaults)
        if isinstance(kind := record.get("@type"), str) and not is_article_type(record):
            raise NoArticle(f"pas un article ({kind[:50]})")
    return raw


def feed_defaults(about: Mapping[str, object]) -> dict[str, object]:
    """Return what a feed says for all its entries; {} where `about` is of no feed."""
    head = about.get("feed")
    if isinstance(head, dict) and "title" in head:
        about = {**head, **about}
    title = field_values.single("title", about.get("title"))
    is_json_feed = "jsonfeed.org" in str(about.get("version"))
    if not title or not (is_json_feed or any(sign in about for sign in _FEED_SIGNS)):
        return {}
    found: dict[str, object] = {"source": title}
    if language := field_values.single("language", about.get("language")):
        found["language"] = language
    if is_json_feed and (people := field_values.several("authors", about.get("authors") or about.get("author"))):
        found["authors"] = people
    return found


def _found_in(value: Record, about: Mapping[str, object], level: int) -> list[FoundRecord] | None:
    if level > MAX_LEVELS or holds_full_text(value):
        return None
    value = joined(value)
    about = {**about, **value}
    has_title = any(_is_title(key) and one for key, one in value.items())
    lists = [one for key, one in value.items() if is_container(key) and _may_hold(key, one, has_title)]
    if not lists and not has_title:
        others = [one for one in value.values() if isinstance(one, list) and _are_articles(one)]
        lists = others if len(others) == 1 else [value] if _are_by_id(value) else []
    found: list[FoundRecord] = []
    anything = False
    for some in lists:
        within = _inner(some, about, level)
        anything = anything or within is not None
        found += within or ()
    return found if anything else None


def _inner(some: list[Any] | Record, about: Mapping[str, object], level: int) -> list[FoundRecord] | None:
    """Return the records in a list, or in an object that holds one or has them by their ids; None where it does not."""
    if isinstance(some, dict):
        if not _are_by_id(some):
            return _found_in(some, about, level + 1)
        some = list(some.values())
    defaults = feed_defaults(about)
    found: list[FoundRecord] = []
    for one in some:
        within = _found_in(one, about, level + 1) if isinstance(one, dict) and not _is_wrapped(one) else None
        found += [FoundRecord(one, defaults)] if within is None else within
    return found


def _may_hold(key: str, value: object, has_title: bool) -> bool:
    """Return whether the value of a usual key holds articles, for all that is known from it and the title beside it."""
    if has_title:
        return form_of(key.lstrip("@_")) in STRONG_CONTAINERS and isinstance(value, list) and _are_articles(value)
    return isinstance(value, dict) or (isinstance(value, list) and (not value or isinstance(value[0], dict)))


def _are_articles(ones: list[Any]) -> bool:
    return any(isinstance(one, dict) and (is_like_article(one) or _is_wrapped(one)) for one in ones[:LOOKED_AT])


def _are_by_id(value: Record) -> bool:
    """Return whether an object has articles by their ids."""
    return bool(value) and all(
        isinstance(one, dict) and name_of(key) is None and is_like_article(one) for key, one in value.items()
    )


def is_like_article(record: Record) -> bool:
    """Return whether an object has a title, or something of a text."""
    return any(value and (_is_title(key) or _is_text(key)) for key, value in record.items())


def _is_title(key: str) -> bool:
    name = name_of(key)
    # Anything may have a name.
    return name is not None and name.field == "title" and form_of(key) != "name"


def _is_text(key: str) -> bool:
    name = name_of(key)
    return name is not None and name.field == "text"


def _is_wrapped(record: Record) -> bool:
    return any(isinstance(inner := record.get(key), dict) and is_like_article(inner) for key in ENVELOPES)


def _unwrapped(record: Record, level: int = 0) -> Record:
    """Return a record with the fields that are in an object of their own beside the others; itself if none is."""
    for key in ENVELOPES:
        inner = record.get(key)
        if isinstance(inner, dict) and level < MAX_LEVELS:
            inner = _unwrapped(inner, level + 1)
            if is_like_article(inner):
                return {**{name: value for name, value in record.items() if name != key}, **inner}
    return record
