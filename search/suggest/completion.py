"""Completion (autocomplete): words, frequent word pairs and titles that begin as typed, the most used first.

The column of completions says how words are written and which stand together. What is proposed is asked of the postings
each time, so that nothing is proposed that finds nothing, whatever was deleted since.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Generic, Literal, Protocol

from trouvere.index.analysis import Token, folded, french
from trouvere.index.analysis.compounds import second_parts
from trouvere.index.columns.read.display_forms import key_of
from trouvere.index.fields import Field
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Node, Phrase
from trouvere.search.query.parser import parse
from trouvere.search.query.partial_query import PartialQuery, read_typed
from trouvere.search.query.plan import Plan
from trouvere.search.results import Fragment, Suggestion
from trouvere.search.suggest.doc_sets import D, DocSets, stem_searched
from trouvere.search.weak_cache import remembered

PREFIX_WORDS, MORE_PREFIX_WORDS = 20, 60
"""Words that begin so and are looked at, the most frequent ones; and how many where none of those will do."""
LIKELY_WORDS = 12
"""Words that begin so, those that most articles have, of which those come first that stand right behind the others."""
RARITY_FACTOR = 30
"""Times as often as the last part of a compound its most frequent one stands there, at the most."""
MAX_TITLES = 3
"""Titles among the completions, at the most; they come from the third letter on."""
MAX_TITLE_CHARS = 100
"""Characters of a title that is proposed, at the most."""
SINGULAR = frozenset(["le", "la", "l", "un", "une", "du", "au", "ce", "cet", "cette"])
"""Words that no plural stands behind."""

# What parse takes for more than words: then only the last word is completed, and each proposal is searched.
_SYNTAX = re.compile(r"""["«»“”(*~]|\w:|(?:^|\s)-|\b(?:ET|OU|SAUF|AND|OR|NOT)\b""")
# Titles that would be understood as something else than their words.
_MISTAKEN = re.compile(r"""["«»“”*~]|\w:\S|(?:^|\s)-\S|\b(?:ET|OU|SAUF|AND|OR|NOT)\b""")


Proposal = tuple[str, Literal["word", "pair", "title"]]


