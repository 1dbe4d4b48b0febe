"""Iterator over the articles of all sources: files, folders, standard input, Python; a fault costs one file at most."""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from trouvere.index.article import Article, RawArticle, Source
from trouvere.index.errors import SourceError
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.addresses import checked_base
from trouvere.index.sources.files import archives
from trouvere.index.sources.files.inside import ArchiveSelection
from trouvere.index.sources.files.opening import TOO_BIG_REASON, beginning, open_regular
from trouvere.index.sources.files.selection import ASKED_REASON, Selection
from trouvere.index.sources.files.sniffing import format_given, misnamed
from trouvere.index.sources.files.suffixes import ARCHIVE_SUFFIXES, suffix_of, unknown
from trouvere.index.sources.files.unpacking import start_of
from trouvere.index.sources.files.walking import FoundFile, walk
from trouvere.index.sources.formats import Format
from trouvere.index.sources.guarding import guarded
from trouvere.index.sources.protocol import THIS_FOLDER, Item, Lines, LinesReader, OpenFile
from trouvere.index.sources.publication import DRAFT_REASON
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.sources.sites.companions import is_companion, told
from trouvere.index.sources.sites.evidence import Sites
from trouvere.index.sources.sites.file_names import is_draft
from trouvere.index.sources.values import as_raw
from trouvere.index.validation import is_suite, short

STDIN = "-"
MAX_PATH_CHARS = 500
"""Characters shown of a path that does not exist: a program may have given a text by mistake."""
ROUNDS = 4
"""Times that folders are walked again for files that were added or moved meanwhile."""
NOTHING_REASON = "aucun article ici : un disque qui n'est pas monté, peut-être"
EMPTY_REASON = "rien dans ce fichier : en cours d'écriture, peut-être ; effacez-le s'il ne doit rien contenir"
MOVING_REASON = "dossier où tout change sans cesse ; relancez quand plus rien n'y écrit"
OnSkip = Callable[[Skipped], None]
Checked = Path | str | Iterable[object]
"""A source that exists; the only string left among them is `STDIN`."""


