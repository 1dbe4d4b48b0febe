"""The bulk loader, a worker that takes batches of articles to a cluster: clean, analyse, write out, send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trouvere.index.article import Article, digest_of
from trouvere.index.cleaning.survey import Survey
from trouvere.index.engines.opensearch.bulk import Sender
from trouvere.index.engines.opensearch.documents import Documents
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.client import connect, speaking
from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.workers.batches import STORED, Row
from trouvere.index.workers.tasks import Made, Skips, cleaned

BATCH_BITS = 20
"""Of the number of an article, those that tell it from the others of its batch."""
CALLS_UNDER_WAY = 2
"""Calls that a worker has under way while it makes the next one."""


class BulkLoader:
    """Loads batches into an index of a cluster, in this process."""

    def __init__(self, sender: Sender, names: FieldNames, fields: Sequence[Field] = ()) -> None:
        self._sender = sender
        self._names = names
        self._fields = tuple(fields)
        self._documents = Documents(self._fields)

    def batch(self, number: int, rows: Sequence[Row]) -> Made:
        """Load batch `number`; returns once the last of it is on its way, `finish` once the cluster has all.

        Rows that are `STORED` are clean already.
        """
        skipped: Skips = []
        more: dict[str, int] = {}
        if rows[0][0] == STORED:
            packed = [content for _, content in rows]
            articles = list(map(Article.unpacked, packed))
            survey = Survey(self._fields)
            for article in articles if self._fields else ():
                survey.fields.add(article, article.id)
            found = survey.packed()
        else:
            articles, packed, skipped, more, found = cleaned(rows, self._names, self._fields)
        digests = list(map(digest_of, packed))
        del packed
        first = number << BATCH_BITS
        self._sender.send(self._documents.lines(articles, digests, range(first, first + len(articles))))
        return Made([article.id for article in articles], digests, skipped, dict(more), found)

    def finish(self) -> dict[str, Any]:
        """No batch comes any more: return the words met, as `Met.unpacked` takes them, once the cluster has all."""
        self._sender.finish()
        return self._documents.met().packed()


class LocalBulkLoader(BulkLoader):
    """A loader with a client of its own, whose errors are ours."""

    def __init__(self, address: str, index: str, settings: Settings, names: FieldNames) -> None:
        self._address = parse(address)
        # Each begins with a host of its own choice.
        self._client = connect(self._address, settings)
        super().__init__(Sender(self._client, index, hands=CALLS_UNDER_WAY), names, settings.fields)

    def batch(self, number: int, rows: Sequence[Row]) -> Made:
        """See `BulkLoader.batch`."""
        with speaking(self._address):
            return super().batch(number, rows)

    def finish(self) -> dict[str, Any]:
        """See `BulkLoader.finish`."""
        with speaking(self._address):
            return super().finish()

    def close(self) -> None:
        """Let go of what is under way, and of the client."""
        self._sender.abandon()
        self._client.close()


def begin(address: str, index: str, settings: dict[str, Any], rename: dict[str, str], number: int) -> LocalBulkLoader:
    """Return the worker of a process of its own: see `WorkerPool.begin`."""
    known = Settings(**settings)
    return LocalBulkLoader(address, index, known, FieldNames.of(known, rename))
