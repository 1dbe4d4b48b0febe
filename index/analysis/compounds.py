"""Words written joined, with a hyphen or apart: « weekend » and « week-end », « covid19 » and « COVID-19 ».

Articles are indexed as written; it is the query that is looked up in the other ways too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from trouvere.index.analysis.data import entries
from trouvere.index.analysis.folding import folded
from trouvere.index.analysis.lowercase import lowered

SHORTEST, LONGEST = 6, 32
"""Letters of the words that are cut where the index does not know them."""
SELDOM = 5
"""A word that more articles have is taken for a word, and not cut."""

_LETTERS_AND_DIGITS = re.compile(r"([a-z]+)([0-9]+)|([0-9]+)([a-z]{2,})")
_PLAIN = re.compile(r"[^\W_]{3,}")


@cache
def _compounds() -> dict[str, tuple[str, ...]]:
    """Return the words that French writes with hyphens, by what they are without."""
    parts = [tuple(folded(line).split("-")) for line in entries("compounds.txt")]
    return {"".join(each): each for each in parts}


@cache
def _second_parts() -> dict[str, tuple[str, ...]]:
    """Return what stands behind the hyphen of the words that French writes with one, by what stands before it."""
    found: dict[str, tuple[str, ...]] = {}
    for first, *others in _compounds().values():
        if len(others) == 1:
            found[first] = (*found.get(first, ()), *others, f"{others[0]}s")
    return found


def second_parts(first: str) -> tuple[str, ...]:
    """Return what French joins to a surface form by a hyphen, in singular and plural: « mere » of « grand »."""
    return _second_parts().get(first) or _second_parts().get(first[:-1] if first[-1:] in "sx" else first, ())


def parts_of(word: str, articles: Callable[[str], int]) -> list[tuple[str, ...]]:
    """Return the parts that a joined word may be written in, where the index has them all.

    `articles` says how many articles of the index have a word. A word that it does not know is cut wherever that gives
    two words that it knows; one that few have, where both are long enough to be no accident.
    """
    if len(word) > LONGEST:
        return []
    found: list[tuple[str, ...]] = []
    if match := _LETTERS_AND_DIGITS.fullmatch(word):
        found.append(tuple(part for part in match.groups() if part))
    for singular in (word, word[:-1] if word[-1:] in "sx" else word):
        if parts := _compounds().get(singular):
            found.append((*parts[:-1], parts[-1] + word[len(singular) :]))
            break
    if not found and len(word) >= SHORTEST and word.isalpha() and (many := articles(word)) <= SELDOM:
        least = 4 if many else 2
        found = [(word[:at], word[at:]) for at in range(least, len(word) - least + 1)]
    return [parts for parts in found if all(map(articles, parts))]


def joined_words(one: str, other: str) -> str | None:
    """Return the surface form of two words written as one; None where such words are not."""
    if _PLAIN.fullmatch(one) and _PLAIN.fullmatch(other) and len(one) + len(other) <= LONGEST:
        return folded(lowered(one + other))
    return None
