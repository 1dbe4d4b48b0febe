"""What a part is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """How much is to be tried: the same seed tries the same. `work` is an empty folder of this part alone."""

    rounds: int
    seed: int
    work: Path
    say: Callable[[str], None] = lambda line: None


@dataclass(frozen=True, slots=True)
class Both:
    """A sentence in both languages of the table."""

    fr: str = ""
    en: str = ""


@dataclass
class Outcome:
    """What came of a part: each failure is a line that tells how to see it again. One that skipped says why."""

    tries: int = 0
    failures: list[str] = field(default_factory=list)
    note: Both = Both()
    skipped: str = ""

    def hold(self, kept: bool, failure: str) -> None:
        """Note a failure where a promise was not kept."""
        if not kept:
            self.failures.append(failure)


@dataclass(frozen=True)
class Part:
    """A promise by its number in promises.md, what is tried for it, how often by default, and where: `file:function`.

    The function is imported when the part runs, so that one part's libraries are not needed for another.
    """

    promise: int
    tried: Both
    rounds: int
    where: str

    def run(self, plan: Plan) -> Outcome:
        """Try it."""
        module, _, function = self.where.partition(":")
        outcome: Outcome = getattr(import_module(f"torture.{module}"), function)(plan)
        return outcome
