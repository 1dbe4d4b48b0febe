"""Three nodes: one is killed under searches, and generations are published under twenty searching threads."""

import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from cluster.servers import Servers

from contract.articles import crowd
from contract.engines import Engine
from trouvere.index import Article
from trouvere.index.errors import ClusterError, SearchTimeout
from trouvere.search import Searcher

pytestmark = pytest.mark.cluster
GENERATIONS = 10


@pytest.fixture
def cluster(three_nodes: Servers) -> Iterator[Engine]:
    engine = Engine("opensearch", hosts=three_nodes.hosts)
    engine.replicas = 1
    yield engine
    missing = set(range(three_nodes.nodes)) - three_nodes.running.keys()
    if missing:
        three_nodes.start(*missing)
    three_nodes.wait(nodes=three_nodes.nodes)


class Asking:
    """Threads that ask the same again and again, and note what was wrong and how long the longest took."""

    def __init__(self, threads: int, ask: Callable[[], str]) -> None:
        self.wrong: list[str] = []
        self.longest = 0.0
        self.asked = 0
        self._ask = ask
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(threads)]

    def __enter__(self) -> "Asking":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            started = time.monotonic()
            try:
                if wrong := self._ask():
                    self.wrong.append(wrong)
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
            self.longest = max(self.longest, time.monotonic() - started)
            self.asked += 1


@pytest.mark.parametrize("node", [0, 1, 2])
def test_answers_go_on_whole_when_a_node_is_killed(three_nodes: Servers, cluster: Engine, node: int) -> None:
    index = cluster.build(crowd(600), shards=3)
    with cluster.open(index) as searcher:
        whole = searcher.search("préfet visite", match="any")

        def ask() -> str:
            found = searcher.search("préfet visite", match="any")
            same = (found.total, found.facets, found.hits) == (whole.total, whole.facets, whole.hits)
            return "" if same and not found.partial else f"{found.total} articles, not {whole.total}"

        with Asking(4, ask) as asking:
            time.sleep(2)
            three_nodes.kill(node)
            time.sleep(8)
    print(f"node {node} killed: {asking.asked} answers, {len(asking.wrong)} wrong, longest {asking.longest:.2f} s")
    assert not asking.wrong
    assert asking.asked > 20


def test_without_copies_a_lost_node_makes_an_error_not_half_an_answer(three_nodes: Servers, cluster: Engine) -> None:
    cluster.replicas = 0
    index = cluster.build(crowd(300), shards=3)
    with cluster.open(index, search_deadline=4.0) as searcher:
        assert searcher.search("préfet").total > 50
        three_nodes.kill(2)
        with pytest.raises((ClusterError, SearchTimeout)) as raised:
            searcher.search("préfet")
        assert raised.value.hint


def test_a_node_that_hangs_keeps_no_answer_past_its_deadline(three_nodes: Servers, cluster: Engine) -> None:
    index = cluster.build(crowd(300), shards=3)
    deadline = 3.0
    with cluster.open(index, search_deadline=deadline) as searcher:
        whole = searcher.search("préfet")
        good: list[float] = []

        def ask() -> str:
            try:
                found = searcher.search("préfet")
            except (ClusterError, SearchTimeout) as error:
                return "" if error.hint else f"no next step: {error}"
            if (found.total, found.hits) != (whole.total, whole.hits):
                return f"{found.total} articles"
            good.append(time.monotonic())
            return ""

        hanging = three_nodes.running[1]
        with Asking(4, ask) as asking:
            time.sleep(2)
            hangs = time.monotonic()
            hanging.send_signal(signal.SIGSTOP)
            try:
                time.sleep(3 * deadline)
            finally:
                hanging.send_signal(signal.SIGCONT)
            goes_on = time.monotonic()
            time.sleep(2 * deadline)
    before, after = sum(at < hangs for at in good), sum(at > goes_on for at in good)
    print(
        f"a node hangs: {asking.asked} answers or errors, {len(asking.wrong)} wrong, longest {asking.longest:.2f} s; "
        f"{len(good)} good answers, {before} before and {after} after"
    )
    assert not asking.wrong
    assert min(before, after) >= 4
    assert asking.longest < 2 * deadline


def test_no_answer_is_mixed_while_generations_are_published(cluster: Engine) -> None:
    def lot(number: int) -> list[Article]:
        return [Article(id=f"{number}-{each}", text=f"Le préfet du lot {number}.") for each in range(number + 3)]

    index = cluster.build(lot(0), shards=2)
    seen: set[str] = set()

    def ask_of(searcher: Searcher) -> Callable[[], str]:
        def ask() -> str:
            found = searcher.search("préfet", limit=100)
            seen.add(found.generation)
            lots = {hit.article.id.split("-")[0] for hit in found.hits}
            whole = len(lots) == 1 and found.total == int(min(lots)) + 3 == len(found.hits)
            return "" if whole else f"{found.total} articles of the lots {sorted(lots)}"

        return ask

    with cluster.open(index) as searcher, Asking(20, ask_of(searcher)) as asking:
        for number in range(1, GENERATIONS + 1):
            cluster.build(lot(number), index, shards=2)
    print(f"{GENERATIONS} generations: {asking.asked} answers, {len(asking.wrong)} wrong, {len(seen)} generations seen")
    assert not asking.wrong
    assert len(seen) > GENERATIONS // 2
