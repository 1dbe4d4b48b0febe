"""Exports in which an article is in several places, joined: Ghost's tables, WordPress's embedded records, JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Record = dict[str, Any]
GHOST_LINKS = ("posts_authors", "posts_tags")
UNJOINED_REASON = "export Ghost trop gros pour en joindre auteurs et étiquettes : exportez-le en plusieurs fois"
_PEOPLE = ("author", "publisher", "isPartOf")


def joined(record: Record) -> Record:
    """Return an object with what it says of its articles in other lists put into them."""
    if isinstance(record.get("posts"), list) and any(isinstance(record.get(key), list) for key in GHOST_LINKS):
        return {**record, "posts": _ghost(record)}
    if isinstance(graph := record.get("@graph"), list):
        nodes = {node["@id"]: node for node in graph if isinstance(node, dict) and isinstance(node.get("@id"), str)}
        return {**record, "@graph": [_resolved(node, nodes) for node in graph if _is_read(node, graph)]}
    return record


def with_embedded(record: Record) -> Record:
    """Return a record of WordPress with the names of authors, categories and tags in place of their numbers."""
    embedded = record.get("_embedded")
    if not isinstance(embedded, dict):
        return record
    rest = {key: value for key, value in record.items() if key != "_embedded"}
    people = [one["name"] for one in _objects(embedded.get("author")) if isinstance(one.get("name"), str)]
    if people:
        rest["author"] = people
    lists = embedded.get("wp:term")
    terms = [term for some in (lists if isinstance(lists, list) else ()) for term in _objects(some)]
    for key, taxonomy in (("categories", "category"), ("tags", "post_tag")):
        if names := [term.get("name") for term in terms if term.get("taxonomy") == taxonomy]:
            rest[key] = names
    return rest


def _ghost(tables: Record) -> list[object]:
    names = {key: {one.get("id"): one.get("name") for one in _objects(tables.get(key))} for key in ("users", "tags")}
    links: dict[str, dict[object, list[str]]] = {"users": {}, "tags": {}}
    for key, of, link in (("users", "posts_authors", "author_id"), ("tags", "posts_tags", "tag_id")):
        for one in sorted(_objects(tables.get(of)), key=_order):
            if isinstance(name := names[key].get(one.get(link)), str) and not name.startswith("#"):
                links[key].setdefault(one.get("post_id"), []).append(name)
    return [
        {
            **post,
            **({"authors": people} if (people := links["users"].get(post.get("id"))) else {}),
            **({"tags": words} if (words := links["tags"].get(post.get("id"))) else {}),
        }
        for post in _objects(tables["posts"])
    ]


def _order(link: Mapping[str, object]) -> int:
    order = link.get("sort_order")
    return order if isinstance(order, int) else 0


def _is_read(node: object, graph: Iterable[object]) -> bool:
    """Return whether a node of JSON-LD is read: what is about the page and the site beside an article is not."""
    if not isinstance(node, dict):
        return False
    return is_article_type(node) or not any(isinstance(one, dict) and is_article_type(one) for one in graph)


def is_article_type(node: Mapping[str, object]) -> bool:
    """Return whether a node of JSON-LD says that it is an article."""
    types = node.get("@type")
    names = [types] if isinstance(types, str) else types if isinstance(types, list) else []
    return any(isinstance(name, str) and name.endswith(("Article", "Posting", "Report")) for name in names)


def _resolved(node: Record, nodes: Mapping[str, Record]) -> Record:
    """Return a node of JSON-LD with those that it refers to in place of their addresses."""
    found: Record = {}
    for key in _PEOPLE:
        ones = node.get(key)
        refs = [one.get("@id") for one in (ones if isinstance(ones, list) else [ones]) if isinstance(one, dict)]
        if known := [nodes[ref] for ref in refs if isinstance(ref, str) and ref in nodes]:
            found[key] = known
    return {**node, **found}


def _objects(value: object) -> list[Record]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
