"""JSON written and parsed by orjson; by the standard library where orjson would do it otherwise."""

from __future__ import annotations

import json
from typing import Any

import orjson

_OPTIONS = (
    orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)  # fmt: skip
_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def dumps(value: object) -> bytes:
    """Return a value as compact JSON in UTF-8, keys sorted; raises `TypeError` where JSON has nothing like it."""
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except TypeError:  # an integer of more than 64 bits, a lone surrogate
        return _dumps(value).encode("utf-8", "surrogatepass")


def loads(text: bytes) -> Any:
    """Return the value of JSON in UTF-8, as `json.loads` does; raises `ValueError`, or `RecursionError` if too deep."""
    try:
        value = orjson.loads(text)
    except ValueError:  # NaN, a lone surrogate, very deep: the library decides
        return json.loads(text.decode("utf-8", "surrogatepass"))
    # An integer of more than 64 bits comes as a float.
    return json.loads(text) if _holds_float(value) else value


def _holds_float(value: object) -> bool:
    waiting = [value]
    for each in waiting:  # It grows on the way.
        if type(each) is float:
            return True
        if type(each) is dict:
            waiting += [one for one in each.values() if type(one) is not str]
        elif type(each) is list:
            waiting += [one for one in each if type(one) is not str]
    return False
