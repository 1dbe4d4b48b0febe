"""What is asked of the engines: the kinds of request, made from the queries and the corpus with a fixed seed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bench.corpus import Draws

Match = Literal["all", "any"]
Sort = Literal["relevance", "date"]
PREFIX = 4
"""Letters of a prefix."""
words = re.compile(r"\w+").findall


@dataclass(frozen=True, slots=True)
class Request:
    """One search for the ten best; facets and an exact total are part of every answer of ours."""

    query: str
    match: Match = "any"
    sort: Sort = "relevance"
    source: str = ""

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `Searcher.search`."""
        from trouvere.search import Filters

        filters = Filters(source=(self.source,)) if self.source else None
        return {"query": self.query, "limit": 10, "match": self.match, "sort": self.sort, "filters": filters}

    def parameters(self) -> dict[str, str]:
        """Return the parameters of `api/v1/search`."""
        named = {"q": self.query, "match": self.match, "sort": self.sort, "source": self.source}
        return {name: value for name, value in named.items() if value}


def kinds(queries: Iterable[str], draws: Draws) -> dict[str, list[Request]]:
    """Return the requests of each kind: `any` is the plain one that peers answer too."""
    asked = list(queries)
    firsts = [word[0] for text in asked if (word := words(text))]
    return {
        "any": [Request(text) for text in asked],
        "all": [Request(text, match="all") for text in asked],
        "phrase": [Request(f'"{phrase}"') for phrase in draws.phrases],
        "prefix": [Request(f"{word[:PREFIX]}*") for word in firsts],
        "filter": [Request(text, source=draws.sources[i % len(draws.sources)]) for i, text in enumerate(asked)],
        "date": [Request(text, sort="date") for text in asked],
    }


def to_file(path: Path, requests: Iterable[Request]) -> Path:
    """Write requests where a measured process reads them."""
    path.write_text(json.dumps([asdict(request) for request in requests], ensure_ascii=False), "utf-8")
    return path


def of_file(path: str | Path) -> list[Request]:
    """Return the requests that `to_file` wrote."""
    return [Request(**values) for values in json.loads(Path(path).read_text("utf-8"))]
