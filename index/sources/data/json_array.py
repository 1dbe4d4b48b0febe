"""Reader of JSON, streaming: an array of objects, one object, several one after the other, or articles within one."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping

from trouvere.index.report import Skipped
from trouvere.index.sources.data.json_shapes import feed_defaults, found_in, recognised
from trouvere.index.sources.data.json_values import Bad, JsonValues
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.files.decoding import codec_of
from trouvere.index.sources.protocol import Item, OpenFile


class JsonArrayReader:
    """Reads the objects one by one, so that an array of gigabytes takes the memory of its largest object."""

    suffixes = (".json",)

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each object; what follows invalid JSON is given up, as nothing says where it ends."""
        for value in JsonValues(_texts(file.blocks()), most=file.settings.max_line_bytes):
            where = f"{file.where}:{value.line}"
            inner = found_in(value.value, value.about) if isinstance(value.value, dict) else None
            if inner is None:
                yield _article(value.value, where, feed_defaults(value.about), file)
            else:
                for number, (record, defaults) in enumerate(inner, 1):
                    yield _article(record, f"{where} (article {number})", defaults, file)


def _article(record: object, where: str, defaults: Mapping[str, object], file: OpenFile) -> Item:
    if isinstance(record, Bad):
        return Skipped(where, record.reason, record.unread)
    if not isinstance(record, dict):
        return Skipped(where, "pas un objet JSON")
    try:
        return recognised(file.names, record, where, defaults)
    except FieldFault as error:
        return Skipped(where, str(error), error.unread)


def _texts(blocks: Iterator[bytes]) -> Iterator[str]:
    first = next(blocks, b"")
    decoder = codecs.getincrementaldecoder(codec_of(first))(errors="replace")
    yield decoder.decode(first)
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)
