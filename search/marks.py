"""Which words of a text a plan is about: found again in the text as written, by the analysis that indexed it."""

from __future__ import annotations

from typing import NamedTuple

from trouvere.index.analysis import french
from trouvere.index.analysis.tokenizer import RAW_TOKEN
from trouvere.search.plan import Expansion, Plan, Sequence, Term, leaves
from trouvere.search.query import TextField

LARGEST = 1 << 15


class Span(NamedTuple):
    """A run of a text that matched; `key` is the same for the forms of one word of the query."""

    start: int
    end: int
    key: str


class _Forms(dict[str, tuple[str, ...]]):
    """From raw token to the forms of its tokens, stems after a NUL; fills itself, and starts afresh when it is large.

    It is what makes marking fast: whether any word of a text matters is asked of a set, without a Python step a word.
    """

    def __missing__(self, raw: str) -> tuple[str, ...]:
        forms: list[str] = []
        for token in french()[raw]:
            forms.append(token.text)
            if token.stem is not None:
                forms.append(f"\0{token.stem}")
        if len(self) >= LARGEST:
            self.clear()
        found = self[raw] = tuple(forms)
        return found


_forms_of = _Forms().__getitem__


class Marks:
    """Which words of a text are to be marked, and as what."""

    def __init__(self, plan: Plan | None, field: TextField) -> None:
        self._keys: dict[str, str] = {}
        self._prefixes: list[str] = []
        self._sequences: list[tuple[str, ...]] = []
        for leaf in leaves(plan):
            if leaf.field not in (None, field):
                continue
            match leaf:
                case Term(surface, stem, _):
                    self._keys[surface] = key_of(leaf)
                    if stem is not None:
                        self._keys[f"\0{stem}"] = key_of(leaf)
                case Expansion(prefix, _):
                    self._prefixes.append(prefix)
                case Sequence(words, slop, _) if slop:
                    self._keys.update((word, key_of(leaf)) for word in words)
                case Sequence(words, _, _):
                    self._sequences.append(words)

    def spans(self, text: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Return what matches in `text[start:end]`, in order, never overlapping."""
        part = text if start == 0 and end is None else text[start:end]
        raws = RAW_TOKEN.findall(part)
        found: list[Span] = []
        if matching := self._matching(raws):
            at = number = 0
            for nth in matching:
                # Between two raw tokens stands no letter: where the next one is found first is where it is.
                for raw in raws[number:nth]:
                    at = part.find(raw, at) + len(raw)
                at = part.find(raws[nth], at)
                found += self._spans_of(raws[nth], start + at)
                at += len(raws[nth])
                number = nth + 1
        if self._sequences:
            found = _apart(sorted({*found, *self._in_sequence(text, start, end)}))
        return found

    def _matching(self, raws: list[str]) -> list[int]:
        none = self._keys.keys().isdisjoint
        if not self._prefixes:
            return [nth for nth, forms in enumerate(map(_forms_of, raws)) if not none(forms)]
        prefixes = tuple(self._prefixes)
        return [
            nth
            for nth, forms in enumerate(map(_forms_of, raws))
            if not none(forms) or any(form.startswith(prefixes) for form in forms)
        ]

    def _spans_of(self, raw: str, at: int) -> list[Span]:
        found: list[Span] = []
        for token in french()[raw]:
            key = self._keys.get(token.text)
            if key is None and token.stem is not None:
                key = self._keys.get(f"\0{token.stem}")
            if key is None:
                key = next((f"{prefix}*" for prefix in self._prefixes if token.text.startswith(prefix)), None)
            if key is not None:
                found.append(Span(at + token.start, at + token.end, key))
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
