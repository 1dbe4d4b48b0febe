"""Compound words, joined or split (decompounding): « weekend » and « week-end », « covid19 » and « COVID-19 ».

Articles are indexed as written; it is the query that is looked up in the other ways too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from trouvere.index.analysis.data import entries, word_list
from trouvere.index.analysis.folding import folded
from trouvere.index.analysis.lowercase import lowered

MIN_CHARS, MAX_CHARS = 6, 32
"""Length in characters of a word that may be split where the index does not have it, and of the longest one split."""
RARE_ARTICLES = 5
"""Document frequency above which a joined word is taken for a word, and not split at every letter."""
COMMON_ARTICLES = 1_000
"""Document frequency above which a joined word is taken for its usual spelling, and not split after a prefix."""

_LETTERS_AND_DIGITS = re.compile(r"([a-z]+)([0-9]+)|([0-9]+)([a-z]{2,}|[a-df-z])")
_TIMES = re.compile(r"([0-9]+)x([0-9]+)")
_PLAIN_WORD = re.compile(r"[^\W_]{3,}")
_LETTERS_THEN_DIGITS = re.compile(r"[a-z]{1,8} [0-9]{1,4}|[0-9]{1,4} [a-z]{1,4}")
_CAMEL = re.compile(r"[A-ZÀ-Þ][a-zß-ÿœ]*")


@cache
def _compounds() -> dict[str, tuple[str, ...]]:
    """Return the parts of the words that French writes with hyphens, by the joined word."""
    parts = [tuple(folded(line).split("-")) for line in (*entries("compounds.txt"), *entries("compounds_extra.txt"))]
    return {"".join(each): each for each in parts}


@cache
def prefixes() -> frozenset[str]:
    """Return the prefixes that some writers join to a word and others set apart: « co », « ex », « anti »."""
    return word_list("prefixes.txt")


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(sorted(prefixes(), key=lambda prefix: -len(prefix)))


@cache
def _second_parts() -> dict[str, tuple[str, ...]]:
    """Return the second parts of the hyphenated words of two parts, by the first part."""
    found: dict[str, tuple[str, ...]] = {}
    for first, *others in _compounds().values():
        if len(others) == 1:
            found[first] = (*found.get(first, ()), *others, f"{others[0]}s")
    return found


def second_parts(first: str) -> tuple[str, ...]:
    """Return what French joins to a surface form by a hyphen, in singular and plural: « mere » of « grand »."""
    return _second_parts().get(first) or _second_parts().get(first[:-1] if first[-1:] in "sx" else first, ())


def parts_of(
    word: str, articles: Callable[[str], int], knows: Callable[[str], bool], is_french: Callable[[str], bool]
) -> list[tuple[str, ...]]:
    """Return the ways to split a joined word into parts that are all in the index.

    `articles` gives the document frequency of a surface form, `knows` says whether any article has a word or an
    inflection of it, `is_french` whether a dictionary has a form. A word that is neither French nor in the index is
    split wherever that gives two words of the index; a rare one, where both are long enough to be no accident.
    """
    if len(word) > MAX_CHARS:
        return []
    if match := _LETTERS_AND_DIGITS.fullmatch(word) or _TIMES.fullmatch(word):
        parts = tuple(part for part in match.groups() if part)
        return [parts] if all(map(articles, parts)) else []
    for singular in (word, word[:-1] if word[-1:] in "sx" else word):
        if known := _compounds().get(singular):
            # An English plural and its singular have no stem in common. The first may be a stop word: t-shirt.
            last = next(filter(knows, dict.fromkeys((known[-1] + word[len(singular) :], known[-1]))), None)
            before = all(articles(part) or knows(part) for part in known[:-1])
            return [(*known[:-1], last)] if last and before else []
    if not word.isalpha():
        return []
    if (
        (prefix := _prefix(word))
        and articles(prefix)
        and knows(word[len(prefix) :])
        and articles(word) <= COMMON_ARTICLES
    ):
        return [(prefix, word[len(prefix) :])]
    if len(word) < MIN_CHARS or (many := articles(word)) > RARE_ARTICLES or is_french(word):
        return []
    least = 4 if many else 2
    splits = [(word[:cut], word[cut:]) for cut in range(least, len(word) - least + 1)]
    return [parts for parts in splits if all(map(articles, parts))]


def _prefix(word: str) -> str | None:
    """Return the prefix of a word, where the rest is long enough for it to be one: none in « copie »."""
    beginnings = _beginnings()
    if word.startswith(beginnings):
        for prefix in beginnings:
            if word.startswith(prefix) and len(word) >= (8 if len(prefix) <= 3 else 7):
                return prefix
    return None


def humps(word: str) -> tuple[str, ...]:
    """Return the words of a CamelCase word: Balance, Ton, Porc for « BalanceTonPorc »; none for any other."""
    found = _CAMEL.findall(word)
    several = len(found) > 1 and "".join(found) == word and max(map(len, found)) > 1
    return tuple(folded(lowered(each)) for each in found) if several else ()


def is_compound(first: str, joined: str) -> bool:
    """Say whether French writes a word apart too, or others do: « weekend », « coworking »."""
    return first in prefixes() or any(each in _compounds() for each in (joined, joined.removesuffix("s")))


def joined_words(one: str, other: str) -> str | None:
    """Return the surface form of two words joined; None where they do not make a word."""
    if len(one) + len(other) > MAX_CHARS:
        return None
    if _PLAIN_WORD.fullmatch(one) and _PLAIN_WORD.fullmatch(other):
        return folded(lowered(one + other))
    first, second = folded(lowered(one)), folded(lowered(other))
    joined = first + second
    if first in prefixes() or _LETTERS_THEN_DIGITS.fullmatch(f"{first} {second}"):
        return joined
    parts = _compounds().get(joined) or _compounds().get(joined.removesuffix("s"))
    return joined if parts and parts[0] == first else None
