"""Term statistics (document frequencies) of an index on a cluster: asked of a made-up document, shard by shard.

The figures are those of the cluster's own scores: articles deleted and not yet gone count in them, as in columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trouvere.index.engines.opensearch.read.mapping import FIRST_TOKEN, FORMS, can_be_sent
from trouvere.index.errors import ClusterUnavailable

_remembered: dict[int, tuple[str, ...]] = {}
"""Routing values by number of shards: one for each."""

Ask = Callable[..., dict[str, Any]]
"""Asks the cluster: method, path, body, and parameters by name."""


@dataclass
class TermCounts:
    """Of one form: how many articles there are, how many tokens, and how many articles have each word asked for."""

    documents: int = 0
    tokens: int = 0
    frequencies: dict[str, int] = field(default_factory=dict)


def routes(ask: Ask, index: str) -> tuple[str, ...]:
    """Return a routing value for each shard of an index.

    Nearly always those of the last index with so many shards. Not always: an index that was split or shrunk has as many
    and leads elsewhere. So what is remembered is tried, in one request.
    """

    def led_to(**routing: str) -> list[list[dict[str, Any]]]:
        found: list[list[dict[str, Any]]] = ask("GET", f"/{index}/_search_shards", local="true", **routing)["shards"]
        return found

    shards = len(led_to())
    if shards == 1:
        return ("0",)
    known = _remembered.get(shards)
    if known and len(led_to(routing=",".join(known))) == shards:
        return known
    found: dict[int, str] = {}
    for route in map(str, range(1_000 * shards)):
        (copies,) = led_to(routing=route)
        if not copies:
            raise _silent(index, "aucune copie")
        found.setdefault(copies[0]["shard"], route)
        if len(found) == shards:
            break
    _remembered[shards] = tuple(found.values())
    return _remembered[shards]


def figures(ask: Ask, index: str, places: Iterable[str], words: Mapping[str, Iterable[str]]) -> dict[str, TermCounts]:
    """Return the figures of some words by form; `places` has a routing value for each shard."""
    asked = {
        "doc": {form: " ".join([FIRST_TOKEN, *filter(can_be_sent, each)]) for form, each in words.items()},
        "fields": list(words),
        "term_statistics": True,
        **dict.fromkeys(("positions", "offsets", "payloads"), False),
    }
    docs = [{"_index": index, "routing": place, **asked} for place in places]
    found = {form: TermCounts() for form in FORMS if form in words}
    for answer in ask("POST", "/_mtermvectors", {"docs": docs})["docs"]:
        if "error" in answer:
            # A shard that cannot be asked: to leave its figures out would be to answer by half.
            raise _silent(index, answer["error"].get("type", "?"))
        for form, values in answer.get("term_vectors", {}).items():
            one = found[form]
            one.documents += values["field_statistics"]["doc_count"]
            # Each article has one mark.
            one.tokens += values["field_statistics"]["sum_ttf"] - values["field_statistics"]["doc_count"]
            for word, term in values["terms"].items():
                one.frequencies[word] = one.frequencies.get(word, 0) + term.get("doc_freq", 0)
    return found


def _silent(index: str, why: str) -> ClusterUnavailable:
    return ClusterUnavailable(
        f"{index} : un fragment n'a pas répondu ({why})",
        hint="relancez ; si cela dure, voyez l'état du cluster (GET _cluster/health)",
    )
