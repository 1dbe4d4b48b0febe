"""Runs the chain over many new raw tokens at once: the steps that cut word by word, the others on all pieces together.

A cache holds the forms of pieces: « l’Ukraine », « Ukraine » and « UKRAINE » share one. The chain stays the only
definition: its own steps are called, and a chain with steps that are not known here is run word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from trouvere.index.analysis.apostrophes import unify_apostrophes
from trouvere.index.analysis.characters import APOSTROPHES, DOTS, HYPHENS
from trouvere.index.analysis.dots import read_dots
from trouvere.index.analysis.elision import elide
from trouvere.index.analysis.folding import fold
from trouvere.index.analysis.grouped import join_groups
from trouvere.index.analysis.hyphens import MAX_WORD_CHARS, split_hyphens
from trouvere.index.analysis.inclusive import join_inclusive
from trouvere.index.analysis.lowercase import lowercase
from trouvere.index.analysis.numbers import NUMERALS, read_numbers
from trouvere.index.analysis.plain import is_plain
from trouvere.index.analysis.signs import read_signs
from trouvere.index.analysis.stemming import stem
from trouvere.index.analysis.stopwords import mark_stop_words
from trouvere.index.analysis.token import Token, TokenFilter

CUTTING_STEPS: dict[TokenFilter, frozenset[str]] = {
    read_signs: frozenset("€♯"),
    unify_apostrophes: frozenset(APOSTROPHES),
    join_groups: frozenset("0123456789"),
    join_inclusive: frozenset(DOTS + HYPHENS + "/("),
    split_hyphens: frozenset(HYPHENS + APOSTROPHES),  # grand’mère is grand-mère by then
    elide: frozenset(APOSTROPHES),
    read_dots: frozenset(DOTS),
    read_numbers: frozenset(NUMERALS + "0123456789"),
}
"""The steps that cut, and for each the characters of which a word (of at most `MAX_WORD_CHARS`) must have one for the
step to change it.

Digits that are not ASCII are left out here: a word with one goes through all steps."""
FORMING_STEPS = (lowercase, mark_stop_words, stem, fold)
"""The last steps: each returns one token for one, and depends on its text in lower case and on its stem alone."""

Piece = tuple[int, int, int, int]
"""Of a token: byte offset in the raw token, position increment, tokens in the raw token, number of its written form."""


class WordForms:
    """Cuts raw tokens and numbers the forms of their pieces. `surfaces`, `stems`, `written` only grow."""

    def __init__(self, filters: tuple[TokenFilter, ...]) -> None:
        self._cutting = filters[: -len(FORMING_STEPS)]
        self._known = filters[-len(FORMING_STEPS) :] == FORMING_STEPS and CUTTING_STEPS.keys() >= set(self._cutting)
        if not self._known:
            self._cutting = filters
        self._needs = [(step, CUTTING_STEPS[step]) for step in self._cutting if self._known]
        self._surfaces, self._stems, self._written = _Numbering(), _Numbering(), _Numbering()
        self.surfaces: list[str] = self._surfaces.words
        self.stems: list[str] = self._stems.words
        self.written: list[str] = self._written.words
        self.forget()

    def forget(self) -> None:
        """Empty the cache of forms; the numbers of forms stay."""
        self._forms: dict[str, int] = {}
        """Cache from lower-cased piece and given stem to the number of its surface form, in the high 32 bits, and that
        of its stem + 1, in the low 32."""

    def learn(self, words: Iterable[str]) -> tuple[list[Piece], NDArray[np.int64]]:
        """Return the pieces of each raw token, by position, and the forms of all of them as `_forms` has them."""
        pieces: list[Piece] = []
        texts: list[str] = []
        tokens: list[Token] = []
        known = self._known
        for word in words:
            if known and is_plain(word):
                pieces.append((0, 1, 1, self._written[word]))
                texts.append(word.lower())
                continue
            cut = self._cut(word)
            reached, start, offset = -1, 0, 0
            for token in cut:
                # Where the word begins is kept in bytes of UTF-8, counted on from the word before.
                if token.start != offset:
                    between = len(word[min(offset, token.start) : max(offset, token.start)].encode())
                    start += between if token.start > offset else -between
                    offset = token.start
                written = self._written[word[token.start : token.end]]
                pieces.append((start, token.position - reached, len(cut), written))
                texts.append(token.text.lower() if token.stem is None else f"{token.text.lower()}\0{token.stem}")
                reached = token.position
            tokens += cut
        if not known:
            return pieces, np.array([self._numbered(token.text, token.stem) for token in tokens], np.int64)
        forms = self._forms
        self._form([text for text in dict.fromkeys(texts) if text not in forms])
        return pieces, np.fromiter(map(forms.__getitem__, texts), np.int64, len(texts))

    def _cut(self, word: str) -> list[Token]:
        tokens = [Token(word, 0, len(word))]
        steps: Sequence[TokenFilter] = self._cutting
        if self._known and len(word) <= MAX_WORD_CHARS:
            signs = frozenset(word)
            if word.isascii() or not any(sign.isdigit() for sign in signs if not sign.isascii()):
                steps = [step for step, needs in self._needs if not needs.isdisjoint(signs)]
        for step in steps:
            tokens = step(tokens)
        if not tokens:
            raise ValueError(f"the chain leaves nothing of {word!r}")
        return sorted(tokens, key=_position) if len(tokens) > 1 else tokens

    def _form(self, lowered: list[str]) -> None:
        """Cache the forms of lower-cased words; a stem that a word has already follows it, after a NUL."""
        tokens = []
        for text in lowered:
            word, has, stem_given = text.partition("\0")
            tokens.append(Token(word, 0, len(word), 0, stem_given if has else None))
        for step in FORMING_STEPS:
            tokens = step(tokens)
        for text, token in zip(lowered, tokens, strict=True):
            self._forms[text] = self._numbered(token.text, token.stem)

    def _numbered(self, surface: str, stem: str | None) -> int:
        return self._surfaces[surface] << 32 | (0 if stem is None else self._stems[stem] + 1)


def _position(token: Token) -> int:
    return token.position


class _Numbering(dict[str, int]):
    """Vocabulary: numbers words in the order of their first look-up."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.words)
        self.words.append(word)
        return number
