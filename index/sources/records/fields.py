"""Field mapping: from the keys of a JSON object or a table's row to the fields of an article (`--map`, synonyms)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from trouvere.index.article import RawArticle
from trouvere.index.cleaning.defaults import defaults_of
from trouvere.index.errors import UsageError
from trouvere.index.settings import Settings
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.records.field_values import SEPARATORS
from trouvere.index.sources.records.names import field_named, form_of
from trouvere.index.sources.records.recognition import Recognition, one_of, several_of
from trouvere.index.workers.cpu_limit import CpuLimit

SYNONYMS = {"text": ("text", "body", "content")}
"""Keys that mean a field of ours in every format, the first that holds something wins."""

FIELD_NAMES = tuple(f.name for f in fields(RawArticle) if f.name not in {"extra", "origin"})

_BOUNDED = CpuLimit(FieldFault)


class FieldNames:
    """The map from key to field, after `--map`. Every other key goes to `extra`.

    `article` takes a record that a reader made, under our own names; `recognised` one as its producer wrote it.
    """

    def __init__(
        self,
        rename: Mapping[str, str] | None = None,
        *,
        most_chars: int = 10_000_000,
        defaults: Iterable[str] = (),
        base_url: str = "",
        declared: Iterable[str] = (),
    ) -> None:
        self.defaults = defaults_of(defaults)
        """What `cleaning.clean` is to fill in: see `Settings.default`."""
        keys = {ours: SYNONYMS.get(ours, (ours,)) for ours in FIELD_NAMES}
        mapped: dict[str, str] = {}
        self.declared = {name: (rename or {}).get(name, name) for name in declared}
        """The site's own fields, each with the key that it is read from."""
        self._forms = frozenset(map(form_of, self.declared.values()))
        for given, key in (rename or {}).items():
            if given in self.declared:
                continue
            ours = given if given in keys else field_named(given)
            if ours not in keys:
                known = ", ".join((*FIELD_NAMES, *self.declared))
                raise UsageError(f"champ inconnu : « {given} »", hint=f"les champs sont : {known}")
            keys[ours] = (key,)
            mapped[key] = ours
        # A key that --map gives to one field is no longer read for another by its own name.
        taken = {key for ours, names in keys.items() for key in names if key != ours}
        self._field_of = {key: ours for ours, names in keys.items() for key in names if key != ours or key not in taken}
        self._moved = {ours: names[0] for ours, names in keys.items() if ours not in self._field_of}
        self._keys = {ours: names for ours, names in keys.items() if len(names) > 1}
        self._most = most_chars
        self._recognition = Recognition(mapped)
        self._base_url = base_url

    @classmethod
    def of(cls, settings: Settings, rename: Mapping[str, str] | None = None) -> FieldNames:
        """Return the map that these settings ask for."""
        return cls(
            rename,
            most_chars=settings.max_field_chars,
            defaults=settings.default,
            base_url=settings.base_url,
            declared=(field.name for field in settings.fields),
        )

    def __contains__(self, key: str) -> bool:
        return key in self._field_of

    def declares(self, key: str) -> bool:
        """Return whether a key is that of a declared field, whatever else it may mean."""
        return form_of(key) in self._forms

    def declared_in(self, found: Mapping[str, object]) -> dict[str, object]:
        """Return the values of declared fields by name, of what a reader found beside an article's own and keeps not.

        They are known as keys of a record are: whatever their case, accents and signs.
        """
        if not self.declared:
            return {}
        forms = {form_of(key): key for key in list(found)[::-1]}
        keys = {name: key if key in found else forms.get(form_of(key), "") for name, key in self.declared.items()}
        return {name: value for name, key in keys.items() if (value := found.get(key)) not in (None, "")}

    def field_of(self, key: str) -> str:
        """Return the field that a key of a producer means; "" if none."""
        return self._recognition.field_of(key)

    def article(self, record: Mapping[str, object], origin: str) -> RawArticle:
        """Return the article of `record`; `FieldFault` where a field cannot be what it should, or takes too long."""
        with _BOUNDED:
            return self._made(record, *self._values(record), origin)

    def own(self, record: Mapping[str, object], origin: str) -> RawArticle:
        """Return the article of a record that a reader has made, under our names.

        `--map` names keys of the sources: a field of which the record has no such key keeps what the reader has found.
        """
        if self._moved:
            keys = {key: self._moved.get(key, key) for key in record}
            record = {(key if keys[key] in record else keys[key]): value for key, value in record.items()}
        return self.article(record, origin)

    def recognised(
        self, record: Mapping[str, object], origin: str, defaults: Mapping[str, object] | None = None
    ) -> RawArticle:
        """Return the article of a record of JSON or of a table, whose names and shapes are those of its producer.

        `FieldFault` as `article` does; a `NoArticle` where the record says that its site does not show it. `defaults`
        has values by field for where it has none.
        """
        with _BOUNDED:
            values, extra = self._recognition.values(record)
            if defaults:
                values |= {ours: value for ours, value in defaults.items() if not values.get(ours)}
            return self._made(record, values, extra, origin)

    def _values(self, record: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
        values: dict[str, object] = {}
        extra: dict[str, object] = {}
        field_of = self._field_of
        for key, value in record.items():
            ours = field_of.get(key)
            if ours is None:
                if key == "extra" and isinstance(value, dict):
                    extra |= value
                else:
                    extra[key] = value
            elif type(value) is str and ours not in SEPARATORS and ours not in values:
                values[ours] = value
            elif value is None:
                continue
            elif ours in SEPARATORS:
                values[ours] = several_of(ours, value)
            elif ours in values:
                self._settle(record, ours, values, extra)
            else:
                values[ours] = one_of(ours, value)
        return values, extra

    def _made(
        self, record: Mapping[str, object], values: dict[str, object], extra: dict[str, object], origin: str
    ) -> RawArticle:
        if self.declared:
            self._declare(record, extra)
        if extra.get("title_derived") is True:
            # Written by Article.as_dict: the title is cut again from the text, it is not the article's own.
            del extra["title_derived"]
            values.pop("title", None)
        most = self._most
        for group in (values, extra):
            for value in group.values():
                if type(value) is str and len(value) > most:
                    raise FieldFault("champ plus long que la limite (max_field_chars)")
        values.setdefault("text", "")
        if self._base_url and "url" in values:
            # Here and not above: the rules of all site generators come with it.
            from trouvere.index.sources.addresses import joined

            values["url"] = joined(self._base_url, str(values["url"]))
        return RawArticle(**values, extra=extra, origin=origin)  # type: ignore[arg-type]

    def _declare(self, record: Mapping[str, object], extra: dict[str, object]) -> None:
        """Put what a record has for declared fields into `extra`, whatever else it was taken for: `ville`, a place."""
        others: dict[str, str] = {}
        for name, key in self.declared.items():
            value = record.get(key)
            if value is None:
                value = extra.get(key)
            if value is None and "." in key:
                value = _within(record, key.split("."))
            if value is None:
                # « Ville » and « Prix TTC » are ville and prix_ttc.
                others = others or {form_of(other): other for other in record}
                value = record.get(other := others.get(form_of(key), ""))
                extra.pop(other, None)
            # What --map names comes before what bears the name: `prix` may be the object that has `prix.value`.
            if value is not None and (key != name or extra.get(name) is None):
                extra[name] = value
            if key != name:
                extra.pop(key, None)

    def _settle(
        self, record: Mapping[str, object], ours: str, found: dict[str, object], extra: dict[str, object]
    ) -> None:
        """Of several synonyms, keep the first that holds something; the others stay in `extra`."""
        present = [(key, record[key]) for key in self._keys[ours] if record.get(key) is not None]
        chosen = next((key for key, value in present if value != ""), present[0][0])
        found[ours] = one_of(ours, record[chosen])
        extra.update({key: value for key, value in present if key != chosen and value != ""})
        extra.pop(chosen, None)


def _within(value: object, path: Sequence[str]) -> object:
    """Return what is in an object under keys of keys, `prix.value`; of a list of objects a list; None if nothing."""
    if not path:
        return value
    if isinstance(value, list):
        return [found for each in value if (found := _within(each, path)) is not None] or None
    return _within(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else None


__all__ = ["FIELD_NAMES", "SEPARATORS", "FieldFault", "FieldNames"]
