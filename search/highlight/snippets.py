"""Snippets: the passages of an article that show best why it was found, as fragments of the text as written.

Where the words stand is known from the index: only the passages shown are looked at again. An article found by its
title alone shows its beginning.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import partial

from trouvere.search.highlight.blanks import last_blank, next_blank
from trouvere.search.highlight.marks import Marks, Span
from trouvere.search.highlight.sentence_ends import sentence_end
from trouvere.search.results import Fragment, Snippet

WORD_BITS = 16
"""A place is a number, for they are sorted and compared by the hundred: a position that matched — of a word, or of a
character — and in its lowest bits the number of the word that stands there."""
WORD_MASK = (1 << WORD_BITS) - 1

REPEATED_WORTH = 0.05
"""What a word is worth when a passage shows it once more."""
SHOWN_WORTH = 0.3
"""What a word is worth that another passage shows."""

LONGEST_PASSAGE, LONGEST_WORD = 20_000, 500
"""Characters in which a passage is looked for, and those of a word that it shows: both are more than prose has."""
CLITIC_CHARS = 40
"""Characters by which a full passage may begin sooner, at most: « l’ », « séquence- »."""

_fragment = partial(tuple.__new__, Fragment)


def fragments(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> tuple[Fragment, ...]:
    """Return `text[start:end]` as fragments; joined they are it."""
    end = len(text) if end is None else end
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last, _ in spans:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append((text[at:first], False))
        pieces.append((text[first:last], True))
        at = last
    if at < end:
        pieces.append((text[at:end], False))
    return tuple(map(_fragment, pieces))


def windows(places: Sequence[int], weights: Sequence[float], size: int, most: int) -> list[tuple[int, int]]:
    """Return the first and last position of the `most` best windows of `size` positions, apart from each other.

    `places` are in order; `weights` has a number for each word. A window is worth the weights of the different words in
    it and a little for each repetition; after the first, words that none shows yet are worth more than those shown.
    """
    if places and most and (places[-1] >> WORD_BITS) - (places[0] >> WORD_BITS) < size:
        # One window shows all there is: nothing is worth more.
        return [(places[0] >> WORD_BITS, places[-1] >> WORD_BITS)]
    fresh, again = list(weights), [REPEATED_WORTH * weight for weight in weights]
    chosen: list[tuple[int, int]] = []
    # The runs of places that are far enough from what was chosen.
    runs = [(0, len(places))] if places else []
    while runs and len(chosen) < most:
        worth, first, last = 0.0, 0, 0
        for run in runs:
            worth, first, last = _best_window(places, run, fresh, again, size, (worth, first, last))
        low, high = places[first] >> WORD_BITS, places[last] >> WORD_BITS
        chosen.append((low, high))
        if len(chosen) == most:
            break
        for place in places[first : last + 1]:
            fresh[place & WORD_MASK] = SHOWN_WORTH * weights[place & WORD_MASK]
        before, after = low - size + 1 << WORD_BITS, high + size << WORD_BITS
        runs = [
            run
            for begin, end in runs
            for run in ((begin, bisect_left(places, before, begin, end)), (bisect_left(places, after, begin, end), end))
            if run[0] < run[1]
        ]
    return chosen


def _best_window(
    places: Sequence[int],
    run: tuple[int, int],
    fresh: list[float],
    again: list[float],
    size: int,
    best: tuple[float, int, int],
) -> tuple[float, int, int]:
    """Return what the best window of a run is worth, and the first and last place in it; `best`, where none is better.

    A word adds `fresh` to a window when it first comes, and `again` each further time.
    """
    first, end = run
    most, worth = best[0], 0.0
    counts = [0] * len(fresh)
    past = (places[first] >> WORD_BITS) + size << WORD_BITS
    for last in range(first, end):
        place = places[last]
        word = place & WORD_MASK
        worth += again[word] if counts[word] else fresh[word]
        counts[word] += 1
        while place >= past:
            gone = places[first] & WORD_MASK
            counts[gone] -= 1
            worth -= again[gone] if counts[gone] else fresh[gone]
            first += 1
            past = (places[first] >> WORD_BITS) + size << WORD_BITS
        if worth > most:
            # Of two that are worth the same the first is the best, whatever was lost in adding up.
            most = worth + 1e-9
            best = most, first, last
    return best


def passage(text: str, marks: Marks, near: tuple[int, int], chars: int) -> Snippet | None:
    """Return the passage of some `chars` characters around the matches in `text[near[0]:near[1]]`, None without any.

    `near` begins and ends between words.
    """
    low, high = _with_chunks(text, *near)
    high = min(high, low + LONGEST_PASSAGE)
    high = marks.reach(text, high)
    spans = marks.spans(text, low, high)
    if not spans:
        return None
    first, last = spans[0].start, spans[-1].end
    if last - first > chars:
        last = max(span.end for span in spans if span.end - first <= chars or span is spans[0])
    if spans[0].end - first > LONGEST_WORD:
        # What is one word to the analysis may be a whole text to a reader.
        last = first + LONGEST_WORD
        start, end = _cut(text, first, last, chars)
        return Snippet(start, end, fragments(text, [Span(first, last, spans[0].key)], start, end))
    start, end = _cut(text, first, last, chars)
    if marks.in_order:
        # All of it again: words in order may stand on both sides of an edge.
        spans = marks.spans(text, min(start, low), max(end, high))
    else:
        if start < low:
            spans = marks.spans(text, start, low) + spans
        if end > high:
            spans += marks.spans(text, high, end)
    return Snippet(start, end, fragments(text, spans, start, end))


def _with_chunks(text: str, low: int, high: int) -> tuple[int, int]:
    """Return where the chunks of `text[low:high]` begin and end: half of « L. 212-5-I » is another word."""
    least = max(low - LONGEST_WORD, 0)
    while low > least and not text[low - 1].isspace():
        low -= 1
    if 0 < high < len(text) and not text[high - 1].isspace():
        blank = next_blank(text, high, min(high + LONGEST_WORD, len(text)))
        high = high if blank < 0 else blank
    return low, high


def first_snippet(text: str, chars: int) -> Snippet:
    """Return the first passage of a text, for an article that was found by its title."""
    start, end = _cut(text, 0, 0, chars)
    return Snippet(start, end, fragments(text, (), start, end))


def _cut(text: str, first: int, last: int, chars: int) -> tuple[int, int]:
    """Return where a passage that must hold `text[first:last]` begins and ends: at sentences where that fits."""
    spare = max(chars - (last - first), 0)
    start = _sentence_start(text, max(0, first - spare), first)
    if start < 0:
        start = last_blank(text, max(0, first - spare // 2), first) + 1 or _chunk_start(text, first)
    highest = min(len(text), start + max(chars, last - start))
    if highest == len(text):
        return start, max(last, len(text.rstrip()))
    end = max(sentence_end(text, last, highest + 1) + 1, text.rfind("\n", last, highest + 1))
    if end - start >= chars * 0.6 and end >= last:
        return start, end
    end = last_blank(text, last, highest)
    return start, end if end > last else max(last, highest if last == 0 else last)


def _chunk_start(text: str, at: int) -> int:
    """Return from where on what stands before a word without a blank, or behind « with one, belongs to it."""
    low = max(0, at - CLITIC_CHARS)
    blank = max(last_blank(text, low, at), text.rfind("\n", low, at))
    return blank + 1 if blank >= 0 or low == 0 else at


def _sentence_start(text: str, low: int, first: int) -> int:
    """Return where the sentence of `text[first]` begins, -1 where that is before `low`."""
    sentence, line = sentence_end(text, low, first), text.rfind("\n", low, first)
    if sentence < 0 and line < 0:
        return 0 if low == 0 else -1
    found = max(sentence + 2, line + 1)
    while found < first and text[found].isspace():
        found += 1
    return found