class SourceReader(Iterator[RawArticle]):
    """The articles of `sources`, once, in order. See `trouvere.index.sources.read`."""

    def __init__(
        self,
        sources: Source | Iterable[Source],
        *,
        formats: Sequence[Format],
        settings: Settings,
        rename: Mapping[str, str] | None,
        on_skip: OnSkip,
        whole: bool = False,
    ) -> None:
        self._sources = _checked(sources)
        self._formats = {suffix: one for one in formats for suffix in one.suffixes}
        self._suffixes = self._formats.keys() | set(ARCHIVE_SUFFIXES)
        self._settings = settings
        self.names = FieldNames.of(settings, rename)
        if settings.base_url:
            checked_base(settings.base_url)
        self._sites = Sites()
        self._selection = Selection.of(settings)
        self._walked = False
        self._on_skip = on_skip
        self._whole = whole
        self._met: set[int] = set()
        self._unread = False
        self.unended: set[str] = set()
        """Places of articles that may be truncated: see `OpenFile`."""
        self._done = 0
        self._given = 0
        self._open: BinaryIO | archives.ArchiveFile | None = None
        self._items = cast(Iterator[RawArticle], self._pieces(parsed=True))

    def __iter__(self) -> Iterator[RawArticle]:
        return self._items

    def __next__(self) -> RawArticle:
        return next(self._items)

    def pieces(self) -> Iterator[RawArticle | Lines]:
        """Yield the articles, but lines of JSON as they are: a build parses them in its workers."""
        return self._pieces(parsed=False)

    @property
    def read_bytes(self) -> int:
        """Bytes of the files read so far, as they are on disk."""
        return self._done + (self._open.tell() if self._open is not None else 0)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Patterns of `--include` and `--exclude` that nothing in the folders read so far has matched."""
        return self._selection.unmatched if self._walked else ()

    @property
    def size(self) -> int:
        """Bytes on disk of all the files to read; 0 where a part cannot be known beforehand."""
        total = 0
        for source in self._sources:
            if not isinstance(source, Path):
                return 0
            total += sum(
                found.size
                for found in walk(source, self._selection)
                if self._readable(found, given=found.path == source)
            )
        return total

    def _pieces(self, parsed: bool) -> Iterator[RawArticle | Lines]:
        for source in self._sources:
            yield from self._told(self._all_of(source, parsed))
        folders = [source for source in self._sources if isinstance(source, Path)]
        for _ in range(ROUNDS if self._whole else 0):
            # What is moved from a folder still to be read to one that was read already would be seen in neither. Where
            # something could not be read, nothing is taken for gone, and there is no need to look.
            before = len(self._met)
            for folder in () if self._unread else folders:
                yield from self._told(self._files(folder, parsed))
            if len(self._met) == before:
                return
        if self._whole:
            self._on_skip(Skipped(", ".join(map(_shown, folders)), MOVING_REASON))

    def _told(self, items: Iterator[Item | Lines]) -> Iterator[RawArticle | Lines]:
        """Yield the articles; report those that were skipped."""
        for item in items:
            if isinstance(item, Skipped):
                # Outside the guards below: what a strict caller raises here is meant to stop everything.
                self._unread = self._unread or item.unread
                self._on_skip(item)
            else:
                yield item

    def _all_of(self, source: Checked, parsed: bool) -> Iterator[Item | Lines]:
        if isinstance(source, Path):
            return self._files(source, parsed)
        return self._standard_input(parsed) if isinstance(source, str) else self._values(source, parsed)

    def _values(self, values: Iterable[object], parsed: bool, *, deeper: bool = True) -> Iterator[Item | Lines]:
        """Yield what a program gives: articles, but also paths, and `deeper` suites of either."""
        for value in values:
            if isinstance(value, str | Path):
                if value == STDIN or os.path.lexists(value):
                    yield from self._all_of(STDIN if value == STDIN else Path(value), parsed)
                else:
                    yield Skipped(short(_shown(value), MAX_PATH_CHARS), "introuvable")
            elif deeper and (inside := _inside(value)) is not None:
                yield from self._values(inside, parsed, deeper=False)
            else:
                self._given += 1
                yield as_raw(value, self._given)

    def _files(self, root: Path, parsed: bool) -> Iterator[Item | Lines]:
        anything, companions = False, Counter[str]()
        self._walked = self._walked or root.is_dir()
        for found in walk(root, self._selection):
            # What cannot be read is something, and told below; what is excluded is meant not to be there.
            there = found.unread or found.reason == ASKED_REASON
            anything = anything or (there if found.reason else self._readable(found, given=found.path == root))
            if self._whole:
                if hash(found) in self._met:
                    continue
                self._met.add(hash(found))
            where = _shown(found.path)
            if found.reason:
                yield Skipped(where, found.reason, found.unread)
            elif not self._readable(found, given=found.path == root):
                if is_companion(found.path.name) and self._sites.of(root, PurePosixPath(found.path.relative_to(root))):
                    companions[_suffix(found.path)] += 1
                else:
                    yield Skipped(where, unknown(_suffix(found.path)), unread=False)
            elif found.size > self._settings.max_file_bytes:
                yield Skipped(where, TOO_BIG_REASON)
            else:
                yield from guarded(self._file(found, root, where, parsed), where)
        if companions:
            yield Skipped(_shown(root), told(companions), unread=False)
        if self._whole and not anything and hash(root) not in self._met:
            self._met.add(hash(root))
            yield Skipped(_shown(root), NOTHING_REASON)

    def _readable(self, found: FoundFile, *, given: bool) -> bool:
        """Return whether there is a reader for it; a file given by name is looked into, whatever its suffix."""
        return not found.reason and (given or _suffix(found.path) in self._suffixes)

    def _file(self, found: FoundFile, root: Path, where: str, parsed: bool) -> Iterator[Item | Lines]:
        # A file given by name is its own root: what it is in is where its path begins.
        root = root.parent if found.path == root else root
        with open_regular(found.path, found.top) as stream:
            self._open = stream
            try:
                relative = PurePosixPath(found.path.relative_to(root))
                yield from self._filled(self._read(stream, _suffix(found.path), where, parsed, root, relative), where)
            finally:
                self._open = None
                self._done += found.size

    def _standard_input(self, parsed: bool) -> Iterator[Item | Lines]:
        stream = sys.stdin.buffer
        peekable = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
        return guarded(self._filled(self._read(peekable, "", STDIN, parsed), STDIN), STDIN)

    def _read(
        self,
        stream: BinaryIO,
        suffix: str,
        where: str,
        parsed: bool,
        root: Path = Path(),
        relative: PurePosixPath = THIS_FOLDER,
    ) -> Iterator[Item | Lines]:
        if suffix not in self._suffixes:
            suffix = format_given(suffix, beginning(stream))
        else:
            suffix = misnamed(suffix, start_of(beginning(stream)))
        if suffix in ARCHIVE_SUFFIXES:
            archive = archives.ArchiveFile(stream, suffix, most=self._settings.max_file_bytes)
            inside = ArchiveSelection.of(self._selection, relative, archive.paths())
            return self._members(archive, inside, where, parsed, root)
        return self._parsed(stream, suffix, where, parsed, root, relative)

    def _members(
        self, archive: archives.ArchiveFile, selection: ArchiveSelection, where: str, parsed: bool, root: Path
    ) -> Iterator[Item | Lines]:
        """Yield what an archive holds: each file in it is chosen, told and guarded as one of a folder is."""
        self._open, self._walked = archive, True
        companions = Counter[str]()
        for member in archive.members():
            if (verdict := selection.reason(member.path)) is None:
                continue
            if verdict[1]:
                yield Skipped(f"{where}!/{verdict[0]}", verdict[1], unread=False)
                continue
            inside, suffix = f"{where}!/{member.path}", suffix_of(member.path.name)
            if member.stream is None:
                yield Skipped(inside, member.reason, member.unread)
            elif suffix in ARCHIVE_SUFFIXES:
                yield Skipped(inside, archives.NESTED_REASON)
            elif suffix not in self._formats and selection.is_site and is_companion(member.path.name):
                companions[suffix] += 1
            elif suffix not in self._formats:
                yield Skipped(inside, unknown(suffix), unread=False)
            else:
                items = self._parsed(member.stream, suffix, inside, parsed, root, member.path)
                yield from guarded(self._filled(items, inside), inside)
        if companions:
            yield Skipped(where, told(companions), unread=False)

    def _parsed(
        self, stream: BinaryIO, suffix: str, where: str, parsed: bool, root: Path, relative: PurePosixPath
    ) -> Iterator[Item | Lines]:
        file = OpenFile(
            where=where,
            suffix=suffix,
            stream=stream,
            settings=self._settings,
            names=self.names,
            root=root,
            relative=relative,
            sites=self._sites,
            unended=self.unended,
        )
        if is_draft(root, relative):
            return iter((file.skip(1, DRAFT_REASON, unread=False),))
        reader = self._formats[suffix].load()
        return reader.read(file) if parsed or not isinstance(reader, LinesReader) else reader.unparsed(file)

    def _filled(self, items: Iterator[Item | Lines], where: str) -> Iterator[Item | Lines]:
        """Yield `items`; where there is nothing among them that was read, say so if all is to be read.

        A file is empty for a moment when it is saved, and for good after some crashes; an export that failed is too.
        """
        anything = not self._whole
        for item in items:
            anything = anything or not isinstance(item, RawArticle) or bool(item.text.strip() or item.title.strip())
            yield item
        if not anything:
            yield Skipped(where, EMPTY_REASON)


def _checked(sources: Source | Iterable[Source]) -> list[Checked]:
    """Return the sources as paths and iterables; a path that is not there is said before anything is read."""
    if isinstance(sources, str | Path | Article | RawArticle):
        sources = [sources]
    if not is_suite(sources):
        raise SourceError(
            f"ni un chemin ni des articles : {type(sources).__name__}",
            hint="donnez des chemins ou des Article, un seul ou plusieurs",
        )
    if not isinstance(sources, Sequence):
        # A generator: taken as it comes.
        return [sources]
    checked: list[Checked] = []
    for source in sources:
        if isinstance(source, str) and source == STDIN:
            checked.append(STDIN)
        elif isinstance(source, str | Path):
            path = Path(source)
            if not os.path.lexists(path):
                raise SourceError(f"{_shown(path)} : introuvable", hint="vérifiez le chemin, ou « - » pour l'entrée")
            checked.append(path)
        else:
            checked.append((source,))
    return checked


def _inside(value: object) -> Iterator[object] | None:
    """Return what goes through a suite; None for what is none, whatever it says of itself."""
    try:
        return iter(value) if is_suite(value) else None
    except Exception:
        return None


def _suffix(path: Path) -> str:
    return suffix_of(path.name)


def _shown(path: str | Path) -> str:
    """Return the path as text that can be printed, even where its bytes are no UTF-8."""
    return str(path).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
