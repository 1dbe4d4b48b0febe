"""Validation of articles from Python: each is checked, and made raw so that it is cleaned as those of files are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from trouvere.index import validation
from trouvere.index.article import FIELD_CHECKS, Article, RawArticle
from trouvere.index.cleaning.extra import json_ready
from trouvere.index.cleaning.identity import MAX_ID_CHARS
from trouvere.index.errors import ArticleError
from trouvere.index.report import Skipped
from trouvere.index.sources.protocol import Item


def as_raw(value: object, number: int) -> Item:
    """Return an article raw, or `Skipped` where it cannot be used: the reason names the field.

    `number` says which one it is where it has no id.
    """
    where = named(value, number)
    if not isinstance(value, Article | RawArticle):
        return Skipped(where, f"il faut un Article, pas {type(value).__name__}")
    try:
        return raw(value, where)
    except ArticleError as error:
        return Skipped(where, str(error))


def raw(article: Article | RawArticle, origin: str = "") -> RawArticle:
    """Return the raw article that is cleaned into `article`; `ArticleError` where a field is not what it should be.

    A derived title is left out: it is not its own.
    """
    values = fitted(article)
    if values.pop("title_derived", False):
        values["title"] = ""
    date = values["date"]
    values["date"] = date.isoformat() if isinstance(date, dt.date) else date or ""
    values["origin"] = origin
    return RawArticle(**values)


def fitted(article: Article | RawArticle) -> dict[str, Any]:
    """Return the fields of an article, each of the type it should be; `ArticleError` where one cannot be."""
    values: dict[str, Any] = {}
    for name, fit in (FIELD_CHECKS if isinstance(article, Article) else RAW_FITS).items():
        try:
            values[name] = fit(getattr(article, name))
        except validation.Unfit as fault:
            raise ArticleError(f"« {name} » : {fault}") from None
    values["extra"] = json_ready(values["extra"])
    return values


def named(value: object, number: int = 0) -> str:
    """Return what an article is called in a report: by its id, else by where it says it comes from, else by number."""
    id: object = None  # noqa: A001
    if isinstance(value, Article | RawArticle):
        id = value.id  # noqa: A001
    elif type(value) is dict:
        id = value.get("id")  # noqa: A001
    try:
        known = validation.identifier(id).strip()
    except validation.Unfit:
        known = validation.told(id)
    if known:
        return f"article {validation.short(known, MAX_ID_CHARS)}"
    if isinstance(value, RawArticle) and type(value.origin) is str and value.origin.strip():
        return validation.short(value.origin, MAX_ID_CHARS)
    return f"article n° {number}" if number else "article sans id"


def _written(value: object) -> object:
    """Return a date as a reader found it: any text, or a date or time of Python."""
    return validation.text(value) if isinstance(value, str) else validation.moment(value)


RAW_FITS: Mapping[str, Callable[[object], Any]] = {
    **{name: fit for name, fit in FIELD_CHECKS.items() if name != "title_derived"},
    "date": _written,
    "origin": validation.text,
}
