"""Recognition of the fields of a record as its producer wrote it: any name of the table, any usual shape of a value."""

from __future__ import annotations

from collections.abc import Mapping

from trouvere.index.cleaning.survey import TRUNCATED
from trouvere.index.sources.faults import FieldFault, NoArticle
from trouvere.index.sources.records import field_values, html_values
from trouvere.index.sources.records.field_values import SEPARATORS
from trouvere.index.sources.records.names import SEVERAL_CATEGORIES, STATUS_NAMES, form_of, name_of
from trouvere.index.sources.records.statuses import reason_hidden

MOST_KEYS = 10_000
"""Different keys of which it is kept what they mean: a hostile file has others in each record."""
UNDOUBTED = frozenset(("id", "title", "text", "date", "place", "source", "url", "category", "language"))
"""Fields of which any text is one under our own name."""
UNCHECKED = frozenset(("title", "text", "place", "language"))
"""Fields of which any text is one under any name."""
OWN_RANK, MAPPED_RANK = -1, -2
_MARKED = ("title", "source", "category")
MAX_NO_TEXT_CHARS = 80
_CUT_ENDS = ("chars]", "characters]")

Values = dict[str, object]


class Recognition:
    """What keys mean, and what is made of their values. `mapped` is what `--map` says: the field of a key."""

    def __init__(self, mapped: Mapping[str, str]) -> None:
        self._mapped = dict(mapped)
        self._forms = {form: ours for key, ours in mapped.items() if (form := form_of(key))}
        self._given = frozenset(mapped.values())
        self._known: dict[str, tuple[str, int]] = {}
        self._plain = dict(mapped)
        """The keys of which a text is the field's value as it is."""
        self._statuses: dict[str, str] = {}
        for ours in UNDOUBTED:
            self._met(ours)

    def field_of(self, key: str) -> str:
        """Return the field that a key means; "" if none."""
        return self._met(key)[0]

    def values(self, record: Mapping[str, object]) -> tuple[Values, Values]:
        """Return what a record has for our fields, and all else of it; `NoArticle` where its site does not show it."""
        values: Values = {}
        extra: Values = {}
        settled: set[str] = set()
        plain, known = self._plain, self._known
        for key, value in record.items():
            ours = plain.get(key)
            if ours is not None and type(value) is str and ours not in values and ours not in SEPARATORS:
                values[ours] = value
                continue
            ours = (known.get(key) or self._met(key))[0]
            if not ours:
                if key == "extra" and isinstance(value, dict):
                    extra |= value
                else:
                    extra[key] = value
            elif value is not None and ours not in settled:
                # Once for all the keys that mean it: there may be 100,000 of them.
                settled.add(ours)
                self._choose(record, ours, values, extra)
        hidden = self._statuses and not self._statuses.keys().isdisjoint(record)
        if hidden and (reason := reason_hidden(record, self._statuses)):
            raise NoArticle(reason)
        _amend(values, extra, source_is_given="source" in self._given)
        return values, extra

    def _met(self, key: str) -> tuple[str, int]:
        """Return the field that a key means ("" if none) and its rank among the names of it; take note of the key."""
        found = self._known.get(key)
        if found is None:
            found = self._looked_up(key)
            if len(self._known) < MOST_KEYS:
                self._known[key] = found
                ours = found[0]
                if ours in UNCHECKED or (ours == key and ours in UNDOUBTED):
                    self._plain[key] = ours
                if (status := STATUS_NAMES.get(form_of(key))) and key not in self._mapped:
                    self._statuses[key] = status
        return found

    def _looked_up(self, key: str) -> tuple[str, int]:
        if key in self._mapped:
            return self._mapped[key], MAPPED_RANK
        form = form_of(key)
        if form in self._forms:
            return self._forms[form], 0
        name = name_of(key)
        if name is None or (name.field.replace(SEVERAL_CATEGORIES, "category")) in self._given:
            return "", 0
        return name.field, OWN_RANK if key == name.field else name.rank

    def _choose(self, record: Mapping[str, object], ours: str, values: Values, extra: Values) -> None:
        """Take the best of the keys that mean a field and hold something fit for it; the others stay in `extra`."""
        ranked = sorted((rank, key) for key in record for field, rank in (self._met(key),) if field == ours)
        values.pop(ours, None)
        for rank, key in ranked:
            value = record[key]
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            found = None if ours in values else _fitted(ours, value, rank)
            if found is None:
                extra[key] = value
            else:
                values[ours] = found
                extra.pop(key, None)
        rank, best = ranked[0]
        if ours not in values and rank < 0 and best in extra and ours in ("title", "text"):
            raise FieldFault(unfit_reason(ours))


