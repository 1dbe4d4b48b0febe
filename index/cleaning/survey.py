"""Survey of the articles of a build: what their owner would mend, each with an example.

An article without a date or a source, a text that stops in its middle, a title that hundreds share are all fit to be
indexed. Nothing is refused for it, and so nobody would know.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter

import numpy as np
from xxhash import xxh3_64_intdigest

from trouvere.index.article import Article
from trouvere.index.report import Remark

UNDATED, MISREAD_DATE = "sans date", "date non comprise"
UNSOURCED, CUT, REPEATED_TITLE = "sans source", "texte coupé, semble-t-il", "titre répété"
REMARKS = {
    UNDATED: "--map date=… si elle a un autre nom, ou --default date=AAAA-MM-JJ",
    MISREAD_DATE: "écrivez-les AAAA-MM-JJ ou JJ/MM/AAAA ; le texte d'origine reste sous extra.date",
    UNSOURCED: "--default source=« Le nom du site »",
    CUT: "leur fin n'est pas dans ces sources : prenez le texte entier, si vous le pouvez",
    REPEATED_TITLE: "un titre de site ou de rubrique, peut-être : --map title=…",
}
"""What is looked for, in the order in which it is told, and what to do about it."""
MOST_REPEATS = 20
"""Articles that may have one title: a column has the same each week for some months."""
TRUNCATED = "truncated"
"""Key of `extra` by which a reader says that the text is cut: behind a paywall, for instance."""
TOLD_TITLES = 50
"""Repeated titles of a batch that are kept as text, for an example."""

_CUT = re.compile(
    r"(?:\[(?:…|\.\.\.|&hellip;)\]|\[\+\d{1,7} chars\]|\((?:…|\.\.\.)\)"
    r"|[^.\s…]\s?(?:…|\.\.\.) ?(?:\(?(?:lire la suite|read more|suite)\)?[ .…]*)?)\Z",
    re.IGNORECASE,
).search
_END_CHARS = 40

Packed = tuple[dict[str, int], dict[str, str], bytes, dict[int, str]]
"""A survey as plain values, for a pipe: counts, examples, hashes of titles, some titles by their hash."""


class Survey:
    """What was found so far. `add` each article; `take` what another process found."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._hashes = array("Q")
        self._titles: dict[int, str] = {}
        self._seen: set[int] = set()

    def add(self, article: Article, where: str) -> None:
        """Look at an article, which came from `where`."""
        if article.date is None:
            if "date" in article.extra:
                self._note(MISREAD_DATE, f"{where} : « {article.extra['date']} »")
            else:
                self._note(UNDATED, where)
        if not article.source:
            self._note(UNSOURCED, where)
        if article.extra.get(TRUNCATED) or _CUT(article.text[-_END_CHARS:]):
            self._note(CUT, where)
        if not article.title_derived:
            title = xxh3_64_intdigest(article.title.encode())
            self._hashes.append(title)
            if title in self._seen and len(self._titles) < TOLD_TITLES:
                self._titles[title] = article.title
            self._seen.add(title)

    def _note(self, what: str, example: str) -> None:
        self._counts[what] += 1
        self._examples.setdefault(what, example)

    def packed(self) -> Packed:
        """Return it as plain values."""
        return dict(self._counts), self._examples, self._hashes.tobytes(), self._titles

    def take(self, packed: Packed) -> None:
        """Add what `packed` of another survey gave."""
        counts, examples, hashes, titles = packed
        self._counts.update(counts)
        self._examples = {**examples, **self._examples}
        self._hashes.frombytes(hashes)
        self._titles |= titles

    def remarks(self) -> tuple[Remark, ...]:
        """Return what was found, in the order of `REMARKS`."""
        counts, examples = dict(self._counts), dict(self._examples)
        hashes, times = np.unique(np.frombuffer(self._hashes, np.uint64), return_counts=True)
        often = times > MOST_REPEATS
        if often.any():
            counts[REPEATED_TITLE] = int(times[often].sum())
            told = [(int(n), self._titles.get(int(h), "")) for h, n in zip(hashes[often], times[often], strict=True)]
            most, title = max(told, key=lambda one: (bool(one[1]), one[0]))
            examples[REPEATED_TITLE] = f"« {title} », {most} fois" if title else f"{most} fois"
        return tuple(
            Remark(what, counts[what], examples[what], advice) for what, advice in REMARKS.items() if what in counts
        )
