"""What went wrong, as a status and, for the API, as `application/problem+json` (RFC 9457): one shape for every error.

What an error says of paths and versions is for whoever runs the server and goes to the log, not to the reader.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from trouvere.index.errors import (
    ArticleNotFound,
    CorruptIndex,
    IncompatibleIndex,
    IndexNotFound,
    MissingDependency,
    SearchTimeout,
    TrouvereError,
    UsageError,
)
from trouvere.web.catalogue import Catalogue

RETRY_AFTER = "5"

STATUS: tuple[tuple[type[TrouvereError], int], ...] = (
    (ArticleNotFound, 404),
    (UsageError, 400),
    (SearchTimeout, 503),
    (IndexNotFound, 503),
    (IncompatibleIndex, 503),
    (CorruptIndex, 503),
    (MissingDependency, 503),
)


class BadParameters(UsageError):
    """A parameter of the API is out of range or unknown; `str(error)` says which and what would do."""


def ready_made(error: Exception) -> Response | None:
    """Return the answer that an error brings along, as `abort(redirect(…))` does."""
    given = error.response if isinstance(error, HTTPException) else None
    return given if isinstance(given, Response) else None


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error, and log what only the server's owner should read."""
    if isinstance(error, HTTPException):
        return error.code or 500
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    if status >= 500:
        hint = f" ({error.hint})" if isinstance(error, TrouvereError) and error.hint else ""
        current_app.logger.error("%s: %s%s", type(error).__name__, error, hint)
    return status


def answer_of(error: Exception, status: int) -> Response:
    """Return an empty answer with the headers that the error calls for (Allow, WWW-Authenticate, Retry-After)."""
    answer = Response(status=status)
    if isinstance(error, HTTPException):
        answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers.setdefault("Retry-After", RETRY_AFTER)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def wording_of(status: int, t: Catalogue) -> str:
    """Return the part of the catalogue that speaks of this status."""
    return f"error.{status}" if t.has(f"error.{status}.title") else "error.other"


def problem(error: Exception, t: Catalogue) -> Response:
    """Return the error as problem+json."""
    if given := ready_made(error):
        return given
    status = status_of(error)
    detail = str(error) if isinstance(error, BadParameters) else t(f"{wording_of(status, t)}.detail")
    answer = answer_of(error, status)
    answer.content_type = "application/problem+json"
    # "about:blank" means: the status says it all; its title is then the standard phrase, in English (RFC 9457, 4.2.1).
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    answer.set_data(json.dumps(body, ensure_ascii=False))
    return answer
