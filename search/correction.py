"""Did you mean: another text for a query, where words of it are unknown to the index or far rarer than a close one.

Every word that is in question gets candidates; of their combinations the likeliest one whose words stand together in
some article wins. Whether the text then finds something is for the caller to see, who searches it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import reduce
from heapq import nsmallest
from itertools import islice, pairwise, product
from typing import Generic

from trouvere.index.analysis import Token, french
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.budget import spend
from trouvere.search.occurrence import D, Lexicon, Occurrence, stem_searched
from trouvere.search.parser.fields import QUOTES
from trouvere.search.plan import Plan, Sequence, Term, is_typed, leaves
from trouvere.search.spelling import Candidate, Spelling, comparable

RARE = 1_000
"""A word that more than one article in a thousand has is never in question."""
FAR_RARER = 100
"""A known word is in question where a close one is this many times as frequent."""
CLOSE = 1.0
"""What a candidate for a known word may cost: one slip."""
FEW = 5
"""Articles found above which known words are never in question: looking for close ones takes milliseconds."""
WORDS = 6
"""Words of a query that are corrected at once; more than that is no slip."""
SURE = 5
"""Letters from which on a word is corrected without asking: « hui » may be « oui » or « huit »."""
COMBINATIONS = 100
JOINED = 0.5
"""What a space or a hyphen too many costs."""

Written = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Correction:
    """Another text for a query, and whether it may be searched without asking."""

    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of the query that is in question, and what may have been meant."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]


class Corrector(Generic[D]):
    """Proposes texts for queries; `written` tells how a surface form is written. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, occurrence: Occurrence[D], spelling: Spelling, written: Written) -> None:
        self._lexicon = lexicon
        self._occurrence = occurrence
        self._spelling = spelling
        self._written = written

    def correct(
        self, text: str, plan: Plan | None, found: int, among: D, meant: Container[str] = ()
    ) -> Correction | None:
        """Return what `text` may have been meant to be, None where nothing better is known.

        `plan` is what was made of it, `found` how many articles have all that it asks for, `among` those that may be
        known of, `meant` the surface forms that are never in question.
        """
        surfaces = list(_surfaces(plan))
        doubtful = {
            surface: stem for surface, stem in surfaces if surface not in meant and self._doubtful(surface, found)
        }
        if not doubtful and (found or len(surfaces) < 2):
            return None
        tokens = list(french().tokens(text))
        asked = {surface for surface, _ in surfaces}
        doubts = list(self._doubts(text, tokens, doubtful, asked, found))
        if not doubts or len(doubts) > WORDS:
            return None
        spans = [(doubt.start, doubt.end) for doubt in doubts]
        sure = [t for t in tokens if t.text in asked and not t.stop and not any(a <= t.start < b for a, b in spans)]
        return Correction(
            self._rewritten(text, doubts, self._together(doubts, sure, among)),
            all(doubt.end - doubt.start >= SURE and not _alone_in_quotes(text, doubt) for doubt in doubts),
        )

    def _doubtful(self, surface: str, found: int) -> bool:
        """Say whether a word is unknown or, where little was found, rare: asked for every word of every query."""
        if found > FEW:
            return not self._lexicon.articles(surface, 0)
        if articles := self._lexicon.frequency("text", surface):
            return self._lexicon.documents > RARE * (articles + 1)
        return not self._lexicon.frequency("title", surface)

    def _doubts(
        self, text: str, tokens: list[Token], doubtful: dict[str, str | None], asked: set[str], found: int
    ) -> Iterator[Doubt]:
        joined = -1
        for token, following in pairwise([*tokens, None]):
            assert token is not None
            if token.start < joined or token.text not in asked:
                continue
            if following and (whole := self._whole(text, token, following, doubtful, found)):
                joined = following.end
                yield Doubt(token.start, following.end, (whole,))
            elif token.text in doubtful and (candidates := self._meant(token.text, doubtful[token.text])):
                yield Doubt(token.start, token.end, candidates)

    def _whole(
        self, text: str, token: Token, following: Token, doubtful: dict[str, str | None], found: int
    ) -> Candidate | None:
        """Return the word that two are when what stands between them is left out: « conso-mmation »."""
        between = text[token.end : following.start]
        unknown = any(not self._spelling.articles(each.text) for each in (token, following) if not each.stop)
        doubted = unknown and (token.text in doubtful or following.text in doubtful)
        if between not in (" ", "-") or not (doubted or (between == "-" and not found)):
            return None
        whole = token.text + following.text
        articles = self._spelling.articles(whole)
        return Candidate((whole,), JOINED, articles) if articles else None

    def _meant(self, surface: str, stem: str | None) -> tuple[Candidate, ...]:
        spend()
        if not comparable(surface):
            return ()
        candidates = self._spelling.candidates(surface)
        if here := self._lexicon.articles(surface):
            return tuple(each for each in candidates if each.cost <= CLOSE and each.articles >= FAR_RARER * here)
        if stem and any(self._lexicon.frequency(stem_of(field), stem) for field in TEXT_FIELDS):
            # Found by its stem: what is only another ending of the same word is no correction.
            return tuple(each for each in candidates if not _inflected(surface, each.surfaces[0]))
        return candidates

    def _together(self, doubts: list[Doubt], sure: list[Token], among: D) -> tuple[Candidate, ...]:
        """Return a candidate for each doubt: the likeliest that some article has, with the words not in doubt."""
        having = {c: self._having(c.surfaces) for doubt in doubts for c in doubt.candidates}
        every = among
        for token in sure:
            every = self._occurrence.both(every, self._occurrence.having(token.text, token.stem))
        if self._occurrence.first([every]) is None:
            every = among
        # Each is scored once, not in each of ten thousand combinations.
        scored = ([(each.score, each) for each in doubt.candidates] for doubt in doubts)
        tried = islice(product(*scored), COMBINATIONS * COMBINATIONS)
        likeliest = nsmallest(COMBINATIONS, tried, key=lambda chosen: sum(score for score, _ in chosen))
        ranked = [tuple(each for _, each in chosen) for chosen in likeliest]
        both = self._occurrence.both
        there = self._occurrence.first(reduce(both, (having[each] for each in chosen), every) for chosen in ranked)
        return ranked[there or 0]

    def _having(self, surfaces: tuple[str, ...]) -> D:
        each = [self._occurrence.having(surface, stem_searched(self._written(surface))) for surface in surfaces]
        return reduce(self._occurrence.both, each)

    def _rewritten(self, text: str, doubts: list[Doubt], chosen: tuple[Candidate, ...]) -> str:
        parts: list[str] = []
        at = 0
        for doubt, candidate in zip(doubts, chosen, strict=True):
            meant = " ".join(map(self._written, candidate.surfaces))
            typed = text[doubt.start : doubt.end]
            if typed[:1].isupper():
                meant = meant.upper() if typed.isupper() and len(typed) > 1 else meant[:1].upper() + meant[1:]
            parts += text[at : doubt.start], meant
            at = doubt.end
        return "".join((*parts, text[at:]))


def _surfaces(plan: Plan | None) -> Iterator[tuple[str, str | None]]:
    """Yield the surface forms that were typed, with their stems: not what else they may mean."""
    for leaf in filter(is_typed, leaves(plan)):
        if isinstance(leaf, Term):
            yield leaf.surface, leaf.stem
        elif isinstance(leaf, Sequence):
            yield from ((word, None) for word, stemmed in leaf.places if not stemmed)


def _alone_in_quotes(text: str, doubt: Doubt) -> bool:
    """Say whether a word has quotes of its own: it is meant as it is written, so a reader is asked first."""
    before, after = text[: doubt.start].rstrip()[-1:], text[doubt.end :].lstrip()[:1]
    return before != "" and before in QUOTES and after != "" and after in QUOTES


def _inflected(word: str, other: str) -> bool:
    """Say whether two words differ in their endings alone."""
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    a, b = word[same:], other[same:]
    return same >= 3 and max(len(a), len(b)) <= 4 and not (a and b and (a.endswith(b) or b.endswith(a)))
