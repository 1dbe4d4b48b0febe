"""Reader of CSV and TSV tables: a header row that names the fields, then an article a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from trouvere.index.report import Skipped
from trouvere.index.sources import lines
from trouvere.index.sources.bounds import MOST_CELLS, MOST_COLUMNS
from trouvere.index.sources.fields import FieldFault
from trouvere.index.sources.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile

DELIMITERS = ",;\t"
EXCEL_HINT = "sep="
"""Excel may begin a file with `sep=;`: a note on the delimiter, not a header."""


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
        header_line = next((line for line in feed if not line.isspace() and not line.startswith(EXCEL_HINT)), "")
        delimiter = _delimiter(header_line, file.suffix)
        if header_line.count(delimiter) > MOST_COLUMNS:
            raise FileFault("tableau de trop de colonnes")
        try:
            header = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter), [])]
        except csv.Error as error:
            raise FileFault("première ligne de tableau illisible") from error
        # As --map names it, or as spreadsheets like to write it: "Title".
        header = [name if name in file.names else name.lower() for name in header]
        if not any(name in file.names for name in header):
            raise FileFault("aucune colonne connue dans la première ligne (voir --map)")
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
            if len(row) > len(header):
                yield file.skip(first, "plus de cellules que de colonnes")
                continue
            record = {name: cell for name, cell in zip(header, row, strict=False) if cell}
            try:
                yield file.names.article(record, f"{file.where}:{first}")
            except FieldFault as error:
                yield file.skip(first, str(error))


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
        self._lines = lines.decoded(self._noted(file.blocks()), most=file.settings.max_line_bytes)
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
                return line + "\n"
            self._faults.append(self._file.skip(number, fault))
        self.exhausted = True
        raise StopIteration

    def take_faults(self) -> list[Skipped]:
        faults, self._faults = self._faults, []
        return faults


def _delimiter(header: str, suffix: str) -> str:
    """Return the delimiter that the header holds most of; csv.Sniffer is led astray by commas in French prose."""
    usual = "\t" if suffix == ".tsv" else ","
    unquoted = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=lambda one: (unquoted.count(one), one == usual))
