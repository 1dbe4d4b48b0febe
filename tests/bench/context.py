"""What the parts of the benchmark share: the inputs, how much is measured, the index, the figures so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.corpus import Draws, draw, lines, write
from bench.peers import Peers
from bench.processes import call
from bench.requests import Request, kinds, to_file

Figures = dict[str, float]
Raw = dict[str, list[Figures]]
"""Every measurement under its name, in the order in which they were made: `build/ours/2`, `query/tantivy/any`, …"""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: all of it, or just enough to see that the benchmark works."""

    rounds: int = 3
    queries: int | None = None
    phrases: int = 300
    updates: int = 50
    whoosh: int = 5_000
    starts: int = 7
    served: int = 4_000
    pages: int = 9


FULL = Scale()
SAMPLE = Scale(rounds=1, queries=30, phrases=30, updates=2, whoosh=500, starts=2, served=300, pages=2)


@dataclass
class Bench:
    """One run of the benchmark."""

    corpus: Path
    queries: Path
    peers: Peers
    work: Path
    scale: Scale
    say: Callable[[str], None]
    limit: int | None = None
    growth: list[Path] = field(default_factory=list)
    raw: Raw = field(default_factory=dict)
    _index: Path | None = None

    def record(self, name: str, figures: Figures | None) -> None:
        """Keep a measurement, and say it; None (a peer that is not there) is passed over."""
        if figures is None:
            return
        self.raw.setdefault(name, []).append(figures)
        self.say(f"{name:<24} " + ", ".join(f"{key} {_short(value)}" for key, value in figures.items()))

    def index(self) -> Path:
        """Return an index of the corpus: the last one built, or one built now."""
        return self._index or self.build(2)

    def use(self, index: Path) -> None:
        """Ask an index that is there already."""
        self._index = index

    def warm(self) -> None:
        """Build and update a small index unmeasured: the first run of a program compiles it to bytecode."""
        few = write(self.work / "warm.jsonl.gz", lines(self.corpus, 100))
        call(self.work, "child", "build", index=self.work / "warm", corpus=few, processes=2)
        call(self.work, "child", "update", index=self.work / "warm", batches=[few])

    def build(self, processes: int, *, sampled: bool = False, corpus: Path | None = None) -> Path:
        """Build an index in a fresh process and record its figures; `sampled` records the memory instead."""
        path = self.work / f"ours-{len(list(self.work.glob('ours-*')))}"
        figures, ended = call(
            self.work, "child", "build", index=path, corpus=corpus or self.corpus, processes=processes, sampled=sampled
        )
        if corpus is None:
            if sampled:
                self.record("memory/build/ours", {"peak_mib": ended.peak_mib})
            else:
                self.record(f"build/ours/{processes}", figures)
            self._index = path
        return path

    def ask(self, index: Path, kind: str, *, snippets: bool = False) -> Figures:
        """Time the requests of a kind in a fresh process."""
        figures: Figures = call(
            self.work, "child", "ask", index=index, requests=self.requests[kind], snippets=snippets
        )[0]
        return figures

    @cached_property
    def draws(self) -> Draws:
        """What is drawn from the corpus."""
        return draw(self.corpus, phrases=self.scale.phrases, updates=self.scale.updates, articles=100)

    @cached_property
    def requests(self) -> dict[str, Path]:
        """The file of each kind of request."""
        return {kind: to_file(self.work / f"{kind}.json", asked) for kind, asked in self.asked.items()}

    @cached_property
    def asked(self) -> dict[str, list[Request]]:
        """The requests of each kind."""
        return kinds(query_texts(self.queries), self.draws)


def query_texts(path: Path) -> list[str]:
    """Return the queries of a `.jsonl` file."""
    import json

    values: list[dict[str, Any]] = [json.loads(line) for line in lines(path)]
    return [value["text"] for value in values]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 or value == int(value) else f"{value:.3g}"
