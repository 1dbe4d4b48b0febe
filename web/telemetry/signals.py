"""Signal `answered`, sent for each answered request: `create_app` counts it for `/metrics`, a host may for its own.

    from trouvere.web.telemetry.signals import answered

    @answered.connect_via(app)
    def count(app, answer):                  # an `Answer`: kind, status, seconds, total, match
        statsd.timing(f"search.{answer.kind}", answer.seconds)

Of a query only its outcome is told, never its words.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Literal

from blinker import Namespace
from flask import Blueprint, current_app, g, has_app_context, request
from werkzeug.wrappers import Response

from trouvere.index.events import tell
from trouvere.search.results import Results

Kind = Literal["page", "article", "api", "suggest", "similar", "explain", "export", "static", "other"]

KINDS: dict[str, Kind] = {
    "start": "page",
    "search": "page",
    "facet": "page",
    "article": "article",
    "article_by_id": "article",
    "similar": "similar",
    "explain": "explain",
    "suggest_json": "suggest",
    "static": "static",
    "theme": "static",
    "api.search": "api",
    "api.article": "article",
    "api.article_by_id": "article",
    "api.suggest": "suggest",
    "api.similar": "similar",
    "api.explain": "explain",
    "api.facet": "api",
    "api.fields": "api",
}
"""Kind of a request by its endpoint, without the blueprint's name."""

answered = Namespace().signal("trouvere-answered")
"""Sent by the app, with an `Answer`, when a request to a Trouvère blueprint was answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `total` and `match` are those of the search behind it, None and "" where there was none."""

    kind: Kind
    status: int
    seconds: float
    total: int | None = None
    match: Literal["all", "any", ""] = ""


def watch(blueprint: Blueprint) -> None:
    """Log each answer of a blueprint, and send the signal."""

    def begin() -> None:
        g.trouvere_begun = time.perf_counter()

    def end(response: Response) -> Response:
        results: Results | None = g.get("trouvere_results")
        now = time.perf_counter()
        seconds = now - g.get("trouvere_begun", now)
        kind = kind_asked()
        tell(
            "request.answered",
            logging.DEBUG if kind == "static" else logging.INFO,
            method=request.method,
            kind=kind,
            status=response.status_code,
            ms=round(seconds * 1e3, 1),
            generation=results.generation if results else "",
        )
        if answered.receivers:
            found = (results.total, results.match) if results and response.status_code < 400 else (None, "")
            app = current_app._get_current_object()  # type: ignore[attr-defined]  # signals know senders by identity
            answered.send(app, answer=Answer(kind, response.status_code, seconds, *found))
        return response

    blueprint.before_request(begin)
    blueprint.after_request(end)


def noted(results: Results) -> Results:
    """Store `results` as those that answer the current request, and return them."""
    if has_app_context():
        g.trouvere_results = results
    return results


def kind_asked() -> Kind:
    """Return the kind of the current request."""
    inside = (request.endpoint or "").removeprefix((request.blueprint or "").removesuffix(".api") + ".")
    return KINDS.get(inside, "export" if inside.startswith("search_") else "other")
