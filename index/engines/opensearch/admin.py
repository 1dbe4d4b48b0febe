"""Administration of an index on a cluster: describe, integrity check, optimize (force merge), prune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch.lock import is_held
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.client import LONG_CALL_SECONDS, opened
from trouvere.index.engines.opensearch.read.generations import Generations, State
from trouvere.index.engines.opensearch.session import session, size_of
from trouvere.index.report import BuildReport, CheckReport, Damage, IndexInfo

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

DAMAGE_SHOWN = 20
"""Articles whose damage is told one by one."""
REPAIR = "reconstruisez l'index, ou restaurez une sauvegarde : trouvere index restore DEPOT/NOM {}"


def describe(address: Address) -> IndexInfo:
    """Return what the published generation says of itself."""
    with opened(address) as client:
        generations = Generations(client, address)
        state = generations.usable()
        stats = client.indices.stats(index=state.index, metric="store,segments,docs")["_all"]["primaries"]
        return IndexInfo(
            articles=state.articles,
            generation=state.generation,
            path=state.index,
            segments=stats["segments"]["count"],
            deleted=stats["docs"]["deleted"],
            size=stats["store"]["size_in_bytes"],
            published=state.published,
            digest=state.digest,
            format=state.format,
            analysis=state.analysis,
            generations=tuple(name.removeprefix(f"{address.name}-") for name in generations.names()),
            fields=state.fields,
        )


def check(address: Address) -> CheckReport:
    """Read every article of the published generation back and compare it with its digest."""
    with opened(address) as client:
        state = Generations(client, address).readable()
        damage = tuple(_damage_of(client, state, interrupted=_interrupted(client, address, state)))
        shards = client.cluster.health(index=state.index)["active_primary_shards"]
        how = REPAIR.format(address) if damage else ""
        size = size_of(client, state.index)
        return CheckReport(not damage, state.generation, state.articles, shards, size, damage, how)


def _interrupted(client: OpenSearch, address: Address, state: State) -> bool:
    """Say whether who was changing a generation has died: nobody goes on with it, nor has ended it meanwhile."""
    if not state.writing or is_held(client, address):
        return False
    return Generations(client, address).state_of(state.index).writing == state.writing


def _damage_of(client: OpenSearch, state: State, *, interrupted: bool) -> list[Damage]:
    health = client.cluster.health(index=state.index)
    if health["status"] == "red":
        missing = health["unassigned_shards"]
        return [Damage(state.index, f"{missing} fragments sans nœud", "les articles qu'ils ont")]
    found: list[Damage] = []
    if interrupted:
        what = f"une écriture ({state.writing}) s'est interrompue"
        found.append(Damage(state.index, what, "rien : la prochaine mise à jour la reprend"))
    count = total = 0
    for id, written, article in reading.with_digests(client, state.index):  # noqa: A001
        count += 1
        digest = article.digest() if article else b""
        total += int.from_bytes(digest)
        if digest != written and len(found) < DAMAGE_SHOWN:
            found.append(Damage(id, "contenu changé" if article else "illisible", "cet article"))
    if not state.writing and (count, total % (1 << 128)) != (state.articles, int(state.digest, 16)):
        what = f"{state.articles} articles annoncés, {count} lus" if count != state.articles else "empreinte changée"
        found.append(Damage(state.index, what, "des articles"))
    return found


def optimize(address: Address, options: WriteOptions) -> BuildReport:
    """Join the segments of each shard of the published generation into one, without deleted articles."""
    with session(address, "optimize", options, existing=True) as joining:
        state = joining.generations.usable()
        joining.tell("écriture", state.articles)
        joining.client.indices.forcemerge(index=state.index, max_num_segments=1, request_timeout=LONG_CALL_SECONDS)
        joining.client.indices.refresh(index=state.index, request_timeout=LONG_CALL_SECONDS)
        return joining.report(state, published=False, unchanged=state.articles)


def prune(address: Address, *, keep: int) -> tuple[str, ...]:
    """Remove all generations but the `keep` newest, and what dead builds left; returns the names removed."""
    with session(address, "prune", WriteOptions(), existing=True) as pruning:
        pruning.generations.readable()
        return (*pruning.cleared, *pruning.generations.prune(keep))
