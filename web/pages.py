"""The pages: a search, an article, an error. They work without any script."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from trouvere.index.errors import TrouvereError
from trouvere.search.results import Results
from trouvere.web.archive import Archive
from trouvere.web.catalogue import Catalogue
from trouvere.web.display import (
    Choice,
    chips,
    choice_group,
    language_of,
    page_choices,
    paragraphs,
    passage,
)
from trouvere.web.links import ID_CONVERTER, Links
from trouvere.web.params import MATCHES, SORTS, Fault, SearchParams, read_params
from trouvere.web.problems import answer_of, ready_made, status_of, wording_of
from trouvere.web.security import outside_link


class Pages:
    """The views of one blueprint."""

    def __init__(self, archive: Archive, t: Catalogue, links: Links) -> None:
        self.archive = archive
        self.t = t
        self.links = links

    def register(self, blueprint: Blueprint) -> None:
        """Put the pages, and the page that errors get, on the blueprint."""
        blueprint.add_url_rule("/", "start", self.search)
        blueprint.add_url_rule("/search", "search", self.search)
        blueprint.add_url_rule(f"/articles/<{ID_CONVERTER}:id>", "article", self.article)
        blueprint.add_url_rule("/articles/", "article_by_id", self.article_by_id)
        # Not one handler a status, so that a host's own page for 401, say, comes first.
        blueprint.register_error_handler(HTTPException, self.error)
        blueprint.register_error_handler(TrouvereError, self.error)

    def search(self) -> Response:
        """Answer with the empty page, with results, or with what to do where there are none."""
        params, faults = self._params()
        notices = [self.t(fault.key, **fault.values) for fault in faults]
        if not params.query:
            return self._page("trouvere/start.html", params=params, notices=notices, count=self.archive.count())
        results = self.archive.search(params)
        last = max(1, -(-results.total // params.per_page))
        if params.page > last:
            notices.append(self.t("fault.page", page=self.t.number(params.page), last=self.t.number(last)))
            params = replace(params, page=last)
            results = self.archive.search(params)
        values = self._refinements(params, results) | self._remarks(params, results)
        return self._page(
            "trouvere/results.html" if results.total else "trouvere/nothing.html",
            params=params,
            results=results,
            notices=notices,
            pages=list(page_choices(params, last, self.links, self.t)) if last > 1 else [],
            previous=self.links.search(replace(params, page=params.page - 1)) if params.page > 1 else None,
            following=self.links.search(replace(params, page=params.page + 1)) if params.page < last else None,
            **values,
        )

    def article(self, id: str) -> Response:  # noqa: A002  the name promised outside
        """Answer with an article, the words of the search it was found by marked."""
        params, _ = self._params()
        article, title, text = self.archive.marked_article(id, params.query)
        return self._page(
            "trouvere/article.html",
            params=params,
            article=article,
            title=title,
            paragraphs=paragraphs(text),
            marked=sum(fragment.matched for fragment in text),
        )

    def article_by_id(self) -> Response:
        """Answer with the article of `?id=`: for ids that no path carries unharmed, such as ".."."""
        return self.article(request.args.get("id", ""))

    def error(self, error: Exception) -> Response:
        """Answer with a sentence on what happened and the next step."""
        if given := ready_made(error):
            return given
        status = status_of(error)
        params, _ = self._params()
        page = self._page("trouvere/error.html", params=params, status=status, wording=wording_of(status, self.t))
        answer = answer_of(error, status)
        answer.content_type = page.content_type
        answer.set_data(page.get_data())
        return answer

    def _params(self) -> tuple[SearchParams, tuple[Fault, ...]]:
        return read_params(request.args, self.archive.settings)

    def _refinements(self, params: SearchParams, results: Results) -> dict[str, object]:
        """Return what the answer can be narrowed, widened or sorted by."""
        t, search = self.t, self.links.search
        # The same search as a form sends it, but for the period, which the form asks.
        kept = replace(params, page=1, date_from=None, date_to=None).pairs(self.archive.settings)
        return {
            "sorts": [
                Choice(t(f"sort.{sort}"), search(replace(params, page=1, sort=sort)), sort == params.sort)
                for sort in SORTS
            ],
            "matches": [
                Choice(t(f"match.{match}"), search(replace(params, page=1, match=match)), match == params.match)
                for match in MATCHES
            ],
            "groups": [
                group
                for name in ("source", "category")
                if (group := choice_group(name, results.facets.get(name, ()), params, self.links, t)).choices
            ],
            "undated": sum(count.count for count in results.facets.get("undated", ())),
            "chips": chips(params, self.links, t),
            "unfiltered": search(params.unfiltered()),
            "kept": kept,
        }

    def _remarks(self, params: SearchParams, results: Results) -> dict[str, object]:
        """Return how the search was understood, and what else could be asked."""
        ignored: dict[str, list[str]] = {}
        for part in results.ignored:
            ignored.setdefault(self.t(f"ignored.{part.reason}"), []).append(part.text)
        suggestion = results.suggestion
        return {
            # An article found by another spelling is marked for that one.
            "asked": replace(params, query=results.corrected) if results.corrected else params,
            "ignored": ignored,
            "loosened": params.match == "auto" and results.match == "any" and results.total > 0,
            "suggested": self.links.search(replace(params, page=1, query=suggestion)) if suggestion else None,
            "any_word": self.links.search(replace(params, page=1, match="any")) if params.match == "all" else None,
        }

    def _page(self, template: str, **values: object) -> Response:
        settings = self.archive.settings
        body = render_template(
            template,
            t=self.t,
            links=self.links,
            site_name=settings.site_name,
            settings=settings,
            passage=passage,
            language_of=language_of,
            outside_link=outside_link,
            **values,
        )
        answer = Response(body, content_type="text/html; charset=utf-8")
        # Revalidated always: a page is of one generation, and "private" since a host's reader may be logged in.
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer
