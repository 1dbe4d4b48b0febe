"""Declared fields: a site's own fields (`Field`), which articles carry in `extra`, and searches filter, count and sort.

What an article has of a field becomes terms, whose order by code point is the order of the values. A number is sixteen
hexadecimal digits of its IEEE 754 bits, with the sign turned so that they ascend, zeros at the end left out; a date is
in ISO 8601, with its minute where it has one; a boolean is `true` or `false`; a keyword is itself.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from numbers import Real
from typing import Any, Literal, cast, get_args

from trouvere.index import validation
from trouvere.index.errors import CorruptIndex, UsageError
from trouvere.index.validation import Unfit, period_of

Kind = Literal["keyword", "number", "date", "boolean"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KEYWORD_FIELDS = ("source", "category", "tags", "authors", "language", "place")
"""Fields of every article that are filtered by value."""
MOST_FIELDS = 64
"""Fields that an index may declare."""
MOST_LABEL_CHARS = 100
RESERVED = frozenset(
    (
        *KEYWORD_FIELDS,
        *("id", "title", "text", "date", "url", "extra", "body", "content", "tag", "author", "fields"),
        *("titre", "texte", "rubrique", "étiquette", "étiquettes", "auteur", "auteurs", "langue", "lieu"),
        *("depuis", "avant", "le", "since", "before", "on", "undated", "month", "minute", "relevance", "oldest"),
        *("generation", "score", "rank", "q", "match", "page", "per_page", "sort", "from", "to", "limit", "offset"),
        *("prefix", "part", "not", "without", "explain", "histogram", "facet_limit", "format", "lang", "typing"),
        *("filter", "field", "callback", "et", "ou", "sauf"),
    )
)
"""Names that mean something already: in the query language, in addresses, among orders and facets."""
_NAME = re.compile(r"[^\W\d_][\w-]{0,39}").fullmatch
_PLAIN = re.compile(r"[a-z][a-z0-9_-]*").fullmatch
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)?(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_UNITS = re.compile(r"^(?:€|EUR|\$|£)|(?:€|EUR|euros?|%|\$|£)(?:\s{0,3}(?:TTC|HT))?$", re.IGNORECASE)
_GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)|([+-]?[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)").fullmatch
"""1.234,50 and 1,234.50: with both signs there is no doubt which is which."""
_BOOLEANS = {
    **dict.fromkeys(("true", "vrai", "oui", "yes", "on", "1", "o", "y"), True),
    **dict.fromkeys(("false", "faux", "non", "no", "off", "0", "n"), False),
}
ISO_DAY_CHARS = len("2023-03-01")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
MOST_WRITTEN_CHARS = 500
"""Characters of a text that may still be a number or a date: of longer ones nobody looks for the end."""
_DOTS = re.compile(r"\.{2,}|…")
"""Between the ends of a range; a telephone makes « … » of three."""
_SIGN = 1 << 63
_LAST = "\U0010ffff"
"""After every term that begins as what stands before it does."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a site declares: `Field("prix", "number", label="Prix")`.

    `name` is the key in an article's `extra`. `label` is shown to readers, `label_en` on English pages; by default the
    name, and the label. `facet`: whether its values are counted with each search, by default those of keywords and
    booleans; for numbers and dates the least and the greatest. `show`: whether hits show it. Raises `UsageError` for a
    name that means something already, or a kind that there is not.
    """

    name: str
    kind: Kind = "keyword"
    label: str = ""
    label_en: str = ""
    facet: bool | None = None
    show: bool = True

    def __post_init__(self) -> None:
        """Check the values."""
        if type(self.name) is not str or not _NAME(self.name):
            raise UsageError(
                f"champ {validation.told(self.name)} : ce n'est pas un nom de champ",
                hint=_name_hint(self.name),
            )
        if _folded(self.name) in _RESERVED:
            raise UsageError(
                f"champ « {self.name} » : ce nom désigne déjà autre chose",
                hint=f"lisez-le sous un autre : --field autre_nom --map autre_nom={self.name}",
            )
        if self.kind not in KINDS:
            raise UsageError(
                f"champ « {self.name} » : type {validation.told(self.kind)} inconnu", hint=f"l'un de {', '.join(KINDS)}"
            )
        for name in ("label", "label_en"):
            value = getattr(self, name)
            if type(value) is not str or len(value) > MOST_LABEL_CHARS or not (value.isprintable() or value == ""):
                raise UsageError(
                    f"champ « {self.name} » : {name} doit être un texte d'une ligne, de {MOST_LABEL_CHARS} caractères"
                    " au plus",
                    hint='label = "Région"',
                )
        if self.facet is None:
            object.__setattr__(self, "facet", self.kind in ("keyword", "boolean"))
        for name in ("facet", "show"):
            if type(getattr(self, name)) is not bool:
                raise UsageError(f"champ « {self.name} » : {name} doit être vrai ou faux", hint=f"{name} = true")

    def __str__(self) -> str:
        """Return it as an option writes it: `region`, `prix:number`."""
        return self.name if self.kind == "keyword" else f"{self.name}:{self.kind}"

    @property
    def column(self) -> str:
        """The name of its column in a segment: it is part of the name of a file."""
        plain = _PLAIN(self.name)
        return f"own-{self.name}" if plain else f"own_{blake2b(self.name.encode(), digest_size=12).hexdigest()}"

    @property
    def ranged(self) -> bool:
        """Whether it is filtered by ranges: a number or a date."""
        return self.kind in ("number", "date")

    def labelled(self, language: str = "fr") -> str:
        """Return what a reader of a language is shown for its name."""
        return (self.label_en if language == "en" else "") or self.label or self.name

    def terms(self, extra: Mapping[str, object]) -> tuple[str, ...]:
        """Return the terms of an article, given its `extra`, each once; raises `ValueError` where one does not fit."""
        value = self.given(extra)
        if type(value) in _PLAIN_TYPES:
            return self._terms_of(value)
        if value is None:
            return ()
        many = value if isinstance(value, list | tuple | set | frozenset) else (value,)
        return tuple(dict.fromkeys(term for each in many for term in self._terms_of(each)))

    def fitting(self, extra: Mapping[str, object]) -> tuple[str, ...]:
        """Return the terms of an article as `terms` does; of values that do not fit there are none."""
        try:
            return self.terms(extra)
        except Unfit:
            value = self.given(extra)
        found: dict[str, None] = {}
        for each in value if isinstance(value, list | tuple | set | frozenset) else ():
            with suppress(Unfit):
                found.update(dict.fromkeys(self._terms_of(each)))
        return tuple(found)

    def _terms_of(self, value: object) -> tuple[str, ...]:
        if value is None or value == "":
            return ()
        try:
            return (self.term(value),)
        except Unfit:
            if _says_nothing(value):
                return ()
            raise

    def term(self, value: object) -> str:
        """Return the term of one value; raises `ValueError` where it does not fit."""
        # Values come again, and a build asks twice: once for the index, once for what is to be told of the articles.
        if type(value) in _PLAIN_TYPES and (type(value) is not str or len(value) <= MOST_KNOWN_CHARS):
            return _known_term(self.kind, value)
        return _term(self.kind, value)

    def value(self, term: str) -> str | float | bool:
        """Return the value that a term stands for, JSON-ready: a whole number as `int`, a date in ISO 8601."""
        if self.kind == "boolean":
            return term == "true"
        if self.kind != "number":
            return term
        try:
            return number_of_term(term)
        except (ValueError, struct.error) as error:
            # Of a column that was written for another kind: whoever changed the manifest signed it again.
            raise CorruptIndex(
                f"champ « {self.name} » : « {validation.short(term)} » n'est pas un nombre",
                hint="« trouvere index rebuild INDEX » le refait d'après les articles",
            ) from error

    def span(self, wanted: str) -> tuple[str, str]:
        """Return the first and the last term, both included, that a text of a filter asks for: `10..20`, `10..`, `10`.

        Of a date it may be a month or a year. For numbers and dates; raises `ValueError` where the text means nothing.
        """
        low, dots, high = range_parts(wanted)
        if not dots:
            high = low
        if not low and not high:
            raise Unfit(_RANGES[self.kind], wanted)
        ends = self._ends(low, high)
        # 20..10 is what somebody means who writes the greater end first.
        return ends if ends[0] <= ends[1] else self._ends(high, low)

    def as_dict(self) -> dict[str, object]:
        """Return the field as JSON-ready values."""
        return {name: getattr(self, name) for name in ("name", "kind", "label", "label_en", "facet", "show")}

    def given(self, extra: Mapping[str, object]) -> object:
        """Return what an article has under the field's name, or under one that differs in case, accents and signs."""
        value = extra.get(self.name)
        if value is None and extra:
            own = letters_of(self.name)
            value = next((extra[key] for key in extra if letters_of(key) == own), None)
        return value

    def _ends(self, low: str, high: str) -> tuple[str, str]:
        if self.kind == "number":
            return (
                term_of_number(number_of(low)) if low else "",
                term_of_number(number_of(high)) if high else _LAST,
            )
        return (self._days(low)[0] if low else "", self._days(high)[1] if high else _LAST)

    def _days(self, written: str) -> tuple[str, str]:
        """Return the first and the last term of a period, of a day in any writing, or of a minute."""
        if _ISO_DAY(written):
            # Also a day of a year that nobody means by its figures: programs write the first and the last there is.
            with suppress(ValueError):
                day = dt.date.fromisoformat(written).isoformat()
                return day, day + _LAST
        if period := period_of(written):
            return period[0].isoformat(), period[1].isoformat() + _LAST
        try:
            term = _date(written)
        except Unfit:
            raise Unfit(_RANGES[self.kind], written) from None
        # Midnight has the term of its day: as an end of a range it is the minute all the same.
        is_day = len(term) == ISO_DAY_CHARS and not isinstance(_date_of_text(written), dt.datetime)
        return term, term + _LAST * is_day


