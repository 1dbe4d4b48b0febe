"""Query plan: what an engine looks up for a query.

Plan
├── Term         one word, in both forms or as written only
├── Expansion    words that begin so
├── Sequence     words in order, each as written or by its stem
├── All          every part
├── Either       at least one part
├── Enough       parts that tell enough together
└── Without      what `wanted` finds and `unwanted` does not
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Self

from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.query.nodes import TextField
from trouvere.search.results import Ignored, Variant


@dataclass(frozen=True, slots=True)
class Term:
    """A word in its surface form and, unless it is a stop word or wanted as written, its stem.

    `weight` is what it counts for beside the words as typed; a surface form of "" stands for none. `homograph`: accents
    alone tell the word from others (« retraite », « retraité »), so its stem says more than its surface form. `light`:
    it frames a question more than it says what it is about.
    """

    surface: str
    stem: str | None
    field: TextField | None = None
    weight: float = 1.0
    homograph: bool = False
    light: bool = False

    def forms(self, field: TextField) -> tuple[tuple[str, str], ...]:
        """Return the word in each form, with the form of the field that it is looked up in.

        Neither form is in the other: accents tell stems apart, and what has no stem is not among them.
        """
        surface = ((field, self.surface),) if self.surface else ()
        return surface if self.stem is None else (*surface, (stem_of(field), self.stem))


FieldWords = tuple[TextField, tuple[str, ...]]
"""Words of a field."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """The words of the index whose surface form begins with `prefix`.

    `chosen` has, for a field in which more words begin so than are looked up, those that are; `weight` is what they
    count for beside the words as typed.
    """

    prefix: str
    field: TextField | None = None
    chosen: tuple[FieldWords, ...] = ()
    weight: float = 1.0


Place = tuple[str, bool]
"""A word of a query where it stands: its stem, and True; of a stop word its surface form, and False."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Words in this order, with at most `slop` other words between each and the next.

    Each is looked for as `places` have it: as written, or by its stem.
    """

    places: tuple[Place, ...]
    slop: int = 0
    field: TextField | None = None
    weight: float = 1.0

    @classmethod
    def of_surfaces(
        cls, surfaces: Iterable[str], slop: int = 0, field: TextField | None = None, weight: float = 1.0
    ) -> Self:
        """Return words in order, all of them as written."""
        return cls(tuple((surface, False) for surface in surfaces), slop, field, weight)

    @property
    def words(self) -> tuple[str, ...]:
        """Surface forms and stems, without which is which."""
        return tuple(word for word, _ in self.places)

    def forms(self, field: TextField) -> tuple[tuple[str, str], ...]:
        """Return each word with the form of the field that it is looked up in."""
        return tuple((stem_of(field) if stemmed else field, word) for word, stemmed in self.places)


@dataclass(frozen=True, slots=True)
class All:
    """Every part."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """Parts that tell enough together: the `worths` of those that an article has add up to `least` or more.

    They are whole numbers, so that every engine adds up the same.
    """

    parts: tuple[Plan, ...]
    worths: tuple[int, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Without:
    """What `wanted` finds and `unwanted` does not; `wanted` None stands for every article."""

    wanted: Plan | None
    unwanted: Plan


Leaf = Term | Expansion | Sequence
Plan = Leaf | All | Either | Enough | Without
Wanted = Literal["all", "any", "enough", "insisted"]
"""What an article must have of words side by side: all of them, one at least, those that tell enough together; of these
also each that is insisted on, by quotes, a field, a sign."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A variant that is looked up beside words of the query; `typed` are the surface forms of those."""

    variant: Variant
    leaf: Term | Sequence
    typed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherWriting:
    """Another way to write words of the query that is looked up beside them; `typed` are their surface forms."""

    leaf: Leaf
    typed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """`plan` is None where nothing of the query can be looked up; `choice` says whether `match` made a difference.

    `neighbours` are the pairs of words that stand side by side in the query, stop words too.
    """

    plan: Plan | None
    ignored: tuple[Ignored, ...]
    choice: bool
    alternatives: tuple[Alternative, ...] = ()
    neighbours: tuple[tuple[Place, Place], ...] = ()
    writings: tuple[OtherWriting, ...] = ()

    @property
    def parts(self) -> tuple[Plan, ...]:
        """The words of the query, as the plan has them."""
        wanted = self._wanted
        return self.words or (wanted.parts if isinstance(wanted, All) else (wanted,) if wanted else ())

    @property
    def words(self) -> tuple[Plan, ...]:
        """Those of which any will do; none where all are wanted, or there is one."""
        wanted = self._wanted
        return wanted.parts if self.choice and isinstance(wanted, Either | Enough) else ()

    @property
    def _wanted(self) -> Plan | None:
        return self.plan.wanted if isinstance(self.plan, Without) else self.plan


def text_fields(only: TextField | None) -> tuple[TextField, ...]:
    """Return the fields that a leaf is looked up in."""
    return (only,) if only else TEXT_FIELDS


def is_typed(leaf: Leaf) -> bool:
    """Say whether a leaf is what was typed, not what that may mean too: that counts for less."""
    return isinstance(leaf, Expansion) or leaf.weight == 1


def leaves(plan: Plan | None) -> Iterator[Leaf]:
    """Yield the leaves that can make an article found: nothing of what is unwanted."""
    match plan:
        case None:
            return
        case All(parts) | Either(parts) | Enough(parts):
            for part in parts:
                yield from leaves(part)
        case Without(wanted, _):
            yield from leaves(wanted)
        case _:
            yield plan
