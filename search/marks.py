"""Which words of a text a plan is about: found again in the text as written, by the analysis that indexed it."""

from __future__ import annotations

from typing import NamedTuple

from trouvere.index.analysis import french
from trouvere.index.analysis.tokenizer import RAW_TOKEN
from trouvere.search.plan import Expansion, Plan, Sequence, Term, leaves
from trouvere.search.query import TextField


class Span(NamedTuple):
    """A run of a text that matched; `key` is the same for the forms of one word of the query."""

    start: int
    end: int
    key: str


class Marks(dict[str, tuple[Span, ...]]):
    """A dictionary from raw token to what of it matches, which fills itself: most words are looked at once a query.

    Spans in it count from the beginning of the raw token.
    """

    def __init__(self, plan: Plan | None, field: TextField) -> None:
        super().__init__()
        self._surfaces: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._prefixes: list[str] = []
        self._sequences: list[tuple[str, ...]] = []
        for leaf in leaves(plan):
            if leaf.field not in (None, field):
                continue
            match leaf:
                case Term(surface, stem, _):
                    self._surfaces[surface] = key_of(leaf)
                    if stem is not None:
                        self._stems[stem] = key_of(leaf)
                case Expansion(prefix, _):
                    self._prefixes.append(prefix)
                case Sequence(words, slop, _) if slop:
                    self._surfaces.update((word, key_of(leaf)) for word in words)
                case Sequence(words, _, _):
                    self._sequences.append(words)

    def spans(self, text: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Return what matches in `text[start:end]`, in order, never overlapping."""
        part = text if start == 0 and end is None else text[start:end]
        raws = RAW_TOKEN.findall(part)
        found: list[Span] = []
        if any(matches := list(map(self.__getitem__, raws))):
            at = 0
            for raw, match in zip(raws, matches, strict=True):
                # Between two raw tokens stands no letter: where the next one is found first is where it is.
                at = part.find(raw, at)
                for span in match:
                    found.append(Span(start + at + span.start, start + at + span.end, span.key))
                at += len(raw)
        if self._sequences:
            found = _apart(sorted({*found, *self._in_sequence(text, start, end)}))
        return found

    def __missing__(self, raw: str) -> tuple[Span, ...]:
        found: tuple[Span, ...] = ()
        for token in french()[raw]:
            key = self._surfaces.get(token.text)
            if key is None and token.stem is not None:
                key = self._stems.get(token.stem)
            if key is None and self._prefixes:
                key = next((f"{prefix}*" for prefix in self._prefixes if token.text.startswith(prefix)), None)
            if key is not None:
                found = (*found, Span(token.start, token.end, key))
        self[raw] = found
        return found

    def _in_sequence(self, text: str, start: int, end: int | None) -> list[Span]:
        tokens = list(french().tokens(text, start, end))
        surfaces = [token.text for token in tokens]
        found: list[Span] = []
        for words in self._sequences:
            key = " ".join(words)
            for at in range(len(surfaces) - len(words) + 1):
                if surfaces[at] == words[0] and tuple(surfaces[at : at + len(words)]) == words:
                    found.extend(Span(token.start, token.end, key) for token in tokens[at : at + len(words)])
        return found


def key_of(leaf: Term | Expansion | Sequence) -> str:
    """Return what the forms of one word of a query have in common: its stem, where it has one."""
    match leaf:
        case Term(surface, stem, _):
            return surface if stem is None else stem
        case Expansion(prefix, _):
            return f"{prefix}*"
        case Sequence(words, _, _):
            return " ".join(words)


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
