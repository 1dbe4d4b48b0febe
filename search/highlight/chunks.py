"""A cache of chunks of text by their words: finds the words wanted in a passage without analysing the others again.

A chunk is what stands between two blanks that are between words (`blanks.py`): « l’Élysée, », « 1 000 ». The words of a
text are those of its chunks, one after another. Which chunks hold a word is remembered: a passage is cut at its blanks,
and those of its chunks that matter are found by comparing sets. No step of Python is spent on a word that does not
matter.
"""

from __future__ import annotations

from collections.abc import Iterable

from trouvere.index.analysis import french
from trouvere.index.analysis.tokenizer import RAW_TOKEN
from trouvere.search.budget import watched
from trouvere.search.highlight.blanks import released

MAX_CHUNKS = 1 << 16
"""Chunks in the cache; past that it begins anew, so that memory is bounded whatever the corpus."""
MAX_CACHED_CHARS = 64
"""Characters of a chunk that is kept in the cache, at the most."""


class Chunks:
    """The chunks met, by the forms of the words in them. Safe to share between threads."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.having: dict[str, list[str]] = {}

    def learn(self, chunk: str) -> set[str]:
        """Remember a chunk, unless it is very long or enough are remembered; return the forms of its words."""
        forms = forms_of(chunk)
        if len(chunk) <= MAX_CACHED_CHARS and len(self.known) < MAX_CHUNKS:
            for form in forms:
                self.having.setdefault(form, []).append(chunk)
            # Last: what another thread finds here it must find above as well.
            self.known.add(chunk)
        return forms


class Wanted:
    """Tells the chunks that hold one of some forms, or a word that begins with one of some prefixes."""

    def __init__(self, forms: Iterable[str], prefixes: Iterable[str] = ()) -> None:
        self._forms = tuple(forms)
        self._prefixes = tuple(prefixes)
        self._chunks = _chunks()
        self._found: set[str] = set()
        self._judged: set[str] = set()
        self._at = -1

    def among(self, chunks: list[str]) -> set[str]:
        """Return those of some chunks that hold what is wanted."""
        if self._prefixes:
            return self._judge(chunks)
        table, found = self._chunks, self._found
        if not table.known.issuperset(chunks):
            for chunk in watched(set(chunks).difference(table.known)):
                if not table.learn(chunk).isdisjoint(self._forms):
                    found.add(chunk)
        if (known := len(table.known)) != self._at:
            # Other threads add to the table too.
            found.update(*[table.having.get(form, ()) for form in self._forms])
            self._at = known
        return found.intersection(chunks)

    def _judge(self, chunks: list[str]) -> set[str]:
        if len(self._judged) >= MAX_CHUNKS:
            self._judged.clear()
            self._found.clear()
        for chunk in watched(set(chunks).difference(self._judged)):
            forms = forms_of(chunk)
            if not forms.isdisjoint(self._forms) or any(form.startswith(self._prefixes) for form in forms):
                self._found.add(chunk)
        self._judged.update(chunks)
        return self._found.intersection(chunks)


def forms_of(chunk: str) -> set[str]:
    """Return the surface forms of the words of a chunk, and their stems, each after a NUL."""
    forms: set[str] = set()
    analyzed = french()
    chunk = released(chunk)
    # A text may be one chunk: « a,a,a,a ».
    for raw in watched(RAW_TOKEN.finditer(chunk)) if len(chunk) > MAX_CACHED_CHARS else RAW_TOKEN.finditer(chunk):
        for token in analyzed[raw[0]]:
            forms.add(token.text)
            if token.stem is not None:
                forms.add(stem_form(token.stem))
    return forms


def stem_form(stem: str) -> str:
    """Return a stem as a form: no surface form begins with a NUL."""
    return f"\0{stem}"


_shared = Chunks()


def _chunks() -> Chunks:
    """Return the cache of this process: a new one once it is full. Who has the old one keeps it."""
    global _shared
    if len(_shared.known) >= MAX_CHUNKS:
        _shared = Chunks()
    return _shared
