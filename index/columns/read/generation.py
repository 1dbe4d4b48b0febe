"""Reads a generation: its segments as one set of documents, a snapshot of the index, as numpy arrays and articles.

A document's number (doc_id) is its number in its segment plus the base of that segment.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trouvere.index.analysis import folded_value
from trouvere.index.article import Article
from trouvere.index.columns.read.container import HINT, Array, Container
from trouvere.index.columns.read.segment import Segment, SegmentInfo, parts_of
from trouvere.index.errors import ArticleNotFound, CorruptIndex
from trouvere.index.fields import Field
from trouvere.index.lazy import cached_property
from trouvere.index.storage import DISK, Storage, mark_of

LOOK_SECONDS = 0.001
"""Seconds that a look at the files' modification times holds: one takes some 20 µs, so 2 % of the time at the most."""
VERIFY_SECONDS = 60.0
"""Seconds between two full verifications of all checksums, which a failed search asks for."""


@dataclass(frozen=True)
class Values:
    """A value field, dictionary-encoded (for filters and facets): document `d` has `values[codes[d]]`, none at -1.

    Of several values of a document the last one stands in `codes`, the first one in `lowest`; `Generation.having` knows
    them all. `single` says whether none has several.
    """

    values: tuple[str, ...]
    codes: Array
    lowest: Array
    single: bool

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """Values grouped by their folded form: those of one group are the same to a filter."""
        named: dict[str, list[str]] = {}
        for value in self.values:
            named.setdefault(folded_value(value), []).append(value)
        return named


