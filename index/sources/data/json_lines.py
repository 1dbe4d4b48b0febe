"""Reader of JSON Lines (NDJSON): an object a line; a build parses batches of lines in its worker processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trouvere.index.jsontext import loads
from trouvere.index.report import Skipped
from trouvere.index.sources.data.json_shapes import recognised
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.files.bounds import check_values
from trouvere.index.sources.protocol import Item, Lines, OpenFile
from trouvere.index.sources.records.fields import FieldNames

BATCH_BYTES = 1 << 18
"""Size of a batch of lines for a worker, about, in bytes."""


class JsonLinesReader:
    """Reads JSON Lines; a bad line costs only itself."""

    suffixes = (".jsonl", ".ndjson")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each line."""
        return _articles(file.encoded_lines(), file.where, file.names)

    def unparsed(self, file: OpenFile) -> Iterator[Lines | Skipped]:
        """Yield the lines, some at a time."""
        held: list[bytes] = []
        size, first = 0, 1
        try:
            for number, line, fault in file.encoded_lines():
                try:
                    check_values(line)
                except FieldFault as error:
                    # Here already: several such lines at once on their way to workers are no small matter either.
                    line, fault = b"", str(error)
                if fault:
                    yield file.skip(number, fault)
                held.append(line)
                size += len(line)
                if size >= BATCH_BYTES:
                    yield Lines(b"\n".join(held), file.where, first)
                    held, size, first = [], 0, number + 1
        except Exception:
            # What was read before the file turned out to be damaged counts.
            if held:
                yield Lines(b"\n".join(held), file.where, first)
            raise
        if held:
            yield Lines(b"\n".join(held), file.where, first)


def parsed(some: Lines, names: FieldNames, chosen: slice = slice(None)) -> Iterator[Item]:
    """Yield what `JsonLinesReader.read` yields, for lines that were not yet parsed, or for the `chosen` ones."""
    lines = list(enumerate(some.content.split(b"\n"), some.first))[chosen]
    return _articles(((number, line, "") for number, line in lines), some.where, names)


def _articles(lines: Iterable[tuple[int, bytes, str]], where: str, names: FieldNames) -> Iterator[Item]:
    for number, line, fault in lines:
        unread = True
        if not fault:
            if not line:
                continue
            try:
                check_values(line)
                record = loads(line)
                if type(record) is dict:
                    yield recognised(names, record, f"{where}:{number}")
                    continue
                fault = "pas un objet JSON"
            except RecursionError:
                fault = "JSON trop profondément imbriqué"
            except FieldFault as error:
                fault, unread = str(error), error.unread
            except ValueError:
                if line.decode().isspace():
                    continue
                fault = "JSON invalide"
        yield Skipped(f"{where}:{number}", fault, unread)
