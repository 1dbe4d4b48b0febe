"""Facts of an article: what it has of the fields that the site declares, as the language of the page writes values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from trouvere.index import Article
from trouvere.index.field_terms import ISO_DAY_CHARS, number_of, number_of_term, range_parts
from trouvere.index.fields import Field
from trouvere.index.validation import Unfit, period_of
from trouvere.web.catalogue import Catalogue


class OwnFact(NamedTuple):
    """A declared field of an article: what it is called, and its values as a sentence lists them."""

    label: str
    value: str


def shown_facts(article: Article, fields: Iterable[Field], t: Catalogue) -> list[str]:
    """Return what stands in the line of facts: label and value; of yes or no the label alone, where it is yes."""
    found = []
    for field in fields:
        if not field.show or not (terms := field.fitting(article.extra)):
            continue
        label = field.labelled(t.language)
        if field.kind != "boolean":
            found.append(t("fact.value", label=label, value=_values(field, terms, t)))
        elif "true" in terms:
            found.append(label)
    return found


def all_facts(article: Article, fields: Iterable[Field], t: Catalogue) -> list[OwnFact]:
    """Return all that an article has of declared fields, those that hits do not show too."""
    return [
        OwnFact(field.labelled(t.language), _values(field, terms, t))
        for field in fields
        if (terms := field.fitting(article.extra))
    ]


def value_of(field: Field, wanted: str, t: Catalogue) -> str:
    """Return a value of a filter as the page writes it: yes or no, « 10 à 20 », « 10 ou plus », a day."""
    if field.kind == "keyword":
        return wanted
    if field.kind == "boolean":
        try:
            return t(f"fact.{field.term(wanted)}")
        except Unfit:
            return wanted
    low, dots, high = range_parts(wanted)
    if field.kind == "date":
        # Of a month or a year the days are told.
        since, until = period_of(low), period_of(high if dots else low)
        low, high = since[0].isoformat() if since else low, until[1].isoformat() if until else high
    low, high = _end(field, low, t), _end(field, high, t)
    if low == high or not (dots or high):
        return low
    if low and high:
        return t(f"fact.{field.kind}_between", low=low, high=high)
    return t(f"fact.{field.kind}_from", low=low) if low else t(f"fact.{field.kind}_to", high=high)


def ends_of(field: Field, wanted: str) -> tuple[str, str]:
    """Return the two ends of a range as a form of a browser has them: numbers with a point, days in ISO 8601."""
    low, dots, high = range_parts(wanted)
    high = high if dots else low
    if field.kind == "number":
        first, last = (str(number_of_term(field.span(end)[0])) if end else "" for end in (low, high))
        return first, last
    since, until = period_of(low), period_of(high)
    return since[0].isoformat() if since else "", until[1].isoformat() if until else ""


def _values(field: Field, terms: Iterable[str], t: Catalogue) -> str:
    return ", ".join(_written(field, field.value(term), t) for term in terms)


def _written(field: Field, value: object, t: Catalogue) -> str:
    if field.kind == "date":
        return _end(field, str(value), t)
    if isinstance(value, bool):
        return t("fact.true" if value else "fact.false")
    return t.quantity(value) if isinstance(value, int | float) else str(value)


def _end(field: Field, written: str, t: Catalogue) -> str:
    """Return one end of a range, or a value, as the page writes it; what is none as it was given."""
    if not written:
        return ""
    try:
        if field.kind == "number":
            return t.quantity(number_of(written))
        day = t.day(dt.date.fromisoformat(written[:ISO_DAY_CHARS]))
    except (Unfit, ValueError):
        return written
    hour, _, minute = written[ISO_DAY_CHARS + 1 :].partition(":")
    return t("fact.moment", day=day, hour=hour, minute=minute[:2]) if minute else day
