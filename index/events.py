"""Logging of events, for whoever keeps logs: one record an event, on the logger « trouvere », its values apart.

    logging.getLogger("trouvere").setLevel(logging.INFO)

No event holds an article's text or what was searched for. Where records go is for the program: `web/telemetry/logs.py`
sends those of a server to standard error, a line each; within another program they go where its own do.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trouvere.index.errors import TrouvereError

log = logging.getLogger("trouvere")
"""Where nobody listens, Python prints what is a warning or more: a request that fails, an index that cannot be read."""
raised = log.getChild("raised")
"""For failures that are raised, too: who called is told by the error, so where nobody listens, nothing is printed."""
raised.addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Event:
    """The message of a record: `str(event)` is one line whatever the values hold."""

    name: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{name}={value!r}" for name, value in self.values.items())])


def tell(name: str, level: int = logging.INFO, *, to: logging.Logger = log, **values: object) -> None:
    """Log an event, with those of its values that are something."""
    if to.isEnabledFor(level):
        to.log(level, Event(name, {name: value for name, value in values.items() if value not in (None, "", ())}))


class Readability:
    """Has the log told why an index cannot be read: once, and again where it is for another reason."""

    def __init__(self, index: object) -> None:
        self._index = str(index)
        self._told = ""

    def lost(self, error: Exception, generation: str = "") -> None:
        """Tell of it, and which generation answers all the same."""
        said: dict[str, Any] = {"error": type(error).__name__}
        if isinstance(error, TrouvereError):
            said |= {"message": str(error), "hint": error.hint}
        if self._told != (told := f"{said}"):
            self._told = told
            tell("index.unreadable", logging.ERROR, index=self._index, generation=generation, **said)

    def found(self, generation: str) -> None:
        """Tell that it can be read again, where it could not."""
        if self._told:
            self._told = ""
            tell("index.readable", index=self._index, generation=generation)
