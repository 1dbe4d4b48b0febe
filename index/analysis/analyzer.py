"""Runs the tokenizer and the chain of token filters, with a cache of analysed tokens by raw token."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from trouvere.index.analysis.plain import is_plain
from trouvere.index.analysis.token import Token, TokenFilter
from trouvere.index.analysis.tokenizer import raw_spans

CACHE_TOKENS = 1 << 16
"""Size of the cache, in raw tokens: past that it is emptied, so that memory is bounded whatever the corpus."""
CACHED_TOKEN_CHARS = 256
"""Characters of the longest raw token that is cached."""


@dataclass(frozen=True, slots=True)
class AnalyzedToken:
    """One token, for `trouvere analyze`: offsets are code points into the text, steps are (name, before, after)."""

    written: str
    surface: str
    stem: str | None
    stop: bool
    position: int
    start: int
    end: int
    steps: tuple[tuple[str, str, str], ...]

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return asdict(self)


class Analyzer(dict[str, tuple[Token, ...]]):
    """A dictionary from raw token to analysed tokens that fills itself: `analyzer[raw]`.

    Offsets and positions of the tokens it holds are relative to the raw token. Safe to share between threads: two that
    meet an unknown token at once both analyse it, to the same result.
    """

    def __init__(self, filters: tuple[TokenFilter, ...], forming: tuple[TokenFilter, ...] | None = None) -> None:
        """Take the chain, and the steps of it that a word of letters alone needs (`plain.py`)."""
        super().__init__()
        self.filters = filters
        self._forming = filters if forming is None else forming

    def __missing__(self, raw: str) -> tuple[Token, ...]:
        tokens = [Token(raw, 0, len(raw))]
        for step in self._forming if is_plain(raw) else self.filters:
            tokens = step(tokens)
        found = tuple(tokens)
        if len(raw) <= CACHED_TOKEN_CHARS:
            if len(self) >= CACHE_TOKENS:
                self.clear()
            self[raw] = found
        return found

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
        """Yield the tokens of `text[start:end]` with offsets into `text`; positions count from `start`."""
        position = 0
        for raw, offset in raw_spans(text, start, end):
            span = 1
            for token in self[raw]:
                span = max(span, token.position + 1)
                yield Token(
                    token.text,
                    offset + token.start,
                    offset + token.end,
                    position + token.position,
                    token.stem,
                    token.stop,
                )
            position += span

    def trace(self, text: str) -> tuple[AnalyzedToken, ...]:
        """Return the tokens of a text with what each step did to the raw token they come from."""
        text = unicodedata.normalize("NFC", text)
        traced: list[AnalyzedToken] = []
        position = 0
        for raw, offset in raw_spans(text):
            tokens, steps = [Token(raw, 0, len(raw))], []
            for step in self.filters:
                before, tokens = _shown(tokens), step(tokens)
                if before != (after := _shown(tokens)):
                    steps.append((step.__name__, before, after))
            for token in tokens:
                start, end = offset + token.start, offset + token.end
                traced.append(
                    AnalyzedToken(
                        written=text[start:end],
                        surface=token.text,
                        stem=token.stem,
                        stop=token.stop,
                        position=position + token.position,
                        start=start,
                        end=end,
                        steps=tuple(steps),
                    )
                )
            position += 1 + max(token.position for token in tokens)
        return tuple(traced)


def _shown(tokens: list[Token]) -> str:
    return " ".join(
        token.text + (" (mot vide)" if token.stop else "") + (f" → {token.stem}" if token.stem is not None else "")
        for token in tokens
    )
