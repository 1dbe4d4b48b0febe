"""What happened, for whoever keeps logs: one record an event, on the logger « trouvere », its values apart.

    logging.getLogger("trouvere").setLevel(logging.INFO)

No event holds an article's text or what was searched for. Where records go is for the program: `web/logs.py` sends
those of a server to standard error, a line each; within another program they go where its own do.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

log = logging.getLogger("trouvere")
NOBODY = logging.NullHandler()
"""Hears events where nobody else does: Python would print the errors among them, and who called is told of those."""
log.addHandler(NOBODY)


@dataclass(frozen=True, slots=True)
class Event:
    """The message of a record: `str(event)` is one line whatever the values hold."""

    name: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{name}={value!r}" for name, value in self.values.items())])


def tell(name: str, level: int = logging.INFO, **values: object) -> None:
    """Log an event, with those of its values that are something."""
    if log.isEnabledFor(level):
        log.log(level, Event(name, {name: value for name, value in values.items() if value not in (None, "", ())}))
