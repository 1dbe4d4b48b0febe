"""The generations of an index on a cluster, and which of them is published.

Each is an index of the cluster, `NAME-000003-5b1d0c9e`, that says of itself what it holds (`_meta` of its mapping). The
alias NAME leads to the published one, and is moved in one call. `NAME-lock` says who is writing (lock.py).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass, replace
from dataclasses import fields as parts_of
from typing import TYPE_CHECKING, Any

from trouvere.index.analysis import analysis_version
from trouvere.index.engines.embedded.read.generation import name_of
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.mapping import FORMAT, FORMATS_OF_ARTICLES, mappings
from trouvere.index.engines.opensearch.read.retry import retried
from trouvere.index.engines.opensearch.read.vocabulary_reader import index_of as words_of
from trouvere.index.errors import BuildError, CorruptIndex, IncompatibleIndex, IndexNotFound, UsageError
from trouvere.index.fields import Field, declared

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

STATE_FIELDS = "*.mappings._meta,*.settings.index.uuid"
"""Of what the cluster tells of an index, what is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a generation says of itself.

    `index` is another one after each build. An update changes what is in it, and gives it another name, `generation`,
    with the same number. `writing` names the command that is changing it, or was when it died; "" where all is well.
    """

    index: str
    generation: str
    format: int = FORMAT
    analysis: str = ""
    articles: int = 0
    digest: str = ""
    published: str = ""
    writing: str = ""
    last: int = -1
    """The greatest number that was given to an article, or to a deletion."""
    fields: tuple[Field, ...] = ()
    """The fields that the index declares."""

    @property
    def number(self) -> int:
        """Which one it is."""
        return int(self.generation.partition("-")[0])

    def meta(self) -> dict[str, Any]:
        """Return what is kept in the mapping."""
        values = asdict(self)
        del values["index"]
        return values


class Generations:
    """The generations of one index. Its methods ask the cluster, and raise what its client does."""

    def __init__(self, client: OpenSearch, address: Address) -> None:
        self.client = client
        self.address = address
        self._ours = re.compile(rf"{re.escape(address.name)}-([0-9]{{6,}})-[0-9a-f]{{8}}")

    def states(self) -> tuple[State, ...]:
        """Return what all generations say of themselves, published or not, the oldest first."""
        found = self.client.indices.get(
            index=f"{self.address.name}-*", expand_wildcards="all", filter_path=STATE_FIELDS
        )
        ours = sorted(filter(self._ours.fullmatch, found), key=self.number_of)
        return tuple(self._state(name, found[name]) for name in ours)

    def names(self) -> tuple[str, ...]:
        """Return the indexes of all generations, published or not, the oldest first."""
        return tuple(state.index for state in self.states())

    def number_of(self, name: str) -> int:
        """Return the number of a generation from the name of its index, 0 where that is none of ours."""
        found = self._ours.fullmatch(name)
        return int(found[1]) if found else 0

    def published(self, *, within: float | None = None) -> State | None:
        """Return what the alias leads to, None where there is none; raises `CorruptIndex` where it is none of ours.

        `within` so many seconds, for who searches: any node says what it knows, also while none manages the cluster.
        """
        from opensearchpy.exceptions import NotFoundError

        try:
            found = self.client.indices.get(
                index=self.address.name,
                filter_path=STATE_FIELDS,
                **({"local": "true", "request_timeout": within} if within else {}),
            )
        except NotFoundError:
            return None
        if len(found) != 1 or not self._ours.fullmatch(name := next(iter(found))):
            raise CorruptIndex(
                f"{self.address} : « {self.address.name} » est un index ou un alias d'un autre programme",
                hint="donnez un autre nom",
            )
        return self._state(name, found[name])

    def state_of(self, name: str) -> State:
        """Return what an index of a generation says of itself."""
        return self._state(name, self.client.indices.get(index=name, filter_path=STATE_FIELDS)[name])

    def _state(self, name: str, found: dict[str, Any]) -> State:
        said = found.get("mappings", {}).get("_meta", {}).get("trouvere", {})
        # What another version says besides is for that one; of what says nothing, the format is none that we read.
        known = {one.name: said[one.name] for one in parts_of(State) if one.name in said}
        try:
            known["fields"] = declared(known.get("fields", ()))
        except UsageError:
            known |= {"fields": (), "format": 0}
        return State(**{"generation": name.removeprefix(f"{self.address.name}-"), "format": 0, **known, "index": name})

    def readable(self, *, within: float | None = None) -> State:
        """Return the published generation, whatever analysis made it, and also in the format before this one.

        Its stored articles can be read, if not searched. Raises `IndexNotFound`, `CorruptIndex`, `IncompatibleIndex`.
        """
        state = self.published(within=within)
        if state is None:
            raise IndexNotFound(
                f"{self.address} : il n'y a pas d'index ici", hint=f"trouvere index build {self.address} SOURCE…"
            )
        if state.format not in FORMATS_OF_ARTICLES:
            raise IncompatibleIndex(
                f"{self.address} : index au format {state.format}, cette version lit le format {FORMAT}",
                hint="reconstruisez-le depuis les sources : trouvere index build INDEX SOURCE…",
            )
        return state

    def usable(self, *, within: float | None = None) -> State:
        """Return the published generation; raises as `readable` does, and where another version analysed it."""
        state = self.readable(within=within)
        if state.format != FORMAT:
            raise IncompatibleIndex(
                f"{self.address} : index au format {state.format}, cette version cherche dans le format {FORMAT}",
                hint=f"trouvere index rebuild {self.address}",
            )
        if state.analysis != (version := analysis_version()):
            raise IncompatibleIndex(
                f"{self.address} : analysé par une autre version ({state.analysis} ; celle-ci est {version})",
                hint=f"trouvere index rebuild {self.address}",
            )
        return state

    def next(self) -> State:
        """Return a name for a new generation, of which nothing exists yet."""
        number = 1 + max(map(self.number_of, self.names()), default=0)
        generation = name_of(number)
        return State(index=f"{self.address.name}-{generation}", generation=generation, analysis=analysis_version())

    def note(self, state: State) -> None:
        """Have a generation say this of itself."""
        meta = mappings(state.meta())["_meta"]
        retried(lambda: self.client.indices.put_mapping(index=state.index, body={"_meta": meta}))

    def publish(self, state: State, before: State | None) -> State:
        """Let the alias lead to a generation, in one call that fails where it no longer leads to `before`."""
        from opensearchpy.exceptions import NotFoundError, RequestError

        # Until the alias leads to it, it is what a build has left: should that fail, the next one clears it away.
        self.note(replace(state, published=""))
        name = self.address.name
        actions: list[dict[str, Any]] = [{"add": {"index": state.index, "alias": name, "is_write_index": True}}]
        if before:
            actions.insert(0, {"remove": {"index": before.index, "alias": name, "must_exist": True}})
        try:
            retried(lambda: self.client.indices.update_aliases(body={"actions": actions}))
        except (NotFoundError, RequestError) as error:
            # Where an answer was lost and the call begun again, it fails since it was done.
            if (now := self.published()) and now.index == state.index:
                return self.settled(state)
            self.remove((state.index,))
            raise BuildError(
                f"{self.address} : une autre écriture a publié entre-temps, rien n'a été changé",
                hint="relancez la commande",
            ) from error
        return self.settled(state)

    def settled(self, state: State) -> State:
        """Have a generation say that it is whole, as of now."""
        state = replace(state, published=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), writing="")
        self.note(state)
        return state

    def leftovers(self) -> tuple[str, ...]:
        """Return the indexes that builds which died have left: none of them was ever published."""
        aliased = self.published()
        dead = (state for state in self.states() if state.format in FORMATS_OF_ARTICLES and not state.published)
        return tuple(state.index for state in dead if aliased is None or state.index != aliased.index)

    def remove(self, names: tuple[str, ...]) -> None:
        """Remove indexes of generations, and the words beside them."""
        for name in names:
            self.client.indices.delete(index=f"{name},{words_of(name)}", ignore_unavailable=True)

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but the `keep` newest generations; the published one always stays. Returns what was removed."""
        state = self.published()
        older = [name for name in reversed(self.names()) if state and name != state.index]
        going = tuple(name for name in older if self.number_of(name))[max(keep - 1, 0) :]
        self.remove(going)
        return going