class Generation:
    """The segments of a generation, opened for reading. Safe to share between threads."""

    def __init__(
        self, folder: Path, segments: Sequence[SegmentInfo], storage: Storage = DISK, *, fields: Sequence[Field] = ()
    ) -> None:
        self.folder = folder
        self.fields = tuple(fields)
        """The fields that the index declares."""
        self.infos = tuple(segments)
        self.segments = tuple(Segment(storage, folder, info.name, info.documents) for info in segments)
        ends = np.cumsum([segment.documents for segment in self.segments]).tolist()
        self.bases = tuple([0, *ends][: len(self.segments)])
        """The number of each segment's first document."""
        self.documents: int = ends[-1] if ends else 0
        """Documents, deleted ones included: numbers are below this."""
        self._values: dict[str, Values] = {}
        self._marks: list[tuple[str, int, int]] = []
        self._looked = self._verified = float("-inf")
        self._spoiled = ""

    def count(self) -> int:
        """Return how many articles there are, deleted ones not counted."""
        return self.documents - len(self.deleted)

    @cached_property
    def deleted(self) -> Array:
        """The numbers of the deleted documents: int64, ascending."""
        parts = [segment.deleted + base for segment, base in self.parts()]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    @cached_property
    def live(self) -> Array:
        """Which documents are not deleted: a boolean each."""
        mask = np.ones(self.documents, bool)
        mask[self.deleted] = False
        return mask

    def parts(self) -> Iterable[tuple[Segment, int]]:
        """Yield each segment and the number of its first document."""
        return zip(self.segments, self.bases, strict=True)

    def place(self, doc_id: int) -> tuple[Segment, int]:
        """Return the segment that holds a document, and its number there."""
        for segment, base in zip(reversed(self.segments), reversed(self.bases), strict=True):
            if doc_id >= base:
                return segment, doc_id - base
        raise IndexError(doc_id)

    # Articles

    def find(self, id: str) -> int:  # noqa: A002
        """Return the number of the article with this id; raises `ArticleNotFound`."""
        key = id.encode("utf-8", "surrogatepass")
        for segment, base in self.parts():
            if (number := segment.find(key)) >= 0:
                return number + base
        raise ArticleNotFound(f"aucun article n'a l'identifiant « {id} »")

    def holding(self, ids: Iterable[str]) -> set[str]:
        """Return those of the ids whose articles are there, deleted ones included."""
        keys = {id: id.encode("utf-8", "surrogatepass") for id in ids}  # noqa: A001
        return {id for id, key in keys.items() if any(segment.holds(key) for segment in self.segments)}  # noqa: A001

    def article(self, doc_id: int) -> Article:
        """Return a document's article."""
        segment, local_id = self.place(doc_id)
        return segment.articles.read(local_id)

    def digest(self, doc_id: int) -> bytes:
        """Return the digest of a document's article."""
        segment, local_id = self.place(doc_id)
        return segment.articles.digest(local_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article that is not deleted, in order."""
        for segment in self.segments:
            for document in np.flatnonzero(segment.live).tolist():
                yield segment.articles.read(document)

    def ids_of(self, doc_ids: Array) -> tuple[str, ...]:
        """Return the ids of some documents."""
        values = self.values("id")
        return tuple(values.values[code] for code in values.codes[doc_ids].tolist())

    def ids(self) -> list[str]:
        """Return the ids of all articles that are not deleted."""
        values = self.values("id")
        return [values.values[code] for code in values.codes[self.live].tolist()]

    # Values of filters and facets

    def values(self, field: str) -> Values:
        """Return a value field as arrays, made on first use; values are sorted by code point."""
        found = self._values.get(field)
        if found is None:
            # Without a lock, which a fork might leave locked: threads that come at once make the same.
            found = self._values[field] = self._values_of(field)
        return found

    def _values_of(self, field: str) -> Values:
        lexicons = [segment.field(field).lexicon.all() for segment in self.segments]
        terms = sorted(set().union(*lexicons))
        rank = {term: number for number, term in enumerate(terms)}
        codes = np.full(self.documents, -1, np.int32)
        lowest, postings = codes, 0
        for (segment, base), lexicon in zip(self.parts(), lexicons, strict=True):
            if lexicon:
                counts, docs, _ = segment.field(field).between(0, len(lexicon))
                ranks = np.fromiter(map(rank.__getitem__, lexicon), np.int32, len(lexicon))
                each = np.repeat(ranks, counts)
                codes[docs + base] = each
                postings += len(docs)
                if lowest is not codes or np.count_nonzero(codes >= 0) < postings:
                    # The first of several values: those written last are those that come first.
                    lowest = lowest.copy() if lowest is codes else lowest
                    lowest[docs[::-1] + base] = each[::-1]
        single = lowest is codes
        return Values(tuple(term.decode("utf-8", "surrogatepass") for term in terms), codes, lowest, single)

    def postings(self, field: str) -> tuple[Array, Array]:
        """Return every value of every document: documents, ascending, and of each the number of a value in `values`.

        Of one document the values ascend. Made anew each time.
        """
        number = {value.encode("utf-8", "surrogatepass"): at for at, value in enumerate(self.values(field).values)}
        found: list[tuple[Array, Array]] = []
        for segment, base in self.parts():
            if lexicon := segment.field(field).lexicon.all():
                counts, docs, _ = segment.field(field).between(0, len(lexicon))
                codes = np.repeat(np.fromiter(map(number.__getitem__, lexicon), np.int32, len(lexicon)), counts)
                order = np.argsort(docs, kind="stable")
                found.append((docs[order] + base, codes[order]))
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        return np.concatenate([docs for docs, _ in found]), np.concatenate([codes for _, codes in found])

    def having(self, field: str, values: Iterable[str]) -> Array:
        """Return, for each document, whether a field has one of these values."""
        mask = np.zeros(self.documents, bool)
        for value in values:
            for segment, base in self.parts():
                column = segment.field(field)
                if (term := column.lexicon.find(value.encode("utf-8", "surrogatepass"))) >= 0:
                    mask[column.docs(term) + base] = True
        return mask

    def within(self, field: str, bounds: Iterable[tuple[int, int]]) -> Array:
        """Return, for each document, whether a field has a value in one of some ranges of `values`: from, to before."""
        values = self.values(field)
        if values.single:
            # One look at each document, however many ranges: the code of one without a value is -1, the last one.
            wanted = np.zeros(len(values.values) + 1, bool)
            for low, high in bounds:
                wanted[low:high] = True
            return wanted[values.codes]
        mask = np.zeros(self.documents, bool)
        spans = [(values.values[low], values.values[high - 1]) for low, high in _apart(bounds)]
        for segment, base in self.parts():
            column = segment.field(field)
            for first, last in spans:
                low = column.lexicon.ceiling(first.encode("utf-8", "surrogatepass"))
                high = column.lexicon.ceiling(last.encode("utf-8", "surrogatepass") + b"\0")
                if low < high:
                    mask[column.between(low, high)[1] + base] = True
        return mask

    def open(self) -> None:
        """Open every file now: a generation that is open can be pruned, and goes on answering.

        Raises `CorruptIndex` where one is absent or is not what was written.
        """
        for segment in self.segments:
            for field in parts_of(self.fields):
                segment.field(field)
            segment.completion  # noqa: B018  opened by being asked for
        for segment, info in zip(self.segments, self.infos, strict=True):
            if (held := (len(segment.articles), len(segment.deleted))) != (info.documents, info.deleted):
                raise CorruptIndex(
                    f"{self.folder} : le segment {info.name} a {held[0]} articles dont {held[1]} supprimés,"
                    f" et non {info.documents} dont {info.deleted}",
                    hint=HINT,
                )
        self._marks = [(str(container.path), *container.mark) for container in self._containers()]

    def check(self) -> None:
        """Verify every block of every file; raises `CorruptIndex`."""
        for container in self._containers():
            container.check_all()

    def check_anew(self) -> None:
        """Verify every block of every file, whatever was verified before; raises `CorruptIndex`.

        At most once in `VERIFY_SECONDS`: it reads the whole index, and a search that fails may be repeated.
        """
        now = time.monotonic()
        if now - self._verified < VERIFY_SECONDS:
            return
        self._verified = now
        for container in self._containers():
            try:
                container.check_anew()
            except CorruptIndex:
                self._spoiled = str(container.path)
                raise

    def written_to(self, since: float = LOOK_SECONDS) -> str:
        """Return the path of a file modified in place since this generation was opened, "" where there is none.

        Its mapped bytes are no longer those that were verified. A file that was replaced or removed does no harm: the
        old one stays mapped. The modification times are read again only after `since` seconds.
        """
        now = time.monotonic()
        if self._spoiled or now - self._looked < since:
            return self._spoiled
        for path, inode, written in self._marks:
            # Not `suppress`, which takes as long as a look: this is asked after every answer.
            try:
                found = mark_of(path)
            except OSError:
                continue
            if found[1] != written and found[0] == inode:
                self._spoiled = path
                return path
        self._looked = now
        return ""

    def _containers(self) -> Iterator[Container]:
        for segment in self.segments:
            yield segment.articles.container
            yield segment.completion.container
            for field in parts_of(self.fields):
                yield segment.field(field).container


def _apart(bounds: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges that cover the same and do not overlap: nothing is read twice, whoever asks for how many."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(one for one in bounds if one[0] < one[1]):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found
