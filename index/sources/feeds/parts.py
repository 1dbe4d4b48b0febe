"""Parts of a long feed, each a feed of some of its entries: an export of thousands of articles is never held whole.

A feed is cut where an entry begins and none is open. What is within CDATA and comments is gone through unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trouvere.index.sources.files.opening import FileFault

PART_BYTES = 1 << 20
"""Bytes of a part, from which on it ends where an entry ends. A shorter feed is one part."""
OVERLONG_BYTES = 4 * PART_BYTES
"""Bytes of a part from which on it ends where an entry begins, be the one before ended or not."""
MARK_CHARS = 64
"""Bytes at the end of what has been read in which a mark may have begun."""
MOST_HEAD_BYTES = 8 << 20
"""Bytes before the first entry in which the elements around all entries begin."""
TOO_LONG_REASON = "flux plus long que la limite (max_line_bytes)"

_MARK = re.compile(rb"<(?:!\[CDATA\[|!--|(/)?((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s/>]))")
_DECLARATION = re.compile(rb"\s*+<\?xml[^>]{0,200}\?>")
_ATTRIBUTES = rb"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>"""
_ROOT = re.compile(rb"<((?:[\w-]{1,40}:)?(?:rss|feed|rdf))(?=[\s>])" + _ATTRIBUTES, re.IGNORECASE)
_CHANNEL = re.compile(rb"<((?:[\w-]{1,40}:)?channel)(?=[\s>])" + _ATTRIBUTES, re.IGNORECASE)


class Part(NamedTuple):
    """A feed of some of the entries of another, with the lines of that one that stand before it."""

    content: bytes
    before: int


def parts(blocks: Iterable[bytes], *, most: int) -> Iterator[Part]:
    """Yield the feed whose bytes are `blocks` in parts; `FileFault` where one cannot be had in `most` bytes."""
    cutter = _Cutter()
    around, lines = _Around(b"", b"", b""), 0
    first = True
    for block in blocks:
        cutter.held += block
        while (at := cutter.next_cut()) is not None:
            content = bytes(cutter.held[:at])
            if first:
                around = _Around.of(content[: cutter.first_entry])
                yield Part(content + around.ends, 0)
            else:
                yield around.part(content, lines, ended=False)
            lines += content.count(b"\n")
            cutter.drop(at)
            first = False
        if len(cutter.held) > most:
            raise FileFault(TOO_LONG_REASON)
    rest = bytes(cutter.held)
    yield Part(rest, 0) if first else around.part(rest, lines, ended=True)


class _Around(NamedTuple):
    """What stands around the entries of a feed."""

    declaration: bytes
    begins: bytes
    ends: bytes

    @classmethod
    def of(cls, head: bytes) -> _Around:
        """Return the tags that are open where the first entry begins; of a root that is none, nothing."""
        declared = _DECLARATION.match(head.removeprefix(b"\xef\xbb\xbf"))
        tags = [tag for tag in (_ROOT.search(head, 0, MOST_HEAD_BYTES),) if tag]
        channel = _CHANNEL.search(head, tags[0].end(), MOST_HEAD_BYTES) if tags else None
        if channel and b"</" + channel[1] + b">" not in head:
            tags.append(channel)
        return cls(
            declared[0].strip() if declared else b"",
            b"".join(tag[0] for tag in tags),
            b"".join(b"</" + tag[1] + b">" for tag in reversed(tags)),
        )

    def part(self, content: bytes, lines: int, *, ended: bool) -> Part:
        """Return the part that has `content`, before which there are so many `lines`; the last one is `ended`."""
        begins = self.declaration + self.begins
        return Part(begins + content + (b"" if ended else self.ends), lines - begins.count(b"\n"))


class _Cutter:
    """What has been read and is in no part yet, and how far it has been looked at."""

    def __init__(self) -> None:
        self.held = bytearray()
        self.first_entry = 0
        """Where the first entry of all begins."""
        self._at = 0
        self._begun: int | None = None
        """Where the part begins to have entries; before it is the head of the feed."""
        self._open = b""
        """The name of the entry that is open."""
        self._until = b""
        """What ends the CDATA or comment that is open."""

    def drop(self, at: int) -> None:
        """Forget what is before `at`, where an entry begins."""
        del self.held[:at]
        self._at, self._begun = max(0, self._at - at), 0

    def next_cut(self) -> int | None:
        """Return where the next part begins; None where that has not been read yet."""
        while True:
            if self._until:
                end = self.held.find(self._until, self._at)
                if end < 0:
                    self._at = max(self._at, len(self.held) - len(self._until))
                    return None
                self._at, self._until = end + len(self._until), b""
            mark = _MARK.search(self.held, self._at)
            if not mark:
                self._at = max(self._at, len(self.held) - MARK_CHARS)
                return None
            start, name, ends = mark.start(), mark[2], mark[1]
            self._at = mark.end()
            if not name:
                self._until = b"]]>" if mark[0].endswith(b"[") else b"-->"
            elif ends:
                self._open = b"" if name == self._open else self._open
            elif self._begun is None:
                self._begun = self.first_entry = start
                self._open = name
            elif start and self._is_due(start):
                self._open = name
                return start
            else:
                self._open = self._open or name

    def _is_due(self, start: int) -> bool:
        length = start - (self._begun or 0)
        return length >= (OVERLONG_BYTES if self._open else PART_BYTES)
