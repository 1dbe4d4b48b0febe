"""Protocol of a format's reader, and the opened file that it is given, with its name and the limits in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple, Protocol, runtime_checkable

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.addresses import address_of
from trouvere.index.sources.files import decoding, lines, opening
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.sources.sites.evidence import Sites

Item = RawArticle | Skipped
"""A reader yields what it skips beside what it reads, in order: it never has to raise for one bad line."""


class Lines(NamedTuple):
    """A batch of unparsed lines of a JSON Lines file, for a worker process."""

    content: bytes
    """The lines in UTF-8, with a line feed between two. Those that cannot be used are empty."""
    where: str
    """The path of the file, for messages."""
    first: int
    """The number of the first line."""


class FormatReader(Protocol):
    """Reads one format."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Lower-case, with the dot; `.gz` may always follow."""

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the articles of `file`. Whatever is raised skips the rest of this file and nothing else."""


@runtime_checkable
class LinesReader(FormatReader, Protocol):
    """Reads a format that has an article a line, and can leave the parsing to others."""

    def unparsed(self, file: OpenFile) -> Iterator[Lines | Skipped]:
        """Yield what `read` would parse, some lines at a time, and what cannot be used of it already."""


THIS_FOLDER = PurePosixPath()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """One file being read. `where` is its path as given, for messages."""

    where: str
    suffix: str
    stream: BinaryIO
    settings: Settings
    names: FieldNames
    root: Path = Path()
    """The folder that was given as a source; of a file given by name the one that it is in."""
    relative: PurePosixPath = THIS_FOLDER
    """Its path below `root`; within an archive, the path there."""
    sites: Sites = field(default_factory=Sites)
    """The sites that its folders belong to, as far as they are known."""
    unended: set[str] = field(default_factory=set)
    """Places (`path:line`) of articles that may be truncated: nothing in their format marks the end."""

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes, decompressed, in UTF-8 if the file says it is in UTF-16; never more than the limit."""
        return decoding.as_utf8(opening.blocks(self.stream, most=self.settings.max_file_bytes))

    def lines(self) -> Iterator[lines.Line]:
        """Yield the lines, decoded one by one so that a bad one costs only itself."""
        return lines.decoded(self.blocks(), most=self.settings.max_line_bytes)

    def encoded_lines(self) -> Iterator[tuple[int, bytes, str]]:
        """Yield the lines as `lines` does, in UTF-8."""
        return lines.encoded(self.blocks(), most=self.settings.max_line_bytes)

    def whole(self) -> str:
        """Return all the text of a file that is one article, which is held to the limit of a line."""
        data = opening.joined(self.blocks(), most=self.settings.max_line_bytes)
        if decoding.is_binary(data):
            raise opening.FileFault("fichier binaire, pas un texte")
        return decoding.readable(data)

    def address(self, front: Mapping[str, Any] | None = None) -> str:
        """Return the file's address on its site, by what its metadata says of it; "" without `base_url`."""
        if not (base := self.settings.base_url):
            return ""
        return address_of(base, self.root, self.relative, front or {}, self.sites.of(self.root, self.relative))

    def skip(self, line: int, reason: str, *, unread: bool = True) -> Skipped:
        """Return the report that `line` is skipped; see `Skipped`."""
        return Skipped(f"{self.where}:{line}", reason, unread)