def _term(kind: Kind, value: object) -> str:
    match kind:
        case "keyword":
            return _keyword(value)
        case "number":
            return term_of_number(number_of(value))
        case "boolean":
            return "true" if _boolean(value) else "false"
    return _date(value)


MOST_KNOWN_CHARS = 100
_PLAIN_TYPES = frozenset((str, int, float, bool))
_known_term = lru_cache(1 << 14, typed=True)(_term)

_RANGES: dict[str, str] = {
    "number": "un nombre ou un intervalle (10, 10..20, 10.., ..20)",
    "date": "une date ou une période (2023-03, 2023-03-01..2023-04-15, 2023..)",
}


_NOTHING = frozenset(
    ("", "-", "–", "—", "?", "n/a", "na", "n.a.", "nc", "n.c.", "nd", "n/d", "null", "none", "nan", "aucun")
)
"""What stands in a table, or in the answers of an API, where there is no value: no fault of the article."""


def _says_nothing(value: object) -> bool:
    return value.strip().lower() in _NOTHING if isinstance(value, str) else isinstance(value, float) and value != value


def number_of(value: object) -> float:
    """Return the number that a value is: 12, 12.5, « 1 234,50 € »; raises `Unfit`."""
    if type(value) is float and math.isfinite(value):
        return value + 0.0
    given = value
    if isinstance(value, str) and len(value) <= MOST_WRITTEN_CHARS:
        text = _UNITS.sub("", value.strip()).strip().replace("−", "-")
        if grouped := _GROUPED(text):
            text = re.sub("[.,]", "", grouped[1] or grouped[3]) + "." + (grouped[2] or grouped[4])
        if text.strip("+-.,") and _NUMBER.fullmatch(text):
            value = float(re.sub(r"\s", "", text).replace(",", "."))
    # A yes or no is a whole number to Python, and none to anybody else.
    if isinstance(value, bool):
        raise Unfit("un nombre", given)
    if isinstance(value, Real | Decimal):
        try:
            number = float(value)
        except (OverflowError, ValueError):
            raise Unfit("un nombre", given) from None
        if math.isfinite(number):
            return number + 0.0
    raise Unfit("un nombre", given)


