"""Flask blueprint (`create_blueprint`): Trouvère inside somebody else's Flask app."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from flask import Blueprint, abort, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from trouvere.index.errors import UsageError
from trouvere.index.settings import Settings
from trouvere.index.validation import told
from trouvere.search.query.filters import Filters
from trouvere.web.api.routes import create_api
from trouvere.web.archive import Archive, BaseFilter
from trouvere.web.catalogue import load_catalogue
from trouvere.web.http.concurrency import ConcurrencyLimit
from trouvere.web.http.cors import Cors
from trouvere.web.http.security import secure
from trouvere.web.links import ID_CONVERTER, THEME, AnyId, Links
from trouvere.web.pages.exports import Exports
from trouvere.web.pages.routes import Pages
from trouvere.web.pages.theme import Look, Stylesheet, Theme
from trouvere.web.pages.theme import look as look_of
from trouvere.web.telemetry.querylog import log_queries, path_of
from trouvere.web.telemetry.signals import watch

Authorize = Callable[[], bool | Response]

STATIC = Path(__file__).with_name("static")
YEAR_CACHE_CONTROL = "public, max-age=31536000, immutable"


def create_blueprint(
    index_path: str | Path,
    *,
    name: str = "trouvere",
    settings: Settings | None = None,
    authorize: Authorize | None = None,
    base_filter: BaseFilter | None = None,
    language: str | None = None,
    theme: Theme | None = None,
    theme_dark: Theme | None = None,
    stylesheet: Stylesheet | None = None,
) -> Blueprint:
    """Return the pages and the API over one index, to be registered in an app under any prefix.

        pages = create_blueprint("articles.idx", name="recherche", base_filter=Filters(source=["AP"]))
        app.register_blueprint(pages, url_prefix="/recherche")

    `authorize` is asked before each request: True lets it through, a response (a redirect to the log-in page, say)
    is given instead, anything else is 403. Only the stylesheet and the icon are given to everybody.
    `base_filter` (`Filters`, or a callable that returns them within the request) confines every search, count and
    article. The index is opened at the first request; while there is none, the answer is 503, and so it is for more
    searches at once than the setting `max_concurrent` allows.

    `theme` sets variables of our stylesheet, as in `{"accent": "#0b5394"}`, and `theme_dark` those of dark pages;
    `stylesheet` is the address of the host's own, or a callable that returns it, loaded last. The host's
    `templates/trouvere/*.html` come before ours. Raises `SettingsError` for an unknown language, a variable that there
    is not, a value that is more than one, and an address on another site; `UsageError` for what is no `base_filter`.
    """
    settings = settings or Settings.load()
    if not (base_filter is None or isinstance(base_filter, Filters) or callable(base_filter)):
        raise UsageError(
            f"base_filter = {told(base_filter)} ; il faut un Filters, ou une fonction qui en donne un",
            hint='base_filter=Filters(source="AP")',
        )
    archive = Archive(index_path, settings, base_filter)
    look = look_of(theme, theme_dark, settings.stylesheet if stylesheet is None else stylesheet)
    return build_blueprint(archive, name=name, authorize=authorize, language=language, look=look)[0]


def build_blueprint(
    archive: Archive,
    *,
    name: str,
    authorize: Authorize | None = None,
    language: str | None = None,
    look: Look | None = None,
) -> tuple[Blueprint, Pages]:
    """Return the blueprint over an archive, and its pages for whoever answers outside of it."""
    t = load_catalogue(language or archive.settings.language)
    look = look or look_of(stylesheet=archive.settings.stylesheet)
    versions = {"static": _version(), THEME: look.version}
    links = Links(name, archive.settings, versions["static"], look)
    pages = Pages(archive, t, links)
    cors = Cors(archive.settings.cors_origins)
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
        if _is_static() and (asked := request.args.get("v")) is not None and response.status_code == 200:
            # A page of another version asks for that version's files: what it is given must not be kept in their place.
            current = asked == versions[str(request.endpoint).rpartition(".")[2]]
            response.headers["Cache-Control"] = YEAR_CACHE_CONTROL if current else "no-cache"
        return secure(cors.finish(response))

    def theme() -> Response:
        answer = Response(look.css, content_type="text/css; charset=utf-8")
        answer.set_etag(look.version)
        answer.headers["Cache-Control"] = "no-cache"
        return answer.make_conditional(request)

    if look.css:
        blueprint.add_url_rule("/static/trouvere/theme.css", THEME, theme)
    blueprint.record(add_converter)
    watch(blueprint)
    if path := path_of(archive.settings, archive.index):
        log_queries(blueprint, path)
    blueprint.before_request(cors.preflight)
    blueprint.before_request(admit)
    ConcurrencyLimit(archive.settings).guard(blueprint)
    blueprint.after_request(finish)
    pages.register(blueprint)
    Exports(archive, t, links).register(blueprint)
    blueprint.register_blueprint(create_api(archive, t))
    return blueprint, pages


def _is_static() -> bool:
    return (request.endpoint or "").endswith((".static", f".{THEME}"))


def _version() -> str:
    digest = blake2b(digest_size=6)
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()
