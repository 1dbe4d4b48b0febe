"""Completions of what is being typed: words, frequent pairs of words and titles that begin so, the most used first.

The column of completions says how words are written and which stand together. What is proposed is asked of the postings
each time, so that nothing is proposed that finds nothing, whatever was deleted since.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import chain, islice, pairwise
from operator import itemgetter
from typing import Literal

import numpy as np

from trouvere.index.analysis import Token, folded, french
from trouvere.index.columns.generation import Generation
from trouvere.index.columns.usage import key_of
from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.engines.matches import Mask
from trouvere.search.facets import masks, passing
from trouvere.search.occurrence import Bits, Occurrence, stem_searched
from trouvere.search.parser import parse
from trouvere.search.planner import make_plan
from trouvere.search.results import Fragment, Suggestion
from trouvere.search.titles import titles_beginning
from trouvere.search.written import Written

WORDS, MORE_WORDS = 20, 60
"""Words that begin so and are looked at, the most frequent ones; and how many where none of those will do."""
PAIRS = 24
TITLES = 3
"""Titles among the completions, at the most; they come from the third letter on."""
LONGEST = 200
"""Characters of the longest text that is completed."""
LONGEST_TITLE = 100

# What parse takes for more than words: then only the last word is completed, and each proposal is searched.
_SYNTAX = re.compile(r"""["«»“”(*~]|\w:|(?:^|\s)-|\b(?:ET|OU|SAUF|AND|OR|NOT)\b""")
# Titles that would be understood as something else than their words.
_MISTAKEN = re.compile(r"""["«»“”*~]|\w:\S|(?:^|\s)-\S|\b(?:ET|OU|SAUF|AND|OR|NOT)\b""")


