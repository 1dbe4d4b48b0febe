"""Token filter: stemmer by dictionary; adds the stem, which the inflections of a word share and other words do not.

« chevaux » and « cheval » have one, « mal » and « Mali » two. Lists made from a dictionary by `scripts/lexicon` say
which: a word that they name, else the longest ending that they name. They know words without accents, so that
« deputee » is understood as « députée » is; where accents tell words apart (péché, pêche), the accented word is looked
up first. Words that have two spellings beyond accents, chariot and charriot, have one stem (`data/spellings.txt`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trouvere.index.analysis.data import entries
from trouvere.index.analysis.exceptions import own_stems
from trouvere.index.analysis.folding import folded
from trouvere.index.analysis.token import Token

MIN_LETTERS = 3
"""Letters of the shortest word that has an ending taken off, and of the shortest stem that this may leave."""

Change = tuple[int, str, bool]
"""Stemming rule: number of letters to remove from the end, letters to append; or, with 0 and True, the whole stem."""


@dataclass(frozen=True, slots=True)
class StemLists:
    """The stemmer's dictionary and rules, from the files in `data/`."""

    endings: dict[str, Change]
    """Suffix rules."""
    words: dict[str, Change]
    """Dictionary of words without accents."""
    accents: dict[str, Change]
    """Dictionary of words with accents whose stem is not that of the same word without."""
    homographs: dict[str, tuple[str, ...]]
    """From a word without accents to the stems of the accented words that it may stand for."""
    related: dict[str, tuple[str, ...]]
    """From a stem to other stems that some of its inflections have, because these are words of their own."""
    longest: int
    """Letters of the longest suffix."""


@cache
def stem_lists() -> StemLists:
    """Return the lists, read on first use."""
    endings = {ending: _change(text) for ending, text in (line.split(" ") for line in entries("stem_suffixes.txt"))}
    words, accents = _changes("stem_words.txt"), _changes("stem_accents.txt")
    for stem, forms in (*_named("stem_extra.txt"), *own_stems()):
        for form in (stem, *forms):
            accents.pop(form, None)
            (words if form.isascii() else accents)[form] = 0, folded(stem), True
            words.setdefault(folded(form), (0, folded(stem), True))
    homographs: dict[str, tuple[str, ...]] = {}
    for form, change in accents.items():
        plain = folded(form)
        stem = _changed(plain, change)
        known = homographs.get(plain, ())
        homographs[plain] = known if stem in known else (*known, stem)
    return StemLists(endings, words, accents, homographs, dict(_named("stem_related.txt")), max(map(len, endings)))


def stem(tokens: list[Token]) -> list[Token]:
    """Add its stem to each token that is no stop word and has none yet. Numbers need none: they are written one way.

    So are those of articles of law, the only words that still have a hyphen.
    """
    return [
        token
        if token.stop or token.stem is not None or token.text.isdecimal() or "-" in token.text
        else token.with_stem(stem_of_word(token.text))
        for token in tokens
    ]


@cache
def _spellings() -> dict[str, str]:
    """Return the map from the stem of a variant spelling to that of the main spelling."""
    return {_listed(other): _listed(word) for word, others in _named("spellings.txt") for other in others}


def stem_of_word(word: str) -> str:
    """Return the stem of a lower-case word."""
    return _one(_listed(word))


def _one(stem: str) -> str:
    return _spellings().get(stem, stem)


def _listed(word: str) -> str:
    """Return the stem that the lists give a word, in the spelling that it has."""
    lists = stem_lists()
    plain = folded(word)
    if plain != word and (change := lists.accents.get(word)):
        return _changed(plain, change)
    if "'" in plain:
        # « prudhommes » is « prud'hommes », and « d'Artagnan » is found under « Artagnan ».
        plain = plain.removeprefix("d'").replace("'", "") or plain
    if change := lists.words.get(plain):
        return _changed(plain, change)
    if len(plain) <= MIN_LETTERS or not plain.isalpha():
        return plain
    for cut in range(max(len(plain) - lists.longest, 0), len(plain)):
        if change := lists.endings.get(plain[cut:]):
            stem = _changed(plain, change)
            return stem if len(stem) >= MIN_LETTERS else plain
    return plain


def alternatives(word: str) -> tuple[str, ...]:
    """Return the other stems that a query's lower-case word may mean, the likelier first.

    They are those of its inflections that are also other words (« partir »: partie), and, for a word that exists only
    with accents, of all the words that it may stand for (« peche »: pêche, péché).
    """
    lists = stem_lists()
    plain, stem = folded(word), stem_of_word(word)
    related, stems = lists.related.get(stem, ()), lists.homographs.get(plain, ())
    if not related and not stems:
        return ()
    related, stems = tuple(map(_one, related)), tuple(map(_one, stems))
    if tells_apart(word):
        return tuple(other for other in related if other not in stems and other != stem_of_word(plain))
    return tuple(dict.fromkeys((*related, *(other for other in stems if other != stem))))


def tells_apart(word: str) -> bool:
    """Return whether other words are spelt as this one but for accents, so that its surface form says too little.

    A word typed without accents that exists only with accents says nothing about which is meant.
    """
    lists = stem_lists()
    plain = folded(word)
    stems = lists.homographs.get(plain, ())
    return bool(stems) and (word != plain or stem_of_word(plain) not in stems)


def _changed(plain: str, change: Change) -> str:
    off, on, whole = change
    return on if whole else plain[: len(plain) - off] + on


def _change(text: str) -> Change:
    if text[0] == "=":
        return 0, text[1:], True
    off, _, on = text[1:].partition("+")
    return int(off), on, False


def _changes(name: str) -> dict[str, Change]:
    found: dict[str, Change] = {}
    for change, forms in _named(name):
        found.update(dict.fromkeys(forms, _change(change)))
    return found


def _named(name: str) -> list[tuple[str, tuple[str, ...]]]:
    lines = (line.partition(": ") for line in entries(name))
    return [(head, tuple(rest.split())) for head, _, rest in lines]
