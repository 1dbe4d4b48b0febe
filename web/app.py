"""`create_app`: Trouvère by itself, for waitress, gunicorn or `trouvere serve`."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, jsonify
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from trouvere.index.errors import TrouvereError, UsageError
from trouvere.index.settings import Settings
from trouvere.web.archive import Archive
from trouvere.web.blueprint import build_blueprint
from trouvere.web.problems import RETRY_AFTER, status_of
from trouvere.web.security import secure


def create_app(index: str | Path | None = None, *, settings: Settings | None = None) -> Flask:
    """Return an app that serves `index`, or where None is given the index of the settings (`TROUVERE_INDEX`).

    The index is opened here, so that a wrong path is said at the start and not to the first reader: raises
    `UsageError` where none is named and `IndexNotFound` where there is none.
    """
    settings = settings or Settings.load()
    index = index or settings.index
    if not index:
        raise UsageError(
            "aucun index à servir",
            hint='donnez son chemin, ou nommez-le dans TROUVERE_INDEX ou dans trouvere.toml (index = "…")',
        )
    archive = Archive(index, settings)
    _ = archive.searcher
    app = Flask(__name__, static_folder=None)
    blueprint, pages = build_blueprint(archive, name="trouvere")
    app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, pages.error)
    app.after_request(secure)

    @app.get("/healthz")
    def healthz() -> Response:
        """Say that the process answers."""
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> Response:
        """Say that the index answers: what a load balancer should ask."""
        try:
            answer = jsonify(status="ready", generation=archive.generation, articles=archive.searcher.count())
        except (TrouvereError, OSError) as error:
            status_of(error)
            answer = jsonify(status="unavailable", reason=type(error).__name__)
            answer.status_code = 503
            answer.headers["Retry-After"] = RETRY_AFTER
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return app
