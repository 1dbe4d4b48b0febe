"""Chooses the passages of an article that show best why it was found, as fragments of the text as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trouvere.index.analysis import Token, french
from trouvere.search.plan import Expansion, Plan, Term, leaves
from trouvere.search.plan import Sequence as WordSequence
from trouvere.search.query import TextField
from trouvere.search.results import Fragment, Snippet


class Span(NamedTuple):
    """A run of a text that matched; `key` is the same for the forms of one word of the query."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Which words of a text are to be marked."""

    surfaces: dict[str, str]
    stems: dict[str, str]
    prefixes: tuple[str, ...]
    sequences: tuple[tuple[str, ...], ...]

    def spans(self, text: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Return what matches in `text[start:end]`, in order, never overlapping."""
        tokens = list(french().tokens(text, start, end))
        found = [Span(token.start, token.end, key) for token in tokens if (key := self._key(token))]
        for sequence in self.sequences:
            found.extend(_in_sequence(tokens, sequence))
        return _apart(sorted(set(found)))

    def _key(self, token: Token) -> str | None:
        key = self.surfaces.get(token.text)
        if key is None and token.stem is not None:
            key = self.stems.get(token.stem)
        if key is None:
            key = next((prefix + "*" for prefix in self.prefixes if token.text.startswith(prefix)), None)
        return key


def marks_of(plan: Plan | None, field: TextField) -> Marks:
    """Return what a plan marks in a field."""
    surfaces: dict[str, str] = {}
    stems: dict[str, str] = {}
    prefixes: list[str] = []
    sequences: list[tuple[str, ...]] = []
    for leaf in leaves(plan):
        if leaf.field not in (None, field):
            continue
        match leaf:
            case Term(surface, stem, _):
                surfaces[surface] = stem or surface
                if stem is not None:
                    stems[stem] = stem
            case Expansion(prefix, _):
                prefixes.append(prefix)
            case WordSequence(words, slop, _):
                if slop:
                    surfaces.update((word, word) for word in words)
                else:
                    sequences.append(words)
    return Marks(surfaces, stems, tuple(prefixes), tuple(sequences))


def fragments(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> tuple[Fragment, ...]:
    """Return `text[start:end]` as fragments; joined they are it."""
    end = len(text) if end is None else end
    pieces: list[Fragment] = []
    at = start
    for span in spans:
        if span.start < at or span.end > end:
            continue
        if span.start > at:
            pieces.append(Fragment(text[at : span.start], matched=False))
        pieces.append(Fragment(text[span.start : span.end], matched=True))
        at = span.end
    if at < end:
        pieces.append(Fragment(text[at:end], matched=False))
    return tuple(pieces)


def best_snippets(
    text: str, spans: Sequence[Span], weight: Callable[[str], float], *, most: int, chars: int
) -> tuple[Snippet, ...]:
    """Return the `most` best passages of some `chars` characters, in the order of the text.

    A passage is worth the weights of the different words in it, and a little for each repetition; the second adds
    words that the first lacks rather than the same again. Cut at sentences where that fits, else at words. An article
    found by its title alone shows its beginning.
    """
    if not text or not most:
        return ()
    if not spans:
        start, end = _cut(text, 0, 0, chars)
        return (Snippet(start, end, (Fragment(text[start:end], matched=False),)),)
    weights = {span.key: weight(span.key) for span in spans}
    chosen: list[tuple[int, int]] = []
    shown: set[str] = set()
    for _ in range(most):
        window = _best_window(spans, weights, chosen, shown, chars)
        if window is None:
            break
        first, last = window
        start, end = _cut(text, spans[first].start, spans[last].end, chars)
        before = max((e for _, e in chosen if e <= spans[first].start), default=0)
        after = min((s for s, _ in chosen if s >= spans[last].end), default=len(text))
        chosen.append((max(start, before), min(end, after)))
        shown.update(span.key for span in spans[first : last + 1])
    return tuple(
        Snippet(start, end, fragments(text, [span for span in spans if start <= span.start < end], start, end))
        for start, end in sorted(chosen)
    )


def _best_window(
    spans: Sequence[Span],
    weights: dict[str, float],
    chosen: list[tuple[int, int]],
    shown: set[str],
    chars: int,
) -> tuple[int, int] | None:
    """Return the first and last span of the best window of `chars` characters clear of what is chosen already."""
    best: tuple[float, int, int] | None = None
    counts: dict[str, int] = {}
    worth = 0.0
    first = 0
    for last, span in enumerate(spans):
        if any(start < span.end and span.start < end for start, end in chosen):
            counts.clear()
            worth, first = 0.0, last + 1
            continue
        full = weights[span.key] * (0.3 if span.key in shown else 1.0)
        counts[span.key] = counts.get(span.key, 0) + 1
        worth += full if counts[span.key] == 1 else weights[span.key] * 0.05
        while span.end - spans[first].start > chars and first < last:
            gone = spans[first]
            counts[gone.key] -= 1
            lost = weights[gone.key] * (0.3 if gone.key in shown else 1.0)
            worth -= weights[gone.key] * 0.05 if counts[gone.key] else lost
            first += 1
        if best is None or worth > best[0] + 1e-9:
            best = (worth, first, last)
    return best and (best[1], best[2])


_SENTENCE_START = re.compile(r"(?:(?<=[.!?…])[\s»”\"]+|\n+\s*)(?=\S)")
_SPACE = re.compile(r"\s+")


def _cut(text: str, first: int, last: int, chars: int) -> tuple[int, int]:
    """Return where a passage that must hold `text[first:last]` begins and ends."""
    spare = max(chars - (last - first), 0)
    lowest, highest = max(0, first - spare), min(len(text), last + spare)
    starts = [0] if lowest == 0 else []
    starts += [match.end() for match in _SENTENCE_START.finditer(text, lowest, first + 1) if match.end() <= first]
    # The sentence of the first match, or one before it if all of that still leaves room for what follows.
    start = starts[-1] if starts else _word_start(text, max(0, first - spare // 2), first)
    room = start + max(chars, last - start)
    highest = min(len(text), room)
    if highest == len(text):
        return start, len(text.rstrip())
    ends = [match.start() for match in _SENTENCE_START.finditer(text, last, min(len(text), highest + 2))]
    ends = [end for end in ends if last <= end <= highest]
    if ends and ends[-1] - start >= chars * 0.6:
        return start, ends[-1]
    return start, _word_end(text, last, highest)


def _word_start(text: str, low: int, high: int) -> int:
    match = _SPACE.search(text, low, high)
    return match.end() if match and low > 0 else low if low == 0 else high


def _word_end(text: str, low: int, high: int) -> int:
    spaces = [match.start() for match in _SPACE.finditer(text, low, high)]
    return spaces[-1] if spaces else (low if text[low:high].strip() and low > 0 else high)


def _in_sequence(tokens: list[Token], words: tuple[str, ...]) -> list[Span]:
    found: list[Span] = []
    texts = [token.text for token in tokens]
    key = " ".join(words)
    for at in range(len(texts) - len(words) + 1):
        if texts[at] == words[0] and tuple(texts[at : at + len(words)]) == words:
            found.extend(Span(token.start, token.end, key) for token in tokens[at : at + len(words)])
    return found


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
