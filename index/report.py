"""Reports as values: progress of a build (`Progress`), what it did (`BuildReport`), what is published (`IndexInfo`),
what a check found (`CheckReport`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from trouvere.index.fields import Field


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a source that was not indexed.

    `where` is `path`, `path:line` or, of a value from Python, `article ID`; `reason` is a French sentence that names
    the field where one is at fault.

    `unread` is false where it was read whole and is no article, such as a draft. Of anything else nobody knows what it
    holds: what the index has of it stays.
    """

    where: str
    reason: str
    unread: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. `read` of `size` bytes of the sources are done (`size` 0: not known, as for a pipe)."""

    stage: str
    articles: int
    seconds: float
    read: int = 0
    size: int = 0

    @property
    def rate(self) -> float:
        """Articles per second so far."""
        return self.articles / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds left, guessed from the bytes read; None where the size is not known."""
        return self.seconds * (self.size - self.read) / self.read if self.read and self.size else None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the articles of the sources that their owner would mend, such as « sans date »."""

    what: str
    articles: int
    """How many of the articles it holds for, unchanged ones counted too."""
    example: str
    """Where one of them is, as in `Skipped.where`, with what is wrong there where that says more."""
    advice: str
    """What to do about it."""


OnProgress = Callable[[Progress], None]
"""Called while something is written, ten times a second at most."""
Expect = Callable[[Any, Any], list[str]]
"""Given the folder of a generation that nobody reads yet and the generation, opened, or its address and state on a
cluster, says what is wrong, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build, update, delete or rebuild did. `published` is false where nothing had changed."""

    path: str
    generation: str
    published: bool
    articles: int
    """Articles that the index holds now."""
    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    duplicates: int = 0
    """Articles whose id came again later in the same sources; the last one counts."""
    skipped: tuple[Skipped, ...] = ()
    """At most the first thousand, and the first for each reason; `skipped_total` counts all."""
    skipped_total: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    """Why, and how often: all that was skipped, the most frequent reason first."""
    seconds: float = 0.0
    size: int = 0
    """Bytes on disk of the generation."""
    notices: tuple[str, ...] = ()
    """Things worth saying, such as a stale lock taken over."""
    dry_run: bool = False
    unread: int = 0
    """How much of what was skipped could not be read: what it holds is not known."""
    kept: int = 0
    """Articles that `mirror` found in no source and kept, since not all of the sources could be read."""
    missing: tuple[str, ...] = ()
    """Ids that were to be deleted and that the index did not have."""
    remarks: tuple[Remark, ...] = ()
    """What an owner would mend about the articles that were read: without a date, without a source, cut…"""
    held_back: bool = False
    """Whether `mirror` removed nothing because not all of the sources could be read."""

    @property
    def rate(self) -> float:
        """Articles indexed per second."""
        return (self.indexed + self.updated) / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexInfo:
    """What `trouvere index info` shows. `path` is a folder that `whoosh.index.open_dir` opens,
    or the name of an index on a cluster; sizes are in bytes.
    """

    articles: int
    generation: str
    path: str
    segments: int
    deleted: int
    size: int
    published: str
    digest: str
    format: int
    analysis: str
    generations: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    """The site's own fields, as it declares them."""

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not what was written, what is the matter with it, and what an index cannot do without it."""

    file: str
    what: str
    lost: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found in the published generation; `remedy` says what mends it, "" where nothing is damaged."""

    ok: bool
    generation: str
    articles: int
    files: int
    bytes: int
    damage: tuple[Damage, ...]
    remedy: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return asdict(self)
