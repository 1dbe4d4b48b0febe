"""The marks, and what was measured held against them. The figure of a row is the median over the rounds."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from bench.context import Raw

TIMES = "×"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mark; `value` is None where it was not measured. Without `mark`, the row is for information."""

    what: str
    ours: str
    peer: str = ""
    value: float | None
    unit: str
    mark: float | None = None
    stretch: float | None = None
    at_least: bool = False

    def meets(self, bound: float | None) -> bool:
        """Whether the value is on the right side of a bound."""
        if bound is None or self.value is None:
            return False
        return self.value >= bound if self.at_least else self.value <= bound

    @property
    def verdict(self) -> str:
        """Met, met with the stretch, or missed by how much."""
        if self.value is None:
            return "not measured"
        if self.mark is None:
            return "for information"
        if self.meets(self.stretch):
            return "met, stretch too"
        if self.meets(self.mark):
            return "met"
        by = 1 - self.value / self.mark if self.at_least else self.value / self.mark - 1
        return f"missed by {by:.1%}" if by < 0.1 else f"missed by {by:.0%}"

    @property
    def ratio(self) -> str:
        """The value where it is a ratio; what stands for itself is said as `ours`."""
        return shown(self.value, TIMES) if self.value is not None and self.unit == TIMES else ""

    @property
    def bounds(self) -> str:
        """The mark, and the stretch in parentheses."""
        if self.mark is None:
            return ""
        sign = "≥" if self.at_least else "≤"
        stretch = "" if self.stretch is None else f" ({shown(self.stretch, self.unit)})"
        return f"{sign} {shown(self.mark, self.unit)}{stretch}"


def shown(value: float, unit: str) -> str:
    """Return a value as it is written in the tables."""
    if unit in ("MiB", "/s", "MB"):
        return f"{value:,.0f}{'' if unit == '/s' else ' '}{unit}"
    if unit == TIMES:
        return f"{value:.2f} ×"
    return f"{value:.3g} {unit}"


@dataclass(frozen=True, slots=True)
class Medians:
    """What was measured, as medians."""

    raw: Raw

    def __call__(self, name: str, figure: str) -> float | None:
        """Return the median of a figure, None where it was not measured."""
        values = [figures[figure] for figures in self.raw.get(name, ()) if figure in figures]
        return median(values) if values else None

    def text(self, name: str, figure: str, unit: str) -> str:
        """Return it as it is written."""
        value = self(name, figure)
        return "—" if value is None else shown(value, unit)

    def ratio(
        self,
        what: str,
        ours: str,
        peer: str,
        figure: str,
        unit: str,
        mark: float | None = None,
        stretch: float | None = None,
        *,
        at_least: bool = False,
    ) -> Row:
        """Return a row that divides ours by the peer's."""
        mine, theirs = self(ours, figure), self(peer, figure)
        return Row(
            what=what,
            ours=self.text(ours, figure, unit),
            peer=self.text(peer, figure, unit),
            value=mine / theirs if mine is not None and theirs else None,
            unit=TIMES,
            mark=mark,
            stretch=stretch,
            at_least=at_least,
        )

    def absolute(
        self, what: str, name: str, figure: str, unit: str, mark: float | None = None, stretch: float | None = None
    ) -> Row:
        """Return a row that stands for itself."""
        text = self.text(name, figure, unit)
        return Row(what=what, ours=text, value=self(name, figure), unit=unit, mark=mark, stretch=stretch)


def rows(raw: Raw) -> list[Row]:
    """Return every mark of the benchmark, in the order of the issue that set them."""
    m = Medians(raw)
    return [*_building(m), *_asking(m), *_keeping(m), *_growing(m), *_updating(m), *_serving(m)]


def _building(m: Medians) -> list[Row]:
    ours, one = "build/ours/2", "build/ours/1"
    return [
        m.ratio(
            "build, 2 processes : tantivy, 2 threads", ours, "build/tantivy/2", "rate", "/s", 1, 1.3, at_least=True
        ),
        m.ratio("build, 2 processes : plain Whoosh", ours, "build/whoosh", "rate", "/s", 15, at_least=True),
        m.ratio("build, 1 process : tantivy, 1 thread", one, "build/tantivy/1", "rate", "/s", at_least=True),
    ]


