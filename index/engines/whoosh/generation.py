"""Opens one generation for reading: the only way in for whoever answers from a Whoosh index.

What it gives are numbers of documents as numpy arrays, scores, articles; never an object of Whoosh.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh import query, scoring
from whoosh.filedb.filestore import Storage as WhooshStorage
from whoosh.index import FileIndex
from whoosh.matching import NullMatcherClass

from trouvere.index.article import Article
from trouvere.index.engines.whoosh.files import SeamStorage
from trouvere.index.errors import ArticleNotFound, CorruptIndex, TrouvereError
from trouvere.index.storage import Storage

B, K1 = 0.75, 1.2
"""BM25's constants, as Lucene and tantivy have them."""

Scored = tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.float64]]]
"""Numbers of documents, ascending, and their scores."""


@dataclass(frozen=True, slots=True)
class Values:
    """A value field as arrays: document `d` has `values[codes[d]]`, or none where `codes[d]` is -1 (its last value,
    where a document has several: count with `documents`)."""

    values: tuple[str, ...]
    codes: np.ndarray[Any, np.dtype[np.int32]]


class WhooshGeneration:
    """A generation opened for reading. Safe to share between threads."""

    def __init__(self, folder: Path, storage: Storage) -> None:
        try:
            files: WhooshStorage = SeamStorage(folder, storage, readonly=True)
            self._searcher = FileIndex(files).searcher(weighting=scoring.BM25F(B=B, K1=K1))
        except TrouvereError:
            raise
        except Exception as error:
            raise CorruptIndex(
                f"{folder} : génération illisible ({error})", hint="trouvere index check INDEX dit ce qui est abîmé"
            ) from error
        self._reader = self._searcher.reader()
        self._lock = Lock()
        self._values: dict[str, Values] = {}
        self.documents = self._searcher.doc_count_all()
        """Documents, deleted ones included: numbers are below this."""

    def count(self) -> int:
        """Return how many articles there are, deleted ones not counted."""
        return int(self._searcher.doc_count())

    @property
    def segments(self) -> int:
        """How many segments hold them."""
        return len(self._reader.leaf_readers()) if self.documents else 0

    def close(self) -> None:
        """Let go of the files."""
        self._searcher.close()

    def live(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which documents are not deleted."""
        mask = np.ones(self.documents, bool)
        mask[[number for number in range(self.documents) if self._reader.is_deleted(number)]] = False
        return mask

    # Articles

    def find(self, id: str) -> int:  # noqa: A002
        """Return the number of the article with this id; raises `ArticleNotFound`."""
        for number in self._numbers("id", id):
            return number
        raise ArticleNotFound(f"aucun article n'a l'identifiant « {id} »")

    def article(self, number: int) -> Article:
        """Return a document's article."""
        return Article.from_dict(self._reader.stored_fields(int(number))["article"])

    def articles(self) -> Iterator[Article]:
        """Yield every article, in the order in which they are numbered."""
        for _, stored in self._reader.iter_docs():
            yield Article.from_dict(stored["article"])

    # Values of filters and facets

    def values(self, field: str) -> Values:
        """Return a value field as arrays, made on first use."""
        with self._lock:
            if field not in self._values:
                names: list[str] = []
                codes = np.full(self.documents, -1, np.int32)
                for term in self._reader.lexicon(field):
                    codes[self._numbers(field, term)] = len(names)
                    names.append(term.decode())
                self._values[field] = Values(tuple(names), codes)
            return self._values[field]

    def having(self, field: str, values: Iterable[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return, for each document, whether a field has one of these values."""
        mask = np.zeros(self.documents, bool)
        for value in values:
            mask[self._numbers(field, value)] = True
        return mask

    def names(self, field: str) -> tuple[str, ...]:
        """Return every value of a field, sorted."""
        return self.values(field).values

    def _numbers(self, field: str, term: str | bytes) -> list[int]:
        text = term.encode() if isinstance(term, str) else term
        if (field, text) not in self._reader:
            return []
        return list(self._reader.postings(field, text).all_ids())

    # Words

    def frequency(self, field: str, word: str) -> int:
        """Return how many documents have a word in a field."""
        return int(self._reader.doc_frequency(field, word.encode()))

    def words(self, field: str, prefix: str, most: int) -> list[str]:
        """Return the words of a field that begin so, `most` at the most, the frequent ones rather."""
        found = [word.decode() for word in self._reader.expand_prefix(field, prefix.encode())]
        if len(found) > most:
            found = sorted(found, key=lambda word: (-self.frequency(field, word), word))[:most]
        return found

    def term(self, field: str, word: str) -> Scored:
        """Return the documents with a word in a field, and BM25F's scores."""
        return self._scored(query.Term(field, word))

    def phrase(self, field: str, words: Sequence[str], slop: int) -> Scored:
        """Return the documents with words in order in a field, at most `slop` others among them, and scores."""
        return self._scored(query.Phrase(field, list(words), slop=slop + 1))

    def _scored(self, wanted: Any) -> Scored:
        numbers: list[int] = []
        scores: list[float] = []
        for leaf, offset in self._searcher.leaf_searchers():
            matcher = wanted.matcher(leaf)
            if isinstance(matcher, NullMatcherClass):
                continue
            while matcher.is_active():
                numbers.append(matcher.id() + offset)
                scores.append(matcher.score())
                matcher.next()
        return np.array(numbers, np.int64), np.array(scores, np.float64)
