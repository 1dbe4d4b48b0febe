"""Expectations of a site's owner: `trouvere index build --expect FILE` publishes nothing that fails them.

One expectation a line, three columns set apart by tabs: a query, the id of an article, and among the first how many it
must be (10 where that is left out). Lines that begin with # are remarks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trouvere.index.errors import SourceError
from trouvere.index.settings import Settings
from trouvere.search import open_unpublished
from trouvere.search.searcher import Searcher

FIRST = 10


@dataclass(frozen=True, slots=True)
class Expectation:
    """Searching `query` gives the article `id` among the `first` so many; `where` is `path:line`."""

    where: str
    query: str
    id: str
    first: int


def expectations(path: str, settings: Settings) -> Callable[[Any, Any], list[str]]:
    """Return a function that says, a sentence each, what a generation does not give of the file `path`.

    It takes a folder and the generation in it, or the address and the state of a generation on a cluster. The file is
    read at once: raises `SourceError` where it cannot be.
    """
    wanted = read_expectations(path)

    def wrong(where: Any, what: Any) -> list[str]:
        with open_unpublished(where, what, settings) as searcher:
            return [complaint for one in wanted if (complaint := _complaint(one, searcher))]

    return wrong


def read_expectations(path: str) -> list[Expectation]:
    """Return the expectations of a file, in its order."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path}: illisible ({getattr(error, 'strerror', None) or error})",
            hint="vérifiez le chemin et les droits ; le fichier est en UTF-8",
        ) from error
    found: list[Expectation] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("\t")]
        first = columns.pop() if len(columns) == 3 else str(FIRST)
        if len(columns) != 2 or not all(columns) or not (first.isascii() and first.isdigit() and int(first)):
            raise SourceError(
                f"{path}:{number}: il faut « requête, article, parmi les N premiers », par des tabulations"
            )
        found.append(Expectation(f"{path}:{number}", columns[0], columns[1], int(first)))
    if not found:
        raise SourceError(
            f"{path}: aucune attente dans ce fichier ; il faut « requête, article, parmi les N premiers » par ligne"
        )
    return found


def _complaint(one: Expectation, searcher: Searcher) -> str:
    hits = searcher.search(one.query, limit=one.first).hits
    if any(hit.article.id == one.id for hit in hits):
        return ""
    return f"{one.where}: « {one.query} » ne donne pas {one.id} parmi les {one.first} premiers"
