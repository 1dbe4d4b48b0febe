"""Reader of JSON, streaming: an array of objects, or one object, or several one after the other."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Iterator

from trouvere.index.sources.bounds import SMALL_CHARS, check_values
from trouvere.index.sources.decoding import codec_of
from trouvere.index.sources.fields import FieldFault
from trouvere.index.sources.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile

SEPARATOR = re.compile(r"[\s,]*")
BRACKET = re.compile(r'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|(?P<open>\Z))|(?P<in>[\[{])|(?P<out>[\]}])', re.DOTALL)
"""A JSON string, which may hold brackets of its own, or a bracket."""
NUMBER = re.compile(r"[-+.0-9eE]+")


class Bad:
    """A value that is no object, and why; where it ends is known."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


class JsonArrayReader:
    """Reads the objects one by one, so that an array of gigabytes takes the memory of its largest object."""

    suffixes = (".json",)

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each object; what follows invalid JSON is given up, as nothing says where it ends."""
        for line, value in _values(_texts(file.blocks()), most=file.settings.max_line_bytes):
            if not isinstance(value, dict):
                yield file.skip(line, value.reason if isinstance(value, Bad) else "pas un objet JSON")
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
    """Yield each value with the number of its first line. The brackets of the outermost array are skipped."""
    text, offset, line, inside = "", 0, 1, False
    while True:
        end = SEPARATOR.match(text, offset).end()  # type: ignore[union-attr]  # matches the empty string
        line += text.count("\n", offset, end)
        offset = end
        if offset == len(text):
            more = next(texts, None)
            if more is None:
                if inside:
                    raise FileFault("JSON coupé : son tableau n'est pas fermé")
                return
            text, offset = more, 0
        elif text[offset] in "[]" and inside == (text[offset] == "]"):
            inside = not inside
            offset += 1
        else:
            parsed = _value(text, offset)
            if parsed is None:
                # Cut off in the middle, perhaps. Twice as much each time, up to a size that few articles have: the work
                # stays linear, and not much of what follows is counted with the article that is cut off.
                text, offset = text[offset:], 0
                # What it takes: an emoji makes four bytes of every character.
                if len(text) > most or sys.getsizeof(text) > 2 * most:
                    raise FileFault("JSON invalide, ou article plus long que la limite (max_line_bytes)")
                more = _at_least(min(max(len(text), 1), SMALL_CHARS), texts)
                if not more:
                    raise FileFault("JSON invalide")
                text += more
                try:
                    check_values(text)
                except FieldFault as error:
                    raise FileFault(str(error)) from None
                continue
            value, end = parsed
            yield line, value
            line += text.count("\n", offset, end)
            offset = end


def _value(text: str, offset: int) -> tuple[object, int] | None:
    """Return the value at offset `at` and the offset of its end; None where it does not end in this text."""
    try:
        return _decode(text, offset)
    except json.JSONDecodeError:
        return None
    except RecursionError:
        reason = "JSON trop profondément imbriqué"
    except ValueError:
        reason = "nombre de trop de chiffres"  # more than Python makes an integer of
    # The value alone is lost, if it ends: what follows it can be read.
    end = _end_of(text, offset)
    return None if end < 0 else (Bad(reason), end)


_decode = json.JSONDecoder().raw_decode


def _end_of(text: str, offset: int) -> int:
    """Return the offset of the end of a value, found by its brackets alone; -1 where it does not end."""
    if number := NUMBER.match(text, offset):
        return number.end() if number.end() < len(text) else -1
    depth = 0
    for found in BRACKET.finditer(text, offset):
        if found["open"] is not None:
            return -1
        depth += (found["in"] is not None) - (found["out"] is not None)
        if depth == 0 and found["out"] is not None:
            return found.end()
    return -1


def _at_least(wanted: int, texts: Iterator[str]) -> str:
    parts: list[str] = []
    while wanted > 0 and (part := next(texts, None)) is not None:
        parts.append(part)
        wanted -= len(part)
    return "".join(parts)
