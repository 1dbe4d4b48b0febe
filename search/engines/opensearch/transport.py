"""Transport: requests to a cluster while searching, with deadline and retry; a partial answer is an error.

All of them only read, so each may be made again: another host is asked where one does not answer or says that it cannot
(502 to 504), and the client leaves the silent one alone for some seconds.

The cluster is given all that is left of a search's time. Nobody can tell a host that hangs from one that works long:
where there is another, the first is waited for `HOST_SHARE` of that time, the other for the rest. So a search that
takes a sound cluster longer than `HOST_SHARE` of the deadline fails there, and one that a hanging host delays has the
rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.client import connect, speaking
from trouvere.index.engines.opensearch.read.generations import Generations, State
from trouvere.index.errors import ClusterError, ClusterUnavailable, SearchTimeout
from trouvere.index.settings import Settings
from trouvere.search.budget import left
from trouvere.search.fork_safety import begins_anew_in_children

HOST_SHARE = 2 / 3
"""What a host may take of the time that is left, where there is another to ask."""
GRACE_SECONDS = 0.5
"""Seconds that a request may be late: the cluster is to say itself that it went past its deadline."""
RETRY_SECONDS, FIRST_PAUSE_SECONDS = 2.0, 0.05
"""Seconds for which what a lost node was doing is done again, and before the first time; then twice as many."""
UNAVAILABLE_STATUS, TIMED_OUT = 500, "TIMEOUT"
"""The status from which on a cluster could not, below it would not; what the client calls an answer that is late."""
RETRIED_STATUSES = {502, 503, 504, "N/A", TIMED_OUT}
"""What a host answers that cannot at the moment; what the client calls one that is not there, or late."""
TOO_MANY_CLAUSES = "too_many"
"""In what the cluster calls its refusal of more clauses than it allows."""
Json = dict[str, Any]
T = TypeVar("T")


class Transport:
    """Asks a cluster. Safe to share between threads."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self.address = address
        self._settings = settings
        self._tries = min(len(address.hosts), 2)
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`: of connections a child has its own. A search asks two things at once (`Opening.answered`)."""
        settings = self._settings
        self._client = connect(
            self.address,
            settings,
            # Another host is asked by `_tried`, which knows how long it may take.
            retries=0,
            connections=2 * max(settings.threads, 10),
            # So that one that is late is left alone for a while.
            again_when_late=True,
        )
        self._generations = Generations(self._client, self.address)

    def state(self) -> State:
        """Return what is published; raises `IndexNotFound`, `IncompatibleIndex`, `CorruptIndex`, `ClusterError`."""
        return self.again(lambda: self._tried(lambda _, patience: self._generations.usable(within=patience)))

    def again(self, work: Callable[[], T]) -> T:
        """Return what `work` gives; done again for a moment where a part of the cluster was lost while it was done."""
        wait, end = FIRST_PAUSE_SECONDS, time.monotonic() + RETRY_SECONDS
        while True:
            try:
                return work()
            except ClusterError as error:
                if not _passes(error) or time.monotonic() > end:
                    raise
            time.sleep(wait)
            wait *= 2

    def ask(self, method: str, path: str, body: Json | None = None, **params: Any) -> Json:
        """Return the answer to a request that changes nothing: asked of another host where one does not answer."""
        return self._tried(lambda _, patience: self._asked(method, path, body, patience, params))

    def search(self, index: str, body: Json, **params: Any) -> Json:
        """Return the answer to a search, whole; raises `SearchTimeout`, `ClusterError`."""
        path = f"/{index}/_search" if index else "/_search"

        params["allow_partial_search_results"] = "false"

        def once() -> Json:
            try:
                found = self._tried(
                    lambda timeout, patience: self._asked("POST", path, {"timeout": timeout, **body}, patience, params)
                )
            except ClusterError as error:
                if TOO_MANY_CLAUSES in str(error.__cause__):
                    raise SearchTimeout(
                        "cette recherche demande trop au cluster",
                        hint="cherchez moins de mots, ou des débuts de mots plus longs",
                    ) from error
                raise
            return self._whole(found)

        return self.again(once)

    def searches(self, index: str, bodies: list[Json]) -> list[Json]:
        """Return the answers to several searches, each of them whole."""
        if not bodies:
            return []

        def once(timeout: str, patience: float) -> Json:
            lines: list[Json] = []
            for body in bodies:
                lines += {"index": index, "allow_partial_search_results": False}, {"timeout": timeout, **body}
            found: Json = self._client.msearch(body=lines, request_timeout=patience)
            return found

        return self.again(lambda: list(map(self._whole, self._tried(once)["responses"])))

    def let_go_of(self, point_in_time: str) -> None:
        """Have the cluster forget a point in time; it does so by itself after a while."""
        with suppress(ClusterError), speaking(self.address):
            self._client.delete_pit(body={"pit_id": [point_in_time]}, request_timeout=GRACE_SECONDS)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _tried(self, once: Callable[[str, float], T]) -> T:
        """Return what `once` gives: of another host where the first gives nothing.

        It is told what the cluster may take, as the cluster writes it, and for how many seconds the answer is waited.
        """
        end = time.monotonic() + self._settings.opensearch_timeout
        for others in reversed(range(self._tries)):
            seconds = left()
            if seconds is None:
                seconds = max(end - time.monotonic(), 0.001)
            patience = seconds * HOST_SHARE if others else seconds + GRACE_SECONDS
            try:
                with speaking(self.address):
                    return once(f"{int(seconds * 1000)}ms", patience)
            except ClusterError as error:
                if not others or getattr(error.__cause__, "status_code", None) not in RETRIED_STATUSES:
                    raise
        raise AssertionError("no host was asked")

    def _asked(self, method: str, path: str, body: Json | None, patience: float, params: Json) -> Json:
        given = {**params, "request_timeout": patience}
        found: Json = self._client.transport.perform_request(method, path, params=given, body=body)
        return found

    def _whole(self, found: Json) -> Json:
        if "error" in found:
            kind = found["error"].get("type", "?") if isinstance(found["error"], dict) else found["error"]
            refusal = ClusterUnavailable if found.get("status", 0) >= UNAVAILABLE_STATUS else ClusterError
            raise refusal(
                f"{self.address} : refusé par le cluster ({kind})", hint="le journal du cluster en dit davantage"
            )
        if found.get("timed_out"):
            raise SearchTimeout(
                "cette recherche a dépassé le temps permis",
                hint="cherchez des mots plus rares ou moins de mots, ou relevez le réglage search_deadline",
            )
        shards = found.get("_shards", {})
        if shards.get("failed"):
            raise ClusterUnavailable(
                f"{self.address} : {shards['failed']} fragments sur {shards['total']} n'ont pas répondu",
                hint="relancez la recherche ; si cela dure, voyez l'état du cluster (GET _cluster/health)",
            )
        return found


def _passes(error: ClusterError) -> bool:
    """Say whether an error is one of a moment: a host or a shard that is gone, not one that is late or refuses."""
    status = getattr(error.__cause__, "status_code", None)
    if status == TIMED_OUT:
        return False
    return isinstance(error, ClusterUnavailable) or (isinstance(status, int) and status >= UNAVAILABLE_STATUS)
