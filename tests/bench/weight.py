"""What a page of ten results weighs, stylesheet and script included: python -m bench.weight INDEX QUERIES.jsonl"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from trouvere.index.settings import Settings
from trouvere.web import create_app

STATIC = Path(__file__).parents[2] / "web" / "static"
AIM = 60_000
"""Bytes, as they are: a server or a proxy may compress them."""


def main() -> None:
    """Measure and print."""
    index, queries = sys.argv[1], Path(sys.argv[2])
    client = create_app(index, settings=Settings(log_level="error")).test_client()
    beside = sum((STATIC / name).stat().st_size for name in ("trouvere.css", "trouvere.js"))
    weights = []
    for line in queries.open(encoding="utf-8"):
        answer = client.get("/search", query_string={"q": json.loads(line)["text"]})
        assert answer.status_code == 200
        weights.append(len(answer.data) + beside)
    weights.sort()
    above = sum(weight > AIM for weight in weights)
    print(f"{len(weights)} pages: median {weights[len(weights) // 2]}, most {weights[-1]} bytes, {above} above {AIM}")


if __name__ == "__main__":
    main()
