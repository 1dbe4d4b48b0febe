"""Variants and synonyms: other spellings and words that a query is also looked up in, Kiev for Kyiv, OTAN for NATO.

They come from two files in one format (`synonyms.py`): the one that ships, `data/variants.txt`, and a site's own. Both
are read when a searcher is opened and again once they have changed; the index knows nothing of them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from trouvere.index.analysis import Token, french
from trouvere.index.errors import SettingsError
from trouvere.index.settings import Settings
from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.query.synonyms import Rule, read_rules

SAME_WEIGHT, LEADS_TO_WEIGHT = 0.35, 0.2
"""What a variant counts for beside the word typed: another spelling of it, and a word that it leads to (`=>`).

At the weights 0.6 and 1 an inflection of the word typed counts 1, the form and stem of a variant 1.6 × 0.35 = 0.56:
what was typed comes first.
"""
MAX_VARIANTS = 16
"""Variants that a word is looked up in, at most."""
RELOAD_SECONDS = 1.0
"""Seconds after which the files are looked at again."""
NO_VARIANTS = "non"
"""What the setting `variants` says where the file that ships is not wanted."""

log = logging.getLogger("trouvere.search.variants")  # a name that docs/en/variants.md promises


class EntryPart(NamedTuple):
    """A word as entries are compared with it: its surface form, and its stem or that form where it has none."""

    surface: str
    stem: str


class Entry(NamedTuple):
    """One of the words, or groups of words, of a line, as written there.

    `surfaces` is what it is in the index. `stem`: of one word without capitals; a name has no inflections.
    """

    text: str
    surfaces: tuple[str, ...]
    stem: str | None


class Link(NamedTuple):
    """What an entry leads to, and what that counts for."""

    entries: tuple[Entry, ...]
    weight: float


Links = dict[tuple[str, ...], list[Link]]


class Variants:
    """The entries of some files, to be looked up. Never changes; safe to share between threads."""

    def __init__(self, rules: Iterable[tuple[str, Rule]], edition: str = "") -> None:
        """Make the tables of rules, each with the name of its file; raises `SettingsError` for an entry of no word.

        `edition` tells these rules from others.
        """
        self.edition = edition
        self._surfaces: Links = {}
        self._stems: Links = {}
        self._longest: dict[str, int] = {}
        for name, rule in rules:
            right = [_entry(text, name, rule.line) for text in rule.right]
            left = right if rule.both else [_entry(text, name, rule.line) for text in rule.left]
            # A stop word is in every article: « ONU, UN » makes ONU no query for « un ».
            link = Link(
                tuple(entry for entry, tokens in right if not _is_stop(tokens)),
                SAME_WEIGHT if rule.both else LEADS_TO_WEIGHT,
            )
            for entry, tokens in left:
                self._add(entry, parts_of(tokens), link)

    def _add(self, entry: Entry, parts: list[EntryPart], link: Link) -> None:
        for table, key in (
            (self._surfaces, tuple(part.surface for part in parts)),
            (self._stems, tuple(part.stem for part in parts)),
        ):
            if table is self._stems and not entry.text.islower():
                continue
            table.setdefault(key, []).append(link)
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def __len__(self) -> int:
        return len(self._surfaces)

    def longest(self, words: Sequence[list[EntryPart]]) -> int:
        """Return how many of some words, from the first on, are one entry together; 1 where no two are."""
        most = self._reach(words[0][0]) if words[0] else 1
        parts: list[EntryPart] = []
        ends: list[int] = []
        for word in words if most > 1 else ():
            parts += word
            if len(parts) > most:
                break
            ends.append(len(parts))
        for count in range(len(ends), 1, -1):
            if any(self._links(parts[: ends[count - 1]])):
                return count
        return 1

    def of(self, tokens: Sequence[Token]) -> list[tuple[Entry, float]]:
        """Return the variants of some words and what each counts for: the best first, then in the order of the files.

        None of them is found by the words themselves.
        """
        most = self.begun_by(tokens)
        if len(tokens) > most or len(parts := parts_of(tokens)) > most:
            return []
        surfaces, stems = tuple(token.text for token in tokens), tuple(token.stem for token in tokens)
        found: dict[tuple[str, ...], tuple[Entry, float]] = {}
        for link in sorted(self._links(parts), key=lambda link: -link.weight):
            for entry in link.entries:
                if entry.surfaces not in found and (entry.stem,) != stems and not _within(surfaces, entry.surfaces):
                    found[entry.surfaces] = entry, link.weight
        return list(found.values())

    def begun_by(self, tokens: Sequence[Token]) -> int:
        """Return how many words the longest entry has that begins as these do; asked of every word of every query."""
        if not tokens:
            return 0
        surface, stem = tokens[0].text, tokens[0].stem
        if "'" in surface:
            parts = parts_of(tokens[:1])
            return self._reach(parts[0]) if parts else 0
        known = self._longest
        return max(known.get(surface, 0), known.get(stem or surface, 0))

    def _reach(self, part: EntryPart) -> int:
        return max(self._longest.get(part.surface, 0), self._longest.get(part.stem, 0))

    def _links(self, parts: Sequence[EntryPart]) -> Iterator[Link]:
        yield from self._surfaces.get(tuple(part.surface for part in parts), ())
        yield from self._stems.get(tuple(part.stem for part in parts), ())


def parts_of(tokens: Iterable[Token]) -> list[EntryPart]:
    """Return what words are compared by: an apostrophe is as good as a hyphen or a space."""
    found: list[EntryPart] = []
    for token in tokens:
        if "'" in token.text:
            found += [EntryPart(each, each) for each in token.text.split("'") if each]
        else:
            found.append(EntryPart(token.text, token.stem or token.text))
    return found


def _entry(text: str, name: str, line: int) -> tuple[Entry, list[Token]]:
    tokens = list(french().tokens(text))
    if not parts_of(tokens):
        raise SettingsError(f"{name}:{line} : « {text} » n'est pas un mot", hint="retirez-le, ou écrivez-le en lettres")
    return entry_of(text, tokens), tokens


def entry_of(text: str, tokens: Sequence[Token]) -> Entry:
    """Return a word, or several, as an entry; `tokens` is what the analysis makes of the text."""
    stem = tokens[0].stem if len(tokens) == 1 and text.islower() else None
    return Entry(text, tuple(token.text for token in tokens), stem)


def _within(some: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Say whether words stand side by side among others, so that what finds these finds those."""
    return any(words[at : at + len(some)] == some for at in range(len(words) - len(some) + 1))


