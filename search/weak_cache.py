"""Weak LRU cache: `lru_cache` for what one object works out, without holding that object.

A cache of a bound method, kept as an attribute, is a ring: object, cache, method, object. Whatever hangs on it, here a
generation with its mapped files, then stays until Python happens to look for rings, which a server at rest does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast
from weakref import WeakMethod

F = TypeVar("F", bound=Callable[..., Any])


def remembered(method: F, most: int) -> F:
    """Return a bound method that remembers its last `most` answers, as long as its object lives."""
    held = WeakMethod(method)

    @lru_cache(maxsize=most)
    def work(*given: Any, **named: Any) -> Any:
        bound = held()
        if bound is None:
            raise ReferenceError("the object is gone: whoever asks must hold it")
        return bound(*given, **named)

    return cast(F, work)