def _asking(m: Medians) -> list[Row]:
    def both(what: str, kind: str, figure: str, mark: float | None, stretch: float | None = None) -> Row:
        return m.ratio(f"{what}, {figure}", f"query/ours/{kind}", f"query/tantivy/{kind}", figure, "ms", mark, stretch)

    found = [
        both("top 10 with ids", "any", "p50", 1, 0.8),
        both("top 10 with ids", "any", "p99", 1, 0.8),
        both("title and two snippets : one snippet", "snippets", "p50", 0.9, 0.6),
        both("title and two snippets : one snippet", "snippets", "p99", 0.5, 0.3),
        both("all words", "all", "p50", 1.2),
        m.absolute("all words, p99", "query/ours/all", "p99", "ms", 10, 5),
        both("phrase", "phrase", "p50", 1.2),
        m.absolute("phrase, p99", "query/ours/phrase", "p99", "ms", 10, 5),
        both("prefix : regular expression on stems", "prefix", "p50", None),
    ]
    for what, kind in (("top 10 with ids", "any"), ("title and two snippets", "snippets"), ("phrase", "phrase")):
        for figure in ("p50", "p99"):
            name = f"{what}, asked for the first time, {figure}"
            found.append(m.absolute(name, f"query/ours/{kind}", f"first_{figure}", "ms"))
    for what, kind in (("prefix", "prefix"), ("filter by source", "filter"), ("by date", "date"), ("facets", "any")):
        found.append(m.absolute(f"{what}, p99", f"query/ours/{kind}", "p99", "ms", 10, 5))
    return found


def _keeping(m: Medians) -> list[Row]:
    return [
        m.ratio("size on disk", "size/ours", "size/tantivy", "mb", "MB", 1.8, 1.4),
        m.absolute("peak memory of a build (PSS)", "memory/build/ours", "peak_mib", "MiB", 1024, 600),
        m.absolute("the same, all corpora", "memory/build/largest", "peak_mib", "MiB", 1024, 600),
        m.ratio("peak memory, all corpora : one", "memory/build/largest", "memory/build/ours", "peak_mib", "MiB"),
        m.absolute("memory of a serving process (PSS)", "memory/serving", "pss_mib", "MiB", 300, 150),
        m.absolute("opening", "open/ours", "open_ms", "ms", 50, 15),
        m.absolute("opening and the first answer", "open/ours", "opened_and_answered_ms", "ms"),
        m.absolute("`trouvere search` from a cold process", "open/command", "seconds", "s", 0.5, 0.3),
    ]


def sizes(raw: Raw) -> list[int]:
    """Return the sizes of the growth, ascending."""
    return sorted(int(name.removeprefix("growth/")) for name in raw if name.startswith("growth/"))


def _growing(m: Medians) -> list[Row]:
    grown = sizes(m.raw) or [0]
    small, large = f"growth/{grown[0]}", f"growth/{grown[-1]}"
    times = grown[-1] / grown[0] if grown[0] else 0
    label = f"{grown[-1]:,} : {grown[0]:,} articles" if times else "largest : smallest"
    return [
        # A tenth for the noise: the smaller of the two runs takes a second or two.
        m.ratio(f"time per article, {label}", large, small, "ms_per_article", "ms", 1.1),
        m.ratio(f"query p50, {label} (linear)", large, small, "p50", "ms", times or None),
        m.ratio(f"query p99, {label} (linear)", large, small, "p99", "ms", times or None),
    ]


def _updating(m: Medians) -> list[Row]:
    def since(what: str, state: str, mark: float) -> list[Row]:
        ours, before = f"update/{state}", "update/before"
        return [m.ratio(f"{what} : before, {p}", ours, before, p, "ms", mark) for p in ("p50", "p99")]

    return [
        m.absolute("update of 100 articles, first of a process", "update/ours", "first_s", "s", 1),
        m.absolute("update of 100 articles, slowest", "update/ours", "worst_s", "s", 1),
        *since("queries after the updates", "after", 1.5),
        *since("queries after `optimize`", "optimized", 1.05),
    ]


def _serving(m: Medians) -> list[Row]:
    def beside(what: str, name: str, figure: str, unit: str, mark: float | None = None) -> Row:
        ours, bare = f"http/ours/{name}", f"http/bare/{name}"
        return Row(
            what=f"{what} : bare Flask",
            ours=m.text(ours, figure, unit),
            peer=m.text(bare, figure, unit),
            value=m(ours, figure),
            unit=unit,
            mark=mark,
            at_least=figure == "rate",
        )

    return [
        beside("`api/v1/search`, one worker, HTTP included, p50", "alone", "p50", "ms", 5),
        beside("`api/v1/search`, one worker, HTTP included, p99", "alone", "p99", "ms", 15),
        beside("`api/v1/search`, 2 workers, 32 clients", "2", "rate", "/s", 300),
        beside("`api/v1/search`, 2 workers, 32 clients, p50", "2", "p50", "ms"),
        beside("`api/v1/search`, 2 workers, 32 clients, p99", "2", "p99", "ms"),
        beside("`api/v1/search`, one worker, 32 clients", "1", "rate", "/s"),
        m.absolute("largest contentful paint of the results, processor slowed 4 ×", "http/page", "lcp_ms", "ms", 1000),
        m.absolute("the same, slowest page", "http/page", "worst_ms", "ms"),
    ]
