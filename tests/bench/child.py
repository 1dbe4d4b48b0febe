"""What runs in a fresh process and is measured there: Trouvère through its public interface.

python -m bench.child {build,ask,open,serve,update,optimize,size,load,paint} '{"index": …}'    prints its figures as JSON
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.latency import latency
from bench.memory import pss_mib
from bench.requests import Request, of_file


def build(index: str, corpus: str, processes: int) -> dict[str, float]:
    """Build from `.jsonl.gz` to published; what `build_index` imports when it is called counts too."""
    from trouvere.index import build_index
    from trouvere.index.settings import Settings

    settings = Settings(processes=processes)
    started = time.perf_counter()
    report = build_index(index, corpus, settings=settings)
    seconds = time.perf_counter() - started
    return {"articles": report.articles, "seconds": seconds, "rate": report.articles / seconds}


def ask(index: str, requests: str, snippets: bool) -> dict[str, float]:
    """Time each request: top 10 with ids alone, or with titles and two snippets each."""
    from trouvere.search import open_searcher

    with open_searcher(index) as searcher:

        def ids(request: Request) -> tuple[str, ...]:
            return searcher.rank(**request.arguments()).ids

        def shown(request: Request) -> list[object]:
            hits = searcher.search(**request.arguments()).hits
            return [(hit.article.id, hit.title, [snippet.fragments for snippet in hit.snippets]) for hit in hits]

        return latency(shown if snippets else ids, of_file(requests))


def opening(index: str, query: str) -> dict[str, float]:
    """Time the import, opening, and the first answer."""
    started = time.perf_counter()
    from trouvere.index.errors import IndexNotFound
    from trouvere.search import open_searcher

    # The engine is imported when it is first asked for: an index that is not there brings it in and opens nothing.
    with suppress(IndexNotFound):
        open_searcher(f"{index}-absent")
    imported = time.perf_counter()
    with open_searcher(index) as searcher:
        opened = time.perf_counter()
        searcher.search(query, match="any")
        answered = time.perf_counter()
    return {
        "import_ms": (imported - started) * 1e3,
        "open_ms": (opened - imported) * 1e3,
        "opened_and_answered_ms": (answered - imported) * 1e3,
    }


def serve(index: str, requests: list[str]) -> dict[str, float]:
    """Answer all requests as the web application does, on as many threads as `trouvere serve` has, then weigh it."""
    from trouvere.index.settings import Settings
    from trouvere.web import create_app

    settings = Settings()
    app = create_app(index, settings=settings)

    def answer(request: Request) -> int:
        return app.test_client().get("/api/v1/search", query_string=request.parameters()).status_code

    asked = [request for file in requests for request in of_file(file)]
    with ThreadPoolExecutor(settings.threads) as pool:
        refused = sum(status != 200 for status in pool.map(answer, asked))
        # While the threads live, so does what each holds for itself.
        return {"pss_mib": pss_mib(), "rss_mib": pss_mib(line="Rss"), "requests": len(asked), "refused": refused}


def update(index: str, batches: list[str]) -> dict[str, Any]:
    """Publish each batch by itself; the first one pays for the imports, as a cold process does."""
    seconds: list[float] = []
    updated = 0
    for batch in batches:
        started = time.perf_counter()
        from trouvere.index import update_index
        from trouvere.index.settings import Settings

        updated += update_index(index, batch, settings=Settings()).updated
        seconds.append(time.perf_counter() - started)
    return {"seconds": seconds, "updated": updated}


def optimize(index: str) -> dict[str, float]:
    """Join the segments."""
    from trouvere.index import optimize
    from trouvere.index.settings import Settings

    started = time.perf_counter()
    optimize(index, settings=Settings())
    return {"seconds": time.perf_counter() - started}


def size(index: str) -> dict[str, float]:
    """Weigh the published generation: every file of its folder."""
    from trouvere.index import describe_index

    known = describe_index(index)
    weights = [file.stat().st_size for file in Path(known.path).rglob("*") if file.is_file()]
    return {"mb": sum(weights) / 1e6, "files": len(weights), "articles": known.articles, "segments": known.segments}


def load(port: int, queries: list[str], clients: int, count: int) -> dict[str, float]:
    """Ask a server: once through to warm it, then `count` times."""
    from urllib.parse import quote

    import numpy as np

    from bench import load as asking

    requests = [asking.request_of(f"/api/v1/search?q={quote(query, safe='')}") for query in queries]
    asking.load(port, requests, clients, len(requests))
    times, seconds, size = asking.load(port, requests, clients, count)
    found = {f"p{p}": round(float(np.percentile(times, p)), 3) for p in (50, 95, 99)}
    return {**found, "rate": count / seconds, "bytes": size}


def paint(port: int, queries: list[str]) -> dict[str, float]:
    """Look at pages of results in a browser."""
    from bench.painting import painted

    return painted(port, queries)


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {
    "build": build,
    "ask": ask,
    "open": opening,
    "serve": serve,
    "update": update,
    "optimize": optimize,
    "size": size,
    "load": load,
    "paint": paint,
}

if __name__ == "__main__":
    # Guarded: a builder that spawns its processes imports this module again in each.
    print(json.dumps(COMMANDS[sys.argv[1]](**json.loads(sys.argv[2]))))
