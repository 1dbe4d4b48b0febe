"""Makes runs: inverted index and compressed articles of some megabytes of text, input of the merge into a segment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from trouvere.index.analysis.bulk.analyzer import BulkAnalyzer
from trouvere.index.article import Article, minute_of
from trouvere.index.columns.read.container import Array, Container
from trouvere.index.columns.read.field import OFFSET_STEP, OWNER_BITS
from trouvere.index.columns.write.articles import compressor, dictionary_id
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.columns.write.field import first_addresses
from trouvere.index.columns.write.postings import Postings, invert, lists_of_values
from trouvere.index.columns.write.usage import PairCounter, Usage, words_used
from trouvere.index.fields import Field
from trouvere.index.schema import TEXT_FIELDS, columns_of, order_of_title, stem_of
from trouvere.index.storage import Storage

RUN_CHARS = 6_000_000
"""Size of a run, in characters of text, about: some 200 MB of memory while it is made."""


class RunVocabulary:
    """Vocabulary of one worker process: its terms by number, shared by its runs, complete once the last one is made."""

    def __init__(self, surfaces: Sequence[str] = (), stems: Sequence[str] = ()) -> None:
        self._strings: dict[bool, Sequence[str]] = {False: surfaces, True: stems}
        self._bytes: dict[bool, list[bytes]] = {}
        self._heads = {stems: np.zeros(0, np.uint64) for stems in (False, True)}

    def terms(self, *, stems: bool) -> Sequence[bytes]:
        """Return the surface forms or the stems in UTF-8; the same object again until there are more."""
        strings = self._strings[stems]
        known = self._bytes.setdefault(stems, [])
        known.extend(term.encode("utf-8", "surrogatepass") for term in strings[len(known) :])
        return known

    def ordered(self, numbers: Array, *, stems: bool) -> Array:
        """Return distinct term numbers, sorted by the first eight bytes of the terms.

        A merge goes through the terms in order: what it reads of a run at a time is then contiguous.
        """
        terms, heads = self.terms(stems=stems), self._heads[stems]
        if len(heads) < len(terms):
            new = b"".join(term[:8].ljust(8, b"\0") for term in terms[len(heads) :])
            heads = self._heads[stems] = np.concatenate((heads, np.frombuffer(new, ">u8").astype(np.uint64)))
        used = np.flatnonzero(np.bincount(numbers))
        return used[np.argsort(heads[used], kind="stable")]

    def save(self, path: Path, storage: Storage) -> None:
        """Write the terms into a file, one a line."""
        with storage.create(path) as file:
            for stems in (False, True):
                file.write(b"\n".join(self.terms(stems=stems)) + b"\n\n")

    @classmethod
    def load(cls, path: Path, storage: Storage) -> RunVocabulary:
        """Return what was saved."""
        with storage.open(path) as file:
            surfaces, stems, _ = file.read().split(b"\n\n")
        found = cls()
        found._bytes = {False: surfaces.split(b"\n") if surfaces else [], True: stems.split(b"\n") if stems else []}
        return found


@dataclass(frozen=True)
class Run:
    """A run as input of a merge: arrays by name, in memory or mapped, and the vocabulary of their term numbers."""

    documents: int
    arrays: Mapping[str, Array]
    words: RunVocabulary
    values: Mapping[str, Sequence[bytes]]
    dictionary: bytes
    file: Container | None = None

    def lists(self, field: str) -> Postings:
        """See `Piece.lists`."""
        numbers, starts, weights, docs, tf = (
            self.arrays[f"{field}.{name}"] for name in ("numbers", "starts", "weights", "docs", "tf")
        )
        return Postings(numbers, starts, weights, docs, tf, self.arrays.get(f"{field}.addresses"))

    def vocabulary(self, field: str) -> Sequence[bytes]:
        """See `Piece.vocabulary`."""
        return self.values[field] if field in self.values else self.words.terms(stems=field not in TEXT_FIELDS)

    def weights(self, field: str) -> Array:
        """See `Piece.weights`."""
        return self.arrays[f"{field}.weights"]

    def lengths(self, field: str) -> Array:
        """See `Piece.lengths`."""
        return self.arrays[f"{field}.lengths"]

    def spans(self, field: str) -> Array:
        """See `Piece.spans`."""
        return self.arrays[f"{field}.spans"]

    def offsets(self, field: str) -> tuple[Array, Array]:
        """See `Piece.offsets`."""
        return self.arrays[f"{field}.offset.start"], self.arrays[f"{field}.offset"]

    def frames(self) -> Iterable[memoryview]:
        """See `Piece.frames`."""
        blob = self.arrays["blob"].data
        ends = np.cumsum(self.arrays["sizes"]).tolist()
        return (blob[start:end] for start, end in zip([0, *ends], ends, strict=False))

    def digests(self) -> bytes:
        """See `Piece.digests`."""
        return self.arrays["digests"].tobytes()

    def dictionaries(self) -> dict[int, bytes]:
        """See `Piece.dictionaries`."""
        return {dictionary_id(self.dictionary): self.dictionary} if self.dictionary else {}

    def let_go(self) -> None:
        """See `Piece.let_go`."""
        if self.file:
            self.file.let_go()

    def save(self, storage: Storage, path: Path) -> None:
        """Write the arrays into a file, so that memory holds one run at a time."""
        writer = ContainerWriter(storage, path)
        with writer:
            for name, array in self.arrays.items():
                writer.add(name, array)
            for field, terms in self.values.items():
                writer.add(f"{field}.terms", np.frombuffer(b"".join(terms), np.uint8))
                writer.add(f"{field}.sizes", np.fromiter(map(len, terms), np.int64, len(terms)))
            writer.close({"documents": self.documents, "arrays": list(self.arrays), "values": list(self.values)})

    @classmethod
    def load(cls, storage: Storage, path: Path, words: RunVocabulary, dictionary: bytes) -> Run:
        """Return what was saved, mapped."""
        file = Container(storage, path)
        values: dict[str, list[bytes]] = {}
        for field in file.meta["values"]:
            blob, ends = file.whole(f"{field}.terms").tobytes(), np.cumsum(file.whole(f"{field}.sizes")).tolist()
            values[field] = [blob[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        return cls(file.meta["documents"], Mapped(file), words, values, dictionary, file)


class Mapped(Mapping[str, Array]):
    """The arrays of a run that was saved, each verified when it is first asked for."""

    def __init__(self, file: Container) -> None:
        self._file = file
        self._names = frozenset(file.meta["arrays"])

    def __getitem__(self, name: str) -> Array:
        if name not in self._names:
            raise KeyError(name)
        return self._file.whole(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class RunMaker:
    """Makes the runs of one process, which share its vocabulary."""

    def __init__(self, dictionary: bytes = b"", fields: Sequence[Field] = ()) -> None:
        self.dictionary = dictionary
        self._fields = tuple(fields)
        self._compress = compressor(dictionary).compress
        self._analyzer = BulkAnalyzer()
        self.words = RunVocabulary(self._analyzer.surfaces, self._analyzer.stems)
        self._pairs = PairCounter()

    def make(self, articles: Sequence[Article], packed: Sequence[bytes], digests: Sequence[bytes]) -> Run:
        """Return the run of some articles, given beside them as they are stored, and their digests."""
        frames = [self._compress(content) for content in packed]
        arrays: dict[str, Array] = {
            "blob": np.frombuffer(b"".join(frames), np.uint8),
            "sizes": np.fromiter(map(len, frames), np.int64, len(frames)),
            "digests": np.frombuffer(b"".join(digests), np.uint8),
        }
        titles = ["" if article.title_derived else article.title for article in articles]
        self._add_text(arrays, "title", titles)
        self._add_text(arrays, "text", [article.text for article in articles])
        vocabularies: dict[str, Sequence[bytes]] = {}
        for field, values in _values(articles, self._fields).items():
            vocabularies[field], lists = lists_of_values(values)
            _add_lists(arrays, field, lists)
        return Run(len(articles), arrays, self.words, vocabularies, self.dictionary)

    def usage(self) -> Usage:
        """Return the counts of display forms and word pairs of all runs."""
        return Usage(words_used(self._analyzer.written, self._analyzer.uses), self._pairs.pairs)

    def _add_text(self, arrays: dict[str, Array], field: str, texts: Sequence[str]) -> None:
        tokens = self._analyzer.analyze(texts)
        if field == "text":
            self._pairs.take(texts, tokens, self._analyzer.surfaces)
        first = first_addresses(tokens.lengths)
        # Table from address >> 7 to document, in as few bytes as it takes.
        small = np.uint16 if len(texts) <= 1 << 16 else np.uint32
        owners = np.repeat(np.arange(len(texts), dtype=small), np.diff(first) >> OWNER_BITS)
        counts = np.bincount(tokens.text, minlength=len(texts))
        addresses = np.repeat(first[:-1].astype(np.uint32), counts)
        addresses += tokens.position.view(np.uint32)
        self._add_lists(arrays, field, tokens.surface, addresses, owners)
        arrays[f"{field}.lengths"] = counts.astype(np.uint32)
        arrays[f"{field}.spans"] = tokens.lengths.astype(np.uint32)
        sparse = np.flatnonzero(tokens.position & (OFFSET_STEP - 1) == 0)
        counts = np.bincount(tokens.text.take(sparse), minlength=len(texts))
        arrays[f"{field}.offset.start"] = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)
        arrays[f"{field}.offset"] = tokens.start.take(sparse)
        stemmed = np.flatnonzero(tokens.stem >= 0)
        self._add_lists(arrays, stem_of(field), tokens.stem.take(stemmed), addresses.take(stemmed), owners)
        arrays[f"{stem_of(field)}.spans"] = arrays[f"{field}.spans"]
        counts = np.bincount(tokens.text.take(stemmed), minlength=len(texts))
        arrays[f"{stem_of(field)}.lengths"] = counts.astype(np.uint32)

    def _add_lists(self, arrays: dict[str, Array], field: str, terms: Array, addresses: Array, owners: Array) -> None:
        ordered = self.words.ordered(terms, stems=field not in TEXT_FIELDS)
        place = np.zeros(ordered.max(initial=-1) + 1, np.uint32)
        place[ordered] = np.arange(len(ordered), dtype=np.uint32)
        lists = invert(place.take(terms), addresses, owners)
        _add_lists(arrays, field, replace(lists, numbers=ordered[lists.numbers].astype(np.uint32)))


def _add_lists(arrays: dict[str, Array], field: str, lists: Postings) -> None:
    arrays[f"{field}.numbers"], arrays[f"{field}.starts"] = lists.numbers, lists.starts
    arrays[f"{field}.weights"] = lists.weights
    arrays[f"{field}.docs"], arrays[f"{field}.tf"] = lists.docs, lists.tf
    if lists.addresses is not None:
        arrays[f"{field}.addresses"] = lists.addresses


def _values(articles: Sequence[Article], fields: Sequence[Field]) -> dict[str, dict[str, list[int]]]:
    """Return, for each column of values, the documents that have each value."""
    found: dict[str, dict[str, list[int]]] = {column: {} for column in columns_of(fields)}
    single = [(field, found[field]) for field in ("id", "source", "category", "language", "place")]
    several = [(field, found[field]) for field in ("tags", "authors")]
    dates, minutes, titles = found["date"], found["minute"], found["title_order"]
    known: dict[str, dict[object, tuple[str, ...]]] = {field.name: {} for field in fields}
    own = [(field, field.name, found[field.column], known[field.name]) for field in fields]
    for number, article in enumerate(articles):
        for field, values in single:
            if value := getattr(article, field):
                values.setdefault(value, []).append(number)
        for field, values in several:
            for value in dict.fromkeys(getattr(article, field)):
                if value:
                    values.setdefault(value, []).append(number)
        if day := article.day:
            dates.setdefault(day.isoformat(), []).append(number)
        if isinstance(article.date, dt.datetime):
            minutes.setdefault(f"{minute_of(article.date):04d}", []).append(number)
        if title := order_of_title(article.title):
            titles.setdefault(title, []).append(number)
        for one, name, values, seen in own:
            if (value := article.extra.get(name)) is None and (value := one.given(article.extra)) is None:
                continue
            terms = seen.get(value) if type(value) is str else None
            if terms is None:
                terms = one.fitting(article.extra)
                if type(value) is str:
                    seen[value] = terms
            for term in terms:
                values.setdefault(term, []).append(number)
    return found
