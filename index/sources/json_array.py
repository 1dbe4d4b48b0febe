"""A JSON file: an array of objects, or one object, or several one after the other."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Iterator

from trouvere.index.sources.bounds import SMALL, check_values
from trouvere.index.sources.decoding import codec_of
from trouvere.index.sources.fields import FieldFault
from trouvere.index.sources.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile

BETWEEN = re.compile(r"[\s,]*")


class JsonArrayReader:
    """Reads the objects one by one, so that an array of gigabytes takes the memory of its largest object."""

    suffixes = (".json",)

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each object; what follows invalid JSON is given up, as nothing says where it ends."""
        for line, value in _values(_texts(file.blocks()), most=file.settings.max_line_bytes):
            if not isinstance(value, dict):
                yield file.skip(line, "pas un objet JSON")
                continue
            try:
                yield file.names.article(value, f"{file.where}:{line}")
            except FieldFault as error:
                yield file.skip(line, str(error))


def _texts(blocks: Iterator[bytes]) -> Iterator[str]:
    first = next(blocks, b"")
    decoder = codecs.getincrementaldecoder(codec_of(first))(errors="replace")
    yield decoder.decode(first)
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _values(texts: Iterator[str], *, most: int) -> Iterator[tuple[int, object]]:
    """Yield each value with the line it begins at. The outermost brackets are only walked through."""
    decode = json.JSONDecoder().raw_decode
    text, at, line, inside = "", 0, 1, False
    while True:
        end = BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # matches the empty string
        line += text.count("\n", at, end)
        at = end
        if at == len(text):
            more = next(texts, None)
            if more is None:
                return
            text, at = more, 0
        elif text[at] in "[]" and inside == (text[at] == "]"):
            inside = not inside
            at += 1
        else:
            try:
                value, end = decode(text, at)
            except json.JSONDecodeError:
                # Cut off in the middle, perhaps. Twice as much each time, up to a size that few articles have: the work
                # stays linear, and not much of what follows is counted with the article that is cut off.
                text, at = text[at:], 0
                # What it takes: an emoji makes four bytes of every character.
                if len(text) > most or sys.getsizeof(text) > 2 * most:
                    raise FileFault("JSON invalide, ou article plus long que la limite (max_line_bytes)") from None
                more = _at_least(min(max(len(text), 1), SMALL), texts)
                if not more:
                    raise FileFault("JSON invalide") from None
                text += more
                try:
                    check_values(text)
                except FieldFault as error:
                    raise FileFault(str(error)) from None
                continue
            yield line, value
            line += text.count("\n", at, end)
            at = end


def _at_least(wanted: int, texts: Iterator[str]) -> str:
    parts: list[str] = []
    while wanted > 0 and (part := next(texts, None)) is not None:
        parts.append(part)
        wanted -= len(part)
    return "".join(parts)
