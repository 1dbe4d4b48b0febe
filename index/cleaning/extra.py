"""The keys that are not ours: given back as they came, as far as JSON and UTF-8 can hold them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from trouvere.index.errors import ArticleError

DEEPEST = 50
_BROKEN = re.compile(r"[\x00\ud800-\udfff]")


def json_ready(extra: Mapping[str, object]) -> dict[str, object]:
    """Return `extra` as values that JSON and UTF-8 can hold; `ArticleError` where it is nested beyond reason.

    What is not JSON (a NaN, a date from Python) becomes null or text; NUL and lone surrogates go.
    """
    return {_text(str(key)): value if _is_plain(value) else _ready(value, 1) for key, value in extra.items()}


def _is_plain(value: object) -> bool:
    return (type(value) is str and value.isprintable()) or value is None or type(value) in (int, bool)


def _ready(value: object, depth: int) -> object:
    if depth > DEEPEST:
        raise ArticleError("champ trop profondément imbriqué")
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_text(str(key)): _ready(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_ready(one, depth + 1) for one in value]
    return _text(str(value))


def _text(value: str) -> str:
    return value if value.isprintable() else _BROKEN.sub("", value)
