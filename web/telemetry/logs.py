"""Structured logging: events as lines on standard error, in text (logfmt) or JSON, for our own server and commands.

structlog writes the lines. Records of Python's own logging on the logger « trouvere » come in (`index/events.py`), so
that a host sees them where it sees its own, and nobody's logging is configured but that of this logger.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

from trouvere.index.errors import SettingsError
from trouvere.index.events import Event, log
from trouvere.index.settings import Settings

FORMATS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
FIRST_KEYS = ["timestamp", "level", "event"]
MAX_FRAMES = 8
"""Frames of an error's traceback that are logged, the innermost ones."""

Values = MutableMapping[str, Any]


class LineHandler(logging.StreamHandler[TextIO]):
    """Log handler that writes to the current `sys.stderr`."""

    def __init__(self, formatter: logging.Formatter) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(formatter)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Standard error."""
        return sys.stderr


def log_to_stderr(settings: Settings) -> None:
    """Write events as the settings say, unless the program has said already where its logs go.

    Raises `SettingsError` for a format or a level that there is not.
    """
    formatter, level = formatter_of(settings.log_format or FORMATS[0]), _among(LEVELS, settings.log_level, "log_level")
    for ours in [handler for handler in log.handlers if isinstance(handler, LineHandler)]:
        log.removeHandler(ours)
    if not log.hasHandlers():
        log.addHandler(LineHandler(formatter))
        log.setLevel(level.upper())


def formatter_of(format: str) -> logging.Formatter:  # noqa: A002  as the setting
    """Return the formatter from a log record to a line."""
    # Imported where lines are written: who searches from the command line does not pay for it.
    from structlog.processors import JSONRenderer, LogfmtRenderer, TimeStamper
    from structlog.stdlib import ProcessorFormatter, add_log_level

    as_json = _among(FORMATS, format, "log_format") == "json"
    render = JSONRenderer() if as_json else LogfmtRenderer(key_order=FIRST_KEYS, bool_as_flag=False, drop_missing=True)
    return ProcessorFormatter(
        foreign_pre_chain=[TimeStamper(fmt="iso", utc=True), add_log_level, _values_apart],
        processors=[_without_traceback, ProcessorFormatter.remove_processors_meta, _printable, render],
    )


def frames(error: BaseException) -> tuple[str, ...]:
    """Return where an error comes from, innermost last: places in the code, and nothing that it was about."""
    places = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    return tuple(f"{'/'.join(Path(place.filename).parts[-2:])}:{place.lineno} {place.name}" for place in places)


def _values_apart(logger: object, method: str, values: Values) -> Values:
    message = values["_record"].msg
    if isinstance(message, Event):
        return {**values, "event": message.name, **message.values}
    return values


def _without_traceback(logger: object, method: str, values: Values) -> Values:
    # What an error says may be what was searched for; its lines may quote an article.
    given = values.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        return {**values, "error": type(error).__name__, "at": frames(error)}
    return values


def _printable(logger: object, method: str, values: Values) -> Values:
    return {name: _on_one_line(value) if isinstance(value, str) else value for name, value in values.items()}


def _on_one_line(text: str) -> str:
    """Return `text` with all that could begin a line, or colour a terminal, written as its code."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each == "\xa0" else repr(each)[1:-1] for each in text)


def _among(known: tuple[str, ...], value: str, name: str) -> str:
    if (wanted := value.strip().lower()) not in known:
        raise SettingsError(f"{name} = {value!r} ; il faut {', '.join(known[:-1])} ou {known[-1]}")
    return wanted
