"""Query correction (spellcheck, typos), « did you mean »: another text, where nothing has a word of this one.

What French has is never in question (`dictionary.py`). Every word that is gets candidates; which of them was meant, the
words beside it tell. Whether the text then finds something is for the caller to see, who searches it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from heapq import nsmallest
from itertools import islice, pairwise, product
from math import log, log1p
from operator import attrgetter
from typing import Any, Generic

from trouvere.index.analysis import Token, folded, french
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.budget import spend
from trouvere.search.query.plan import Plan, Sequence, Term, is_typed, leaves
from trouvere.search.query.term_statistics import TermStatistics
from trouvere.search.suggest.dictionary import is_word
from trouvere.search.suggest.doc_sets import D, DocSets, stem_searched
from trouvere.search.suggest.spelling import Candidate, Spelling, comparable

RARE_SHARE = 1_000
"""A word that more than one article in a thousand has is never in question."""
RARITY_FACTOR = 100
"""A known word is in question where one that sounds the same is this many times as frequent."""
FEW_ARTICLES = 5
"""Articles found above which known words are never in question: looking for close ones takes milliseconds."""
MAX_DOUBTS = 6
"""Words of a query that are corrected at once; more than that is no slip."""
SURE_LETTERS = 5
"""Letters from which on a word is corrected without asking: « hui » may be « oui » or « huit »."""
DOUBTED_LETTERS, ACRONYM_LETTERS = 4, 6
"""Letters from which on a word is in question at all; and up to which one in capitals is an acronym, never a slip."""
NAME_LETTERS = 8
"""Letters from which on a word that stands alone is no name for its capital."""
COST_PER_LETTER = 0.15
"""What more than one edit may cost for each letter, beside other words or without asking."""
MAX_COMBINATIONS = 100
"""Combinations of candidates that are looked up where several words are in doubt, the best of 10,000 at most."""
JOINED_COST = 0.5
"""What a space or a hyphen too many costs."""

# Chosen on slips put into real queries by scripts/spelling; docs/decisions/0027 has the figures.
TOGETHER_WORTH, ADJACENT_WORTH = 0.05, 0.15
"""What it is worth to stand in articles that have the other words, and beside the words it is typed beside."""

DisplayForm = Callable[[str], str]
_score = attrgetter("score")


@dataclass(frozen=True, slots=True)
class Correction:
    """Another text for a query, and whether it may be searched without asking."""

    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of the query that is in question, and what may have been meant. `known`: it finds articles as it is."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]
    known: bool = False


@dataclass(frozen=True, slots=True)
class SpellingFit:
    """A candidate where it is to stand: what it is worth there, the less the better, whether it goes with the other
    words, and whether it stands beside one of them somewhere."""

    candidate: Candidate
    score: float
    goes: bool
    beside: bool


class Corrector(Generic[D]):
    """Proposes texts for queries; `display_form` tells how a surface form is written. Safe to share between threads."""

    def __init__(
        self, terms: TermStatistics, doc_sets: DocSets[D, Any], spelling: Spelling, display_form: DisplayForm
    ) -> None:
        self._terms = terms
        self._doc_sets = doc_sets
        self._spelling = spelling
        self._display_form = display_form

    def correct(
        self,
        text: str,
        plan: Plan | None,
        found: int,
        among: D,
        meant: Container[str] = (),
        literal: Container[str] = (),
    ) -> Correction | None:
        """Return what `text` may have been meant to be, None where nothing better is known.

        `plan` is what was made of it, `found` how many articles have all that it asks for, `among` those that may be
        known of, `meant` the surface forms that are never in question, `literal` those that a reader is asked about.
        """
        surfaces = list(_surfaces(plan))
        doubtful = {
            surface: stem for surface, stem in surfaces if surface not in meant and self._doubtful(surface, found)
        }
        if not doubtful:
            return None
        tokens = list(french().tokens(text))
        asked = {surface for surface, _ in surfaces}
        doubts = list(self._doubts(text, tokens, doubtful, asked))
        if not doubts or len(doubts) > MAX_DOUBTS:
            return None
        chosen = self._chosen(doubts, [t for t in tokens if t.text not in meant], asked, among)
        doubted = [token.text for token in tokens if any(doubt.start <= token.start < doubt.end for doubt in doubts)]
        sure = not any(surface in literal for surface in doubted)
        sure = sure and all(self._sure(text, doubt, fit) for doubt, fit in zip(doubts, chosen, strict=True))
        return Correction(self._rewritten(text, doubts, [fit.candidate for fit in chosen]), sure)

    def _sure(self, text: str, doubt: Doubt, fit: SpellingFit) -> bool:
        """Say whether a candidate may be searched without asking."""
        typed = text[doubt.start : doubt.end]
        if len(typed) < SURE_LETTERS or doubt.known or not fit.goes or not _is_slip(fit.candidate, typed):
            return False
        alone = text.strip() == typed
        # « Natexis » within a text is a name, and no slip in « taxis »; so is « Biden » alone, unlike « Matrenité ».
        named = typed[:1].isupper() and not text.isupper()
        named &= len(typed) < NAME_LETTERS if alone else text[: doubt.start].strip() != ""
        if named and not any(self._display_form(surface)[:1].isupper() for surface in fit.candidate.surfaces):
            return False
        # Of a word alone the first letter is what it begins with, unless it sounds the same: « farmacie ».
        return not alone or fit.candidate.alike or folded(typed[:1].lower()) == fit.candidate.surfaces[0][:1]

    def _doubtful(self, surface: str, found: int) -> bool:
        """Say whether neither articles nor French know a word; or whether it is one that French does not know, and
        rare, where little was found. Asked for every word of every query."""
        if len(surface) < DOUBTED_LETTERS or not comparable(surface):
            return False
        articles = self._terms.articles(surface, 0 if found > FEW_ARTICLES else None)
        if articles and (found > FEW_ARTICLES or self._terms.documents <= RARE_SHARE * (articles + 1)):
            return False
        return not is_word(surface)

    def _doubts(
        self, text: str, tokens: list[Token], doubtful: dict[str, str | None], asked: set[str]
    ) -> Iterator[Doubt]:
        alone = sum(token.text in asked for token in tokens) == 1
        joined = -1
        for token, following in pairwise([*tokens, None]):
            assert token is not None
            if token.start < joined or token.text not in asked:
                continue
            if following and (whole := self._whole(text, token, following, doubtful)):
                joined = following.end
                yield Doubt(token.start, following.end, (whole,))
            elif token.text in doubtful and not _acronym(text[token.start : token.end]):
                candidates, known = self._meant(token.text, doubtful[token.text])
                if not alone:
                    candidates = tuple(each for each in candidates if _is_slip(each, token.text))
                if candidates:
                    yield Doubt(token.start, token.end, candidates, known)

    def _whole(self, text: str, token: Token, following: Token, doubtful: dict[str, str | None]) -> Candidate | None:
        """Return the word that two are when what stands between them is left out: « conso-mmation »."""
        if token.text not in doubtful and following.text not in doubtful:
            return None
        if text[token.end : following.start] not in (" ", "-"):
            return None
        whole = token.text + following.text
        articles = self._spelling.articles(whole)
        return Candidate((whole,), JOINED_COST, articles) if articles else None

    def _meant(self, surface: str, stem: str | None) -> tuple[tuple[Candidate, ...], bool]:
        """Return what may have been meant by a word, and whether it finds articles as it is."""
        spend()
        candidates = self._spelling.candidates(surface)
        if here := self._terms.articles(surface):
            return tuple(each for each in candidates if each.alike and each.articles >= RARITY_FACTOR * here), True
        if stem and any(self._terms.frequency(stem_of(field), stem) for field in TEXT_FIELDS):
            # Found by its stem: what is only another ending of the same word is no correction.
            return tuple(each for each in candidates if not _inflected(surface, each.surfaces[0])), True
        return candidates, False

    def _chosen(self, doubts: list[Doubt], tokens: list[Token], asked: set[str], among: D) -> tuple[SpellingFit, ...]:
        """Return a candidate for each doubt: the likeliest beside the words that are not in doubt.

        Of several doubts, the likeliest that stand together in some article.
        """
        certain = [token for token in tokens if not any(doubt.start <= token.start < doubt.end for doubt in doubts)]
        every = among
        for token in certain:
            if token.text in asked and not token.stop:
                every = self._doc_sets.both(every, self._doc_sets.having(token.text, token.stem))
        if self._doc_sets.first([every]) is None:
            every = among
        fits = [self._fits(doubt, certain, every, among) for doubt in doubts]
        if any(token.text in asked and self._strange(token) for token in certain):
            # « N'Golo Kanté »: beside what nobody knows, that a candidate stands somewhere says nothing for it.
            fits = [[replace(fit, goes=fit.beside) for fit in some] for some in fits]
        if len(doubts) == 1:
            return (min(fits[0], key=_score),)
        tried = islice(product(*fits), MAX_COMBINATIONS * MAX_COMBINATIONS)
        ranked = nsmallest(MAX_COMBINATIONS, tried, key=lambda chosen: sum(fit.score for fit in chosen))
        having = {fit.candidate: self._having(fit.candidate.surfaces) for some in fits for fit in some}
        both = self._doc_sets.both
        there = self._doc_sets.first(reduce(both, (having[fit.candidate] for fit in each), every) for each in ranked)
        return ranked[there or 0]

    def _strange(self, token: Token) -> bool:
        """Say whether neither articles nor French know a word beside which others are in doubt."""
        known = token.stop or len(token.text) < DOUBTED_LETTERS or self._terms.articles(token.text)
        return not (known or token.text.isdecimal() or is_word(token.text))

    def _fits(self, doubt: Doubt, certain: list[Token], every: D, among: D) -> list[SpellingFit]:
        """Return how well each candidate fits where the doubt is: among articles with the other words, and beside
        those that stand beside it."""
        both, in_order = self._doc_sets.both, self._doc_sets.in_order
        before = [token.text for token in certain if token.end <= doubt.start][-1:]
        after = [token.text for token in certain if token.start >= doubt.end][:1]
        sets: list[D] = []
        for each in doubt.candidates:
            sets.append(both(every, self._having(each.surfaces)))
            sets += (both(among, in_order((*before, *each.surfaces))), both(among, in_order((*each.surfaces, *after))))
        sizes = iter(self._doc_sets.sizes(sets))
        fits: list[SpellingFit] = []
        for each, here, left, right in zip(doubt.candidates, sizes, sizes, sizes, strict=True):
            worth = TOGETHER_WORTH * (log(max(each.articles, 1)) + log1p(here))
            worth += ADJACENT_WORTH * (log1p(left if before else 0) + log1p(right if after else 0))
            beside = bool((left and before) or (right and after))
            fits.append(SpellingFit(each, each.cost - worth, bool(here), beside))
        return fits

    def _having(self, surfaces: tuple[str, ...]) -> D:
        each = [self._doc_sets.having(surface, stem_searched(self._display_form(surface))) for surface in surfaces]
        return reduce(self._doc_sets.both, each)

    def _rewritten(self, text: str, doubts: list[Doubt], chosen: list[Candidate]) -> str:
        parts: list[str] = []
        at = 0
        for doubt, candidate in zip(doubts, chosen, strict=True):
            meant = " ".join(map(self._display_form, candidate.surfaces))
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


def _is_slip(candidate: Candidate, typed: str) -> bool:
    return candidate.alike or candidate.edits == 1 or candidate.cost <= COST_PER_LETTER * len(typed)


def _acronym(word: str) -> bool:
    return len(word) <= ACRONYM_LETTERS and word.isupper()


def _inflected(word: str, other: str) -> bool:
    """Say whether two words differ in their endings alone."""
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    a, b = word[same:], other[same:]
    return same >= 3 and max(len(a), len(b)) <= 4 and not (a and b and (a.endswith(b) or b.endswith(a)))
