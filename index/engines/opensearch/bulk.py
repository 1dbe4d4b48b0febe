"""The bulk API with retry and backoff: what a cluster refuses for now is sent again, and only that.

Sending a document twice is harmless, since its id and its version are ours. A call that ended without an answer is
therefore begun again, on another host if need be; a rejection (429), a shard without a primary for the moment (503) or
a full memory are waited out, longer each time.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import orjson

from trouvere.index import french_format
from trouvere.index.engines.opensearch.read.retry import (
    FIRST_WAIT_SECONDS,
    LONGEST_WAIT_SECONDS,
    RETRY_SECONDS,
    RETRY_STATUSES,
)
from trouvere.index.errors import BuildError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

BODY_BYTES = 2 << 20
"""Bytes of a call, about; one article may be larger."""
DOCUMENT_BYTES = 90 << 20
"""Bytes of the largest document that is sent: by default a cluster takes 100 MB a call (`http.max_content_length`).

It may close the connection on a larger one without a word, which looks like a failure that passes.
"""
SUPERSEDED_STATUS = 409
TOO_LARGE_STATUS = 413
SHARD_TIMEOUT = "10s"
"""How long the cluster may wait for a shard without a primary before it says so."""
ANSWER_FIELDS = "errors,items.*.status,items.*.error.type,items.*.error.reason,items.*._id"


@dataclass
class Sent:
    """What became of what was sent."""

    taken: int = 0
    superseded: int = 0
    """Articles that one with the same id, come in later, has overtaken."""
    again: int = 0
    """Documents sent once more."""
    calls: int = 0


class Sender:
    """Sends to one index. Not for two threads.

    With `hands`, so many calls are under way at once: `send` returns when its last documents are on their way, `finish`
    when the cluster has all.
    """

    def __init__(
        self,
        client: OpenSearch,
        index: str,
        *,
        hands: int = 0,
        patience: float = RETRY_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._index = client, index
        self._patience, self._sleep = patience, sleep
        self._pool = ThreadPoolExecutor(hands) if hands else None
        self._hands = hands
        self._under_way: deque[Future[None]] = deque()
        self._lock = Lock()
        self._given_up = False
        self.sent = Sent()

    def send(self, lines: Iterable[bytes]) -> None:
        """Send documents, a few megabytes at a time; raises `BuildError` where the cluster never takes one."""
        held: list[bytes] = []
        size = 0
        for line in lines:
            if len(line) > DOCUMENT_BYTES:
                raise _too_large(line)
            if held and size + len(line) > BODY_BYTES:
                self._hand_on(held)
                held, size = [], 0
            held.append(line)
            size += len(line)
        if held:
            self._hand_on(held)

    def finish(self) -> None:
        """Return when the cluster has all that was sent; raises as `send` does."""
        while self._under_way:
            self._under_way.popleft().result()
        if self._pool:
            self._pool.shutdown()

    def abandon(self) -> None:
        """Let go of what is under way: nothing is sent again."""
        self._given_up = True
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def _hand_on(self, lines: list[bytes]) -> None:
        if self._pool is None:
            self._until_taken(lines)
            return
        # As many under way as there are hands, and no more in memory: what the cluster does not take is not made.
        while len(self._under_way) >= self._hands:
            self._under_way.popleft().result()
        self._under_way.append(self._pool.submit(self._until_taken, lines))

    def _until_taken(self, lines: list[bytes]) -> None:
        waiting, wait, since = lines, FIRST_WAIT_SECONDS, time.monotonic()
        while True:
            left, why = self._once(waiting)
            if not left:
                return
            if len(left) < len(waiting):
                wait, since = FIRST_WAIT_SECONDS, time.monotonic()
            if self._given_up or time.monotonic() - since > self._patience:
                raise BuildError(
                    f"le cluster n'accepte plus d'articles depuis {self._patience:.0f} s ({why})",
                    hint="voyez l'état et la mémoire du cluster, puis relancez ; les recherches n'ont rien vu",
                )
            self._count(again=len(left))
            # Not all at once again, and not in step with other workers.
            self._sleep(wait * random.uniform(0.5, 1.0))
            waiting, wait = left, min(2 * wait, LONGEST_WAIT_SECONDS)

    def _once(self, lines: list[bytes]) -> tuple[list[bytes], str]:
        """Send documents; return those to be sent again, and why."""
        from opensearchpy.exceptions import ConnectionError as NoConnection
        from opensearchpy.exceptions import TransportError

        self._count(calls=1)
        try:
            answer = self._client.transport.perform_request(
                "POST",
                # Among the client's own parameters the timeout would be its own, not the cluster's.
                f"/{self._index}/_bulk?timeout={SHARD_TIMEOUT}&filter_path={ANSWER_FIELDS}",
                body=b"".join(lines),
                headers={"content-type": "application/x-ndjson"},
            )
        except NoConnection as error:
            return lines, type(error).__name__
        except TransportError as error:
            if error.status_code in RETRY_STATUSES:
                return lines, f"{error.status_code} {error.error}"
            if error.status_code == TOO_LARGE_STATUS:
                raise _too_large(max(lines, key=len)) from error
            raise
        if not answer["errors"]:
            self._count(taken=len(lines))
            return [], ""
        return self._sorted(lines, answer["items"])

    def _sorted(self, lines: list[bytes], items: list[dict[str, Any]]) -> tuple[list[bytes], str]:
        left: list[bytes] = []
        why, taken, superseded = "", 0, 0
        for line, item in zip(lines, items, strict=True):
            result = next(iter(item.values()))
            status = result["status"]
            if status < 300 or status == 404:  # 404: deleted already
                taken += 1
            elif status == SUPERSEDED_STATUS:
                superseded += 1
            elif status in RETRY_STATUSES:
                left.append(line)
                why = f"{status} {result.get('error', {}).get('type', '')}"
            else:
                raise BuildError(
                    f"le cluster refuse l'article {id_of(line)} : {result.get('error', {}).get('reason', status)}",
                    hint="signalez-le ; les recherches n'ont rien vu",
                )
        self._count(taken=taken, superseded=superseded)
        return left, why

    def _count(self, **counts: int) -> None:
        with self._lock:
            for name, more in counts.items():
                setattr(self.sent, name, getattr(self.sent, name) + more)


def _too_large(line: bytes) -> BuildError:
    return BuildError(
        f"l'article {id_of(line)} est trop grand pour le cluster ({french_format.size(len(line))} avec ses mots)",
        hint="le réglage max_field_chars, abaissé, écarte les articles trop longs ; ou divisez celui-ci",
    )


def id_of(line: bytes) -> str:
    """Return the id in an action of the bulk API."""
    action = orjson.loads(line.partition(b"\n")[0])
    return str(next(iter(action.values()))["_id"])
