"""Whether time grows in line with the text: each kind of run, in each field of each format, once and twice as long.

What is timed is what a build does to a file: it is read, its articles are cleaned, packed, analysed, inverted. A run of
one thing is what makes a pattern or a loop turn back again and again; twice the run may take two and a half times as
long, not four.
"""

from __future__ import annotations

import gc
import io
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from torture.formats import FORMATS
from torture.many import MANY
from torture.outcome import Both, Outcome, Plan
from trouvere.index.article import RawArticle, digest_of
from trouvere.index.cleaning import clean
from trouvere.index.columns.write.run import RunMaker
from trouvere.index.errors import ArticleError
from trouvere.index.settings import Settings
from trouvere.index.sources import READERS
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import OpenFile
from trouvere.index.sources.records.fields import FieldNames
from trouvere.search.highlight.marks import Marks
from trouvere.search.highlight.snippets import fragments
from trouvere.search.query.plan import Term
from trouvere.web.pages.view import paragraphs

_READERS = {suffix: reader for reader in READERS for suffix in reader.suffixes}
MOST = 2.5
"""Times the CPU that twice the run may take."""
TOO_SHORT = 0.015
"""Seconds of CPU that say nothing; of 50,000 characters, whatever turns back over them takes far longer."""
MEASURED_AGAIN = 4
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

    def file(self, size: int) -> OpenFile:
        """Return the file whose run has so many characters, about."""
        unit = RUNS[self.run]
        suffix, fields = FORMATS[self.format]
        return _file(suffix, fields[self.field](f"a{unit * max(1, size // len(unit))}b"))


@dataclass(frozen=True)
class Many:
    """Many parts of one kind, no two alike."""

    kind: str

    def file(self, size: int) -> OpenFile:
        """Return a file of so many characters, about."""
        suffix, content = MANY[self.kind]
        return _file(suffix, content(size // 20))


def _file(suffix: str, content: str | bytes) -> OpenFile:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    stream = io.BufferedReader(io.BytesIO(data))
    return OpenFile(where=f"a{suffix}", suffix=suffix, stream=stream, settings=Settings(), names=FieldNames())


def cases(only: Sequence[str] = ()) -> list[Case | Many]:
    """Return every run in every field of every format, and every kind of many parts."""
    many: list[Case | Many] = [Many(kind) for kind, (suffix, _) in MANY.items() if not only or suffix[1:] in only]
    return many + [
        Case(name, field, run)
        for name, (_, fields) in FORMATS.items()
        if not only or name in only
        for field in fields
        for run in RUNS
    ]


def growth(plan: Plan) -> Outcome:
    """Try every case; `plan.rounds` is how many thousand characters the longest runs have."""
    return grown(plan, cases(), enough=0.1)


def sampled(plan: Plan, count: int, *, enough: float) -> Outcome:
    """Try some cases, other ones for another seed."""
    every = cases()
    return grown(plan, random.Random(plan.seed).sample(every, min(count, len(every))), enough=enough)


def grown(plan: Plan, some: Sequence[Case | Many], *, enough: float) -> Outcome:
    """Try some cases, each with a run that is long enough to take `enough` seconds of CPU, if any is."""
    outcome = Outcome()
    worst = (0.0, "")
    measured = 0
    for case in some:
        outcome.tries += 1
        ratio, size, seconds = ratio_of(case, enough, plan.rounds * 1_000)
        measured += ratio > 0
        worst = max(worst, (ratio, str(case)))
        outcome.hold(
            ratio <= MOST, f"{case}: {size:,} characters take {seconds:.3f} s, twice as many {ratio:.1f} times as long"
        )
    outcome.note = Both(
        f"{measured} assez longs pour un rapport, au plus × {worst[0]:.1f} ({worst[1]})",
        f"{measured} long enough for a ratio, at most × {worst[0]:.1f} ({worst[1]})",
    )
    return outcome


def ratio_of(case: Case | Many, enough: float, longest: int) -> tuple[float, int, float]:
    """Return how many times as long twice the run takes, 0 where that is no time at all; the run, and its time."""
    size, taken = FIRST, 0.0
    while True:
        more, used = timed(case, 2 * size)
        if not used and taken:
            # Too much of it is refused: the longest that is not is looked at.
            size //= 4
            break
        taken = more
        if more >= 2 * enough or 8 * size > longest or not used:
            break
        size *= 4
    least = short = 0.0
    for _ in range(MEASURED_AGAIN):
        if taken < TOO_SHORT:
            return 0.0, size, taken
        short, taken = timed(case, size)[0], timed(case, 2 * size)[0]
        least = min(least or taken / short, taken / short)
        if least <= MOST:
            break
    return least, size, short


def timed(case: Case | Many, size: int) -> tuple[float, bool]:
    """Return the CPU that a build needs for a case, and whether it made an article of it."""
    file = case.file(size)
    with _uncollected():
        started = time.process_time()
        made = _made(file)
        return time.process_time() - started, made


def _made(file: OpenFile) -> bool:
    articles = []
    try:
        for raw in _READERS[file.suffix].read(file):
            if isinstance(raw, RawArticle):
                articles.append(clean(raw))
    except (FileFault, ArticleError):
        return False
    packed = [article.packed() for article in articles]
    if articles:
        RunMaker().make(articles, packed, list(map(digest_of, packed)))
    for article in articles:
        # As the page of the article does.
        marks = Marks(Term("a", "a"), "text")
        paragraphs(fragments(article.text, marks.spans(article.text)))
    return bool(articles)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Collect nothing meanwhile: worker processes do not, either."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
