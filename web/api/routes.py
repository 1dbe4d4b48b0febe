"""The JSON API, version 1: what docs/api.md promises, and problem+json for everything else under `api/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, default_exceptions
from werkzeug.wrappers import Response as AnyResponse

from trouvere.index.errors import TrouvereError
from trouvere.search.ranking.explanation import explanation_as_dict
from trouvere.search.serialize import (
    facet_as_dict,
    fields_as_dict,
    results_as_dict,
    similar_as_dict,
    suggestions_as_dict,
)
from trouvere.web.archive import Archive
from trouvere.web.catalogue import Catalogue
from trouvere.web.http.etags import ConditionalJson, as_json
from trouvere.web.http.paging import page_links
from trouvere.web.http.problems import BadParameters, UnknownFacet, problem
from trouvere.web.links import ID_CONVERTER, with_query
from trouvere.web.params import (
    Fault,
    SearchParams,
    facet_choices,
    facet_named,
    read_facet,
    read_flag,
    read_id,
    read_params,
    read_similar,
)

METHODS = ["GET", "HEAD", "OPTIONS"]
SUGGESTIONS = 8
FLAGS = ("explain", "histogram", "extra")
"""Parameters of a search that are true or false."""
CATCH_ALL = "nothing"


def create_api(archive: Archive, t: Catalogue) -> Blueprint:
    """Return the blueprint of `api/`, to be nested in that of the pages."""
    api = Blueprint("api", __name__, url_prefix="/api")
    answers = ConditionalJson(archive, t.language)

    # One handler a status: a host's own handler for 404, say, would otherwise win and answer with its page.
    kinds: list[type[Exception] | int] = [*default_exceptions, HTTPException, TrouvereError]
    for kind in kinds:
        api.register_error_handler(kind, lambda error: problem(error, t))
    api.record(lambda state: _catch_all(state, nothing))

    def refuse(*faults: Iterable[Fault]) -> None:
        if found := [t(fault.key, **fault.values) for some in faults for fault in some]:
            raise BadParameters(" ".join(found))

    @api.get("/v1/search")
    def search() -> AnyResponse:
        """Search the articles.

        Anything is an acceptable query; nothing found is an answer with `total` 0. Without a query all articles that
        pass the filters are found, the newest first. Operators (quotes, `-`, `ET`, `OU`,
        parentheses, `source:`) always hold. Addresses of other pages are in the `Link` header, unless they are too
        long for one.
        """
        params, faults = read_params(request.args, archive.settings, archive.fields)
        read = {name: read_flag(request.args, name) for name in FLAGS}
        refuse(faults, *(wrong for _, wrong in read.values()))
        flags = {name: wanted for name, (wanted, _) in read.items()}
        if unchanged := answers.unchanged():
            return unchanged
        edition = archive.edition
        results = archive.search(params, explain=flags["explain"], histogram=flags["histogram"])
        page = {"page": params.page, "per_page": params.per_page}
        body = results_as_dict(results, **page, language=t.language, extra=flags["extra"])
        answer = answers.json(body, results.generation, edition)
        asked = {name: "true" for name, wanted in flags.items() if wanted}
        if links := page_links(params, results.total, _addresses(archive, params, asked)):
            answer.headers["Link"] = links
        return answer

    @api.get("/v1/facets/<field>")
    def facet(field: str) -> AnyResponse:
        """Count the values of one field.

        Those of the articles that a search finds, the filter on that very field aside: all values, a page at a time.
        """
        declared = archive.fields
        if (name := facet_named(field, declared)) is None:
            raise UnknownFacet(t("fault.facet", name=field[:40], choices=", ".join(facet_choices(declared))))
        params, faults = read_params(_without("sort", "page", "per_page", "facet_limit"), archive.settings, declared)
        prefix, limit, offset, wrong = read_facet(request.args, archive.settings)
        refuse(faults, wrong)
        if unchanged := answers.unchanged():
            return unchanged
        edition = archive.edition
        found = archive.facet(name, params, prefix=prefix, limit=limit, offset=offset)
        own = next((each for each in declared if each.name == name), None)
        label = own.labelled(t.language) if own else t(f"filter.{name}")
        return answers.json(facet_as_dict(found, label), found.generation, edition)

    @api.get("/v1/fields")
    def fields() -> AnyResponse:
        """List the fields that the site declares, in their order."""
        if unchanged := answers.unchanged():
            return unchanged
        generation, edition = answers.moment()
        return answers.json(fields_as_dict(archive.fields, generation), generation, edition)

    @api.get("/v1/suggest")
    def suggest() -> AnyResponse:
        """Complete what is being typed."""
        if unchanged := answers.unchanged():
            return unchanged
        generation, edition = answers.moment()
        typed = request.args.get("q", "")
        found = archive.suggest(typed, SUGGESTIONS)
        return answers.json(suggestions_as_dict(typed, found, generation), generation, edition)

    @api.get("/v1/similar")
    def similar() -> AnyResponse:
        """Return articles about the same as this one."""
        (id, missing), (limit, faults) = read_id(request.args), read_similar(request.args)  # noqa: A001
        refuse(missing, faults)
        generation, edition = answers.moment()
        archive.article(id)
        if unchanged := answers.unchanged():
            return unchanged
        return answers.json(similar_as_dict(id, archive.similar(id, limit), generation), generation, edition)

    @api.get("/v1/explain")
    def explain() -> AnyResponse:
        """Say why a search gives an article its score."""
        params, faults = read_params(_without("facet_limit"), archive.settings, archive.fields)
        id, missing = read_id(request.args)  # noqa: A001
        refuse(faults, missing)
        generation, edition = answers.moment()
        archive.article(id)
        if unchanged := answers.unchanged():
            return unchanged
        found = explanation_as_dict(archive.explain(params, id), t.language)
        return answers.json({**found, "generation": generation}, generation, edition)

    @api.get(f"/v1/articles/<{ID_CONVERTER}:id>")
    def article(id: str) -> AnyResponse:  # noqa: A002  the name promised outside
        """Return an article whole.

        What it lacks is left out.
        """
        generation, edition = answers.moment()
        found = archive.article(id)
        if unchanged := answers.unchanged():
            return unchanged
        return answers.json({"id": found.id} | found.as_dict(), generation, edition)

    @api.get("/v1/articles/")
    def article_by_id() -> AnyResponse:
        """Return an article whole, by a parameter.

        For ids that no path carries unharmed, such as "..".
        """
        id, missing = read_id(request.args)  # noqa: A001
        refuse(missing)
        return article(id)

    @api.get("/v1/openapi.json")
    def openapi() -> AnyResponse:
        """Return this description (OpenAPI 3.1)."""
        # Imported when somebody asks for it: who searches does not pay for it.
        from trouvere.web.api.openapi import description

        answer = Response(as_json(description(archive)), mimetype="application/json")
        answer.headers["Cache-Control"] = "no-cache"
        answer.add_etag(weak=True)
        return answer.make_conditional(request)

    def nothing(**_values: object) -> AnyResponse:
        # Without this, addresses under api/ that lead nowhere would get the host's page, not a problem.
        adapter = current_app.create_url_adapter(request)
        assert adapter
        try:
            endpoint = str(adapter.match(method="GET")[0])
        except HTTPException:  # a redirect to the same address without doubled slashes, say
            raise NotFound from None
        if endpoint.endswith(f".{CATCH_ALL}"):
            raise NotFound
        raise MethodNotAllowed(valid_methods=METHODS)

    return api


def _catch_all(state: BlueprintSetupState, view: Callable[..., AnyResponse]) -> None:
    # Not by add_url_rule, whose rules know only the methods they name: a method nobody thought of is a problem too.
    endpoint = ".".join(filter(None, (state.name_prefix, state.name, CATCH_ALL)))
    state.app.view_functions[endpoint] = view
    for path in ("/", f"/<{ID_CONVERTER}:rest>"):
        rule = state.app.url_rule_class(f"{state.url_prefix}{path}", endpoint=endpoint, subdomain=state.subdomain)
        rule.provide_automatic_options = False  # type: ignore[attr-defined]  # what Flask asks of every rule
        state.app.url_map.add(rule)


def _without(*names: str) -> MultiDict[str, str]:
    """Return what was asked, without parameters that mean nothing to an endpoint."""
    return MultiDict((name, value) for name, value in request.args.items(multi=True) if name not in names)


def _addresses(archive: Archive, params: SearchParams, flags: dict[str, str]) -> Callable[[SearchParams], str]:
    pairs = [*replace(params, page=1).pairs(archive.settings), *flags.items()]
    first = with_query(url_for(f"{request.blueprint}.search"), pairs)
    # Four addresses that differ in their page: one is enough to make them of.
    return lambda one: first if one.page == 1 else f"{first}{'&' if '?' in first else '?'}page={one.page}"
