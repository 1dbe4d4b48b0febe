"""Query log, off unless the setting `query_log` asks for it: what is searched for, never by whom.

A line of JSON a search: the hour, the words, how many articles were found. No address, no cookie, no browser, no name;
what looks like personal data within the words is masked before anything is written. `trouvere report` reads it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Blueprint, g, request
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from trouvere.index import jsontext, serving
from trouvere.index.settings import Settings
from trouvere.search.results import Results
from trouvere.web.params import EXCLUDED, PARAMETERS
from trouvere.web.telemetry.query_privacy import masked
from trouvere.web.telemetry.signals import Kind, kind_asked

log = logging.getLogger("trouvere.web.querylog")

YES_VALUES, NO_VALUES = ("oui", "yes", "true", "1"), ("", "non", "no", "false", "0")
"""Values of the setting that are no path: a log beside the index, and none."""
SUFFIX = ".queries.jsonl"
ROTATED_SUFFIX = ".1"
MOST_BYTES = 50_000_000
"""Bytes of the log at which it is rotated; the file before it is kept, older ones are not."""
LOGGED_KINDS: tuple[Kind, ...] = ("page", "api", "export")
FILTER_PARAMETERS = (*PARAMETERS.values(), *(f"{EXCLUDED}{name}" for name in PARAMETERS.values()), "from", "to")
TYPING_HEADER = "X-Trouvere-Typing"
"""A script that searches while one types says so in this header, by "1": the last word may be unfinished, and only what
the person stops at is logged. "0" is for what was logged before, and is finished."""


def path_of(settings: Settings, index: str | Path) -> Path | None:
    """Return the file that the settings name for the queries of `index`: None where they are not logged."""
    wanted = settings.query_log.strip()
    if wanted.lower() in NO_VALUES:
        return None
    return beside(index) if wanted.lower() in YES_VALUES else Path(wanted).expanduser()


def beside(index: str | Path) -> Path:
    """Return the file beside an index; never within it, where only generations are."""
    return serving.beside(index, SUFFIX, setting="le réglage query_log")


def line_of(results: Results, kind: str, filters: Sequence[str], hour: str) -> bytes:
    """Return the line for one search; what is not so is left out."""
    values: dict[str, object] = {
        "hour": hour,
        "kind": kind,
        "query": masked(results.query),
        "total": int(results.total),
        "took_ms": round(float(results.took_ms), 1),
        "match": results.match,
        "page": results.offset // max(results.limit, 1) + 1,
    }
    values |= {"corrected": True} if results.corrected else {}
    values |= {"suggested": True} if results.suggestion else {}
    values |= {"filters": list(filters)} if filters else {}
    return jsontext.dumps(values) + b"\n"


class QueryLog:
    """A file that any number of threads and processes append to. It never makes a search fail."""

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._most = most_bytes
        self._failing = False

    def append(self, line: bytes) -> None:
        """Write `line`, in one go; where that cannot be done, say so once in the program's log."""
        try:
            # Opened anew each time: after a rotation, or in a forked worker, nothing is left over. A pipe is refused
            # by the system, as nobody reads it, instead of waited for.
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
            descriptor = os.open(self.path, flags, 0o600)
            try:
                written = os.write(descriptor, line)
                if written < len(line):
                    # Otherwise the next line would be glued to what there is of this one.
                    os.write(descriptor, b"\n")
                    raise OSError(28, "disque plein")
                if os.fstat(descriptor).st_size > self._most:
                    self._rotate(descriptor)
            finally:
                os.close(descriptor)
            self._failing = False
        except OSError as error:
            if not self._failing:
                log.warning("queries are not logged in %s: %s; searches go on", self.path, error.strerror or error)
            self._failing = True

    def _rotate(self, descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Whoever waited here finds that it was done: the name leads to another file by now.
        if os.path.samestat(os.fstat(descriptor), self.path.stat()):
            self.path.replace(f"{self.path}{ROTATED_SUFFIX}")


def log_queries(blueprint: Blueprint, path: Path, *, now: Callable[[], dt.datetime] = dt.datetime.now) -> None:
    """Have `blueprint` log the searches that it answers: pages, API and exports, each once, and nothing else."""
    queries = QueryLog(path)

    def note(response: Response) -> Response:
        results: Results | None = g.get("trouvere_results")
        kind = kind_asked()
        asked = (
            request.method == "GET" and response.status_code == 200 and kind in LOGGED_KINDS and meant(request.headers)
        )
        if asked and results and results.query.strip():
            filters = [name for name in FILTER_PARAMETERS if request.args.get(name)]
            queries.append(line_of(results, kind, filters, f"{now():%Y-%m-%dT%H}"))
        return response

    blueprint.after_request(note)


def meant(headers: Headers) -> bool:
    """Say whether a person meant this search: not what is asked while typing, nor what a browser fetches ahead."""
    ahead = headers.get("Sec-Purpose", "") or headers.get("Purpose", "")
    return TYPING_HEADER not in headers and "prefetch" not in ahead.lower()
