"""Declared fields: a site's own fields (`Field`), which articles carry in `extra`, and searches filter, count and sort.

What an article has of a field becomes terms (`field_terms.py`), whose order is the order of the values.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, cast

from trouvere.index import validation
from trouvere.index.errors import CorruptIndex, UsageError
from trouvere.index.field_terms import (
    KINDS,
    MOST_KNOWN_CHARS,
    PLAIN_TYPES,
    Kind,
    number_of_term,
    says_nothing,
    span_of,
    term_of,
)
from trouvere.index.validation import Unfit

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
        if type(value) in PLAIN_TYPES:
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
            if says_nothing(value):
                return ()
            raise

    def term(self, value: object) -> str:
        """Return the term of one value; raises `ValueError` where it does not fit."""
        return term_of(self.kind, value)

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
        """Return the first and the last term, both included, that a text of a filter asks for; see `span_of`."""
        return span_of(self.kind, wanted)

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


def _name_hint(name: object) -> str:
    rule = "une lettre, puis 39 lettres, chiffres, « _ » ou « - » au plus"
    own = re.sub(r"[\W_]+", "_", _folded(name[:MOST_KNOWN_CHARS])).strip("_") if isinstance(name, str) else ""
    return f"{rule} : {own}, qui lit « {name} » aussi" if _NAME(own) else f"{rule} : region, prix_ttc"


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
    several = tuple(fields)
    # Pages ask for each value that they show, nearly always by the name as it is declared.
    if exact := next((field for field in several if field.name == name), None):
        return exact
    wanted = _folded(name)
    return next((field for field in several if _folded(field.name) == wanted), None)


def unknown_field(name: str, fields: Iterable[Field]) -> UsageError:
    """Return what to raise where nobody declared a field that is asked for."""
    names, told = [field.name for field in fields], validation.short(name)
    return UsageError(
        f"champ « {told} » : cet index n'en a pas",
        hint=f"il a {', '.join(names)}" if names else f"déclarez-le : trouvere index rebuild INDEX --field {told}",
    )
