"""Asks a tantivy index that `peers.py` made what `peers.py` does not: all words, phrases, prefixes.

python -m bench.tantivy_peer {any,all,phrase,prefix} '{"index": …, "requests": …}'    prints percentiles as JSON

Its French is that of `peers.py`: simple tokens, lower case, Snowball stem, ASCII. A prefix is a regular expression on
the stems, which is all that tantivy-py has for one word; it gives every article the same score.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from bench.latency import latency
from bench.requests import of_file, words


def opened(t: Any, folder: str) -> Any:
    """Open the index with the analysis that it was made with."""
    index = t.Index.open(folder)
    french = t.TextAnalyzerBuilder(t.Tokenizer.simple())
    for step in (t.Filter.lowercase(), t.Filter.stemmer("french"), t.Filter.ascii_fold()):
        french = french.filter(step)
    index.register_tokenizer("fr", french.build())
    return index


def ask(kind: str, index: str, requests: str) -> dict[str, float]:
    """Time each request of a kind: top 10 with ids."""
    t: Any = importlib.import_module("tantivy")
    made = opened(t, index)
    searcher = made.searcher()
    fold = t.TextAnalyzerBuilder(t.Tokenizer.simple()).filter(t.Filter.lowercase()).filter(t.Filter.ascii_fold())
    folded = fold.build()

    def query(text: str) -> Any:
        # Lower case, or the words AND, OR, NOT would be operators.
        asked = words(text.lower())
        if kind == "prefix":
            return t.Query.regex_query(made.schema, "x", "".join(folded.analyze(asked[0])[:1]) + ".*")
        if kind == "phrase":
            return made.parse_query(f'"{" ".join(asked)}"', ["x"])
        return made.parse_query(" ".join(f"+{word}" if kind == "all" else word for word in asked), ["x"])

    def answer(text: str) -> list[Any]:
        return [searcher.doc(address)["id"] for _, address in searcher.search(query(text), 10).hits]

    return latency(answer, [request.query for request in of_file(requests)])


if __name__ == "__main__":
    print(json.dumps(ask(sys.argv[1], **json.loads(sys.argv[2]))))
