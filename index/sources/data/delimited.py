"""Reader of CSV and TSV tables: a header row that names the fields, then an article a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice

from trouvere.index.cleaning.unknown_keys import LOOKED_AT, told_header
from trouvere.index.report import Skipped
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.files import lines
from trouvere.index.sources.files.bounds import MOST_CELLS, MOST_COLUMNS
from trouvere.index.sources.files.line_ends import with_line_feeds
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile

DELIMITERS = ",;\t|"
EXCEL_HINT = "sep="
"""Excel may begin a file with `sep=;`: a note on the delimiter, not a header."""
NULLS = frozenset(("\\N", "NULL", "null", "NaN", "nan", "None", "<NA>", "#N/A"))
"""What databases and tables of Python write where there is nothing."""


class DelimitedReader:
    """Reads tables with the standard library, the delimiter found in the header."""

    suffixes = (".csv", ".tsv")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each row; a bad row costs only itself."""
        # The module's own limit, 131,072 characters a cell, is less than a long article. Well above ours, so that a
        # cell too long for us is still read to its end and costs one row; only a quote never closed reaches it. Each
        # of its characters takes four bytes.
        csv.field_size_limit(min(max(csv.field_size_limit(), 2 * file.settings.max_field_chars), 2**31 - 1))
        feed = _Feed(file)
        header_line, delimiter = _header(feed, file)
        if header_line.count(delimiter) > MOST_COLUMNS:
            raise FileFault("tableau de trop de colonnes")
        try:
            cells = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter), [])]
        except csv.Error as error:
            raise FileFault("première ligne de tableau illisible") from error
        # As --map names it, or as spreadsheets like to write it: "Title".
        header = _distinct([name if name in file.names else name.lower() for name in cells])
        if not any(file.names.field_of(name) in ("title", "text") for name in header):
            feed.delimiter = delimiter
            raise FileFault(told_header(cells, header, _some_rows(feed, delimiter)))
        feed.delimiter = delimiter
        rows = csv.reader(feed, delimiter=delimiter)
        while True:
            first = feed.number + 1
            try:
                row = next(rows)
            except StopIteration:
                yield from feed.take_faults()
                return
            except csv.Error as error:
                if "field limit" in str(error):
                    # The lines that follow are the middle of a cell: read as rows, they would be false articles.
                    yield file.skip(first, "guillemet jamais fermé, la suite du fichier n'est pas lue")
                    return
                yield file.skip(first, "ligne de tableau illisible")
                continue
            yield from feed.take_faults()
            if not any(row):
                continue
            cut = feed.cut_within(row, header)
            if cut:
                yield file.skip(first, "ligne de tableau coupée, lue au mieux : le fichier s'arrête en son milieu")
            if cut or feed.unended:
                file.unended.add(f"{file.where}:{first}")
            if len(row) > len(header) and any(map(str.strip, row[len(header) :])):
                yield file.skip(first, "plus de cellules que de colonnes")
                continue
            record = {name: cell for name, cell in zip(header, row, strict=False) if cell and cell not in NULLS}
            try:
                yield file.names.recognised(record, f"{file.where}:{first}")
            except FieldFault as error:
                yield file.skip(first, str(error), unread=error.unread)


class _Feed:
    """Iterator over the lines for `csv.reader`, with the number of the last line given and the faults so far."""

    def __init__(self, file: OpenFile) -> None:
        self.number = 0
        self.delimiter = DELIMITERS[0]
        self.unended = False
        """Whether the last line given has no line feed: it may be truncated."""
        self._breaks_off = False
        self.exhausted = False
        """Whether a line was asked for past the last one: the last row ends within quotes."""
        self._file = file
        self._last = b""
        self._escapes = False
        """Whether a quote within a cell is written with a backslash, and not twice."""
        blocks = with_line_feeds(file.blocks())
        self._lines = lines.decoded(self._noted(blocks), most=file.settings.max_line_bytes)
        self._faults: list[Skipped] = []

    def _noted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self._last = block[-1:]
            yield block
        self._breaks_off = self._last not in (b"", b"\n", b"\r")
        self.unended = self._breaks_off and self._last != b'"'

    def cut_within(self, row: list[str], header: list[str]) -> bool:
        """Return whether the file ends within this row: within quotes, or before its last cell."""
        return self.exhausted or (self._breaks_off and (len(row) < len(header) or not row[-1]))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for number, line, fault in self._lines:
            self.number = number
            if line.count(self.delimiter) > MOST_CELLS:
                fault = "ligne de trop de cellules"
            if not fault:
                return (line if "\\" not in line else self._doubled(line)) + "\n"
            self._faults.append(self._file.skip(number, fault))
        self.exhausted = True
        raise StopIteration

    def _doubled(self, line: str) -> str:
        """Return a line with its escaped quotes doubled, from the first one on that can be nothing else."""
        self._escapes = self._escapes or ESCAPED_QUOTE(line) is not None
        return _ESCAPE.sub(_unescaped, line) if self._escapes else line

    def take_faults(self) -> list[Skipped]:
        faults, self._faults = self._faults, []
        return faults


ESCAPED_QUOTE = re.compile(r'(?<!\\)\\"(?=[^",;|\t\r\n])').search
"""A quote that neither ends its cell nor is doubled: a backslash before it escapes it."""
_ESCAPE = re.compile(r'\\(["\\])')


def _unescaped(escape: re.Match[str]) -> str:
    return '""' if escape[1] == '"' else "\\"


def _header(feed: _Feed, file: OpenFile) -> tuple[str, str]:
    """Return the line that names the columns, and the delimiter."""
    given = ""
    for line in feed:
        line = line.lstrip("\ufeff")
        if line.startswith(EXCEL_HINT):
            given = line[len(EXCEL_HINT) :].strip("\r\n")[:1]
        elif not line.isspace():
            return line, given if given and given not in "\"'" else _delimiter(line, file)
    return "", DELIMITERS[0]


def _delimiter(header: str, file: OpenFile) -> str:
    """Return the delimiter that makes most names of fields of the header, or that it holds most of.

    csv.Sniffer is led astray by commas in French prose.
    """
    usual = "\t" if file.suffix == ".tsv" else ","
    unquoted = "".join(header.split('"')[::2])

    def fitness(one: str) -> tuple[int, int, bool]:
        names = header.split(one, MOST_COLUMNS) if one in unquoted else ()
        known = sum(
            name in file.names or bool(file.names.field_of(name)) for name in (n.strip(' \t"\r\n') for n in names)
        )
        return known, unquoted.count(one), one == usual

    return max(DELIMITERS, key=fitness)


def _distinct(names: list[str]) -> list[str]:
    """Return names of columns of which none is empty or there twice: the first of its name has it."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        name = name or f"colonne {number}"
        found[f"{name} ({number})" if name in found else name] = None
    return list(found)


def _some_rows(feed: _Feed, delimiter: str) -> list[list[str]]:
    """Return the first rows, for a guess at what their columns hold."""
    try:
        return list(islice(csv.reader(feed, delimiter=delimiter), LOOKED_AT))
    except csv.Error:
        return []
