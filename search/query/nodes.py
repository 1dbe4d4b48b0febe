"""Query tree: the `Node`s that the parser makes of a person's text.

Node
├── Word      one word as typed              Pékin
├── Prefix    words that begin so            ukrain*
├── Phrase    words in this order            « visite d'État », "Xi Loukachenko"~5
├── Not       articles without               -SNCF, SAUF SNCF
├── AllOf     every one of                   grève ET train
├── AnyOf     at least one of                grève OU train
└── Beside    set side by side: `match` says whether all or any is meant
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from trouvere.index.settings import Settings

Match = Literal["auto", "all", "any"]
Sort = str
"""How what is found is ordered: one of `SORTS`, or a declared field, `-` before it for the greatest first."""
SORTS = ("relevance", "date", "oldest", "title")
TextField = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed; `exact` asks for this surface form only; `field` limits it to the title or the text."""

    text: str
    field: TextField | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin with `text`, accents folded; `unfinished`: nobody asked for them, the word is being typed."""

    text: str
    field: TextField | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, as written; `slop` is how many other words may stand before each next one."""

    text: str
    slop: int = 0
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that `node` does not find."""

    node: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    """Articles that every node finds."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Articles that at least one node finds; `unfinished`: they are all one word, which is being typed."""

    nodes: tuple[Node, ...]
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Nodes set side by side: `match` decides whether they are all wanted or any."""

    nodes: tuple[Node, ...]


Node = Word | Prefix | Phrase | Not | AllOf | AnyOf | Beside
EVERYTHING = AllOf(())


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a person's text may ask for; what goes over them is cut and reported, never an error."""

    characters: int = 512
    terms: int = 32
    depth: int = 8
    expansions: int = 1024

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the bounds that are set."""
        return cls(
            settings.max_query_chars, settings.max_query_terms, settings.max_query_depth, settings.max_expansions
        )
