"""URL building: addresses of the pages of one blueprint, made of a search's parameters and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote_plus, urlencode

from flask import g, request, url_for
from werkzeug.routing import BaseConverter

from trouvere.index.settings import Settings
from trouvere.web.pages.theme import Look
from trouvere.web.params import SearchParams

ID_CONVERTER = "trouvere_id"
THEME = "theme"
"""Endpoint of the theme's stylesheet."""
_ENCODED_CHARACTER = re.compile(r"[^\w.~!$'()*,/:;?@-]")
"""Characters that are percent-encoded in the addresses of a page. Letters are not, accents and all: browsers encode
them themselves, and a hundred links to one search weigh a third less."""


class AnyId(BaseConverter):
    """URL converter of any id, as the last part of a path: slashes first, last or doubled, line feeds and all."""

    regex = r"[\s\S]+"
    part_isolating = False


class Links:
    """Addresses within the blueprint that answers, whatever name and prefix its host gave it."""

    def __init__(self, name: str, settings: Settings, version: str, look: Look) -> None:
        self._name = name
        self._settings = settings
        self._version = version
        self._look = look

    def start(self) -> str:
        """Return the address of the empty page."""
        return self._to("start")

    def form(self) -> str:
        """Return the address that forms are sent to."""
        return self._to("search")

    def search(self, params: SearchParams, *, whole: bool = False) -> str:
        """Return the address of this search; `whole` with scheme and host."""
        return self._with("search", self.pairs(params), whole=True) if whole else self._short("search", params)

    def article(self, id: str, params: SearchParams | None = None, *, part: int = 1, whole: bool = False) -> str:  # noqa: A002
        """Return the address of an article, or of a later part of it; `params` is the search to go back to, and whose
        words are marked."""
        asked = params if params and params.query else None
        if any(each in ("", ".", "..") for each in id.split("/")):
            # Browsers resolve dots and proxies merge slashes before anything reaches us.
            pairs = [("id", id), *(self.pairs(asked) if asked else ()), *([("part", str(part))] if part > 1 else ())]
            return self._with("article_by_id", pairs, whole=whole)
        query = self._query(asked)
        if part > 1:
            query += f"{'&' if query else '?'}part={part}"
        return f"{self._to('article', _external=whole, id=id)}{query}"

    def similar(self, id: str, params: SearchParams | None = None) -> str:  # noqa: A002
        """Return the address of the articles that are about the same; `params` is the search to go back to."""
        return self._short("similar", replace(params, page=1) if params else None, id)

    def explain(self, id: str, params: SearchParams) -> str:  # noqa: A002
        """Return the address that says why this search found an article."""
        return self._short("explain", replace(params, page=1), id)

    def facet(self, field: str, params: SearchParams, *, prefix: str = "", page: int = 1) -> str:
        """Return the address of all values of a facet that a search finds; `prefix` and `page` are of the values."""
        pairs = self.pairs(replace(params, page=page)) + ([("prefix", prefix)] if prefix else [])
        return self._with("facet", pairs, field=field)

    def export(self, form: str, params: SearchParams, *, whole: bool = False, extra: bool = False) -> str:
        """Return the address of this search as `rss`, `csv`, `jsonl` or `json`; `whole` with scheme and host.

        `extra`: hits have what their source had beside.
        """
        beside = [("extra", "true")] if extra else []
        return self._with(f"search_{form}", self.pairs(params) + beside, whole=whole)

    def suggest(self) -> str:
        """Return the address that completions come from."""
        return self._to("api.suggest")

    def suggest_json(self) -> str:
        """Return the whole address of completions in the form that browsers ask for."""
        return self._to("suggest_json", _external=True)

    def description(self) -> str:
        """Return the address of the OpenSearch description."""
        return self._to("opensearch")

    def pairs(self, params: SearchParams) -> list[tuple[str, str]]:
        """Return this search as the names and values that a form sends."""
        return params.pairs(self._settings)

    def static(self, filename: str) -> str:
        """Return the address of a static file; it changes when the files do, so that browsers may keep them."""
        return self._to("static", filename=filename, v=self._version)

    def stylesheets(self) -> list[str]:
        """Return the addresses of the stylesheets, each to win over those before it: ours, the theme, the host's."""
        theme = [self._to(THEME, v=self._look.version)] if self._look.css else []
        own = [address] if (address := self._look.own_address()) else []
        return [self.static("trouvere.css"), *theme, *own]

    def _short(self, endpoint: str, params: SearchParams | None, id: str | None = None) -> str:  # noqa: A002
        """Return an address as short as it can be written: a page of results has a hundred of them."""
        if "trouvere_addresses" not in g:
            g.trouvere_addresses = {}
        known: dict[tuple[str | None, str], str] = g.trouvere_addresses
        key = request.blueprint, endpoint
        if key not in known:
            known[key] = self._to(endpoint)
        return f"{known[key]}{self._query(params, id)}"

    def _query(self, params: SearchParams | None, id: str | None = None) -> str:  # noqa: A002
        pairs = [("id", id)] if id is not None else []
        pairs += params.pairs(self._settings) if params else []
        return (
            f"?{'&'.join(f'{name}={_ENCODED_CHARACTER.sub(_encoded, value)}' for name, value in pairs)}"
            if pairs
            else ""
        )

    def _with(self, endpoint: str, pairs: Iterable[tuple[str, str]], *, whole: bool = False, **path: str) -> str:
        return with_query(self._to(endpoint, _external=whole, **path), pairs)

    def _to(self, endpoint: str, **values: str | bool) -> str:
        # Outside of any blueprint (an address that leads nowhere) the registered name is all there is.
        name = f"{request.blueprint or self._name}.{endpoint}"
        # Asked under what no machine can be called, werkzeug has no host; "http:///search" leads to one named search.
        if values.get("_external") and not request.host:
            values["_external"] = False
        return url_for(name, **values)  # type: ignore[arg-type]


def with_query(address: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the address with these parameters behind it, in ASCII.

    Not by `url_for`, to which some names say something else: a site may declare a field « endpoint ».
    """
    query = urlencode(list(pairs), safe="!$'()*,/:;?@", errors="replace")
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address


def _encoded(found: re.Match[str]) -> str:
    return quote_plus(found[0], errors="replace")
