"""How much longer a search takes than the requests that it sends: python -m contract.speed INDEX QUERIES.jsonl

Each query is searched (ten hits, with passages), and what it sent is sent again bare, by urllib3, its answers read as JSON;
in turns, so that both have the same machine. A first round, not counted, fills the caches that a running site has; one
more, of a searcher just opened, shows what they are worth.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import urllib3

from trouvere.index.settings import Settings
from trouvere.search import open_searcher

ROUNDS = 5


@dataclass
class Sent:
    """What a search sent: method, address, body."""

    requests: list[tuple[str, str, Any]] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    index, queries = sys.argv[1], Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    texts = [str(json.loads(line)["text"]) for line in queries.open(encoding="utf-8")][:count]
    pool = urllib3.PoolManager(maxsize=1)
    searcher: Any = open_searcher(index, settings=Settings())
    transport = searcher.requests._opened.wire._client.transport
    original, sent = transport.perform_request, Sent()
    host = "http://{}:{}".format(*searcher.requests._opened.wire.address.hosts[0])

    def noted(method: str, url: str, **asked: Any) -> Any:
        sent.requests.append((method, url, (asked.get("params"), asked.get("body"))))
        return original(method, url, **asked)

    transport.perform_request = noted

    def searched(text: str) -> float:
        sent.requests.clear()
        started = time.perf_counter()
        searcher.search(text, match="any")
        return time.perf_counter() - started

    def bare(only: str) -> float:
        bodies = [
            (method, url, params, _encoded(transport, body))
            for method, url, (params, body) in list(sent.requests)
            if only in url
        ]
        started = time.perf_counter()
        for method, url, params, body in bodies:
            # Never answered from the cluster's own cache: no more than the search was.
            fields = {name: value for name, value in (params or {}).items() if name != "request_timeout"}
            query = "&".join(f"{name}={value}" for name, value in fields.items())
            answer = pool.request(
                method, f"{host}{url}?{query}", body=body, headers={"content-type": "application/json"}
            )
            orjson.loads(answer.data)
        return time.perf_counter() - started

    first = [searched(text) for text in texts]
    times: dict[str, list[float]] = {"search": [], "all": [], "raw": []}
    for _ in range(ROUNDS):
        for text in texts:
            times["search"].append(searched(text))
            times["all"].append(bare(""))
            times["raw"].append(bare("_search"))
    p50 = {name: statistics.median(each) * 1000 for name, each in times.items()}
    p95 = {name: sorted(each)[int(0.95 * len(each))] * 1000 for name, each in times.items()}
    print(f"{len(texts)} queries, {ROUNDS} rounds; p50 (p95) in ms")
    print(f"first time asked        {statistics.median(first) * 1000:8.2f}")
    print(f"search, 10 hits         {p50['search']:8.2f} ({p95['search']:.2f})")
    print(f"all that it sends, bare {p50['all']:8.2f} ({p95['all']:.2f})  ratio {p50['search'] / p50['all']:.2f}")
    print(f"its _search alone, bare {p50['raw']:8.2f} ({p95['raw']:.2f})  ratio {p50['search'] / p50['raw']:.2f}")


def _encoded(transport: Any, body: Any) -> Any:
    return body if body is None or isinstance(body, bytes | str) else transport.serializer.dumps(body)


if __name__ == "__main__":
    main()
