"""TREC files: runs (`qid Q0 docid rank score tag`), qrels, and the queries they belong to. `.gz` is read as such."""

from __future__ import annotations

import gzip
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from trouvere.index.errors import SourceError, UsageError

Run = dict[str, list[str]]
"""Query id → document ids, best first."""
Qrels = dict[str, dict[str, int]]
"""Query id → document id → grade."""
TAG = "trouvere"


def read_queries(path: str) -> dict[str, Mapping[str, Any]]:
    """Return the queries of a JSON Lines file, by id; each holds at least `id` and `text`."""
    queries: dict[str, Mapping[str, Any]] = {}
    for where, line in _lines(path):
        try:
            query = json.loads(line)
            name, text = query["id"], query["text"]
        except (ValueError, KeyError, TypeError):
            raise SourceError(f'{where}: il faut un objet {{"id": …, "text": …}} par ligne') from None
        if not isinstance(name, str) or not isinstance(text, str):
            raise SourceError(f"{where}: il faut que « id » et « text » soient des textes")
        if name in queries:
            raise SourceError(f"{where}: la requête {name} est là deux fois", hint="ôtez l'une des deux lignes")
        queries[name] = query
    return queries


def read_qrels(path: str) -> Qrels:
    """Return the grades of a qrels file: query, document, grade by tabs, or TREC's four columns."""
    qrels: Qrels = {}
    for where, line in _lines(path):
        columns = line.split("\t")
        if len(columns) != 3:
            columns = line.split()
        if len(columns) == 4:
            del columns[1]
        try:
            query, document, grade = columns
            qrels.setdefault(query, {})[document] = int(grade)
        except ValueError:
            raise SourceError(
                f"{where}: il faut « requête document note » (trois colonnes, ou les quatre de TREC)"
            ) from None
    if not qrels:
        raise SourceError(f"{path}: aucun jugement dans ce fichier ; il faut « requête document note » par ligne")
    return qrels


def read_run(path: str) -> Run:
    """Return the order in which a run ranks its documents: by score and, among equal scores, by its rank column.

    trec_eval breaks ties by document id instead, which shows nobody's order; runs written here have no ties.
    """
    found: dict[str, dict[str, tuple[float, int]]] = {}
    for where, line in _lines(path):
        try:
            query, _, document, rank, score, _ = line.split()
            place = (-float(score), int(rank))
            if place[0] != place[0]:  # NaN has no place in an order
                raise ValueError
        except ValueError:
            raise SourceError(f"{where}: il faut les six colonnes « qid Q0 docid rang score nom »") from None
        if found.setdefault(query, {}).setdefault(document, place) is not place:
            raise SourceError(f"{where}: {document} est là deux fois pour {query}", hint="ôtez l'une des deux lignes")
    return {query: sorted(places, key=places.__getitem__) for query, places in found.items()}


def run_lines(query: str, ranked: Iterable[tuple[str, float]]) -> Iterator[str]:
    """Yield the lines of one query's answer, best first.

    Tools that read runs sort by score, in single precision and each with its own way out of ties; so equal scores are
    set apart by the least step there is, and rank and score always say the same.
    """
    _whole(query, "la requête")
    below = np.float32(np.inf)
    for rank, (document, score) in enumerate(ranked, 1):
        _whole(document, "l'article")
        below = min(np.float32(score), np.nextafter(below, np.float32(-np.inf)))
        yield f"{query} Q0 {document} {rank} {below:.9g} {TAG}\n"


@contextmanager
def run_file(path: str) -> Iterator[IO[str]]:
    """Yield a file to write a run to; it stands at `path` only once it is whole."""
    target = Path(path)
    if target.exists() and not target.is_file():  # a pipe, a terminal
        with target.open("w", encoding="utf-8") as file:
            yield file
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with aside.open("wb") as raw:
            packed = gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) if target.suffix == ".gz" else None
            with io.TextIOWrapper(packed or raw, encoding="utf-8", newline="\n") as file:
                yield file
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _whole(name: str, what: str) -> None:
    if not name or len(name.split()) != 1 or name != name.strip():
        raise UsageError(
            f"{what} {name!r} a un identifiant vide ou avec une espace : une course TREC ne peut pas l'écrire",
            hint="donnez à la source des identifiants sans espaces",
        )


def _lines(path: str) -> Iterator[tuple[str, str]]:
    """Yield `path:line` and the line, for every line that is not empty."""
    try:
        data = Path(path).read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise SourceError(
            f"{path}: illisible ({getattr(error, 'strerror', None) or error})",
            hint="vérifiez le chemin et les droits ; le fichier est en UTF-8",
        ) from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path}:{number}", line.rstrip("\r")