def one_of(name: str, value: object) -> str:
    """Return the text of a value under our own name; `FieldFault` where it is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and name != "text" and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    raise FieldFault(unfit_reason(name))


def several_of(name: str, value: object) -> tuple[str, ...]:
    """Return the texts of a value under our own name; `FieldFault` where it is neither a text nor a list of them."""
    if isinstance(value, str):
        return tuple(part for part in SEPARATORS[name].split(value.strip()) if part)
    if isinstance(value, list | tuple):
        return tuple(one_of(name, one) for one in value if one is not None)
    raise FieldFault(unfit_reason(name))


def unfit_reason(name: str) -> str:
    """Return why a value under our own name cannot be used."""
    return f"« {name} » n'est ni une liste ni un texte" if name in SEPARATORS else f"« {name} » n'est pas un texte"


def _fitted(ours: str, value: object, rank: int) -> object:
    """Return what a value is for a field; None where it is nothing for it. Under our own name any text is."""
    own = rank < 0
    if ours in SEPARATORS:
        return field_values.several(ours, value, own=own)
    if own and isinstance(value, str):
        return None if ours == "source" and rank == OWN_RANK and field_values.is_address(value) else value
    if ours == "category" and isinstance(value, list):
        names = field_values.several(SEVERAL_CATEGORIES, value, own=own)
        return ", ".join(names) if names and own else names
    if own and ours != "text" and isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    found = field_values.single(ours, value)
    return found if found and found.strip() else None


def _amend(values: Values, extra: Values, *, source_is_given: bool) -> None:
    """Make plain text of HTML, and put in its place what stands for something else."""
    text = values.get("text")
    if type(text) is str and text:
        if "<" in text or "&" in text:
            values["text"] = text = html_values.plain(text)
        if text[-1:] == "]" and text.endswith(_CUT_ENDS):
            values["text"], extra[TRUNCATED] = field_values.without_cut_mark(text)
        elif len(text) < MAX_NO_TEXT_CHARS and text in field_values.NO_TEXTS:
            extra["text"] = values.pop("text")
    for ours in _MARKED:
        value = values.get(ours)
        if value and type(value) is str and ("<" in value or "&" in value):
            values[ours] = html_values.plain_line(value)
    _place_address(values, extra, source_is_given=source_is_given)
    category = values.get("category")
    if type(category) is tuple:
        _part(category, values)
    if SEVERAL_CATEGORIES in values and type(names := values.pop(SEVERAL_CATEGORIES)) is tuple:
        _part(names, values)


def _place_address(values: Values, extra: Values, *, source_is_given: bool) -> None:
    """Take the address that some keep as the source for that of the article, if there is no other: it is no name."""
    source = values.get("source")
    if not source_is_given and type(source) is str and source.startswith("http") and field_values.is_address(source):
        extra["source"] = values.pop("source")
    if "source" in extra and not values.get("url"):
        source = extra["source"]
        if type(source) is str and source.startswith("http"):
            values["url"] = extra.pop("source")


def _part(categories: tuple[str, ...], values: Values) -> None:
    """Take the first of several categories for the article's, and the others for tags."""
    first = values.get("category")
    if type(first) is not str or not first:
        first = values["category"] = categories[0]
    tags = values.get("tags")
    known: tuple[str, ...] = tags if type(tags) is tuple else ()
    values["tags"] = (*known, *(name for name in categories if name != first and name not in known))
