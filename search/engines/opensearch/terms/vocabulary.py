"""Vocabulary of a generation on a cluster: its words by prefix, their display forms, all of them for corrections.

Read whole when they are first wanted, and then at hand. A generation without them, copied or made by another program,
answers all the same, but completes and corrects nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import partial
from heapq import nlargest, nsmallest
from threading import Lock

from trouvere.index.analysis import folded
from trouvere.index.columns.write.usage import key_of
from trouvere.index.engines.opensearch.read.vocabulary_reader import index_of, unpacked
from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.budget import unbounded
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.suggest.word_pairs import EXAMINED_PAIRS
from trouvere.search.weak_cache import remembered

DOCUMENTS = 10_000
MAX_EXPANSIONS = 250
"""Words that one beginning scores with in one field, at the most: the cluster takes 1,024 clauses in all."""


class ClusterWords:
    """Words in the order of the alphabet, with how many articles have each."""

    def __init__(self, articles: dict[str, int]) -> None:
        self.articles = articles
        self._sorted = sorted(articles)

    def with_prefix(self, prefix: str) -> list[str]:
        """Return those that begin so."""
        first = bisect_left(self._sorted, prefix)
        return self._sorted[first : bisect_left(self._sorted, prefix + "\U0010ffff", first)]


class _Read:
    """What was read: words of a form, written forms by surface form, pairs by what they are compared by."""

    def __init__(self, lists: dict[str, dict[str, int]]) -> None:
        self.words = {form: ClusterWords(lists[form]) for form in ("text", "title", "text_stem")}
        self.forms = {folded(text.lower()): text for text in lists["forms"]}
        self.pairs = sorted((key_of(text), text, uses) for text, uses in lists["pairs"].items())


class ClusterVocabulary:
    """The words of one generation. Safe to share between threads."""

    def __init__(self, wire: Transport, index: str, expansions: int) -> None:
        self._wire, self._index = wire, index
        self._expansions = min(expansions, MAX_EXPANSIONS)
        self._held: _Read | None = None
        self.expanded = remembered(self._expanded, 1 << 10)
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`: a searcher that is held keeps its generation in a child too."""
        self._lock = Lock()

    def __len__(self) -> int:
        return sum(len(self._read.words[field].articles) for field in TEXT_FIELDS)

    def words(self, field: str, prefix: str) -> tuple[str, ...]:
        """Return the words of a field that begin so: the most frequent where there are more than may be."""
        return self.expanded(field, prefix)

    def most_frequent(self, form: str, prefix: str, most: int, but: str) -> tuple[str, ...]:
        """See `Evidence.most_frequent`."""
        words = self._read.words[form]
        others = (word for word in words.with_prefix(prefix) if word != but)
        return tuple(sorted(nsmallest(most, others, key=partial(_order, words.articles))))

    def prefix_terms(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin so, the most frequent first, and how many articles have each."""
        found: dict[str, int] = {}
        for field in TEXT_FIELDS:
            words = self._read.words[field]
            for word in words.with_prefix(prefix):
                found[word] = max(found.get(word, 0), words.articles[word])
        return [(word, found[word]) for word in nsmallest(most, found, key=partial(_order, found))]

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """See `Completions.pairs`; none is sure, since some article may be gone."""
        pairs = self._read.pairs
        first, last = bisect_left(pairs, (key,)), bisect_left(pairs, (key + "\U0010ffff",))
        found = nlargest(EXAMINED_PAIRS, pairs[first:last], key=lambda pair: pair[2])
        return [(text, False) for compared, text, _ in found if compared != key]

    def display_form(self, surface: str) -> str:
        """Return how articles write a surface form most often; one that is written nowhere is returned as it is."""
        return self._read.forms.get(surface, surface)

    def every(self) -> Iterable[tuple[str, int]]:
        """Yield all surface forms and how many articles have each, in title and in text."""
        text, title = (self._read.words[field].articles for field in ("text", "title"))
        for word in sorted(text.keys() | title.keys()):
            yield word, text.get(word, 0) + title.get(word, 0)

    def _expanded(self, field: str, prefix: str) -> tuple[str, ...]:
        words = self._read.words[field]
        found = words.with_prefix(prefix)
        return tuple(nsmallest(self._expansions, found, key=partial(_order, words.articles)))

    @property
    def _read(self) -> _Read:
        if (held := self._held) is None:
            with self._lock:
                if (held := self._held) is None:
                    with unbounded():
                        held = self._held = _Read(unpacked(self._documents()))
        return held

    def _documents(self) -> list[dict[str, str]]:
        body = {"size": DOCUMENTS, "query": {"match_all": {}}}
        found = self._wire.search(index_of(self._index), body, ignore_unavailable="true")
        return [hit["_source"] for hit in found["hits"]["hits"]]


def _order(articles: dict[str, int], word: str) -> tuple[int, str]:
    return -articles[word], word
