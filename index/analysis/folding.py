"""Token filter: ASCII folding of accents and ligatures, transliteration: œuvre → oeuvre, Лукашенко → lukashenko.

It comes last: stop words and stems are decided on the word with its accents.
"""

from __future__ import annotations

from unidecode import unidecode_expect_nonascii

from trouvere.index.analysis.token import Token


def fold(tokens: list[Token]) -> list[Token]:
    """Fold the surface form. Stems come folded, but for those that accents alone tell from another (`stemming.py`)."""
    return [token if token.text.isascii() else token.with_text(_trimmed(folded(token.text))) for token in tokens]


def folded(word: str) -> str:
    """Return a lower-case word without accents, ligatures or spaces; a word Unidecode knows nothing of stays."""
    if word.isascii():
        return word
    return word.translate(_FOLDED_CHARACTERS).lower() or word


def _trimmed(word: str) -> str:
    """Return a word without the signs that stood within it until what was beside them folded to nothing (0'𖠀)."""
    low, high = 0, len(word)
    while low < high and not word[low].isalnum():
        low += 1
    while low < high and not word[high - 1].isalnum():
        high -= 1
    return word[low:high] or word


class _FoldedCharacters(dict[int, str]):
    """Cache of Unidecode by code point: its ASCII letters, without spaces, and without signs where it is a letter."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if "\ud800" <= character <= "\udfff":  # Unidecode would warn: half a pair is no character.
            return ""
        letters = str(unidecode_expect_nonascii(character, "ignore")).replace(" ", "")
        if character.isalpha():
            letters = "".join(filter(str.isalnum, letters))
        self[code] = letters
        return letters


_FOLDED_CHARACTERS = _FoldedCharacters()


def folded_value(value: str) -> str:
    """Return a value of a filter as filters compare them: case, accents and how many blanks part words do not count."""
    return " ".join(map(folded, value.lower().split())).casefold()
