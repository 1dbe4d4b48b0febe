"""Phonetic keys: French words as they sound, roughly; two spellings that are read alike get one key.

The keys only compare words that are close anyway, so they err on the side of one key for two sounds (in/en before a
vowel, s/z) and never look ahead: plain replacements over all words at once, a line each, take a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

END = "\n"
_RULES = (
    # Endings that are not heard, or heard as é: they come first, while their letters still stand.
    *((f"{ending}{END}", f"e{END}") for ending in ("aient", "ait", "ais", "ai", "ees", "ee", "er", "ez", "et")),
    *((f"{silent}{END}", END) for silent in ("es", "s", "x", "t", "d", "p", "e")),
    # Consonants written in several ways; what is left of h is mute.
    *(("sch", "S"), ("chr", "kr"), ("chl", "kl"), ("ch", "S"), ("sh", "S"), ("ph", "f"), ("rh", "r"), ("h", "")),
    *(("tion", "sion"), ("tiel", "siel"), ("tieu", "sieu"), ("cqu", "k"), ("qu", "k"), ("q", "k"), ("ck", "k")),
    *(("sc", "c"), ("xc", "x"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("cc", "c"), ("c", "k"), ("x", "ks")),
    *(("gea", "ja"), ("geo", "jo"), ("ge", "je"), ("gi", "ji"), ("gy", "ji"), ("gue", "ge"), ("gui", "gi")),
    *(("gn", "n"), ("z", "s"), ("w", "v"), ("y", "i"), ("mb", "nb"), ("mp", "np")),
    # Vowels written in several ways.
    *(("eau", "o"), ("au", "o"), ("oeu", "eu"), ("ain", "in"), ("ein", "in"), ("aim", "im"), ("ai", "e"), ("ei", "e")),
    *(("en", "an"), ("em", "am")),
    *((letter * 2, letter) for letter in "abcdefgijklmnoprstuvS"),
)


def sounds(words: Sequence[str]) -> list[str]:
    """Return how each of these folded words (ASCII, lower case, no line ends) sounds."""
    if not words:
        return []
    text = END.join([*words, ""])
    for written, heard in _RULES:
        text = text.replace(written, heard)
    return text.split(END)[:-1]
