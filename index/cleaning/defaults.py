"""Default values of fields, for what all articles of some sources share: `source=Le Journal`, `language=fr`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from trouvere.index.article import Article
from trouvere.index.cleaning.characters import one_line
from trouvere.index.cleaning.dates import date_of_text
from trouvere.index.errors import UsageError

DEFAULT_FIELDS = ("source", "language", "category", "place", "date", "authors", "tags")
"""Fields that articles can share: the others tell one article from another."""
Defaults = Mapping[str, str | dt.date | tuple[str, ...]]


def defaults_of(pairs: Iterable[str]) -> Defaults:
    """Return the values by field of pairs such as `source=Le Journal`; `UsageError` where one is no such pair.

    Of `authors` and `tags` there may be several, with commas between them or in pairs of their own.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, written = pair.partition("=")
        name, value = name.strip(), one_line(written)
        if not equals or not value or name not in DEFAULT_FIELDS:
            raise UsageError(
                f"--default {pair} : il faut CHAMP=VALEUR, par exemple source=Le Journal",
                hint=f"les champs sont {', '.join(DEFAULT_FIELDS)}",
            )
        if name in ("authors", "tags"):
            found[name] = (*found.get(name, ()), *filter(None, map(str.strip, value.split(","))))
        elif name != "date":
            found[name] = value
        elif date := date_of_text(value):
            found[name] = date
        else:
            raise UsageError(f"--default {pair} : ce n'est pas une date", hint="par exemple --default date=2021-05-04")
    return found


def completed(article: Article, defaults: Defaults) -> Article:
    """Return an article with the defaults of what it says nothing of."""
    values: dict[str, Any] = {name: value for name, value in defaults.items() if not getattr(article, name)}
    return replace(article, **values) if values else article
