"""Chooses the passages of an article that show best why it was found, as fragments of the text as written.

Where the words stand is known from the index: only the passages shown are looked at again. An article found by its
title alone shows its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trouvere.search.marks import Marks, Span
from trouvere.search.results import Fragment, Snippet

Place = tuple[int, str]
"""A position that matched — of a word, or of a character — and the key of what it matched."""

AGAIN = 0.05
"""What a word is worth when a passage shows it once more."""
KNOWN = 0.3
"""What a word is worth that another passage shows."""


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


def windows(places: Sequence[Place], weights: Mapping[str, float], size: int, most: int) -> list[tuple[int, int]]:
    """Return the first and last position of the `most` best windows of `size` positions, apart from each other.

    `places` are in order. A window is worth the weights of the different words in it and a little for each repetition;
    after the first, words that none shows yet are worth more than those shown.
    """
    chosen: list[tuple[int, int]] = []
    shown: set[str] = set()
    while len(chosen) < most:
        best = _best_window(places, weights, size, chosen, shown)
        if best is None:
            break
        first, last = best
        chosen.append((places[first][0], places[last][0]))
        shown.update(key for _, key in places[first : last + 1])
    return chosen


def _best_window(
    places: Sequence[Place],
    weights: Mapping[str, float],
    size: int,
    chosen: list[tuple[int, int]],
    shown: set[str],
) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    best_worth, worth, first = 1e-9, 0.0, 0
    counts = dict.fromkeys(weights, 0)
    for last, (at, key) in enumerate(places):
        if chosen and any(low - size < at < high + size for low, high in chosen):
            counts = dict.fromkeys(weights, 0)
            worth, first = 0.0, last + 1
            continue
        counts[key] += 1
        worth += weights[key] * (AGAIN if counts[key] > 1 else KNOWN if key in shown else 1.0)
        while at - places[first][0] >= size:
            gone = places[first][1]
            counts[gone] -= 1
            worth -= weights[gone] * (AGAIN if counts[gone] else KNOWN if gone in shown else 1.0)
            first += 1
        if worth > best_worth:
            best_worth, best = worth + 1e-9, (first, last)
    return best


def passage(text: str, marks: Marks, near: tuple[int, int], chars: int) -> Snippet | None:
    """Return the passage of some `chars` characters around the matches in `text[near[0]:near[1]]`, None without any.

    `near` begins and ends between words.
    """
    low, high = near
    spans = marks.spans(text, low, high)
    if not spans:
        return None
    last = next(span for span in reversed(spans) if span.end - spans[0].start <= chars or span is spans[0])
    start, end = _cut(text, spans[0].start, last.end, chars)
    if start < low:
        spans = [*marks.spans(text, start, low), *spans]
    if end > high:
        spans = [*spans, *marks.spans(text, high, end)]
    return Snippet(start, end, fragments(text, [span for span in spans if span.start >= start], start, end))


def beginning(text: str, chars: int) -> Snippet:
    """Return the first passage of a text, for an article that was found by its title."""
    start, end = _cut(text, 0, 0, chars)
    return Snippet(start, end, fragments(text, (), start, end))


ENDS = (". ", "! ", "? ", "… ", "\n", ".\u00a0", "» ")
"""What ends a sentence, and the blank after it."""


def _cut(text: str, first: int, last: int, chars: int) -> tuple[int, int]:
    """Return where a passage that must hold `text[first:last]` begins and ends: at sentences where that fits."""
    spare = max(chars - (last - first), 0)
    start = _sentence_start(text, max(0, first - spare), first)
    if start < 0:
        start = text.rfind(" ", max(0, first - spare // 2), first) + 1 or first
    highest = min(len(text), start + max(chars, last - start))
    if highest == len(text):
        return start, max(last, len(text.rstrip()))
    end = max(at + len(mark.rstrip()) if (at := text.rfind(mark, last, highest + 1)) >= 0 else -1 for mark in ENDS)
    if end - start >= chars * 0.6 and end >= last:
        return start, end
    end = text.rfind(" ", last, highest)
    return start, end if end > last else max(last, highest if last == 0 else last)


def _sentence_start(text: str, low: int, first: int) -> int:
    """Return where the sentence of `text[first]` begins, -1 where that is before `low`."""
    found = max(at + len(mark) if (at := text.rfind(mark, low, first)) >= 0 else -1 for mark in ENDS)
    if found < 0:
        return 0 if low == 0 else -1
    while found < first and text[found].isspace():
        found += 1
    return found