def term_of_number(number: float) -> str:
    """Return the term of a number: terms compare as their numbers do."""
    bits: int = struct.unpack(">Q", struct.pack(">d", number + 0.0))[0]
    return f"{bits ^ (_SIGN if bits < _SIGN else 2 * _SIGN - 1):016x}".rstrip("0")


def number_of_term(term: str) -> float:
    """Return the number of a term, an `int` where it is whole; raises `ValueError` or `struct.error` for no term."""
    bits = int(term.ljust(16, "0"), 16)
    number: float = struct.unpack(">d", struct.pack(">Q", bits ^ (_SIGN if bits >= _SIGN else 2 * _SIGN - 1)))[0]
    if not math.isfinite(number):
        raise ValueError(term)
    return int(number) if number.is_integer() and abs(number) < 1 << 53 else number


def _keyword(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = " ".join(validation.text(value).split())
        if text:
            return text
    if isinstance(value, Real):
        try:
            whole = int(cast(float, value))
            return str(whole) if value == whole else str(value)
        except (OverflowError, ValueError):  # infinite, none, or more digits than Python writes
            raise Unfit("un texte", value) from None
    if isinstance(value, dt.date):
        return value.isoformat()
    raise Unfit("un texte", value)


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, Real) and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and (found := _BOOLEANS.get(value.strip().lower())) is not None:
        return found
    raise Unfit("oui ou non", value)


def _date(value: object) -> str:
    if isinstance(value, str) and len(value) <= MOST_WRITTEN_CHARS:
        value = _date_of_text(value.strip()) or value
    elif type(value) in (int, float):
        # Seconds or milliseconds since 1970, as an API has them; 20210504.
        value = _date_of_text(f"{value:.0f}") or value
    if isinstance(value, dt.datetime):
        return value.isoformat()[:16] if value.hour or value.minute else value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise Unfit("une date", value)


def _date_of_text(text: str) -> dt.date | dt.datetime | None:
    if _ISO_DAY(text[:10]):
        try:
            return dt.datetime.fromisoformat(text) if len(text) > ISO_DAY_CHARS else dt.date.fromisoformat(text)
        except ValueError:
            pass
    # « 4 mai 2021 » and the like, which searches hardly ever meet.
    from trouvere.index.cleaning.dates import date_of_text

    return date_of_text(text)


