"""Serializes articles as OpenSearch documents: pre-analysed tokens joined by blanks, for a whitespace tokenizer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import orjson

from trouvere.index import jsontext
from trouvere.index.analysis import folded_value
from trouvere.index.analysis.bulk.analyzer import BulkAnalyzer
from trouvere.index.article import Article, minute_of
from trouvere.index.columns.write.usage import PairCounter
from trouvere.index.engines.opensearch.read.documents import DIGEST_STRUCT, document_id
from trouvere.index.engines.opensearch.read.mapping import (
    DIGEST,
    FILTERED,
    FIRST_TOKEN,
    NO_STEM_TOKEN,
    OWN,
    OWN_KEYS,
    key_of,
    length_of,
)
from trouvere.index.engines.opensearch.vocabulary import Met, met_by
from trouvere.index.fields import Field
from trouvere.index.schema import order_of_title, stem_of


def stored(article: Article) -> dict[str, Any]:
    """Return an article as it is kept, for `restored`: extra values as a text, which comes back to the letter."""
    values = article.as_dict()
    if "extra" in values:
        values["extra"] = jsontext.dumps(values["extra"]).decode()
    return values


def deletion(id: str, number: int) -> bytes:  # noqa: A002
    """Return what the bulk API takes to delete an article, unless it came in later than `number`."""
    action = {"_id": document_id(id), "version": number, "version_type": "external_gte"}
    return orjson.dumps({"delete": action}) + b"\n"


class Documents:
    """Makes documents of articles, many at once, for an index that declares `fields`. Not for two threads."""

    def __init__(self, fields: Sequence[Field] = ()) -> None:
        self._fields = tuple(fields)
        self._analyzer = BulkAnalyzer()
        self._pairs = PairCounter()

    def met(self) -> Met:
        """Return the words met so far."""
        return met_by(self._analyzer, self._pairs)

    def lines(self, articles: Sequence[Article], digests: Sequence[bytes], numbers: Sequence[int]) -> Iterator[bytes]:
        """Yield what the bulk API takes for each article: an action and a document, a line each.

        The number is the version too: whatever comes late, twice or after a failure, the article that came in last
        stays.
        """
        titles = ["" if article.title_derived else article.title for article in articles]
        forms = zip(self._forms("title", titles), self._forms("text", [a.text for a in articles]), strict=True)
        for article, digest, number, (title, text) in zip(articles, digests, numbers, forms, strict=True):
            action = {"_id": document_id(article.id), "version": number, "version_type": "external_gte"}
            document = {**title, **text, **_values(article, self._fields), "number": number}
            document["titled"] = title[length_of("title")] > 0
            document |= zip(DIGEST, DIGEST_STRUCT.unpack(digest), strict=True)
            yield orjson.dumps({"index": action}) + b"\n" + orjson.dumps(document) + b"\n"

    def _forms(self, field: str, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield both forms of each text, as the cluster is to cut them, with their lengths.

        The analysis gives each position one token, so surface forms that stand in order stand where they should, and
        stems where their words do: `NO_STEM_TOKEN` keeps the place of a word without one.
        """
        tokens = self._analyzer.analyze(texts)
        if field == "text":
            self._pairs.take(texts, tokens, self._analyzer.surfaces)
        words = map(self._analyzer.surfaces.__getitem__, tokens.surface.tolist())
        # A token without a stem has -1 for one, which is the last.
        roots = map([*self._analyzer.stems, NO_STEM_TOKEN].__getitem__, tokens.stem.tolist())
        counts = np.bincount(tokens.text, minlength=len(texts)).tolist()
        stemmed = np.bincount(tokens.text[tokens.stem >= 0], minlength=len(texts)).tolist()
        stem = stem_of(field)
        for many, fewer in zip(counts, stemmed, strict=True):
            yield {
                field: " ".join((FIRST_TOKEN, *islice(words, many))),
                stem: " ".join((FIRST_TOKEN, *islice(roots, many))),
                length_of(field): many,
                length_of(stem): fewer,
            }


def _values(article: Article, fields: Sequence[Field]) -> dict[str, Any]:
    values: dict[str, Any] = {"id": article.id, "article": stored(article)}
    for field in FILTERED:
        if value := getattr(article, field):
            values[field] = value
            several = (value,) if isinstance(value, str) else value
            values[key_of(field)] = list(dict.fromkeys(map(folded_value, several)))
    if day := article.day:
        values["date"] = day.isoformat()
    if isinstance(article.date, dt.datetime):
        values["minute"] = minute_of(article.date)
    if title := order_of_title(article.title):
        values["title_order"] = title
    for one in fields:
        if terms := one.fitting(article.extra):
            values.setdefault(OWN, {})[one.column] = [one.value(term) for term in terms] if one.ranged else terms
            if one.kind == "keyword":
                values.setdefault(OWN_KEYS, {})[one.column] = list(dict.fromkeys(map(folded_value, terms)))
    return values
