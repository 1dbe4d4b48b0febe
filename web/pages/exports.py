"""Exports of a search for programs: RSS, CSV, JSON Lines, JSON; OpenSearch description and completions for browsers.

The hits are those of the page with the same address. RSS is sorted by date unless asked otherwise: it is an alert.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime
from functools import partial
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from trouvere.index.errors import TrouvereError
from trouvere.search.results import FieldValue, Hit, Results
from trouvere.search.serialize import hit_as_dict, results_as_dict
from trouvere.web.archive import Archive
from trouvere.web.catalogue import Catalogue
from trouvere.web.http.etags import ConditionalJson
from trouvere.web.http.paging import page_links
from trouvere.web.http.problems import BadParameters, problem
from trouvere.web.http.security import outside_link
from trouvere.web.links import Links
from trouvere.web.pages.view import passage
from trouvere.web.params import SearchParams, read_flag, read_params

FORMS = ("rss", "csv", "jsonl", "json")
COLUMNS = ("rank", "id", "date", "source", "category", "authors", "title", "passages", "url", "tags", "place")
"""Columns of a table; those of declared fields stand behind them, in the order in which they are declared."""
ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SUGGESTIONS = 8
EXTRA = "extra"
"""Parameter: whether hits have what their source had beside, in the forms that are JSON."""
SEVERAL = " ; "
"""Between the values of one cell."""
FORMULA_SIGNS = "=+-@＝＋－＠"
"""First characters of a formula in a spreadsheet (CSV injection), also after blanks; some know full-width signs too."""
BEFORE_FORMULA = re.compile(rf'(?<![\s;"])[\s;"]++(?=[{re.escape(FORMULA_SIGNS)}])')
"""Blanks, semicolons and quotes before such a sign within a cell: French spreadsheets end a cell at a semicolon."""


class Exports:
    """The views of one blueprint that answer a search with something else than a page."""

    def __init__(self, archive: Archive, t: Catalogue, links: Links) -> None:
        self.archive = archive
        self.t = t
        self.links = links
        self._conditional = ConditionalJson(archive, t.language)

    def register(self, blueprint: Blueprint) -> None:
        """Put `search.rss` and the others, `opensearch.xml` and `suggest.json` on the blueprint."""
        for form in FORMS:
            blueprint.add_url_rule(f"/search.{form}", f"search_{form}", self._view(form, getattr(self, f"_{form}")))
        blueprint.add_url_rule("/opensearch.xml", "opensearch", self.opensearch)
        blueprint.add_url_rule("/suggest.json", "suggest_json", self.suggest)

    def _view(self, form: str, write: Callable[[SearchParams, Results], Response]) -> Callable[[], AnyResponse]:
        def view() -> AnyResponse:
            try:
                params, faults = read_params(request.args, self.archive.settings, self.archive.fields)
                extra, wrong = read_flag(request.args, EXTRA)
                if faults or wrong:
                    # A program asks: it wants to be told, not to be guessed at.
                    sentences = " ".join(self.t(fault.key, **fault.values) for fault in (*faults, *wrong))
                    raise BadParameters(sentences)
                if form == "rss" and "sort" not in request.args:
                    params = replace(params, sort="date")
                _, edition = self._conditional.moment()
                if unchanged := self._conditional.unchanged():
                    return unchanged
                results = self.archive.search(params)
            except TrouvereError as error:
                return problem(error, self.t)
            answer = self._conditional.label(write(params, results), results.generation, edition)
            if others := page_links(params, results.total, partial(self.links.export, form, extra=extra)):
                answer.headers["Link"] = others
            return answer

        return view

    def _rss(self, params: SearchParams, results: Results) -> Response:
        """Write RSS 2.0: one item a hit, with its passages as description."""
        register_namespace("atom", ATOM)
        rss = Element("rss", version="2.0")
        channel = SubElement(rss, "channel")
        site = self.archive.settings.site_name
        titled = "export.feed_title" if params.query else "export.feed_of_all_title"
        _put(channel, "title", self.t(titled, query=params.query, site=site))
        _put(channel, "link", self.links.search(params, whole=True))
        described = "export.feed_description" if params.query else "export.feed_of_all_description"
        _put(channel, "description", self.t(described, query=params.query, site=site))
        _put(channel, "language", self.t.language)
        SubElement(
            channel,
            f"{{{ATOM}}}link",
            rel="self",
            type="application/rss+xml",
            href=self.links.export("rss", params, whole=True),
        )
        for hit in results.hits:
            self._item(channel, hit)
        return _answer(tostring(rss, encoding="utf-8", xml_declaration=True), "application/rss+xml")

    def _item(self, channel: Element, hit: Hit) -> None:
        article = hit.article
        page = self.links.article(article.id, whole=True)
        item = SubElement(channel, "item")
        _put(item, "title", article.title or self.t("article.untitled"))
        _put(item, "link", outside_link(article.url) or page)
        _put(item, "guid", page, isPermaLink="true")
        if article.date:
            _put(item, "pubDate", _published(article.date))
        for name in (article.category, *article.tags):
            if name:
                _put(item, "category", name)
        if passages := " … ".join(_passages(hit)):
            # Readers take a description for HTML: what is text must be written as such.
            _put(item, "description", passages.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))

    def _csv(self, params: SearchParams, results: Results) -> Response:
        """Write CSV that spreadsheets open as it is: with a BOM, and no cell that is a formula."""
        written = io.StringIO()
        rows = csv.writer(written, lineterminator="\r\n")
        fields = [field.name for field in self.archive.fields]
        rows.writerow([*COLUMNS, *map(_cell, fields)])
        for hit in results.hits:
            article = hit.article
            own = [_written(hit.fields.get(name, ())) for name in fields]
            values = (
                str(hit.rank),
                article.id,
                article.date.isoformat() if article.date else "",
                article.source,
                article.category,
                SEVERAL.join(article.authors),
                article.title,
                "\n".join(_passages(hit)),
                article.url,
                SEVERAL.join(article.tags),
                article.place,
            )
            # A number is one in a spreadsheet too, also below zero.
            cells = (
                one if _is_number(hit.fields.get(name)) else _cell(one) for name, one in zip(fields, own, strict=True)
            )
            rows.writerow([*map(_cell, values), *cells])
        return _answer(written.getvalue().encode("utf-8-sig", "replace"), "text/csv; charset=utf-8", "csv")

    def _jsonl(self, params: SearchParams, results: Results) -> Response:
        """Write each hit of the API on a line of its own."""
        extra = self._extra()
        lines = (json.dumps(hit_as_dict(hit, extra=extra), ensure_ascii=False) + "\n" for hit in results.hits)
        return _answer("".join(lines).encode("utf-8", "replace"), "application/x-ndjson", "jsonl")

    def _json(self, params: SearchParams, results: Results) -> Response:
        """Write the object that `api/v1/search` answers."""
        body = results_as_dict(results, page=params.page, per_page=params.per_page, extra=self._extra())
        return _answer(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), "application/json")

    def _extra(self) -> bool:
        return read_flag(request.args, EXTRA)[0]

    def opensearch(self) -> Response:
        """Answer with the OpenSearch description, by which a browser offers the site as a search engine."""
        register_namespace("", OPENSEARCH)
        root = Element(f"{{{OPENSEARCH}}}OpenSearchDescription")
        site = self.archive.settings.site_name
        _put(root, f"{{{OPENSEARCH}}}ShortName", site[:16])
        _put(root, f"{{{OPENSEARCH}}}Description", self.t("page.description"))
        _put(root, f"{{{OPENSEARCH}}}InputEncoding", "UTF-8")
        search = self.links.search(SearchParams(), whole=True)
        rss, suggest = self.links.export("rss", SearchParams(), whole=True), self.links.suggest_json()
        for kind, template in (
            ("text/html", f"{search}?q={{searchTerms}}"),
            ("application/rss+xml", f"{rss}?q={{searchTerms}}"),
            ("application/x-suggestions+json", f"{suggest}?q={{searchTerms}}"),
        ):
            SubElement(root, f"{{{OPENSEARCH}}}Url", type=kind, template=template)
        body = tostring(root, encoding="utf-8", xml_declaration=True)
        return _answer(body, "application/opensearchdescription+xml")

    def suggest(self) -> Response:
        """Answer with completions in the form that browsers ask for: what was typed, then the completions."""
        typed = request.args.get("q", "")
        found = [one.text for one in self.archive.suggest(typed, SUGGESTIONS)]
        answer = _answer(json.dumps([typed, found]).encode(), "application/x-suggestions+json")
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


def _published(date: dt.date) -> str:
    """Return a date as RSS writes it (RFC 822): of a day its midnight, of a time without zone that of Greenwich."""
    time = date if isinstance(date, dt.datetime) else dt.datetime.combine(date, dt.time())
    if time.tzinfo is None:
        time = time.replace(tzinfo=dt.UTC)
    return format_datetime(time, usegmt=time.tzinfo is dt.UTC)


def _answer(body: bytes, content_type: str, extension: str = "") -> Response:
    answer = Response(body, content_type=content_type)
    if extension:
        answer.headers["Content-Disposition"] = f'attachment; filename="trouvere.{extension}"'
    return answer


def _written(value: FieldValue | tuple[FieldValue, ...]) -> str:
    """Return what a hit has of a declared field: yes and no as the API writes them, several values side by side."""
    if isinstance(value, tuple):
        return SEVERAL.join(map(_written, value))
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _passages(hit: Hit) -> list[str]:
    return ["".join(part.text for part in passage(snippet, hit.article)).strip() for snippet in hit.snippets]


def _put(parent: Element, name: str, text: str, **attributes: str) -> None:
    # XML has no way at all to write most control characters, nor half a surrogate pair.
    SubElement(parent, name, attributes).text = "".join(filter(_writable, text))


def _writable(character: str) -> bool:
    return character in "\t\n\r" or " " <= character < "\ud800" or "\ue000" <= character not in "\ufffe\uffff"


def _cell(value: str) -> str:
    inside = BEFORE_FORMULA.sub(lambda blank: blank[0] + ("'" if re.search(r"[;\t\r\n]", blank[0]) else ""), value)
    return (
        f"'{inside}"
        if value.startswith(("\t", "\r", "\n")) or value.lstrip().startswith(tuple(FORMULA_SIGNS))
        else inside
    )
