"""WSGI application (`create_app`): Trouvère by itself, for waitress, gunicorn or `trouvere serve`; health checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from trouvere.index.errors import (
    ClusterUnavailable,
    CorruptIndex,
    IncompatibleIndex,
    IndexNotFound,
    TrouvereError,
    UnreadableIndex,
    UsageError,
)
from trouvere.index.events import Readability
from trouvere.index.serving import awaited, unreadable
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.web.archive import Archive
from trouvere.web.blueprint import build_blueprint
from trouvere.web.http.hosts import Hosts, keep_here
from trouvere.web.http.problems import RETRY_AFTER_SECONDS
from trouvere.web.http.security import secure
from trouvere.web.telemetry.logs import log_to_stderr


class _App(Flask):
    def log_exception(self, exc_info: object) -> None:
        """Leave it to `incident_of`: Flask's own words hold the address, and what the error was about."""


def create_app(index: str | Path | None = None, *, settings: Settings | None = None) -> Flask:
    """Return an app that serves `index`, or where None is given the index of the settings (`TROUVERE_INDEX`).

        app = create_app("articles.idx")  # for gunicorn, waitress, or app.run()

    The index is opened here, so that a wrong path is said at the start and not to the first reader: raises
    `UsageError` where none is named and `IndexNotFound` where there is none. One that is there and cannot be opened
    now is no reason not to start, or a bad publication would end a service as its workers are replaced: the log says
    why, readers get 503, and it answers once it can be opened.
    """
    settings = settings or Settings.load()
    log_to_stderr(settings)
    index = index or settings.index
    if not index:
        raise UsageError(
            "aucun index à servir",
            hint='donnez son chemin, ou nommez-le dans TROUVERE_INDEX ou dans trouvere.toml (index = "…")',
        )
    readability = Readability(index)
    try:
        # Let go of again: what loads this before it forks (gunicorn --preload) would hold these files as it lives.
        open_searcher(index, settings=settings).close()
    except (IndexNotFound, IncompatibleIndex, CorruptIndex, UnreadableIndex, ClusterUnavailable) as error:
        if isinstance(error, IndexNotFound) and not awaited(index):
            raise
        readability.lost(error)
    archive = Archive(index, settings)
    app = _App(__name__, static_folder=None)
    app.before_request(Hosts(settings.hosts).admit)
    blueprint, pages = build_blueprint(archive, name="trouvere")
    app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, pages.error)

    @app.after_request
    def finish(response: Response) -> Response:
        # In a host's app not ours to say: it binds the whole of a domain.
        if request.is_secure and settings.hsts:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={settings.hsts}")
        return secure(keep_here(response))

    if hops := settings.proxies:
        # What else sets these headers is a stranger: they are believed only as far as there are proxies.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)  # type: ignore[method-assign]
    if settings.metrics:
        from trouvere.web.telemetry.metrics import add_metrics

        add_metrics(app, archive)

    @app.get("/healthz")
    def healthz() -> Response:
        """Say that the process answers."""
        answer = jsonify(status="ok")
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @app.get("/readyz")
    def readyz() -> Response:
        """Say that what is published answers, and would do so after a restart: what a load balancer should ask."""
        answering: dict[str, Any] = {}
        trouble: Exception | None
        try:
            answering = {"generation": archive.generation, "articles": archive.searcher.count()}
            # What answers has told of its own trouble.
            trouble, told = archive.trouble, bool(archive.trouble)
            trouble = trouble or unreadable(index)
        except (TrouvereError, OSError) as error:
            trouble, told = error, False
        if trouble is None:
            readability.found(answering["generation"])
            answer = jsonify(status="ready", **answering)
        else:
            if not told:
                readability.lost(trouble, answering.get("generation", ""))
            status = "stale" if answering else "unavailable"
            answer = jsonify(status=status, reason=type(trouble).__name__, **answering)
            answer.status_code = 503
            answer.headers["Retry-After"] = RETRY_AFTER_SECONDS
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return app
