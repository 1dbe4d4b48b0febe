"""Retry with exponential backoff, for what passes by itself: a dead node, a new manager, a full memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from trouvere.index.engines.opensearch.read.client import LONG_CALL_SECONDS
from trouvere.index.errors import ClusterUnavailable

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

RETRY_SECONDS = 120.0
"""Seconds for which a cluster may refuse everything before what is being done is given up."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.1, 5.0
"""Seconds before the second try of a call, twice as many before each further one, and the most of them."""
RETRY_STATUSES = (429, 502, 503, 504)
"""Refusals that pass."""

T = TypeVar("T")


class NotYet(Exception):
    """A part of the cluster has not done what it was asked for."""


def retried(work: Callable[[], T], patience: float = RETRY_SECONDS) -> T:
    """Return what `work` does, which may be done twice; what passes by itself is waited out."""
    from opensearchpy.exceptions import ConnectionError as NoConnection
    from opensearchpy.exceptions import TransportError

    wait, end = FIRST_WAIT_SECONDS, time.monotonic() + patience
    while True:
        try:
            return work()
        except (NotYet, ClusterUnavailable, TransportError) as error:
            passing = (
                isinstance(error, NotYet | ClusterUnavailable | NoConnection) or error.status_code in RETRY_STATUSES
            )
            if not passing or time.monotonic() > end:
                raise
        time.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)


def create(client: OpenSearch, index: str, body: dict[str, Any], patience: float = RETRY_SECONDS) -> None:
    """Create an index; one that is there already is what an answer that was lost had made, or another process."""
    from opensearchpy.exceptions import RequestError

    def once() -> None:
        try:
            client.indices.create(index=index, body=body)
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    retried(once, patience)


def refresh(client: OpenSearch, index: str) -> None:
    """Let searches see everything that was written to an index, on every shard of it."""

    def once() -> None:
        answer = client.indices.refresh(index=index, request_timeout=LONG_CALL_SECONDS)
        if answer["_shards"]["failed"]:
            raise NotYet(f"{answer['_shards']['failed']} shards")

    retried(once)
