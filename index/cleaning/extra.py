"""Extra keys (`extra`), those that are no field of ours: kept as they came, as far as JSON and UTF-8 can hold them."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import re
import uuid
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from pathlib import PurePath
from typing import Any

import numpy as np

from trouvere.index import jsontext
from trouvere.index.errors import ArticleError
from trouvere.index.validation import short

MOST_LEVELS = 50
MOST_VALUES = 500_000
"""Values of one key, nested ones counted: a list that holds one twice, fifty levels deep, is short only in memory."""
TWICE_REASON = "deux clés qui seraient le même texte"
_BROKEN_CHARACTER = re.compile(r"[\x00\ud800-\udfff]")
_TEXT_TYPES = (dt.date, dt.time, dt.timedelta, decimal.Decimal, Fraction, uuid.UUID, PurePath)
"""Types that JSON has not, and that have one text form. One written by its address would differ in every build."""


def json_ready(extra: Mapping[str, object]) -> dict[str, object]:
    """Return `extra` as values that JSON and UTF-8 can hold, each of JSON's own types.

    A date or a Decimal becomes text, a set a sorted list, NaN null; NUL and lone surrogates go. `ArticleError` says the
    key of anything else, and of what is nested beyond reason.
    """
    ready: dict[str, object] = {}
    for key, value in extra.items():
        if type(key) is str and key.isprintable() and _is_plain(value):
            ready[key] = value
            continue
        try:
            ready[_key(key)] = _Walk().ready(value, 1)
        except Exception as error:
            # Whatever an object of a program raises when it is looked at costs its article, not the build.
            reason = error if isinstance(error, _NoJson) else f"illisible ({type(error).__name__})"
            field = f"extra.{short(key)}" if type(key) is str else "extra"
            raise ArticleError(f"« {field} » : {reason}") from None
    if len(ready) < len(extra):
        raise ArticleError(f"« extra » : {TWICE_REASON}")
    return ready


def _is_plain(value: Any) -> bool:
    kind = type(value)
    return (
        (kind is str and value.isprintable())
        or value is None
        or kind is bool
        or (kind is int and -1 << 63 <= value < 1 << 63)
    )


class _NoJson(Exception):
    """Why a value cannot be kept."""


class _Walk:
    """Converts one value of `extra` recursively, and counts the values in it."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def ready(self, value: Any, depth: int) -> object:
        """Return the value as JSON can hold it; raises `_NoJson`."""
        self._left -= 1
        if depth > MOST_LEVELS:
            raise _NoJson("champ trop profondément imbriqué")
        if self._left < 0:
            raise _NoJson("champ de trop de valeurs")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if issubclass(kind, str):
            return _text(value)
        if issubclass(kind, int):
            return _whole(value)
        if issubclass(kind, float):
            return float(value) if math.isfinite(value) else None
        if issubclass(kind, Mapping):
            return self._object(value, depth)
        if issubclass(kind, list | tuple):
            return [self.ready(one, depth + 1) for one in value]
        if issubclass(kind, set | frozenset):
            return sorted((self.ready(one, depth + 1) for one in value), key=jsontext.dumps)
        if issubclass(kind, _TEXT_TYPES):
            return _text(str(value))
        if issubclass(kind, Enum):
            return self.ready(value.value, depth + 1)
        if issubclass(kind, np.generic) and not isinstance(plain := value.item(), np.generic):
            return self.ready(plain, depth + 1)
        raise _NoJson(f"{kind.__name__} ne peut être gardé en JSON")

    def _object(self, value: Mapping[object, object], depth: int) -> dict[str, object]:
        ready = {_key(key): self.ready(one, depth + 1) for key, one in value.items()}
        if len(ready) < len(value):
            raise _NoJson(TWICE_REASON)
        return ready


def _key(key: Any) -> str:
    kind = type(key)
    if issubclass(kind, str):
        return _text(key)
    if issubclass(kind, int) and kind is not bool:
        return str(_whole(key))
    if key is None or issubclass(kind, (bool, float, np.number, *_TEXT_TYPES)):
        return str(key)
    raise _NoJson(f"{kind.__name__} ne peut être une clé en JSON")


def _whole(value: int) -> int:
    plain = int(value)
    if plain.bit_length() > 64:
        try:
            str(plain)
        except ValueError:  # Python writes no more than some thousand digits, and reads no more.
            raise _NoJson("nombre de trop de chiffres") from None
    return plain


def _text(value: str) -> str:
    plain = value if type(value) is str else str.__str__(value)
    return plain if plain.isprintable() else _BROKEN_CHARACTER.sub("", plain)
