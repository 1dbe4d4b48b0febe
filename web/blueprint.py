"""`create_blueprint`: Trouvère inside somebody else's Flask app."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from flask import Blueprint, abort, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from trouvere.index.settings import Settings
from trouvere.web.api import create_api
from trouvere.web.archive import Archive, BaseFilter
from trouvere.web.catalogue import load_catalogue
from trouvere.web.links import ID_CONVERTER, AnyId, Links
from trouvere.web.pages import Pages
from trouvere.web.security import secure

Authorize = Callable[[], bool | Response]

STATIC = Path(__file__).with_name("static")
YEAR = "public, max-age=31536000, immutable"


def create_blueprint(
    index_path: str | Path,
    *,
    name: str = "trouvere",
    settings: Settings | None = None,
    authorize: Authorize | None = None,
    base_filter: BaseFilter | None = None,
    language: str | None = None,
) -> Blueprint:
    """Return the pages and the API over one index, to be registered in an app under any prefix.

    `authorize` is asked before each request: True lets it through, a response (a redirect to the log-in page, say)
    is given instead, anything else is 403. Only the stylesheet and the icon are given to everybody.
    `base_filter` (`Filters`, or a callable that returns them within the request) confines every search, count and
    article. The index is opened at the first request; while there is none, the answer is 503.
    """
    settings = settings or Settings.load()
    archive = Archive(index_path, settings, base_filter)
    return build_blueprint(archive, name=name, authorize=authorize, language=language)[0]


def build_blueprint(
    archive: Archive, *, name: str, authorize: Authorize | None = None, language: str | None = None
) -> tuple[Blueprint, Pages]:
    """Return the blueprint over an archive, and its pages for whoever answers outside of it."""
    t = load_catalogue(language or archive.settings.language)
    pages = Pages(archive, t, Links(name, archive.settings, _version()))
    blueprint = Blueprint(
        name, __name__, template_folder="templates", static_folder="static", static_url_path="/static/trouvere"
    )

    def add_converter(state: BlueprintSetupState) -> None:
        state.app.url_map.converters.setdefault(ID_CONVERTER, AnyId)

    def admit() -> Response | None:
        if authorize is None or _is_static():
            return None
        answer = authorize()
        if answer is True:
            return None
        return answer if isinstance(answer, Response) else abort(403)

    def finish(response: Response) -> Response:
        if _is_static() and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = YEAR
        return secure(response)

    blueprint.record(add_converter)
    blueprint.before_request(admit)
    blueprint.after_request(finish)
    pages.register(blueprint)
    blueprint.register_blueprint(create_api(archive, t))
    return blueprint, pages


def _is_static() -> bool:
    return (request.endpoint or "").endswith(".static")


def _version() -> str:
    digest = blake2b(digest_size=6)
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()