def _name_hint(name: object) -> str:
    rule = "une lettre, puis 39 lettres, chiffres, « _ » ou « - » au plus"
    own = re.sub(r"[\W_]+", "_", _folded(name[:MOST_KNOWN_CHARS])).strip("_") if isinstance(name, str) else ""
    return f"{rule} : {own}, qui lit « {name} » aussi" if _NAME(own) else f"{rule} : region, prix_ttc"


def range_parts(wanted: str) -> tuple[str, str, str]:
    """Return the ends of a range as a text of a filter has it, and what stands between: "" where it is no range."""
    low, dots, high = _DOTS.sub("..", wanted, count=1).partition("..")
    return low.strip(), dots, high.strip()


def _folded(name: str) -> str:
    letters = (char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    return "".join(letters).replace("-", "_")


@lru_cache(maxsize=4_096)  # each article has the keys of the one before it
def letters_of(key: str) -> str:
    """Return what counts of a key where it is compared with a field's name: letters and figures; "" of a long one."""
    return "".join(filter(str.isalnum, _folded(key))) if len(key) <= MOST_KNOWN_CHARS else ""


_RESERVED = frozenset(map(_folded, RESERVED))


def declared(raw: object) -> tuple[Field, ...]:
    """Return the fields that a setting declares; raises `UsageError`.

    `raw` is a table of tables (trouvere.toml), `Field`s, or texts such as `region` and `prix:number`, in a list or in
    one text on lines of their own or after a `,` or `;`.
    """
    if isinstance(raw, Mapping):
        found = [_of_table(name, table) for name, table in raw.items()]
    elif isinstance(raw, str):
        found = _of_text(raw)
    elif validation.is_suite(raw):
        found = [each for one in raw for each in _of_any(one)]
    else:
        raise UsageError(
            f"champs : {validation.told(raw)} ; il faut une suite de champs",
            hint='fields=[Field("prix", "number")] ; dans trouvere.toml, un tableau [fields.prix]',
        )
    names: dict[str, str] = {}
    for one in found:
        if (other := names.setdefault(_folded(one.name), one.name)) != one.name or len(names) > MOST_FIELDS:
            raise UsageError(
                f"champs « {other} » et « {one.name} » : deux noms qui se confondent"
                if other != one.name
                else f"plus de {MOST_FIELDS} champs déclarés",
                hint="un filtre ne distingue ni majuscules ni accents" if other != one.name else "déclarez-en moins",
            )
    # One that is declared twice counts once: the last one, as an option after a file.
    return tuple({one.name: one for one in found}.values())


def _of_any(one: object) -> list[Field]:
    if isinstance(one, Field):
        return [one]
    if isinstance(one, str):
        # One of several that names none is a slip, `--field "$NAME"`: it must not declare that there are none.
        return _of_text(one) or [Field("")]
    if isinstance(one, Mapping):
        return [_of_table(str(one.get("name", "")), {key: value for key, value in one.items() if key != "name"})]
    raise UsageError(f"champ {validation.told(one)} : il faut un Field", hint='Field("prix", "number")')


def _of_text(text: str) -> list[Field]:
    parts = (part.partition(":") for part in re.split(r"[,;\n]", text) if part.strip())
    return [Field(name.strip(), cast(Kind, kind.strip() or "keyword")) for name, _, kind in parts]


def _of_table(name: str, table: object) -> Field:
    if isinstance(table, str):
        # [fields] with a line a field, where nothing but its kind is to be said.
        return Field(name, cast(Kind, table))
    known = ("kind", "label", "label_en", "facet", "show")
    if not isinstance(table, Mapping) or (unknown := [key for key in table if key not in known]):
        what = f"« {unknown[0]} » inconnu" if isinstance(table, Mapping) else "ce n'est pas un tableau"
        raise UsageError(f"[fields.{name}] : {what}", hint=f"les clés sont {', '.join(known)}")
    return Field(name, **cast(Mapping[str, Any], table))


def field_named(fields: Iterable[Field], name: str) -> Field | None:
    """Return the declared field that somebody means by a name, whatever its case and accents; None where none is."""
    known = {_folded(field.name): field for field in fields}
    return known.get(_folded(name))


def unknown_field(name: str, fields: Iterable[Field]) -> UsageError:
    """Return what to raise where nobody declared a field that is asked for."""
    names, told = [field.name for field in fields], validation.short(name)
    return UsageError(
        f"champ « {told} » : cet index n'en a pas",
        hint=f"il a {', '.join(names)}" if names else f"déclarez-le : trouvere index rebuild INDEX --field {told}",
    )