class Completions(Protocol):
    """What begins so in the articles that a reader may see, the most used first; and how it is written."""

    def words(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin so, and how many articles have each: one has, at least."""
        ...

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """Return the pairs that begin so, and whether it is sure that some article has them."""
        ...

    def after(self, words: tuple[str, ...]) -> list[str]:
        """Return what stands behind some words (surface forms), up to the first that is no stop word."""
        ...

    def display_form(self, surface: str) -> str:
        """Return how articles write a surface form most often; one that is written nowhere is returned as it is."""
        ...


class Completer(Generic[D]):
    """Completes texts from the articles that a reader may see. Safe to share between threads."""

    def __init__(
        self,
        doc_sets: DocSets[D, Any],
        completions: Completions,
        plan: Callable[[Node], Plan | None],
        fields: Iterable[Field] = (),
    ) -> None:
        """Take what knows of words, what makes a plan for all of a query, and the declared fields that it may name."""
        self._fields = tuple(fields)
        self._doc_sets = doc_sets
        self._completions = completions
        self._plan = plan
        self.suggest = remembered(self._suggest, 1 << 12)

    def _suggest(self, text: str, most: int) -> tuple[Suggestion, ...]:
        """Return completions of `text`, the best first."""
        typed = read_typed(text)
        if typed is None:
            return ()
        letters = "".join(map(_plain, typed.text))
        within = self._doc_sets.everything
        titles = list(self._titles(typed, within))
        if typed.attached and not _SYNTAX.search(text):
            joined = islice(self._compounds(typed, within), max(most - len(titles), 0))
            return tuple(_suggestion(each, letters) for each in islice(_distinct(chain(joined, titles)), most))
        if _SYNTAX.search(text) or typed.compound:
            alone = chain(self._words(typed, within, in_context=False), self._after(typed, within))
            finding = (each for each in alone if self._finds(each[0], within))
            return tuple(_suggestion(each, letters) for each in islice(finding, most))
        room = max(most - len(titles), 0)
        together = self._together(typed.whole, within)
        words = self._words(typed, together, in_context=bool(typed.whole))
        last = self._pairs(typed, within, typed.tokens[-1:])
        if typed.whole:
            # What is next is told best by what often follows.
            pairs = self._pairs(typed, within, typed.tokens[-3:-1] if typed.prefix else typed.tokens[-3:])
            likely = _distinct(chain(pairs, self._after(typed, within)))
            first = islice(likely, room - room // 2)
            if typed.prefix and len(typed.tail) > 1:
                # Behind a stop word, what stands there. Or else what is near, but no « accident du trains ».
                there = self._words(typed, together, in_context=True, behind=True)
                near = (each for each in words if not _at_odds(typed.whole[-1].text, each[0]))
                chosen: Iterable[Proposal] = list(islice(_distinct(chain(first, there, likely)), room)) or near
            else:
                chosen = chain(first, words, likely, last)
        else:
            some = list(islice(last, room // 2))
            chosen = chain(islice(words, room - len(some)), some, words, last)
        proposed = chain(islice(_distinct(chosen), room), titles)
        return tuple(_suggestion(each, letters) for each in islice(_distinct(proposed), most))

    # Words

    def _words(self, typed: PartialQuery, within: D, *, in_context: bool, behind: bool = False) -> Iterator[Proposal]:
        """Yield the text with its last word completed: one form of each word first, then its other forms.

        `behind`: only with what stands right behind the words before it.
        """
        if not typed.prefix:
            return
        head, part = self._dressed(typed), typed.text[typed.start :].lower()
        ranked = (
            self._behind(typed.prefix, within, typed.tail)
            if behind
            else self._ranked(typed.prefix, within, typed.tail, in_context=in_context)
        )
        forms: Iterable[str] = map(self._completions.display_form, ranked)
        if not part.isascii():
            # Accents may be left out; where they were not, they are meant.
            forms = sorted(islice(forms, PREFIX_WORDS), key=lambda form: not form.lower().startswith(part))
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

    def _compounds(self, typed: PartialQuery, within: D) -> Iterator[Proposal]:
        """Yield the text with the last part of a compound completed: with what stands behind its other parts."""
        parts = tuple(token.text for token in typed.attached)
        before = [token for token in typed.whole if token not in typed.attached]
        known = [part for part in second_parts(parts[-1]) if part.startswith(typed.prefix)]
        others = (word for word, _ in self._completions.words(typed.prefix, MORE_PREFIX_WORDS) if not _is_stop(word))
        candidates = list(dict.fromkeys((*known, *others)))
        times = self._doc_sets.times_following(parts, candidates, self._together(before, within))
        least = max(times, default=0) / RARITY_FACTOR
        for surface, count in sorted(zip(candidates, times, strict=True), key=lambda each: -each[1]):
            # Seldom side by side, they are no compound, and something else stands between them.
            if count and (count >= least or surface in known):
                yield typed.text[: typed.start] + self._completions.display_form(surface), "word"

    def _together(self, tokens: Sequence[Token], within: D) -> D:
        """Return those of some documents that have all of these words, stop words aside."""
        for token in tokens:
            if not token.stop:
                within = self._doc_sets.both(within, self._doc_sets.having(token.text, token.stem))
        return within

    def _ranked(self, prefix: str, within: D, tail: Sequence[Token], *, in_context: bool) -> Iterator[str]:
        """Yield the words that begin so and stand in one of these documents, the most used first; in context,
        those that stand right behind the words before them come first."""
        if self._doc_sets.first([within]) is None:
            return
        frequent = self._completions.words(prefix, MORE_PREFIX_WORDS if len(prefix) > 2 else PREFIX_WORDS)
        if not in_context:
            yield from (surface for surface, _ in frequent)
            return
        words = tuple(token.text for token in tail)
        for some in (frequent[:PREFIX_WORDS], frequent[PREFIX_WORDS:]):
            surfaces = [surface for surface, _ in some]
            counts = dict(zip(surfaces, self._doc_sets.counts(surfaces, within), strict=True))
            if any(counts.values()):
                likely = sorted((word for word in surfaces if counts[word]), key=lambda word: -counts[word])
                likely, others = likely[:LIKELY_WORDS], likely[LIKELY_WORDS:]
                behind = self._doc_sets.times_following(words, likely, within) if words else ()
                times = dict(zip(likely, behind, strict=False))
                # What stands right behind comes before what stands anywhere.
                yield from sorted(likely, key=lambda word: -times.get(word, 0))
                yield from others
                return

    def _behind(self, prefix: str, within: D, tail: Sequence[Token]) -> Iterator[str]:
        """Yield the words that begin so and stand right behind some words in one of these documents, the most frequent
        first."""
        words = tuple(token.text for token in tail)
        frequent = [surface for surface, _ in self._completions.words(prefix, MORE_PREFIX_WORDS)]
        for some in (frequent[:PREFIX_WORDS], frequent[PREFIX_WORDS:]):
            times = self._doc_sets.times_following(words, some, within) if some else ()
            if any(times):
                ranked = sorted(zip(some, times, strict=True), key=lambda each: -each[1])
                yield from (surface for surface, count in ranked if count)
                return

    def _after(self, typed: PartialQuery, within: D) -> Iterator[Proposal]:
        """Yield the text, where it ends with a stop word, and what stands behind that and the word before it."""
        finished = typed.tokens if not typed.prefix or typed.tokens[-1].stop else typed.whole
        tail = PartialQuery(typed.text, finished, len(typed.text)).tail
        if len(tail) < 2 or finished != typed.tokens:
            return
        here = self._together([token for token in finished if token.start < tail[0].start], within)
        for text in self._completions.after(tuple(token.text for token in tail)):
            if self._stands("", text, here):
                yield f"{typed.text.rstrip()} {text}", "pair"

    # Pairs of words

    def _pairs(self, typed: PartialQuery, within: D, starts: Sequence[Token]) -> Iterator[Proposal]:
        """Yield the text completed to a pair that begins with one of some words, what stands before left as it is."""
        space = " " if typed.text[-1:].isspace() else ""
        for token in starts:
            head, tail = typed.text[: token.start], key_of(typed.text[token.start :]) + space
            here = self._together([each for each in typed.whole if each.start < token.start], within)
            for pair, sure in self._completions.pairs(tail):
                if (sure or self._side_by_side(pair)) and self._stands(head, pair, here):
                    yield head + pair, "pair"

    def _side_by_side(self, pair: str) -> bool:
        """Say whether the words of a pair stand side by side in an article: that each is in one does not say so."""
        plan = self._plan(Phrase(pair))
        return plan is not None and self._doc_sets.finds(plan, Filters(), self._doc_sets.everything)

    def _stands(self, head: str, pair: str, within: D) -> bool:
        """Say whether one of these documents has the words of a pair; parts of a compound must stand as a phrase."""
        if within is self._doc_sets.everything:
            return True
        if "-" in pair:
            return self._finds(head + pair, within)
        for token in french().tokens(pair):
            if not token.stop:
                within = self._doc_sets.both(within, self._doc_sets.having(token.text))
        return self._doc_sets.first([within]) is not None

    # Titles

    def _titles(self, typed: PartialQuery, within: D) -> Iterator[Proposal]:
        """Yield titles that begin so."""
        if not typed.whole and len(typed.prefix) < 3:
            return
        words = tuple(token.text for token in typed.whole)
        found = 0
        for title in self._doc_sets.title_completions(words, typed.prefix, within, 4 * MAX_TITLES):
            if len(title) <= MAX_TITLE_CHARS and not _MISTAKEN.search(title):
                yield title, "title"
                found += 1
            if found == MAX_TITLES:
                return

    # What all need

    def _finds(self, text: str, within: D) -> bool:
        """Say whether a search for all of `text` finds any of these documents."""
        parsed = parse(text, fields=self._fields)
        plan = self._plan(parsed.node)
        return plan is not None and self._doc_sets.finds(plan, parsed.filters, within)

    def _dressed(self, typed: PartialQuery) -> str:
        """Return what stands before the word being typed, with accents where none were typed."""
        parts: list[str] = []
        at = 0
        for token in typed.whole:
            word = typed.text[token.start : token.end]
            usual = self._completions.display_form(token.text)
            if word.isascii() and word.islower() and usual.islower() and folded(usual) == word:
                parts += typed.text[at : token.start], usual
                at = token.end
        return "".join((*parts, typed.text[at : typed.start]))


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


def _at_odds(before: str, text: str) -> bool:
    """Say whether a text ends with a plural, behind a word that wants one alone."""
    word = text.split()[-1]
    return before in SINGULAR and word[-1] in "sx" and stem_searched(word[:-1]) == stem_searched(word)


def _is_stop(word: str) -> bool:
    return all(token.stop for token in french().tokens(word))


def _plain(character: str) -> str:
    return folded(character.lower()) if character.isalnum() else ""


def _distinct(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    seen: set[str] = set()
    for each in proposals:
        key = key_of(each[0])
        if key not in seen:
            seen.add(key)
            yield each
