"""JSON-LD of a page: the node of schema.org that is its article, among lists, graphs and nested nodes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MOST_NODES = 2_000
"""Nodes that are looked at."""
MOST_VALUES = 200
"""Names, keywords or sections that are read of one list."""

Node = Mapping[str, object]

_ARTICLE = re.compile(r"(?:article|blogposting|posting|report|review|recipe|chronicle|analysis)$", re.IGNORECASE)
_PAGE = re.compile(r"(?:webpage|itempage|videoobject|creativework|podcastepisode|event)$", re.IGNORECASE)
_SITE = re.compile(r"(?:website|organization|newsmediaorganization|governmentorganization)$", re.IGNORECASE)
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
_OPENING = re.compile(r"(?:/\*\s*+|//\s*+)?(?:<!--|<!\[CDATA\[)(?:\s*+\*/)?")
_COMMA = re.compile(r",(?=\s*+[}\]])")
_PICKED = re.compile(r'"(headline|datePublished|articleSection)"\s*+:\s*+"((?:[^"\\]++|\\.)*+)"')
_FALSE = frozenset(("false", "0", "no", "http://schema.org/false", "https://schema.org/false"))
_TAG = re.compile(r"<[^<>]{1,200}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What the JSON-LD of a page says."""

    article: Node = field(default_factory=dict)
    """The node of the article, or of the page where there is none."""
    is_article: bool = False
    page: Node = field(default_factory=dict)
    site: str = ""
    """Name of the website, of its own node."""
    trail: tuple[str, ...] = ()
    """The breadcrumb, from the home page on."""
    by_id: Mapping[str, Node] = field(default_factory=dict)


def linked(scripts: list[str], titles: tuple[str, ...] = ()) -> Linked:
    """Return what scripts of JSON-LD say; of several articles the one with a headline of `titles`, or the first."""
    articles: list[Node] = []
    pages: list[Node] = []
    site = ""
    trail: tuple[str, ...] = ()
    by_id: dict[str, Node] = {}
    for node in _nodes([value for script in scripts for value in _values(script)]):
        if isinstance(name := node.get("@id"), str) and len(node) > 1:
            by_id.setdefault(name, node)
        kinds = _kinds(node)
        if any(map(_ARTICLE.search, kinds)):
            articles.append(node)
        elif any(map(_PAGE.search, kinds)):
            pages.append(node)
        elif any(map(_SITE.search, kinds)):
            site = text(node.get("name")) if not site or "WebSite" in kinds else site
        elif "BreadcrumbList" in kinds and not trail:
            trail = tuple(_crumbs(node))
    wanted = {_folded(title) for title in titles if title}
    chosen = next((node for node in articles if _folded(headline(node)) in wanted), articles[0] if articles else None)
    page = next((node for node in pages if node.get("datePublished") or node.get("author")), pages[0] if pages else {})
    return Linked(
        article=chosen if chosen is not None else page,
        is_article=chosen is not None,
        page=page,
        site=site,
        trail=trail,
        by_id=by_id,
    )


def headline(node: Node) -> str:
    """Return the headline of a node."""
    return text(node.get("headline")) or text(node.get("name"))


def text(value: object) -> str:
    """Return a value as text without markup: a string, the first of a list, an `@value`, the name of a node."""
    for _ in range(4):
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, Mapping):
            value = value.get("@value") or value.get("name") or ""
        else:
            break
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    written = str(value)
    if "&" in written:
        written = html.unescape(html.unescape(written))
    return " ".join((_TAG.sub("", written) if "<" in written else written).split())


def texts(value: object) -> list[str]:
    """Return the texts of a list, or of one value."""
    values = value[:MOST_VALUES] if isinstance(value, list) else [value]
    return [found for one in values if (found := text(one))]


def persons(found: Linked, node: Node) -> list[tuple[str, bool]]:
    """Return the names of the authors of a node, and whether each is an organization."""
    authors = node.get("author") or node.get("creator")
    values = authors if isinstance(authors, list) else [authors]
    names: list[tuple[str, bool]] = []
    for value in values[:MOST_VALUES]:
        whom = value
        if isinstance(value, Mapping) and not value.get("name"):
            whom = found.by_id.get(str(value.get("@id")), value)
            if isinstance(whom, Mapping) and not whom.get("name") and (family := text(whom.get("familyName"))):
                whom = f"{text(whom.get('givenName'))} {family}".strip()
        group = isinstance(whom, Mapping) and any(kind.endswith("Organization") for kind in _kinds(whom))
        inner = whom.get("name") if isinstance(whom, Mapping) else whom
        names += [(name, group) for name in texts(inner)]
    return names


def is_closed(node: Node) -> bool:
    """Return whether a node, or a part of it, is not accessible for free."""
    parts = node.get("hasPart")
    nodes = [node, *(parts[:MOST_VALUES] if isinstance(parts, list) else [parts])]
    return any(isinstance(one, Mapping) and _is_false(one.get("isAccessibleForFree")) for one in nodes)


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in _FALSE)


def _values(script: str) -> Iterator[object]:
    written = script.strip()
    opening = _OPENING.match(written)
    written = written[opening.end() :] if opening else written
    for ending in (";", "*/", "]]>", "/*", "//", "-->"):
        written = written.removesuffix(ending).rstrip()
    for attempt in (written, None):
        try:
            # Line feeds within texts are no JSON, and there.
            yield json.loads(attempt if attempt is not None else _COMMA.sub("", written), strict=False)
        except (ValueError, RecursionError):
            continue
        return
    if picked := {
        key: value.replace('\\"', '"').replace("\\/", "/") for key, value in _PICKED.findall(written[:20_000])
    }:
        yield {"@type": "Article", **picked}


def _nodes(values: list[object]) -> Iterator[Node]:
    """Yield the nodes of a document, breadth first; those of authors and pictures are not gone into."""
    queue = values
    seen = 0
    while queue and seen < MOST_NODES:
        following: list[object] = []
        for value in queue[:MOST_NODES]:
            seen += 1
            if isinstance(value, list):
                following += value[:MOST_NODES]
            elif isinstance(value, Mapping):
                yield value
                # What a list of other pages holds is not of this one.
                listing = any(kind in ("ItemList", "CollectionPage", "BreadcrumbList") for kind in _kinds(value))
                following += [] if listing else [value[key] for key in _INSIDE if key in value]
                following += [node for key in ("publisher",) if isinstance(node := value.get(key), Mapping)]
        queue = following


def _kinds(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [
        str(kind).rpartition("/")[2].rpartition(":")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])
    ][:20]


def _crumbs(node: Node) -> Iterator[str]:
    items = node.get("itemListElement")
    for item in items[:20] if isinstance(items, list) else []:
        if isinstance(item, Mapping) and (name := text(item.get("name")) or text(item.get("item"))):
            yield name


def _folded(written: str) -> str:
    return "".join(filter(str.isalnum, written.lower()))
