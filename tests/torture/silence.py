"""What is tried fails thousands of times, as it should: nobody wants to read of each."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from trouvere.index.events import log


@contextmanager
def unlogged() -> Iterator[None]:
    """Have events told to nobody meanwhile: of what is tried, thousands fail as they should."""
    nobody = logging.NullHandler()
    log.addHandler(nobody)
    before, log.propagate = log.propagate, False
    try:
        yield
    finally:
        log.removeHandler(nobody)
        log.propagate = before
