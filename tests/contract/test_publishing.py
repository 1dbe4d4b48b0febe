"""New generations: seen without a restart, never mixed with the one before."""

import multiprocessing
import threading

from contract.engines import Engine
from trouvere.index import Article
from trouvere.search import Searcher

FORK = multiprocessing.get_context("fork")


def lot(number: int) -> list[Article]:
    """Return a generation that is told by its ids and by how many they are."""
    return [Article(id=f"{number}-{each}", text=f"Le préfet du lot {number}.") for each in range(number + 3)]


def test_a_new_generation_is_seen(engine: Engine) -> None:
    index = engine.build(lot(0))
    with engine.open(index) as searcher:
        before = searcher.generation
        assert searcher.search("préfet").total == searcher.count() == 3
        held = searcher.held()
        engine.build(lot(1), index)
        assert searcher.search("préfet").total == searcher.count() == 4
        assert searcher.generation != before
        assert held.search("préfet").total == held.count() == 3
        assert held.generation == before


def test_rebuilds_under_searching_threads(engine: Engine) -> None:
    index = engine.build(lot(0))
    stop = threading.Event()
    wrong: list[object] = []
    seen: set[str] = set()
    with engine.open(index) as searcher:

        def read() -> None:
            try:
                while not stop.is_set():
                    results = searcher.search("préfet", limit=100)
                    lots = {hit.article.id.split("-")[0] for hit in results.hits}
                    if len(lots) != 1 or results.total != int(lots.pop()) + 3 or len(results.hits) != results.total:
                        wrong.append(results)
                    seen.add(results.generation)
            except Exception as error:
                wrong.append(error)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for number in range(1, 6):
            engine.build(lot(number), index)
        stop.set()
        for thread in threads:
            thread.join()
        assert searcher.search("préfet").total == 8
    assert not wrong
    assert len(seen) > 1


def test_updates_and_deletions_are_seen(engine: Engine) -> None:
    index = engine.build(lot(2))
    with engine.open(index) as searcher:
        engine.update(index, [Article(id="neuf", text="Un sous-préfet nouveau.")])
        assert searcher.search("nouveau").total == 1
        assert searcher.count() == 6
        engine.delete(index, "neuf", "2-0")
        assert searcher.search("nouveau", match="all").total == 0
        assert searcher.count() == searcher.search("préfet").total == 4


def test_a_forked_process_answers_too(engine: Engine) -> None:
    index = engine.build(lot(4))
    with engine.open(index) as searcher:
        assert searcher.search("préfet").total == 7
        child = FORK.Process(target=_asked_in_child, args=(searcher,))
        child.start()
        # Both at once: connections of one would be read by the other.
        for _ in range(20):
            assert searcher.search("préfet").total == 7
        child.join(60)
        assert child.exitcode == 0


def _asked_in_child(searcher: Searcher) -> None:
    for _ in range(20):
        assert searcher.search("préfet").total == 7
