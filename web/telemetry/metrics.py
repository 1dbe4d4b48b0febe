"""`/metrics` for Prometheus: what was asked, how long it took, what found nothing, how old the index is.

Each app counts by itself. Under several worker processes `PROMETHEUS_MULTIPROC_DIR` names an empty folder that they
share, and any of them answers for all; apps of one process then share the counters, so give each its own processes.
Labels are of fixed sets: no query, no id and no source ever becomes one.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from werkzeug.wrappers import Response

from trouvere.index import describe_index
from trouvere.index.errors import TrouvereError
from trouvere.web.archive import Archive
from trouvere.web.telemetry.signals import Answer, answered

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Counters:
    """What one app counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "trouvere_requests",
            "Requests answered, by kind and class of status.",
            ["kind", "status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "trouvere_request_seconds", "Time to answer a request.", ["kind"], buckets=SECONDS, registry=registry
        )
        self.queries = Counter(
            "trouvere_queries",
            "Searches answered, by kind, by what was wanted of the words in the end, and by outcome (found, nothing).",
            ["kind", "match", "outcome"],
            registry=registry,
        )

    def add(self, answer: Answer) -> None:
        """Count one answer."""
        self.requests.labels(answer.kind, f"{answer.status // 100}xx").inc()
        self.seconds.labels(answer.kind).observe(answer.seconds)
        if answer.total is not None:
            self.queries.labels(answer.kind, answer.match, "found" if answer.total else "nothing").inc()


class IndexState:
    """What the published generation says of itself, asked anew at each scrape: the same from whichever worker."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def collect(self) -> Iterator[Metric]:
        """Yield age, size and name of the generation; of an index that cannot be read, only that."""
        try:
            known = describe_index(self._archive.index)
        except (TrouvereError, OSError):
            yield GaugeMetricFamily("trouvere_index_up", "Whether the index can be read.", 0)
            return
        published = dt.datetime.fromisoformat(known.published)
        age = (dt.datetime.now(published.tzinfo) - published).total_seconds()
        yield GaugeMetricFamily("trouvere_index_up", "Whether the index can be read.", 1)
        yield GaugeMetricFamily("trouvere_index_age_seconds", "Time since the generation was published.", max(age, 0.0))
        yield GaugeMetricFamily("trouvere_index_articles", "Articles in the generation.", known.articles)
        yield GaugeMetricFamily("trouvere_index_bytes", "Size of the generation on disk.", known.size)
        named = {"generation": known.generation, "analysis": known.analysis, "version": version("trouvere")}
        yield InfoMetricFamily("trouvere_index", "The generation that answers, and the program.", named)


def add_metrics(app: Flask, archive: Archive) -> None:
    """Count what `app` answers, and give the counts at `/metrics`."""
    if folder := os.environ.get(FOLDER):
        Path(folder).mkdir(parents=True, exist_ok=True)
    registry = CollectorRegistry()
    counts = Counters(registry)
    state = IndexState(archive)

    def count(_: Flask, answer: Answer) -> None:
        counts.add(answer)

    # Held by the app: the signal itself keeps nobody alive.
    app.extensions["trouvere-metrics"] = count
    answered.connect(count, sender=app)

    @app.get("/metrics")
    def metrics() -> Response:
        """Give the counts in Prometheus's text format."""
        shown = generate_latest(_of_all_workers() if os.environ.get(FOLDER) else registry)
        about = CollectorRegistry(auto_describe=False)
        about.register(state)
        answer = Response(shown + generate_latest(about), content_type=CONTENT_TYPE_LATEST)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _of_all_workers() -> CollectorRegistry:
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
