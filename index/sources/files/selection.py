"""Selection of files in a folder by the patterns of `--include` and `--exclude`, as rsync and .gitignore have them.

    README.md, *.html     a file or folder of this name at any depth; what is in a folder goes with it
    brouillons/           a folder
    posts/2019, /posts    a path from the folder that was given
    **/photos/*.txt       any number of folders

A pattern is matched part by part, and each part by a regular expression that does not go back: no pattern and no name
take more than their lengths.
"""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from trouvere.index.settings import Settings
from trouvere.index.sources.sites.leftout import is_project_file

ASKED_REASON = "écarté par --exclude"
_ANY = "**"
_STARS = re.compile(r"\*{2,}")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
Part = Callable[[str], object] | None
"""Matches one part of a path; None is `**`, any number of parts."""
Steps = frozenset[int]
"""How many parts of a pattern a path may have matched."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, parted at its slashes."""

    written: str
    parts: tuple[Part, ...]
    folders_only: bool
    adds: bool
    """Whether it names a file that is left out by default: then it adds it, and does not ask for nothing else."""

    @classmethod
    def of(cls, written: str) -> Pattern:
        """Return the pattern as it is written."""
        path = unicodedata.normalize("NFC", written.strip())
        inside = path.removeprefix("./").strip("/")
        names = [part for part in inside.split("/") if part]
        anywhere = not path.startswith(("/", "./")) and len(names) == 1
        last = names[-1].replace("*", "").rstrip(".") if names else ""
        parts: list[Part] = []
        for name in [_ANY, *names] if anywhere else names:
            if name != _ANY:
                parts.append(_part(name))
            elif parts[-1:] != [None]:
                parts.append(None)
        return cls(written, tuple(parts), path.endswith("/"), is_project_file(last))

    @property
    def start(self) -> Steps:
        """Nothing matched yet."""
        return self._opened((0,))

    def step(self, steps: Steps, name: str, *, folder: bool) -> tuple[Steps, bool]:
        """Return where a path is once it goes on with `name`, and whether all of the pattern has matched it."""
        reached = {step for step in steps if self.parts[step] is None}
        hit = any(step == len(self.parts) - 1 for step in reached)
        for step in steps:
            if (part := self.parts[step]) and part(name):
                reached.add(step + 1)
        hit |= len(self.parts) in reached
        return self._opened(step for step in reached if step < len(self.parts)), hit and (
            folder or not self.folders_only
        )

    def names(self, steps: Steps, name: str, other: str) -> bool:
        """Return whether the next part names `name`, and does not only match it as it does any `other`."""
        return any((part := self.parts[step]) and part(name) and not part(other) for step in steps)

    def _opened(self, steps: Iterable[int]) -> Steps:
        """Return the steps, and those after a `**`, which may stand for nothing."""
        found = set(steps)
        for step in range(len(self.parts) - 1):
            if step in found and self.parts[step] is None:
                found.add(step + 1)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where in the patterns the path of a folder is."""

    include: tuple[Steps, ...] = ()
    exclude: tuple[Steps, ...] = ()
    included: bool = False
    """Whether the folder, or one above it, was asked for as a whole."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is read of a folder, by the patterns asked for."""

    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    met: set[str] = field(default_factory=set, compare=False)
    """Patterns that something has matched."""

    @classmethod
    def of(cls, settings: Settings) -> Selection:
        """Return the selection that is set."""
        return cls(tuple(map(Pattern.of, settings.include)), tuple(map(Pattern.of, settings.exclude)))

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)

    @property
    def start(self) -> Cursor:
        """The cursor of the folder that was given."""
        return Cursor(tuple(one.start for one in self.include), tuple(one.start for one in self.exclude))

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Patterns that nothing has matched so far: slips of the pen, perhaps."""
        every = dict.fromkeys(one.written for one in (*self.include, *self.exclude))
        return tuple(one for one in every if one not in self.met)

    def excludes(self, name: str, *, folder: bool) -> bool:
        """Return whether a file or folder that was given by name is excluded, by a pattern that is a name as well."""
        names = [one for one in self.exclude if len(one.parts) == 2 and one.parts[0] is None]
        return bool(self._stepped(tuple(names), tuple(one.start for one in names), name, folder)[1])

    def chosen(self, cursor: Cursor, name: str, *, folder: bool) -> Cursor | None:
        """Return the cursor below `name` in the folder of `cursor`; None where it is not read, or not gone into."""
        name = unicodedata.normalize("NFC", name)
        include, asked = self._stepped(self.include, cursor.include, name, folder)
        exclude, excluded = self._stepped(self.exclude, cursor.exclude, name, folder)
        only = [one for one in self.include if not one.adds]
        included = cursor.included or not only or bool(asked)
        if excluded or not (included or (folder and any(include))):
            return None
        return Cursor(include, exclude, included)

    def named(self, cursor: Cursor, name: str, *, folder: bool) -> bool:
        """Return whether a pattern asks by its name for what is left out by default: `*.md` does not for README.md."""
        other = "\0" + ("" if folder else PurePath(name).suffix)
        name = unicodedata.normalize("NFC", name)
        return any(one.names(steps, name, other) for one, steps in zip(self.include, cursor.include, strict=True))

    def _stepped(
        self, patterns: tuple[Pattern, ...], before: tuple[Steps, ...], name: str, folder: bool
    ) -> tuple[tuple[Steps, ...], list[str]]:
        """Return where each pattern is after `name`, and which of them have matched."""
        found = [one.step(steps, name, folder=folder) for one, steps in zip(patterns, before, strict=True)]
        matched = [one.written for one, (_, hit) in zip(patterns, found, strict=True) if hit]
        self.met.update(matched)
        return tuple(steps for steps, _ in found), matched


def _part(name: str) -> Callable[[str], object]:
    """Return what matches a name: `*`, `?`, `[a-z]`, `[!a]`; a backslash takes the meaning from the next sign."""
    name = _ESCAPE.sub(lambda found: f"[{found[1]}]" if found[1] in "*?[" else found[1], _STARS.sub("*", name))
    name = name.replace("[^", "[!")
    # Since Python 3.9 what `fnmatch` makes of each star does not go back to one before it.
    return re.compile(fnmatch.translate(name)).match
