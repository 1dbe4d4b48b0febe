"""Addresses of the pages of one blueprint. Only what a search is made of goes into them; all else is kept out."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.routing import BaseConverter

from trouvere.index.settings import Settings
from trouvere.web.params import SearchParams

ID_CONVERTER = "trouvere_id"


class AnyId(BaseConverter):
    """Every id there is, as the last part of a path: slashes first, last or doubled, line feeds and all."""

    regex = r"[\s\S]+"
    part_isolating = False


class Links:
    """Addresses within the blueprint that answers, whatever name and prefix its host gave it."""

    def __init__(self, name: str, settings: Settings, version: str) -> None:
        self._name = name
        self._settings = settings
        self._version = version

    def start(self) -> str:
        """Return the address of the empty page."""
        return self._to("start")

    def form(self) -> str:
        """Return the address that forms are sent to."""
        return self._to("search")

    def search(self, params: SearchParams) -> str:
        """Return the address of this search."""
        return self._to("search", **self._values(params))

    def article(self, id: str, params: SearchParams | None = None) -> str:  # noqa: A002  the name promised outside
        """Return the address of an article; `params` is the search to go back to, and whose words are marked."""
        values = self._values(params) if params and params.query else {}
        if any(part in ("", ".", "..") for part in id.split("/")):
            # Browsers resolve dots and proxies merge slashes before anything reaches us.
            return self._to("article_by_id", id=id, **values)
        return self._to("article", id=id, **values)

    def static(self, filename: str) -> str:
        """Return the address of a static file; it changes when the files do, so that browsers may keep them."""
        return self._to("static", filename=filename, v=self._version)

    def _values(self, params: SearchParams) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for name, value in params.pairs(self._settings):
            values.setdefault(name, []).append(value)
        return values

    def _to(self, endpoint: str, **values: str | list[str]) -> str:
        # Outside of any blueprint (an address that leads nowhere) the registered name is all there is.
        return url_for(f"{request.blueprint or self._name}.{endpoint}", **values)  # type: ignore[arg-type]