Proposal = tuple[str, Literal["word", "pair", "title"]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far: its tokens, and where the word begins that is being typed (at the end where none is)."""

    text: str
    tokens: tuple[Token, ...]
    start: int

    @property
    def whole(self) -> tuple[Token, ...]:
        """The words that are finished."""
        return self.tokens[:-1] if self.start < len(self.text) else self.tokens

    @property
    def compound(self) -> bool:
        """Whether some words have no space between them: those are searched as a phrase."""
        between = (self.text[one.end : other.start] for one, other in pairwise(self.tokens))
        return not all(any(map(str.isspace, text)) for text in between)

    @property
    def prefix(self) -> str:
        """The beginning of the last word, folded; empty where that is finished."""
        return self.tokens[-1].text if self.start < len(self.text) else ""


class Completer:
    """Completes texts from one generation. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator, occurrence: Occurrence, written: Written) -> None:
        self._evaluator = evaluator
        self._generation: Generation = evaluator.generation
        self._occurrence = occurrence
        self._written = written
        self._remembered = lru_cache(maxsize=1 << 12)(lambda text, most: self._suggest(text, most, None))

    def suggest(self, text: str, most: int, among: Mask | None = None) -> tuple[Suggestion, ...]:
        """Return completions of `text`, the best first; `among` the documents that may be known of, None for all."""
        return self._remembered(text, most) if among is None else self._suggest(text, most, among)

    def _suggest(self, text: str, most: int, among: Mask | None) -> tuple[Suggestion, ...]:
        typed = _typed(text)
        if typed is None:
            return ()
        letters = "".join(map(_plain, typed.text))
        within = self._everything if among is None else np.packbits(among & self._generation.live)
        if _SYNTAX.search(text) or typed.compound:
            alone = self._words(typed, within, in_context=False)
            finding = (each for each in alone if self._finds(each[0], within))
            return tuple(_suggestion(each, letters) for each in islice(finding, most))
        titles = list(self._titles(typed, within))
        room = max(most - len(titles), 0)
        words = self._words(typed, self._together(typed.whole, within), in_context=bool(typed.whole))
        last = self._pairs(typed, within, typed.tokens[-1:])
        if typed.whole:
            # What is next is told best by what often follows.
            pairs = self._pairs(typed, within, typed.tokens[-3:-1] if typed.prefix else typed.tokens[-3:])
            chosen = chain(islice(pairs, room - room // 2), words, pairs, last)
        else:
            some = list(islice(last, room // 2))
            chosen = chain(islice(words, room - len(some)), some, words, last)
        proposed = chain(islice(_distinct(chosen), room), titles)
        return tuple(_suggestion(each, letters) for each in islice(_distinct(proposed), most))

    @cached_property
    def _everything(self) -> Bits:
        return np.packbits(self._generation.live)

    # Words

    def _words(self, typed: Typed, within: Bits, *, in_context: bool) -> Iterator[Proposal]:
        """Yield the text with its last word completed: one form of each word first, then its other forms."""
        if not typed.prefix:
            return
        head, begun = self._dressed(typed), typed.text[typed.start :].lower()
        forms: Iterable[str] = map(self._written.of, self._ranked(typed.prefix, within, in_context=in_context))
        if not begun.isascii():
            # Accents may be left out; where they were not, they are meant.
            forms = sorted(islice(forms, WORDS), key=lambda form: not form.lower().startswith(begun))
        stems: set[str | None] = {None}
        later: list[str] = []
        for form in forms:
            stem = stem_searched(form)
            if stem in stems:
                later.append(form)
                continue
            stems.add(stem)
            yield head + form, "word"
        # Stop words last: they find, but say nothing. Among none but stop words, all of them are searched.
        for form in sorted(later, key=lambda form: stem_searched(form) is None):
            if not in_context or stem_searched(form) or self._finds(head + form, within):
                yield head + form, "word"

    def _together(self, tokens: Sequence[Token], within: Bits) -> Bits:
        """Return those of some documents that have all of these words, stop words aside."""
        for token in tokens:
            if not token.stop:
                within = within & self._occurrence.having(token.text, token.stem)
        return within

    def _ranked(self, prefix: str, within: Bits, *, in_context: bool) -> Iterator[str]:
        """Yield the words that begin so and stand in one of these documents, the most used first."""
        if not within.any():
            return
        frequent = self._frequent(prefix, MORE_WORDS if len(prefix) > 2 else WORDS)
        if not in_context:
            for surface, articles in frequent:
                # Where more articles have it than are deleted, one is left.
                sure = within is self._everything and articles > len(self._generation.deleted)
                if sure or self._occurrence.count(surface, within):
                    yield surface
            return
        for some in (frequent[:WORDS], frequent[WORDS:]):
            counts = {surface: self._occurrence.count(surface, within) for surface, _ in some}
            if any(counts.values()):
                yield from (surface for surface in sorted(counts, key=lambda each: -counts[each]) if counts[surface])
                return

    def _frequent(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words of the index that begin so, the most frequent first, and how many articles have each."""
        term = prefix.encode("utf-8", "surrogatepass")
        found: dict[bytes, int] = {}
        for segment in self._generation.segments:
            here: dict[bytes, int] = {}
            # An article has a word of its title in its text too, more often than not.
            for field in TEXT_FIELDS:
                column = segment.field(field)
                first, last = column.lexicon.prefixed(term)
                frequencies = column.frequencies(first, last)
                order = (-frequencies).argsort(kind="stable")[:most]
                for at in order.tolist():
                    word = column.lexicon[first + at]
                    here[word] = max(here.get(word, 0), int(frequencies[at]))
            for word, articles in here.items():
                found[word] = found.get(word, 0) + articles
        ranked = sorted(found, key=lambda word: (-found[word], word))[:most]
        return [(word.decode("utf-8", "surrogatepass"), found[word]) for word in ranked]

    # Pairs of words

    def _pairs(self, typed: Typed, within: Bits, starts: Sequence[Token]) -> Iterator[Proposal]:
        """Yield the text completed to a pair that begins with one of some words, what stands before left as it is."""
        space = " " if typed.text[-1:].isspace() else ""
        for token in starts:
            head, tail = typed.text[: token.start], key_of(typed.text[token.start :]) + space
            here = self._together([each for each in typed.whole if each.start < token.start], within)
            for pair, sure in self._pairs_beginning(tail):
                if (sure and here is self._everything) or self._stands(head, pair, here):
                    yield head + pair, "pair"

    def _pairs_beginning(self, key: str) -> list[tuple[str, bool]]:
        """Return the pairs that begin so, the most used first, and whether it is sure that some article has them."""
        found: dict[str, int] = {}
        sure: set[str] = set()
        for segment in self._generation.segments:
            pairs = segment.completion.pairs
            first, last = bisect_left(pairs, (key,)), bisect_left(pairs, (key + "\U0010ffff",))
            for compared, text, uses in nlargest(PAIRS, pairs[first:last], key=itemgetter(2)):
                if compared != key:
                    found[text] = found.get(text, 0) + uses
                    # More articles had it than are gone.
                    if uses > segment.completion.dropped + len(segment.deleted):
                        sure.add(text)
        return [(text, text in sure) for text in sorted(found, key=lambda text: (-found[text], text))[:PAIRS]]

    def _stands(self, head: str, pair: str, within: Bits) -> bool:
        """Say whether one of these documents has the words of a pair; parts of a compound must stand as a phrase."""
        if "-" in pair:
            return self._finds(head + pair, within)
        for token in french().tokens(pair):
            if not token.stop:
                within = within & self._occurrence.having(token.text)
        return bool(within.any())

    # Titles

    def _titles(self, typed: Typed, within: Bits) -> Iterator[Proposal]:
        """Yield titles that begin so."""
        if not typed.whole and len(typed.prefix) < 3:
            return
        words = tuple(token.text for token in typed.whole)
        found = 0
        for number in titles_beginning(self._generation, words, typed.prefix, within, 4 * TITLES):
            title = self._generation.article(number).title
            if len(title) <= LONGEST_TITLE and not _MISTAKEN.search(title):
                yield title, "title"
                found += 1
            if found == TITLES:
                return

    # What all need

    def _finds(self, text: str, within: Bits) -> bool:
        """Say whether a search for all of `text` finds any of these documents."""
        parsed = parse(text)
        plan = make_plan(parsed.node, "all").plan
        if plan is None:
            return False
        docs, _ = self._evaluator.matches(plan)
        matched = np.zeros(self._generation.documents, bool)
        matched[passing(docs, masks(self._generation, parsed.filters))] = True
        return bool((np.packbits(matched) & within).any())

    def _dressed(self, typed: Typed) -> str:
        """Return what stands before the word being typed, with accents where none were typed."""
        parts: list[str] = []
        at = 0
        for token in typed.whole:
            word = typed.text[token.start : token.end]
            usual = self._written.of(token.text)
            if word.isascii() and word.islower() and usual.islower() and folded(usual) == word:
                parts += typed.text[at : token.start], usual
                at = token.end
        return "".join((*parts, typed.text[at : typed.start]))


def _typed(text: str) -> Typed | None:
    """Return what was typed, None where there is nothing to complete or too much."""
    if len(text) > LONGEST:
        return None
    text = text.lstrip()
    tokens = tuple(french().tokens(text))
    if not tokens:
        return None
    last = tokens[-1]
    return Typed(text, tokens, last.start if last.end == len(text) else len(text))


def _suggestion(proposal: Proposal, typed: str) -> Suggestion:
    """Return a completion with what was typed of it marked; `typed` are letters and digits, folded."""
    text, kind = proposal
    marked = ""
    end = 0
    for at, character in enumerate(text):
        if len(marked) >= len(typed) or not typed.startswith(marked := marked + _plain(character)):
            break
        if _plain(character):
            end = at + 1
    fragments = (Fragment(text[:end], True), Fragment(text[end:], False))
    return Suggestion(text, tuple(fragment for fragment in fragments if fragment.text), kind)


def _plain(character: str) -> str:
    return folded(character.lower()) if character.isalnum() else ""


def _distinct(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    seen: set[str] = set()
    for each in proposals:
        key = key_of(each[0])
        if key not in seen:
            seen.add(key)
            yield each
