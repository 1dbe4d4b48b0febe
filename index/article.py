"""The article, as two frozen values: `RawArticle` as a reader found it, `Article` once cleaned."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trouvere.index import jsontext, validation

Extra = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article as a reader found it: strings as they came, nothing cleaned, nothing derived.

    `origin` says where it came from (`path:line`), for messages only.
    """

    text: str
    title: str = ""
    id: str = ""
    date: str = ""
    place: str = ""
    source: str = ""
    url: str = ""
    category: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict, hash=False)
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned article, as it is indexed, stored and given back.

    `text` and `title` are in Unicode NFC; offsets of snippets are code points into them. `title_derived` is true where
    the title was cut from the first sentence: its words are in the text already, so it earns no title weight.
    `date` is a datetime where the source says the time, without a zone where it says none; `day` is always a day.
    """

    id: str = ""
    title: str = ""
    text: str = ""
    date: dt.date | dt.datetime | None = None
    place: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    extra: Extra = field(default_factory=dict, hash=False)
    title_derived: bool = False

    if TYPE_CHECKING:
        # What a program may give, which is more than what it gets.
        def __init__(
            self,
            *,
            id: str | int | None = "",  # noqa: A002
            title: str | None = "",
            text: str | None = "",
            date: dt.date | dt.datetime | str | None = None,
            place: str | None = "",
            source: str | None = "",
            authors: str | Iterable[str] | None = (),
            url: str | None = "",
            category: str | None = "",
            tags: str | Iterable[str] | None = (),
            language: str | None = "",
            extra: Extra | None = None,
            title_derived: bool = False,
        ) -> None: ...

    def __post_init__(self) -> None:
        """Take what a program gives for what it means (`FIELD_CHECKS`): `tags="rail"` is one tag, `id=42` is "42".

        What means nothing stays as it is and is refused where articles come in, with the article's id: a program that
        makes a hundred of them gets to the end of its loop.
        """
        # Builds make an article for each record, of values that are right: they pay for this one comparison.
        if (
            type(self.id) is type(self.title) is type(self.text) is type(self.place) is type(self.source)
            is type(self.url) is type(self.category) is type(self.language) is str
            and type(self.authors) is type(self.tags) is tuple
            and type(self.extra) is dict
            and (
                self.date is None
                or type(self.date) is dt.date
                or (type(self.date) is dt.datetime and validation.is_settled(self.date))
            )
        ):  # fmt: skip
            return
        for name, fit in FIELD_CHECKS.items():
            try:
                value = fit(getattr(self, name))
            except validation.Unfit as fault:
                value = fault.value
            object.__setattr__(self, name, value)

    @property
    def day(self) -> dt.date | None:
        """The day of the article, as written in its own zone: what is filtered and counted."""
        return validation.calendar_day(self.date)

    def as_dict(self) -> dict[str, object]:
        """Return the article as JSON-ready values, empty fields left out."""
        values: dict[str, object] = {name: value for name, value in zip(_TEXTS, _texts(self), strict=True) if value}
        if self.date:
            values["date"] = self.date.isoformat()
        if self.authors:
            values["authors"] = list(self.authors)
        if self.tags:
            values["tags"] = list(self.tags)
        if self.extra:
            values["extra"] = dict(self.extra)
        if self.title_derived:
            values["title_derived"] = True
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Article:
        """Return the article that `as_dict` gave these values for."""
        known: dict[str, object] = dict(values)
        if isinstance(date := known.get("date"), str):
            known["date"] = (dt.date if len(date) == 10 else dt.datetime).fromisoformat(date)
        for name in ("authors", "tags"):
            if isinstance(several := known.get(name), list):
                known[name] = tuple(several)
        return cls(**known)  # type: ignore[arg-type]

    def packed(self) -> bytes:
        """Return the article as it is stored: the length of its values, its values as JSON, its text in UTF-8."""
        values = self.as_dict()
        text = str(values.pop("text", ""))
        encoded = jsontext.dumps(values)
        return LENGTH_STRUCT.pack(len(encoded)) + encoded + text.encode("utf-8", "surrogatepass")

    @classmethod
    def unpacked(cls, packed: bytes, text: str | None = None) -> Article:
        """Return the article that `packed` gave this for; raises `ValueError` where it gave nothing like it.

        `text` is its text, for who has asked `text_of` for it already.
        """
        try:
            values = jsontext.loads(packed[LENGTH_STRUCT.size : text_start(packed)])
            values["text"] = text_of(packed)[0] if text is None else text
            return cls.from_dict(values)
        except (struct.error, TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error

    def digest(self) -> bytes:
        """Return 16 bytes that change whenever anything in the article does."""
        return digest_of(self.packed())


Source = str | Path | Article | RawArticle | Iterable[Article | RawArticle]
"""Where articles come from: a file or a folder, "-" for standard input, or articles from Python."""


def minute_of(date: dt.datetime) -> int:
    """Return the order of articles within a day: minutes from the midnight (UTC) of the written day to the instant.

    1,440 are added, so that it is from 0 to 4,320: far from Greenwich an instant may be of the day before or after. A
    time without zone is taken as UTC.
    """
    ahead = date.utcoffset()
    return 1440 + date.hour * 60 + date.minute - (ahead // dt.timedelta(minutes=1) if ahead else 0)


def digest_of(packed: bytes) -> bytes:
    """Return the digest of a packed article."""
    return hashlib.blake2b(packed, digest_size=16).digest()


def text_start(packed: bytes) -> int:
    """Return where in a packed article its text begins; it goes to the end. Raises `struct.error`."""
    size: int = LENGTH_STRUCT.unpack_from(packed)[0]
    return LENGTH_STRUCT.size + size


def text_of(packed: bytes, places: Iterable[int] = ()) -> tuple[str, dict[int, int]]:
    """Return the text of a packed article and, for some places in its UTF-8, how many code points stand before each.

    The places ascend, a character begins at each, and past the end of the text they stand for its end. To decode
    between them costs little more than to decode at all.
    """
    start = at = text_start(packed)
    parts: list[str] = []
    before: dict[int, int] = {}
    count = 0
    for place in places:
        part = packed[at : start + place].decode("utf-8", "surrogatepass")
        parts.append(part)
        before[place] = count = count + len(part)
        at = start + place
    parts.append(packed[at:].decode("utf-8", "surrogatepass"))
    return "".join(parts), before


LENGTH_STRUCT = struct.Struct("<I")
"""The length of the values of a packed article, in bytes: four bytes before them."""
_TEXTS = ("id", "title", "text", "place", "source", "url", "category", "language")
_texts = attrgetter(*_TEXTS)

FIELD_CHECKS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(_TEXTS, validation.text),
    "id": validation.identifier,
    "date": validation.moment,
    "authors": validation.several,
    "tags": validation.several,
    "extra": validation.mapping,
    "title_derived": validation.flag,
}
"""What makes of a value from Python one of the field's type, or refuses it."""
