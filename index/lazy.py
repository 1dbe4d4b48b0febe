"""A lazy property, `cached_property` without a lock, as it is from Python 3.12 on.

That of Python 3.11 has one lock a property, shared by all objects of its class. A process that was forked while another
thread held it would wait for ever at that property, whatever object it asks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

__all__ = ["cached_property"]

if sys.version_info >= (3, 12):
    from functools import cached_property  # noqa: TID251  without the lock
else:
    T = TypeVar("T")

    class cached_property(Generic[T]):  # noqa: N801  as in functools
        """A property that is worked out once an object; two threads that ask at once may each do so."""

        def __init__(self, work: Callable[[Any], T]) -> None:
            self._work = work
            self.__doc__ = work.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        @overload
        def __get__(self, one: None, owner: type | None = None) -> cached_property[T]: ...

        @overload
        def __get__(self, one: object, owner: type | None = None) -> T: ...

        def __get__(self, one: object | None, owner: type | None = None) -> T | cached_property[T]:
            if one is None:
                return self
            # From now on the object's own attribute is found, and this is not asked again.
            found = one.__dict__[self._name] = self._work(one)
            return found
