"""A directory of workshops, stalls, lessons and places to visit: its own fields are filters, facets, orders and facts.

    flask --app examples/annuaire/app.py run

Which fields there are, `trouvere.toml` says. All of it is invented.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, redirect, url_for
from werkzeug.wrappers import Response

from trouvere.index import build_index
from trouvere.index.settings import Settings
from trouvere.web import create_blueprint

HERE = Path(__file__).parent


def create_app(folder: Path | None = None) -> Flask:
    """Return the site; its index is in `folder`."""
    index = (folder or Path(os.environ.get("ANNUAIRE_DATA", HERE / "data"))) / "articles.idx"
    settings = Settings.load(folder=HERE)
    build_index(index, HERE / "articles.jsonl", settings=settings)  # publishes nothing where nothing changed

    app = Flask(__name__)
    app.register_blueprint(create_blueprint(index, name="recherche", settings=settings), url_prefix="/recherche")

    @app.get("/")
    def home() -> Response:
        return redirect(url_for("recherche.search", sort="date"))

    return app


if __name__ == "__main__":
    create_app().run()
