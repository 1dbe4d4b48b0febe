"""Whether time grows in line with the text: each kind of run, in each field of each format, once and twice as long.

What is timed is what a build does to a file: it is read, its articles are cleaned, packed, analysed, inverted. A run of
one thing is what makes a pattern or a loop turn back again and again; twice the run may take two and a half times as
long, not four.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from torture.formats import FORMATS
from torture.outcome import Outcome, Plan
from trouvere.index.article import Article, digest_of
from trouvere.index.cleaning import clean
from trouvere.index.columns.run import RunMaker
from trouvere.index.errors import ArticleError
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read
from trouvere.search.marks import Marks
from trouvere.search.plan import Term
from trouvere.web.display import paragraphs
from trouvere.search.snippets import fragments

MOST = 2.5
"""Times the CPU that twice the run may take."""
TOO_SHORT = 0.004
"""Seconds of CPU that say nothing yet."""
AGAIN = 4
"""How often a ratio that is too high is looked at again: the least of them counts, the others are noise."""
FIRST = 3_000

RUNS = {
    "blanks": " ",
    "no-break": "\u00a0",
    "narrow": "\u202f",
    "ideographic": "\u3000",
    "tabs": "\t",
    "tabs and blanks": " \t",
    "line ends": "\n",
    "carriage returns": "\r",
    "form feeds": "\x0c",
    "units": "\x1f",
    "line separators": "\u2028",
    "blank lines": " \n",
    "no-break lines": "\u00a0\n",
    "lines": "a\n",
    "paragraphs": "mot\n\n",
    "next lines": "\u0085",
    "dots": ".",
    "spaced dots": ". ",
    "ellipses": "…",
    "commas": ",",
    "semicolons": "; ",
    "and": " et ",
    "and again": "et  ",
    "bars": "|",
    "hyphens": "-",
    "soft hyphens": "a\u00ad",
    "dashes": "— ",
    "middle dots": "·",
    "bullets": "a·b",
    "inclusive": "ami·e·s",
    "in parentheses": "ami(e)s",
    "joined": "a-",
    "elided": "l'",
    "elided’": "l’",
    "points": "a.",
    "acronym": "A.B.",
    "apostrophes": "'",
    "curly": "’",
    "quotes": '"',
    "guillemets": "« a » ",
    "opening guillemets": "« ",
    "closing": "» ",
    "stops": '. "',
    "brackets": "[",
    "closed": "]",
    "pairs": "[a]",
    "parentheses": "(",
    "ended": ")",
    "braces": "{",
    "mails": "a@",
    "digits": "1",
    "groups": " 000",
    "number": "1 000 ",
    "narrow groups": "\u202f000",
    "hours": "1h",
    "numerals": "XI",
    "days": "1/2/",
    "years": "2023-",
    "dates": "2023-01-01 ",
    "months": "mars 3 ",
    "lower": "a",
    "capitals": "A",
    "words": "Mot ",
    "names": "Anne Le Goff, ",
    "thanks": "Anne Le Goff a contribué ",
    "wide": "ﷺ",
    "emoji": "😀",
    "accents": "e\u0301",
    "stack": "\u0301",
    "classes": "\u0301\u0323",
    "zero width": "\u200b",
    "joiners": "a\u200d",
    "modifier": "\u02bc",
    "underscores": "_",
    "slashes": "/",
    "backslashes": "\\",
    "tags": "<a",
    "tags apart": "<a ",
    "attributes": '<a b="',
    "values": "<a b='c' ",
    "angles": "<",
    "greater": ">",
    "ending": "</",
    "paragraph tags": "<p>",
    "breaks": "<br>",
    "pre": "<pre> ",
    "cells": "<td>",
    "rows": "<tr><td>a ",
    "comments": "<!--",
    "comments closed": "<!-- a -->",
    "half comments": "<!-- --",
    "instructions": "<?",
    "sections": "<![CDATA[",
    "declarations": "<!A ",
    "scripts": "<script>",
    "entities": "&amp;",
    "bare": "&",
    "no-break entities": "&nbsp;",
    "numbers": "&#",
    "letters": "&a",
    "gallery": "[gallery",
    "captions": "[caption]",
    "templates": "{%",
    "template pairs": "{{< a >}}",
    "opened": "{{<",
    "stars": "*",
    "strong": "**",
    "strong word": "a**",
    "emphasis": "*a ",
    "emphases": "*a_ ",
    "strikes": "~~",
    "ticks": "`",
    "ticks apart": "` ",
    "links": "[a](",
    "links opened": "[a](<",
    "titles": '[a](b "',
    "images": "![",
    "references": "[a]: b\n",
    "notes": "[^a]",
    "notes within": "^[",
    "carets": "^",
    "quoted": "> ",
    "items": "- ",
    "item lines": "- a\n",
    "deeper": "  - a\n",
    "heads": "# ",
    "rules": "---\n",
    "table": "|a|b|\n",
    "addresses": "http://a.fr ",
    "address": "http://a.",
    "footer": "\nL'article a est apparu en premier sur b",
    "footer words": " est apparu en premier sur",
    "source link": "source link ",
    "source links": "a. Source link -39\n",
    "advertisements": "[ad_1] ",
    "shares": "Partager sur Facebook\n",
    "datelines": "PARIS (AFP) - ",
    "places": "Paris/",
    "signs": "+",
    "equals": "=",
    "percent": "%41",
    "colons": ":",
    "keys": '"author":',
    "json": '{"@type":',
}
"""What is repeated."""


@dataclass(frozen=True)
class Case:
    """A run in a field of a format."""

    format: str
    field: str
    run: str

    def write(self, folder: Path, size: int) -> Path:
        """Write the file whose run has so many characters, about."""
        unit = RUNS[self.run]
        suffix, field = FORMATS[self.format]
        path = folder / f"a{suffix}"
        content = field[self.field](f"a{unit * max(1, size // len(unit))}b")
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        return path


def cases(only: Sequence[str] = ()) -> list[Case]:
    """Return every run in every field of every format."""
    return [
        Case(name, field, run)
        for name, (_, fields) in FORMATS.items()
        if not only or name in only
        for field in fields
        for run in RUNS
    ]


def growth(plan: Plan) -> Outcome:
    """Try every case; `plan.rounds` is how many thousand characters the longest runs have."""
    return grown(plan, cases(), enough=0.2)


def sampled(plan: Plan, count: int, *, enough: float) -> Outcome:
    """Try some cases, other ones for another seed."""
    every = cases()
    return grown(plan, random.Random(plan.seed).sample(every, min(count, len(every))), enough=enough)


def grown(plan: Plan, some: Sequence[Case], *, enough: float) -> Outcome:
    """Try some cases, each with a run that is long enough to take `enough` seconds of CPU, if any is."""
    outcome = Outcome()
    worst = (0.0, "")
    measured = 0
    for case in some:
        outcome.tries += 1
        ratio, size, seconds = ratio_of(case, plan.work, enough, plan.rounds * 1_000)
        measured += ratio > 0
        worst = max(worst, (ratio, f"{case.format} {case.field} {case.run}"))
        outcome.hold(
            ratio <= MOST, f"{case}: {size:,} characters take {seconds:.3f} s, twice as many {ratio:.1f} times as long"
        )
    outcome.note = f"au pire × {worst[0]:.1f} pour le double ({worst[1]}) ; {measured} mesurés"
    return outcome


def ratio_of(case: Case, folder: Path, enough: float, longest: int) -> tuple[float, int, float]:
    """Return how many times as long twice the run takes, 0 where that is no time at all; the run, and its time."""
    size, taken = FIRST, 0.0
    while True:
        more, used = timed(case, folder, 2 * size)
        if not used and taken:
            # Too much of it is refused: the longest that is not is looked at.
            size //= 4
            break
        taken = more
        if more >= 2 * enough or 4 * size > longest or not used:
            break
        size *= 4
    least, short = 0.0, 0.0
    for _ in range(AGAIN):
        short, long = timed(case, folder, size)[0], timed(case, folder, 2 * size)[0]
        if long < TOO_SHORT:
            # Too short for a ratio.
            return 0.0, size, long
        ratio = long / short
        least = min(least or ratio, ratio)
        if least <= MOST:
            break
    return least, size, short


def timed(case: Case, folder: Path, size: int) -> tuple[float, bool]:
    """Return the CPU that a build needs for a case, and whether it made an article of it."""
    path = case.write(folder, size)
    with _uncollected():
        started = time.process_time()
        skipped: list[Skipped] = []
        articles = _built(path, skipped)
        return time.process_time() - started, bool(articles)


def _built(path: Path, skipped: list[Skipped]) -> list[Article]:
    articles = []
    for raw in read(path, settings=Settings(), on_skip=skipped.append):
        try:
            articles.append(clean(raw))
        except ArticleError as error:
            skipped.append(Skipped(raw.origin, str(error)))
    packed = [article.packed() for article in articles]
    if articles:
        RunMaker().make(articles, packed, list(map(digest_of, packed)))
    for article in articles:
        # As the page of the article does.
        marks = Marks(Term("a", "a"), "text")
        paragraphs(fragments(article.text, marks.spans(article.text)))
    return articles


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let go of what was there before, and collect nothing meanwhile: worker processes do not, either."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
