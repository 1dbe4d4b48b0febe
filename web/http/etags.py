"""ETags and conditional requests: answers with an ETag, and 304 Not Modified for whoever has that answer already."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from importlib.metadata import version

import orjson
from flask import Response, request

from trouvere.index.jsontext import dumps
from trouvere.search.query.filters import Filters
from trouvere.web.archive import Archive


class ConditionalJson:
    """The JSON answers of one archive. The ETag is a hash of all that an answer depends on: code, settings, language,
    generation, edition, address and base filter. It is known before the answer is."""

    def __init__(self, archive: Archive, language: str) -> None:
        self._archive = archive
        # Constant for the life of the process.
        self._always = f"{version('trouvere')}\n{language}\n{archive.settings!r}\n".encode("utf-8", "surrogatepass")

    def moment(self) -> tuple[str, str]:
        """Return the current generation and edition; to be read before the answer that they label."""
        return self._archive.generation, self._archive.edition

    def unchanged(self) -> Response | None:
        """Return 304 where the client has this answer already, before any search: that is what the tag is for."""
        if not request.if_none_match:
            return None
        tag = self._tag(*self.moment())
        return self._labelled(Response(status=304), tag) if request.if_none_match.contains_weak(tag) else None

    def json(self, body: Mapping[str, object], generation: str, edition: str) -> Response:
        """Return the answer, tagged with the generation it is of."""
        return self.label(Response(as_json(body), mimetype="application/json"), generation, edition)

    def label(self, answer: Response, generation: str, edition: str) -> Response:
        """Return the answer, whatever it is made of, tagged with the generation it is of."""
        return self._labelled(answer, self._tag(generation, edition))

    def _labelled(self, answer: Response, tag: str) -> Response:
        answer.set_etag(tag, weak=True)
        answer.headers["Cache-Control"] = "no-cache" if self._archive.shared else "private, no-cache"
        return answer

    def _tag(self, generation: str, edition: str) -> str:
        base = "" if self._archive.shared else _told(self._archive.base())
        # The host too: what was asked under another name, and is in a cache, must not be found unchanged.
        where = (request.url_root, request.full_path)
        asked = "\n".join((generation, edition, *where, base)).encode("utf-8", "surrogatepass")
        return blake2b(self._always + asked, digest_size=12).hexdigest()


def _told(base: Filters) -> str:
    # By what is asked of articles: the repr leaves out what two filters on one field ask together.
    return repr((base.clauses, base.date_from, base.date_to))


def as_json(body: object) -> bytes:
    """Return JSON in UTF-8, keys in the order in which they are promised."""
    try:
        return orjson.dumps(body)
    except TypeError:  # what orjson refuses (integers of more than 64 bits) costs the order
        return dumps(body)
