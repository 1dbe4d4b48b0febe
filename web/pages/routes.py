"""Routes of the pages: search, article, similar articles, explanation, error. They work without any script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from flask import Blueprint, abort, request, stream_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from trouvere.index.errors import TrouvereError, UsageError
from trouvere.index.fields import Field
from trouvere.search.budget import unbounded, watched
from trouvere.search.highlight.article_parts import shown
from trouvere.search.request import MOST_FACET_VALUES
from trouvere.search.results import Facets, FacetValues
from trouvere.web.archive import Archive
from trouvere.web.catalogue import Catalogue
from trouvere.web.http.problems import answer_of, incident_of, ready_made, status_of, wording_of
from trouvere.web.http.security import outside_link
from trouvere.web.links import ID_CONVERTER, Links
from trouvere.web.pages.citation import bibtex, reference
from trouvere.web.pages.facets import FacetGroups, FilterChoice
from trouvere.web.pages.facts import all_facts, shown_facts
from trouvere.web.pages.refinements import Refinements
from trouvere.web.pages.view import host_of, language_of, numbered, page_choices, paragraphs, passage
from trouvere.web.params import MAX_VALUE_CHARS, Fault, SearchParams, read_params, read_part
from trouvere.web.telemetry.querylog import TYPING_HEADER, path_of

SIMILAR_ARTICLES, SIMILAR_PAGE_ARTICLES = 5, 10
"""How many similar articles stand under an article, and on their own page."""
VALUES_PER_PAGE = 100
"""Values of a facet on a page of their own."""


class Pages:
    """The views of one blueprint."""

    def __init__(self, archive: Archive, t: Catalogue, links: Links) -> None:
        self.archive = archive
        self.t = t
        self.links = links
        self.refinements = Refinements(links, t)

    def register(self, blueprint: Blueprint) -> None:
        """Put the pages, and the page that errors get, on the blueprint."""
        blueprint.add_url_rule("/", "start", self.search)
        blueprint.add_url_rule("/search", "search", self.search)
        blueprint.add_url_rule("/facets/<field>", "facet", self.facet)
        blueprint.add_url_rule(f"/articles/<{ID_CONVERTER}:id>", "article", self.article)
        blueprint.add_url_rule("/articles/", "article_by_id", self.article_by_id)
        blueprint.add_url_rule("/similar", "similar", self.similar)
        blueprint.add_url_rule("/explain", "explain", self.explain)
        # Not one handler a status, so that a host's own page for 401, say, comes first.
        blueprint.register_error_handler(HTTPException, self.error)
        blueprint.register_error_handler(TrouvereError, self.error)

    def search(self) -> Response:
        """Answer with the start page, with results, or with what to do where there are none.

        Filters or an order without words list all that passes, newest first.
        """
        params, faults = self._params(typing=request.headers.get(TYPING_HEADER) == "1")
        notices = [self.t(fault.key, **fault.values) for fault in faults]
        if params.browses and params.sort == "relevance":
            params = replace(params, sort="date")
        if not params.query and not params.browses:
            return self._start(params, notices)
        fields = self.archive.fields
        results = self.archive.search(params, histogram=True)
        last = max(1, -(-results.total // params.per_page))
        if params.page > last:
            notices.append(self.t("fault.page", page=self.t.number(params.page), last=self.t.number(last)))
            params = replace(params, page=last)
            results = self.archive.search(params, histogram=True)
        results = replace(results, facets=self._facets(params, results.facets, fields))
        values = self.refinements.refinements(params, results, fields) | self.refinements.remarks(params, results)
        if not results.total:
            advice = self.archive.advise(params)
            values |= {"advice": advice, "ways": self.refinements.ways(params, advice, fields)}
        return self._page(
            "trouvere/results.html" if results.total else "trouvere/nothing.html",
            params=params,
            results=results,
            notices=notices,
            **self._paging(params.page, last, lambda page: self.links.search(replace(params, page=page))),
            feed=self.links.export("rss", replace(params, page=1)),
            **values,
        )

    def _facets(self, params: SearchParams, facets: Facets, fields: Sequence[Field]) -> Facets:
        """Return the facets, what is chosen counted too where it is rarer than what a search counts."""

        def ask(name: str, value: str) -> FacetValues:
            return self.archive.facet(name, params, prefix=value, limit=MOST_FACET_VALUES)

        return FacetGroups(self.links, self.t, fields).counted(params, facets, ask)

    def _start(self, params: SearchParams, notices: list[str]) -> Response:
        overview = self.archive.overview()
        groups = FacetGroups(self.links, self.t, self.archive.fields).browsing(overview.facets)
        return self._page(
            "trouvere/start.html",
            params=params,
            notices=notices,
            overview=overview,
            groups=groups,
            everything=SearchParams(sort="date"),
            autofocus=True,
        )

    def facet(self, field: str) -> Response:
        """Answer with all values of a facet that a search finds, those that begin with `?prefix=`."""
        params, faults = self._params()
        page, prefix = params.page, request.args.get("prefix", "").strip()[:MAX_VALUE_CHARS]
        params = replace(params, page=1)

        def values(page: int) -> FacetValues:
            return self.archive.facet(
                field, params, prefix=prefix, limit=VALUES_PER_PAGE, offset=(page - 1) * VALUES_PER_PAGE
            )

        try:
            found = values(page)
        except UsageError:
            abort(404)
        last = max(1, -(-found.total // VALUES_PER_PAGE))
        if page > last:
            page, found = last, values(last)
        facets = FacetGroups(self.links, self.t, self.archive.fields)
        return self._page(
            "trouvere/facet.html",
            params=params,
            notices=[self.t(fault.key, **fault.values) for fault in faults],
            found=found,
            label=facets.label(found.field),
            choices=facets.all_values(params, found),
            prefix=prefix,
            chips=facets.chips(params),
            everything=SearchParams(),
            kept=self.links.pairs(params),
            **self._paging(page, last, lambda page: self.links.facet(found.field, params, prefix=prefix, page=page)),
        )

    def article(self, id: str) -> Response:  # noqa: A002  the name promised outside
        """Answer with an article, the words of the search it was found by marked."""
        params, _ = self._params()
        part = self.archive.marked_article(id, params.query, read_part(request.args)[0])
        article = part.article
        address = outside_link(article.url) or self.links.article(article.id, whole=True)

        def to(number: int) -> str:
            return self.links.article(article.id, params, part=number)

        return self._page(
            "trouvere/article.html",
            params=params,
            article=article,
            part=part,
            title=part.title,
            paragraphs=numbered(paragraphs(part.text)),
            marked=part.marked,
            elsewhere=[FilterChoice(self.t.number(number), to(number)) for number in part.elsewhere],
            **self._paging(part.number, part.parts, to),
            similar=self.archive.similar(id, SIMILAR_ARTICLES),
            reference=reference(article, address, self.t),
            bibtex=bibtex(article, address),
            own=all_facts(article, self.archive.fields, self.t),
        )

    def article_by_id(self) -> Response:
        """Answer with the article of `?id=`: for ids that no path carries unharmed, such as ".."."""
        return self.article(request.args.get("id", ""))

    def similar(self) -> Response:
        """Answer with the articles that are about the same as that of `?id=`."""
        params, _ = self._params()
        id = request.args.get("id", "")  # noqa: A001
        article = shown(self.archive.article(id))
        hits = self.archive.similar(id, SIMILAR_PAGE_ARTICLES)
        return self._page("trouvere/similar.html", params=params, article=article, hits=hits, asked=params)

    def explain(self) -> Response:
        """Answer with why the search of `?q=` gives the article of `?id=` its place."""
        params, _ = self._params()
        id = request.args.get("id", "")  # noqa: A001
        article = shown(self.archive.article(id))
        found = self.archive.explain(params, id)
        values = [part.value for part in found.words] + [part.value for part in found.additions]
        most = max(values, default=0)
        sentences = [self.t.typeset(sentence) for sentence in found.sentences(self.t.language)]
        return self._page(
            "trouvere/explain.html",
            params=params,
            article=article,
            score=found.score,
            parts=[
                (sentence, round(100 * max(value, 0) / most) if most > 0 else 0)
                for sentence, value in zip(sentences, values, strict=False)
            ],
            others=sentences[len(values) :],
        )

    def error(self, error: Exception) -> Response:
        """Answer with a sentence on what happened and the next step."""
        if given := ready_made(error):
            return given
        status = status_of(error)
        params, _ = self._params()
        with unbounded():
            page = self._page(
                "trouvere/error.html",
                params=params,
                status=status,
                wording=wording_of(error, status, self.t),
                incident=incident_of(error, status)[:8],
            )
        answer = answer_of(error, status)
        answer.content_type = page.content_type
        answer.set_data(page.get_data())
        return answer

    def _paging(self, page: int, last: int, to: Callable[[int], str]) -> dict[str, object]:
        """Return the values of `_paging.html`."""
        return {
            "pages": list(page_choices(page, last, to, self.t)) if last > 1 else [],
            "previous": to(page - 1) if page > 1 else None,
            "following": to(page + 1) if page < last else None,
        }

    def _params(self, *, typing: bool = False) -> tuple[SearchParams, tuple[Fault, ...]]:
        return read_params(request.args, self.archive.settings, self.archive.known_fields, typing=typing)

    def _page(self, template: str, **values: object) -> Response:
        # A look at the deadline now and then: what is written may be long.
        body = "".join(watched(self._written(template, **values)))
        answer = Response(body, content_type="text/html; charset=utf-8")
        # Revalidated always: a page is of one generation, and "private" since a host's reader may be logged in.
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.vary.add(TYPING_HEADER)
        return answer

    def _written(self, template: str, **values: object) -> Iterator[str]:
        settings = self.archive.settings
        return stream_template(
            template,
            t=self.t,
            links=self.links,
            site_name=settings.site_name,
            settings=settings,
            logged=path_of(settings, self.archive.index) is not None,
            passage=passage,
            language_of=language_of,
            outside_link=outside_link,
            host_of=host_of,
            today=dt.date.today(),
            own_facts=partial(shown_facts, fields=self.archive.known_fields, t=self.t),
            **values,
        )
