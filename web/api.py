"""The JSON API, version 1: what `interfaces.md` promises, and problem+json for everything else under `api/`."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound, default_exceptions
from werkzeug.wrappers import Response as AnyResponse

from trouvere.index.errors import TrouvereError
from trouvere.search.explanation import explanation_as_dict
from trouvere.search.serialize import results_as_dict, suggestions_as_dict
from trouvere.web.archive import Archive
from trouvere.web.catalogue import Catalogue
from trouvere.web.links import ID_CONVERTER
from trouvere.web.params import read_params
from trouvere.web.problems import BadParameters, problem

METHODS = ["GET", "HEAD", "OPTIONS"]
SUGGESTIONS = 8
OTHER_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def create_api(archive: Archive, t: Catalogue) -> Blueprint:
    """Return the blueprint of `api/`, to be nested in that of the pages."""
    api = Blueprint("api", __name__, url_prefix="/api")

    # One handler a status: a host's own handler for 404, say, would otherwise win and answer with its page.
    for status in default_exceptions:
        api.register_error_handler(status, lambda error: problem(error, t))
    api.register_error_handler(TrouvereError, lambda error: problem(error, t))

    @api.get("/v1/search")
    def search() -> AnyResponse:
        params, faults = read_params(request.args, archive.settings)
        if faults:
            raise BadParameters(" ".join(t(fault.key, **fault.values) for fault in faults))
        edition = archive.edition
        if unchanged := _unchanged(archive):
            return unchanged
        results = archive.search(params)
        body = results_as_dict(results, page=params.page, per_page=params.per_page)
        return _json(body, archive, results.generation, edition)

    @api.get("/v1/suggest")
    def suggest() -> AnyResponse:
        generation, edition = archive.generation, archive.edition
        if unchanged := _unchanged(archive):
            return unchanged
        typed = request.args.get("q", "")
        return _json(
            suggestions_as_dict(typed, archive.suggest(typed, SUGGESTIONS), generation), archive, generation, edition
        )

    @api.get("/v1/explain")
    def explain() -> AnyResponse:
        params, faults = read_params(request.args, archive.settings)
        if faults:
            raise BadParameters(" ".join(t(fault.key, **fault.values) for fault in faults))
        generation, edition = archive.generation, archive.edition
        found = archive.explain(params, request.args.get("id", ""))
        if unchanged := _unchanged(archive):
            return unchanged
        return _json(explanation_as_dict(found) | {"generation": generation}, archive, generation, edition)

    @api.get(f"/v1/articles/<{ID_CONVERTER}:id>")
    def article(id: str) -> AnyResponse:  # noqa: A002  the name promised outside
        return give(id)

    @api.get("/v1/articles/")
    def article_by_id() -> AnyResponse:
        # For ids that no path carries unharmed, such as "..".
        return give(request.args.get("id", ""))

    def give(id: str) -> AnyResponse:  # noqa: A002
        generation, edition = archive.generation, archive.edition
        found = archive.article(id)
        if unchanged := _unchanged(archive):
            return unchanged
        return _json({"id": found.id} | found.as_dict(), archive, generation, edition)

    @api.route("/", defaults={"rest": ""}, methods=OTHER_METHODS)
    @api.route("/<path:rest>", methods=OTHER_METHODS)
    def nothing(rest: str) -> AnyResponse:
        # Without this, addresses under api/ that lead nowhere would get the host's page, not a problem.
        if rest in ("v1/search", "v1/suggest", "v1/explain") or rest.startswith("v1/articles/"):
            raise MethodNotAllowed(valid_methods=METHODS)
        raise NotFound

    return api


def _json(body: dict[str, object], archive: Archive, generation: str, edition: str) -> AnyResponse:
    answer = Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")
    answer.set_etag(_tag(archive, generation, edition), weak=True)
    answer.headers["Cache-Control"] = "no-cache" if archive.shared else "private, no-cache"
    return answer.make_conditional(request)


def _unchanged(archive: Archive) -> AnyResponse | None:
    # Answered before searching: that is what the tag is for.
    tag = _tag(archive, archive.generation, archive.edition)
    if not request.if_none_match.contains_weak(tag):
        return None
    answer = Response(status=304)
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "no-cache" if archive.shared else "private, no-cache"
    return answer


def _tag(archive: Archive, generation: str, edition: str) -> str:
    """Return what changes when the answer may: the code, the generation, the address, what the reader may see."""
    parts = (_version(), generation, edition, request.full_path, repr(archive.base()), repr(archive.settings))
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@lru_cache(maxsize=1)
def _version() -> str:
    return version("trouvere")
