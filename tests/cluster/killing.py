"""Kills a node while a build goes on, and says what became of the articles."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Thread

from cluster.servers import Servers
from trouvere.index import Article, build_index, check_index
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.client import connect
from trouvere.index.report import BuildReport
from trouvere.index.settings import Settings

SETTINGS = Settings(opensearch_shards=3, opensearch_replicas=1, keep_generations=1, opensearch_timeout=20)
WORDS = "grève train ministre école hôpital budget loi vote syndicat réforme canicule récolte".split()


@dataclass(frozen=True)
class Round:
    """What one round came to."""

    node: int
    at: int
    """Articles that had been read when the node was killed."""
    report: BuildReport
    lost: int
    doubled: int
    sound: bool
    seconds: float


def articles(count: int, seed: int) -> list[Article]:
    """Return articles of some two hundred words, every one of another text."""
    chosen = random.Random(seed)
    return [
        Article(
            id=f"{seed}/{number}",
            title=f"Article {number} de la série {seed}",
            text=" ".join(chosen.choices(WORDS, k=200)) + f" {number}",
            source="AFP",
        )
        for number in range(count)
    ]


def kill_during_a_build(servers: Servers, address: str, *, count: int, seed: int) -> Round:
    """Build an index of `count` articles and kill a node by SIGKILL somewhere on the way; then start it again."""
    chosen = random.Random(seed)
    node, at = chosen.choice(sorted(servers.running)), chosen.randrange(count // 10, count * 9 // 10)
    given = articles(count, seed)
    reached = Event()

    def read() -> Iterator[Article]:
        for number, article in enumerate(given):
            if number == at:
                reached.set()
            yield article

    def kill() -> None:
        reached.wait()
        time.sleep(chosen.random())
        servers.kill(node)

    killing = Thread(target=kill)
    killing.start()
    started = time.monotonic()
    try:
        report = build_index(address, read(), settings=SETTINGS)
        seconds = time.monotonic() - started
    finally:
        reached.set()
        killing.join()
        servers.start(node)
        servers.wait(nodes=servers.nodes)
    client = connect(parse(address), SETTINGS)
    try:
        found = Counter(reading.ids(client, parse(address).name))
    finally:
        client.close()
    lost = sum(article.id not in found for article in given)
    doubled = sum(found.values()) - len(found)
    return Round(node, at, report, lost, doubled, check_index(address).ok, seconds)
