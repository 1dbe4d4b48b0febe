"""Requests to a cluster while searching: each has a deadline, and an answer that is not whole is an error.

All of them only read, so each may be made again: the client asks another host where one does not answer or says that it
cannot (502 to 504), and leaves the silent one alone for some seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from trouvere.index.engines.opensearch.address import Address
from trouvere.index.engines.opensearch.client import connect, speaking
from trouvere.index.engines.opensearch.generations import Generations, State
from trouvere.index.errors import ClusterError, ClusterUnavailable, SearchTimeout
from trouvere.index.settings import Settings
from trouvere.search.budget import left
from trouvere.search.forking import begins_anew_in_children

GRACE = 0.5
"""Seconds that a request may be late: the cluster is to say itself that it went past its deadline."""
PATIENCE, FIRST = 2.0, 0.05
"""Seconds for which what a lost node was doing is done again, and before the first time; then twice as many."""
UNAVAILABLE, LATE = 500, "TIMEOUT"
"""The status from which on a cluster could not, below it would not; what the client calls an answer that is late."""
TOO_MANY = "too_many"
"""In what the cluster calls its refusal of more clauses than it allows."""
Json = dict[str, Any]
T = TypeVar("T")


class Wire:
    """Asks a cluster. Safe to share between threads."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self.address = address
        self._settings = settings
        self._tries = min(len(address.hosts), 2)
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`: of connections a child has its own. A search asks two things at once (`Opened.answered`)."""
        settings = self._settings
        self._client = connect(
            self.address,
            settings,
            # Each try may take its share of what is left (`_seconds`): no more of them than that.
            retries=self._tries - 1,
            connections=2 * max(settings.threads, 10),
            again_when_late=True,
        )
        self._generations = Generations(self._client, self.address)

    def state(self) -> State:
        """Return what is published; raises `IndexNotFound`, `IncompatibleIndex`, `CorruptIndex`, `ClusterError`."""

        def once() -> State:
            with speaking(self.address):
                return self._generations.usable(within=self._seconds() + GRACE)

        return self.again(once)

    def again(self, work: Callable[[], T]) -> T:
        """Return what `work` gives; done again for a moment where a part of the cluster was lost while it was done."""
        wait, end = FIRST, time.monotonic() + PATIENCE
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
        seconds = self._seconds()
        with speaking(self.address):
            found: Json = self._client.transport.perform_request(
                method, path, params={**params, "request_timeout": seconds + GRACE}, body=body
            )
        return found

    def search(self, index: str, body: Json, **params: Any) -> Json:
        """Return the answer to a search, whole; raises `SearchTimeout`, `ClusterError`."""
        path = f"/{index}/_search" if index else "/_search"

        def once() -> Json:
            asked = {"timeout": f"{int(self._seconds() * 1000)}ms", **body}
            try:
                found = self.ask("POST", path, asked, allow_partial_search_results="false", **params)
            except ClusterError as error:
                if TOO_MANY in str(error.__cause__):
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

        def once() -> list[Json]:
            timeout = f"{int(self._seconds() * 1000)}ms"
            lines: list[Json] = []
            for body in bodies:
                lines += {"index": index, "allow_partial_search_results": False}, {"timeout": timeout, **body}
            with speaking(self.address):
                answers = self._client.msearch(body=lines, request_timeout=self._seconds() + GRACE)
            return list(map(self._whole, answers["responses"]))

        return self.again(once)

    def let_go_of(self, point_in_time: str) -> None:
        """Have the cluster forget a point in time; it does so by itself after a while."""
        with suppress(ClusterError), speaking(self.address):
            self._client.delete_pit(body={"pit_id": [point_in_time]}, request_timeout=GRACE)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _seconds(self) -> float:
        """Return what one try may take, of what is left of the search's budget or of the setting.

        Where there are several hosts half of it: a host that hangs must leave time for another.
        """
        seconds = left()
        return (self._settings.opensearch_timeout if seconds is None else seconds) / self._tries

    def _whole(self, found: Json) -> Json:
        if "error" in found:
            kind = found["error"].get("type", "?") if isinstance(found["error"], dict) else found["error"]
            refusal = ClusterUnavailable if found.get("status", 0) >= UNAVAILABLE else ClusterError
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
    if status == LATE:
        return False
    return isinstance(error, ClusterUnavailable) or (isinstance(status, int) and status >= UNAVAILABLE)
