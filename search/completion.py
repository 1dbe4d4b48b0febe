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
from itertools import islice
from operator import itemgetter
from typing import Literal

import numpy as np

from trouvere.index.analysis import Token, folded, french
from trouvere.index.columns.generation import Generation
from trouvere.index.columns.usage import key_of
from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.engines.evaluator import Evaluator, Mask
from trouvere.search.facets import masks, passing
from trouvere.search.occurrence import Bits, Occurrence, count, stem_of_word
from trouvere.search.parser import parse
from trouvere.search.plan import make_plan
from trouvere.search.results import Fragment, Suggestion
from trouvere.search.titles import titles_beginning
from trouvere.search.written import Written

WORDS, MORE_WORDS = 24, 200
"""Words that begin so and are looked at, the most frequent ones; and how many where none of those will do."""
PAIRS = 24
TITLES = 3
"""Titles among the completions, at the most; they come from the third letter on."""
LONGEST = 200
"""Characters of the longest text that is completed."""
LONGEST_TITLE = 100

# What parse takes for more than words: then only the last word is completed, and each proposal is searched.
_SYNTAX = re.compile(r"""["«»“”():*~]|(?:^|\s)-|\b(?:ET|OU|SAUF|AND|OR|NOT)\b""")


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
        self._stands_anywhere = lru_cache(maxsize=1 << 14)(lambda pair: self._stands(pair, self._everything))

    def suggest(self, text: str, most: int, among: Mask | None = None) -> tuple[Suggestion, ...]:
        """Return completions of `text`, the best first; `among` are the documents that may be known of, None for all."""
        return self._remembered(text, most) if among is None else self._suggest(text, most, among)

    def _suggest(self, text: str, most: int, among: Mask | None) -> tuple[Suggestion, ...]:
        typed = _typed(text)
        if typed is None:
            return ()
        within = self._everything if among is None else np.packbits(among & self._generation.live)
        if _SYNTAX.search(text):
            words = self._words(typed, within)
            return tuple(islice((each for each in words if self._finds(each.text, within)), most))
        titles = list(self._titles(typed, within))
        room = max(most - len(titles), 0)
        pairs = list(islice(self._pairs(typed, within), room))
        words = self._words(typed, within)
        if typed.whole:
            # What follows a word is told best by what often does.
            chosen = [*pairs[: room - room // 2], *words, *pairs]
        else:
            chosen = [*islice(words, room - min(len(pairs), room // 2)), *pairs, *words]
        return tuple(_distinct([*_distinct(chosen)[:room], *titles])[:most])

    @cached_property
    def _everything(self) -> Bits:
        return np.packbits(self._generation.live)

    # Words

    def _words(self, typed: Typed, within: Bits) -> Iterator[Suggestion]:
        """Yield the text with its last word completed: one form of each word first, then its other forms."""
        if not typed.prefix:
            return
        within = self._together(typed.whole, within)
        head = self._dressed(typed)
        stems: set[str | None] = {None}
        later: list[str] = []
        for surface in self._ranked(typed.prefix, within, in_context=bool(typed.whole)):
            form = self._written.of(surface)
            stem = stem_of_word(form)
            if stem in stems:
                later.append(form)
                continue
            stems.add(stem)
            yield _suggestion(head + form, typed.text, "word")
        # Stop words last: they find, but say nothing.
        for form in sorted(later, key=lambda form: stem_of_word(form) is None):
            yield _suggestion(head + form, typed.text, "word")

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
        frequent = self._frequent(prefix, MORE_WORDS)
        if not in_context:
            for surface, articles in frequent:
                # Where more articles have it than are deleted, one is left.
                if within is self._everything and articles > len(self._generation.deleted):
                    yield surface
                elif (within & self._occurrence.having(surface)).any():
                    yield surface
            return
        for some in (frequent[:WORDS], frequent[WORDS:]):
            counts = {surface: count(within & self._occurrence.having(surface)) for surface, _ in some}
            if any(counts.values()):
                yield from (surface for surface in sorted(counts, key=lambda each: -counts[each]) if counts[surface])
                return

    def _frequent(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words of the index that begin so, the most frequent first, and how many articles have each."""
        term = prefix.encode("utf-8", "surrogatepass")
        found: dict[bytes, int] = {}
        for segment in self._generation.segments:
            # An article has a word of its title in its text too, more often than not.
            for field in TEXT_FIELDS:
                column = segment.field(field)
                first, last = column.lexicon.prefixed(term)
                frequencies = column.frequencies(first, last)
                order = (-frequencies).argsort(kind="stable")[:most]
                for at in order.tolist():
                    word = column.lexicon[first + at]
                    found[word] = max(found.get(word, 0), int(frequencies[at]))
        ranked = sorted(found, key=lambda word: (-found[word], word))[:most]
        return [(word.decode("utf-8", "surrogatepass"), found[word]) for word in ranked]

    # Pairs of words

    def _pairs(self, typed: Typed, within: Bits) -> Iterator[Suggestion]:
        """Yield the text with its last words completed to a pair."""
        space = " " if typed.text[-1:].isspace() else ""
        for token in typed.tokens[-3:]:
            head, tail = typed.text[: token.start], key_of(typed.text[token.start :]) + space
            here = self._together([each for each in typed.whole if each.start < token.start], within)
            for pair in self._pairs_beginning(tail):
                if self._stands_anywhere(pair) if here is self._everything else self._stands(pair, here):
                    yield _suggestion(head + pair, typed.text, "pair")

    def _pairs_beginning(self, key: str) -> list[str]:
        found: dict[str, int] = {}
        for segment in self._generation.segments:
            pairs = segment.completion.pairs
            first, last = bisect_left(pairs, (key,)), bisect_left(pairs, (key + "\U0010ffff",))
            for compared, text, uses in nlargest(PAIRS, pairs[first:last], key=itemgetter(2)):
                if compared != key:
                    found[text] = found.get(text, 0) + uses
        return sorted(found, key=lambda text: (-found[text], text))[:PAIRS]

    def _stands(self, pair: str, within: Bits) -> bool:
        """Say whether one of these documents has the words of a pair; parts of a compound must stand as a phrase."""
        if "-" in pair:
            return self._finds(pair, within)
        for token in french().tokens(pair):
            if not token.stop:
                within = within & self._occurrence.having(token.text)
        return bool(within.any())

    # Titles

    def _titles(self, typed: Typed, within: Bits) -> Iterator[Suggestion]:
        """Yield titles that begin so."""
        if not typed.whole and len(typed.prefix) < 3:
            return
        words = tuple(token.text for token in typed.whole)
        yielded: set[str] = set()
        for number in titles_beginning(self._generation, words, typed.prefix, within, 4 * TITLES):
            title = self._generation.article(number).title
            key = key_of(title)
            if len(title) > LONGEST_TITLE or key in yielded or (_SYNTAX.search(title) and not self._finds(title, within)):
                continue
            yielded.add(key)
            yield _suggestion(title, typed.text, "title")
            if len(yielded) == TITLES:
                return

    # What all need

    def _finds(self, text: str, within: Bits) -> bool:
        """Say whether a search for all of `text` finds any of these documents."""
        parsed = parse(text)
        plan = make_plan(parsed.node, "all").plan
        if plan is None:
            return False
        matched = passing(self._evaluator.scores(plan)[1], masks(self._generation, parsed.filters))
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


def _suggestion(text: str, typed: str, kind: Literal["word", "pair", "title"]) -> Suggestion:
    """Return a completion with what was typed of it marked: as many letters and digits, accents and signs aside."""
    left = sum(len(_plain(character)) for character in typed)
    end = 0
    for at, character in enumerate(text):
        left -= len(_plain(character))
        if left < 0:
            break
        if _plain(character):
            end = at + 1
        if left == 0:
            break
    fragments = (Fragment(text[:end], True), Fragment(text[end:], False))
    return Suggestion(text, tuple(fragment for fragment in fragments if fragment.text), kind)


def _plain(character: str) -> str:
    return folded(character.lower()) if character.isalnum() else ""


def _distinct(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    found: dict[str, Suggestion] = {}
    for each in suggestions:
        found.setdefault(key_of(each.text), each)
    return list(found.values())
