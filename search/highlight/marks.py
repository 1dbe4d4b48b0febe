"""Highlight spans: which words of a text match a plan, by the analysis that indexed them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from trouvere.index.analysis import french
from trouvere.index.analysis.token import Token
from trouvere.index.analysis.tokenizer import raw_spans
from trouvere.search.budget import spend, watched
from trouvere.search.highlight.blanks import held, next_blank, released
from trouvere.search.highlight.chunks import MAX_CHUNKS, Wanted, stem_form
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Place, Plan, Sequence, Term, leaves

CHARS_AT_ONCE = 1 << 14
"""Characters of a text that are gone through at once."""
LAW_LETTERS = 2
"""Letters of the law before a number, at most."""


class Span(NamedTuple):
    """A run of a text that matched; `key` is the same for the forms of one word of the query."""

    start: int
    end: int
    key: str


class Marks:
    """Which words of a text are to be marked, and as what."""

    def __init__(self, plan: Plan | None, field: TextField) -> None:
        self._keys: dict[str, str] = {}
        self._prefixes: list[str] = []
        self._sequences: list[Sequence] = []
        for leaf in leaves(plan):
            if leaf.field not in (None, field):
                continue
            match leaf:
                case Term(surface, stem, _):
                    self._keys[surface] = key = key_of(leaf)
                    if stem is not None:
                        self._keys[stem_form(stem)] = key
                case Expansion(prefix, _):
                    self._prefixes.append(prefix)
                case Sequence(places, slop) if slop:
                    self._keys.update((form_of(place), key_of(leaf)) for place in places)
                case Sequence():
                    self._sequences.append(leaf)
        self._words = Wanted(self._keys, self._prefixes)
        self._beginning: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for leaf in self._sequences:
            first, *others = map(form_of, leaf.places)
            self._beginning.setdefault(first, []).append((key_of(leaf), tuple(others)))
        self._first_words = Wanted(self._beginning)
        self._longest = max((len(leaf.places) for leaf in self._sequences), default=0)
        self._within: dict[str, list[Span]] = {}
        # What reaches over blanks has digits; a letter of the law alone may be part of it.
        forms = [form.lstrip("\0") for form in (*self._keys, *self._beginning) if form]
        self._numbers = bool(self._prefixes) or any(len(form) <= LAW_LETTERS or not form.isalpha() for form in forms)

    def spans(self, text: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Return what matches in `text[start:end]`, in order, never overlapping."""
        stop = len(text) if end is None else min(end, len(text))
        if stop - start > CHARS_AT_ONCE or self._sequences:
            return list(self.found(text, start, stop))
        # A passage, or a title, of words: what most are asked of is one stretch.
        spend()
        part = self._cut(text, start, stop)
        return self._in_stretch(part, start, self._words.among(part.split()))

    def _cut(self, text: str, start: int, stop: int) -> str:
        """Return `text[start:stop]` as it is to be cut at blanks; where no number is wanted, they are like words."""
        return held(text, start, stop) if self._numbers else text[start:stop]

    @property
    def in_order(self) -> bool:
        """Whether words are marked only where they stand in order."""
        return bool(self._sequences)

    def reach(self, text: str, at: int) -> int:
        """Return up to where words stand in order of which the first stands before `at`, between words."""
        # One word more than they are: the last may stand behind a sign alone.
        for _ in range(self._longest and self._longest + 1):
            blank = next_blank(text, at + 1, len(text))
            at = len(text) if blank < 0 else blank
        return at

    def found(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Yield what `spans` returns, a stretch of the text at a time: who wants the first ones pays for no others."""
        stop = len(text) if end is None else min(end, len(text))
        ahead: list[Span] = []
        for low, high in _stretches(text, start, stop):
            spend()
            part = self._cut(text, low, high)
            chunks = part.split()
            found = self._in_stretch(part, low, self._words.among(chunks))
            if ahead or (self._sequences and self._first_words.among(chunks)):
                every = _apart(sorted({*found, *ahead, *self._in_sequence(text, low, high, stop)}))
                found = [span for span in every if span.start < high]
                ahead = every[len(found) :]
            yield from found

    def _in_stretch(self, part: str, start: int, matching: set[str]) -> list[Span]:
        """Return what the chunks that match hold, in a part of a text that begins at `start`."""
        found: list[Span] = []
        for chunk in watched(matching):
            size = len(chunk)
            at = part.find(chunk)
            while at >= 0:
                past = at + size
                if (not at or part[at - 1].isspace()) and (past == len(part) or part[past].isspace()):
                    begin = start + at
                    found += [Span(begin + first, begin + last, key) for first, last, key in self._spans_in(chunk)]
                at = part.find(chunk, past)
        if len(matching) > 1:
            found.sort(key=_start)
        return found

    def _spans_in(self, chunk: str) -> list[Span]:
        """Return what matches in a chunk."""
        found = self._within.get(chunk)
        if found is None:
            if len(self._within) >= MAX_CHUNKS:
                self._within.clear()
            found = self._within[chunk] = []
            read = raw_spans(released(chunk))
            for raw, at in watched(read) if len(chunk) > CHARS_AT_ONCE else read:
                for token in french()[raw]:
                    key = self._keys.get(token.text)
                    if key is None and token.stem is not None:
                        key = self._keys.get(stem_form(token.stem))
                    if key is None:
                        key = next((f"{prefix}*" for prefix in self._prefixes if token.text.startswith(prefix)), None)
                    if key is not None:
                        found.append(Span(at + token.start, at + token.end, key))
        return found

    def _in_sequence(self, text: str, low: int, high: int, stop: int) -> list[Span]:
        """Return the words in order whose first one stands in `text[low:high]`; others may stand up to `stop`."""
        tokens: list[Token] = []
        beyond = 0
        for token in watched(french().tokens(text, low, stop)):
            tokens.append(token)
            beyond += token.start >= high
            if beyond == self._longest:
                break
        found: list[Span] = []
        for at, token in enumerate(watched(tokens[: len(tokens) - beyond])):
            for key, others in chain.from_iterable(self._beginning.get(form, ()) for form in _forms(token)):
                after = tokens[at + 1 : at + 1 + len(others)]
                if len(after) == len(others) and all(map(_is, after, others)):
                    found.extend(Span(one.start, one.end, key) for one in (token, *after))
        return found


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the stretches of `text[start:end]` begin and end, between words: so long a text is gone through in
    steps."""
    while end - start > CHARS_AT_ONCE and (blank := next_blank(text, start + CHARS_AT_ONCE, end)) >= 0:
        yield start, blank
        start = blank
    yield start, end


def key_of(leaf: Term | Expansion | Sequence) -> str:
    """Return what the forms of one word of a query have in common: its stem, where it has one."""
    match leaf:
        case Term(surface, stem, _):
            return surface if stem is None else stem
        case Expansion(prefix, _):
            return f"{prefix}*"
        case Sequence():
            return " ".join(leaf.words)


def form_of(place: Place) -> str:
    """Return the form that a word of a query is looked for in: its surface form, or `stem_form`."""
    word, stemmed = place
    return stem_form(word) if stemmed else word


def _forms(token: Token) -> tuple[str, ...]:
    return (token.text,) if token.stem is None else (token.text, stem_form(token.stem))


def _is(token: Token, form: str) -> bool:
    return token.text == form or (token.stem is not None and stem_form(token.stem) == form)


_start = itemgetter(0)


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