def _is_stop(tokens: list[Token]) -> bool:
    return len(tokens) == 1 and tokens[0].stop


Stamp = tuple[str, int, int]
"""A file as it was: its path, when it was changed (ns), its bytes."""


class VariantFiles:
    """The variants in force: read at once, and again when their files have changed. Safe to share between threads.

    A file that cannot be used raises `SettingsError` at the beginning; later on the variants read before stay.
    """

    def __init__(self, settings: Settings, *, every: float = RELOAD_SECONDS) -> None:
        shipped = settings.variants or str(files("trouvere.search.data").joinpath("variants.txt"))
        self._paths = [Path(name) for name in (settings.synonyms, shipped if shipped != NO_VARIANTS else "") if name]
        self._every = every
        self.begin_anew()
        begins_anew_in_children(self)
        self._stamps = self._stamped()
        self._variants = _read(self._stamps)
        self._wrong = ""
        self._looked = time.monotonic()

    def begin_anew(self) -> None:
        """See `Forked`."""
        self._lock = Lock()

    def now(self) -> Variants:
        """Return the variants in force."""
        if time.monotonic() - self._looked >= self._every and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looked = time.monotonic()
                self._lock.release()
        return self._variants

    def _look(self) -> None:
        try:
            stamps = self._stamped()
            if stamps != self._stamps:
                self._variants = _read(stamps)
                self._stamps = stamps
            self._wrong = ""
        except SettingsError as error:
            if str(error) != self._wrong:
                self._wrong = str(error)
                log.warning("%s ; les variantes lues auparavant restent", error)

    def _stamped(self) -> tuple[Stamp, ...]:
        return tuple(map(_stamp, self._paths))


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError as error:
        raise SettingsError(
            f"{path} : illisible ({error.strerror or error})",
            hint="vérifiez le chemin et les droits : « trouvere settings » montre les réglages",
        ) from error
    return str(path), found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _read(stamps: tuple[Stamp, ...]) -> Variants:
    """Return the variants of files; searchers of the same ones share them."""
    return Variants(((name, rule) for name, _, _ in stamps for rule in read_rules(Path(name))), repr(stamps))
