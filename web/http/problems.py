"""Error handling: HTTP status of an exception, error log, and for the API `application/problem+json` (RFC 9457).

An error's message, with its paths and versions, is for whoever runs the server: it goes to the log, not to the reader.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from http.client import responses as phrases
from uuid import uuid4

from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from trouvere.index.errors import (
    ArticleNotFound,
    ClusterError,
    CorruptIndex,
    IncompatibleIndex,
    IndexNotFound,
    MissingDependency,
    SearchTimeout,
    TooManySearches,
    TrouvereError,
    UnreadableIndex,
    UsageError,
)
from trouvere.index.events import tell
from trouvere.web.catalogue import Catalogue
from trouvere.web.http.etags import as_json
from trouvere.web.telemetry.logs import frames
from trouvere.web.telemetry.signals import kind_asked

RETRY_AFTER_SECONDS = "5"


class BadParameters(UsageError):
    """A parameter of the API is out of range or unknown; `str(error)` says which and what would do."""


class UnknownFacet(BadParameters):
    """An address names a facet that there is not; `str(error)` names those that there are."""


STATUSES: tuple[tuple[type[TrouvereError], int], ...] = (
    (ArticleNotFound, 404),
    (UnknownFacet, 404),
    (UsageError, 400),
    (SearchTimeout, 503),
    (TooManySearches, 503),
    (IndexNotFound, 503),
    (IncompatibleIndex, 503),
    (CorruptIndex, 503),
    (UnreadableIndex, 503),
    (MissingDependency, 503),
    (ClusterError, 503),
)


WORDINGS: tuple[tuple[type[TrouvereError], str], ...] = (
    (SearchTimeout, "error.timeout"),
    (TooManySearches, "error.busy"),
)
"""Errors of a busy server, which have a wording of their own in the catalogue."""


def ready_made(error: Exception) -> Response | None:
    """Return the answer that an error brings along, as `abort(redirect(…))` does."""
    given = error.response if isinstance(error, HTTPException) else None
    return given if isinstance(given, Response) else None


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error."""
    if isinstance(error, HTTPException):
        return error.code or 500
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def incident_of(error: Exception, status: int) -> str:
    """Log what only the server's owner should read; returns the id that the reader is given, "" where nothing is amiss.

    Of what nobody foresaw only its kind and its place are logged: what it says may be what was searched for.
    """
    if status < 500 or (isinstance(error, HTTPException) and not isinstance(error, InternalServerError)):
        return ""
    cause = getattr(error, "original_exception", None) or error
    ours = cause if isinstance(cause, TrouvereError) else None
    incident = str(uuid4())
    tell(
        "request.failed",
        logging.ERROR,
        incident=incident,
        status=status,
        kind=kind_asked(),
        error=type(cause).__name__,
        message=str(ours) if ours else "",
        hint=ours.hint if ours else "",
        at=() if ours else frames(cause),
    )
    return incident


def answer_of(error: Exception, status: int) -> Response:
    """Return an empty answer with the headers that the error calls for (Allow, WWW-Authenticate, Retry-After)."""
    answer = Response(status=status)
    if isinstance(error, HTTPException):
        answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers.setdefault("Retry-After", RETRY_AFTER_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def wording_of(error: Exception, status: int, t: Catalogue) -> str:
    """Return the prefix of the catalogue's keys for this error, or for its status."""
    for kind, wording in WORDINGS:
        if isinstance(error, kind):
            return wording
    return f"error.{status}" if t.has(f"error.{status}.title") else "error.other"


def problem(error: Exception, t: Catalogue) -> Response:
    """Return the error as problem+json."""
    if given := ready_made(error):
        return given
    status = status_of(error)
    detail = str(error) if isinstance(error, BadParameters) else t(f"{wording_of(error, status, t)}.detail")
    answer = answer_of(error, status)
    answer.content_type = "application/problem+json"
    # "about:blank" means: the status says it all; its title is then the standard phrase, in English (RFC 9457, 4.2.1).
    body = {"type": "about:blank", "title": phrases.get(status, "Error"), "status": status, "detail": detail}
    if incident := incident_of(error, status):
        body["instance"] = f"urn:uuid:{incident}"
    answer.set_data(as_json(body))
    return answer
