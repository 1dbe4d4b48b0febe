"""JSON values one by one out of a stream of text: of an array of gigabytes, or of one within objects, never all."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trouvere.index.sources.data.json_exports import GHOST_LINKS, UNJOINED_REASON
from trouvere.index.sources.data.json_shapes import holds_full_text, is_container, is_like_article
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.files.bounds import MOST_VALUES, SMALL_CHARS, TOO_MANY_REASON, check_values
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.validation import short

SEPARATOR = re.compile(r"[\s,]*")
BRACKET = re.compile(r'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|(?P<open>\Z))|(?P<in>[\[{])|(?P<out>[\]}])', re.DOTALL)
"""A JSON string, which may hold brackets of its own, or a bracket."""
NUMBER = re.compile(r"[-+.0-9eE]+")
_ID = re.compile(r"\d+|-[\w-]{5,}|[\da-fA-F-]{8,}").fullmatch
MAX_LEVELS = 8
"""Objects and arrays around the array of articles, at the most."""
CUT_REASON = "JSON coupé : son tableau n'est pas fermé"


class Bad:
    """A value that is no object, and why; where it ends is known."""

    def __init__(self, reason: str, *, unread: bool = True) -> None:
        self.reason = reason
        self.unread = unread


class Value(NamedTuple):
    """A value of the outermost level, or of an array that is too long to be held."""

    line: int
    """The number of its first line."""
    value: object
    about: Mapping[str, object]
    """What the objects around it have said before it."""


NOWHERE: Mapping[str, object] = {}


class JsonValues:
    """Iterates over the values of `texts`, none of which may have more than `most` characters.

    The brackets of the outermost array are skipped. An object that is small is one value; of a larger one that has a
    long array of articles under a usual name, each of these is one.
    """

    def __init__(self, texts: Iterator[str], *, most: int) -> None:
        self._texts = texts
        self._most = most
        self._text = ""
        self._offset = 0
        self._begin = 0
        """Where the last value began."""
        self._line = 1

    def __iter__(self) -> Iterator[Value]:
        inside = False
        while char := self._next_char():
            if char in "[]" and inside == (char == "]"):
                inside = not inside
                self._offset += 1
            else:
                yield from self._walked(NOWHERE, 0)
        if inside:
            raise FileFault(CUT_REASON)

    def _walked(self, about: Mapping[str, object], level: int) -> Iterator[Value]:
        """Yield the value that begins here, or those in it."""
        line = self._line
        is_object = level < MAX_LEVELS and self._text[self._offset] == "{"
        found = self._value(SMALL_CHARS if is_object else None)
        if found is None:
            yield from self._members(about, level)
        else:
            yield Value(line, found[0], about)

    def _members(self, about: Mapping[str, object], level: int) -> Iterator[Value]:
        """Yield the articles in the object that begins here; the object itself where it has no array of them."""
        line, streamed, size, marks = self._line, False, 0, 0
        members: dict[str, object] = {}
        self._offset += 1
        while (char := self._next_char()) != "}":
            key = self._whole() if char == '"' else None
            if not isinstance(key, str) or self._next_char() != ":":
                raise FileFault("JSON invalide")
            self._offset += 1
            opening = self._next_char()
            inner = opening in ("[", "{") and level < MAX_LEVELS and is_container(key) and not holds_full_text(members)
            found = self._value(SMALL_CHARS) if inner else (self._member(key),)
            if found is None:
                streamed = True
                known = {**about, **members}
                yield from self._members(known, level + 1) if opening == "{" else self._elements(known, level + 1)
                continue
            if _is_by_id(key, found[0]) and not members:
                streamed = True
                yield Value(self._line, found[0], about)
                continue
            members[key] = found[0]
            size += self._offset - self._begin
            marks += sum(self._text.count(mark, self._begin, self._offset) for mark in ",[{")
            if size > self._most:
                raise FileFault("article plus long que la limite (max_line_bytes)")
            if marks > MOST_VALUES:
                raise FileFault(TOO_MANY_REASON)
        self._offset += 1
        if not streamed:
            yield Value(line, members, about)
        elif not members.keys().isdisjoint(GHOST_LINKS):
            yield Value(line, Bad(UNJOINED_REASON, unread=False), about)

    def _elements(self, about: Mapping[str, object], level: int) -> Iterator[Value]:
        """Yield the elements of the array that begins here."""
        self._offset += 1
        while (char := self._next_char()) != "]":
            if not char:
                raise FileFault(CUT_REASON)
            yield from self._walked(about, level)
        self._offset += 1

    def _next_char(self) -> str:
        """Return the first character that is no blank and no comma, and go there; "" at the end."""
        while True:
            end = SEPARATOR.match(self._text, self._offset).end()  # type: ignore[union-attr]  # matches the empty string
            self._line += self._text.count("\n", self._offset, end)
            self._offset = end
            if end < len(self._text):
                return self._text[end]
            more = next(self._texts, None)
            if more is None:
                return ""
            self._text, self._offset = more, 0

    def _member(self, key: str) -> object:
        is_list = self._next_char() == "["
        try:
            return self._whole()
        except FileFault as fault:
            if is_list and str(fault) == TOO_MANY_REASON:
                advice = f"{fault} sous « {short(key)} » : si ce sont des articles, nommez cette liste « articles »"
                raise FileFault(advice) from None
            raise

    def _whole(self) -> object:
        found = self._value(None)
        assert found is not None
        return found[0]

    def _value(self, most: int | None) -> tuple[object] | None:
        """Return the value that begins here, and go to its end; None where it is of more than `most` characters."""
        self._begin, ended = self._offset, False
        while True:
            parsed = _parsed(self._text, self._offset)
            # A number may go on.
            if parsed is not None and (ended or parsed[1] < len(self._text) or isinstance(parsed[0], _CLOSED)):
                value, end = parsed
                self._line += self._text.count("\n", self._offset, end)
                self._offset = end
                return (value,)
            # Cut off in the middle, perhaps. Twice as much each time, up to a size that few articles have: the work
            # stays linear, and not much of what follows is counted with the article that is cut off.
            self._text, self._offset, self._begin = self._text[self._offset :], 0, 0
            size = len(self._text)
            if most is not None and size > most:
                return None
            # What it takes: an emoji makes four bytes of every character.
            if size > self._most or sys.getsizeof(self._text) > 2 * self._most:
                raise FileFault("JSON invalide, ou article plus long que la limite (max_line_bytes)")
            more = _at_least(min(max(size, 1), SMALL_CHARS), self._texts)
            if not more and (ended or parsed is None):
                raise FileFault("JSON invalide")
            ended = not more
            self._text += more
            if most is None:
                try:
                    check_values(self._text)
                except FieldFault as error:
                    raise FileFault(str(error)) from None


def _is_by_id(key: str, value: object) -> bool:
    """Return whether a member of a large object is an article under its id."""
    return isinstance(value, dict) and _ID(key) is not None and is_like_article(value)


def _parsed(text: str, offset: int) -> tuple[object, int] | None:
    """Return the value at `offset` and the offset of its end; None where it does not end in this text."""
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


_CLOSED = (str, list, dict, Bad)
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
