"""One searcher between many threads, while generations are published: each answer is whole, and of one generation.

`test_searcher.py` holds searches to that under rebuilds; here every other question is asked too.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from trouvere.index import Article, build_index, update_index
from trouvere.index.settings import Settings
from trouvere.search import Searcher, open_searcher

THREADS = 16
PUBLISHED = 6
WORDS = ("Le préfet visite l’école.", "La grève des trains continue.", "Le préfet visite la gare.", "Un loup rôde.")


def generation(number: int) -> list[Article]:
    """Generation `number` has 8 + `number` articles; the first four are in all of them."""
    return [Article(id=str(n), title=f"Titre {n}", text=f"{WORDS[n % 4]} Lot {n}.") for n in range(8 + number)]


def search(searcher: Searcher) -> None:
    results = searcher.search("préfet visite", histogram=True, explain=True, limit=50)
    assert results.total == len(results.hits)
    assert all(hit.explanation and abs(hit.explanation.score - hit.score) < 1e-3 for hit in results.hits)


def similar(searcher: Searcher) -> None:
    assert searcher.similar("0")[0].article.text.startswith("Le préfet visite")


def suggest(searcher: Searcher) -> None:
    assert "préfet" in map(str, searcher.suggest("préf"))


def explain(searcher: Searcher) -> None:
    assert searcher.explain("préfet", "0").score > 0
    assert searcher.explain("loup", "0").score == 0


def advise(searcher: Searcher) -> None:
    advice = searcher.advise("préfet loup", match="all")
    prefects, wolves = advice.words
    # Of every four articles two have a prefect and one, the last, has a wolf.
    assert wolves.count == prefects.count // 2
    assert advice.emptied_by == "loup"
    assert [one.query for one in advice.looser] == ["préfet", "loup", "préfet loup"]


def overview(searcher: Searcher) -> None:
    found = searcher.overview()
    assert found.articles in range(8, 8 + 4 * PUBLISHED + 1, 4)
    assert len(found.recent) == 5


def article(searcher: Searcher) -> None:
    found, title, text = searcher.marked_article("3", "loup")
    assert "".join(fragment.text for fragment in text) == found.text == searcher.article("3").text
    assert [fragment.text for fragment in (*title, *text) if fragment.matched] == ["loup"]


QUESTIONS: tuple[Callable[[Searcher], None], ...] = (search, similar, suggest, explain, advise, overview, article)


def test_sixteen_threads_ask_everything_while_generations_are_published(tmp_path: Path) -> None:
    path = tmp_path / "index"
    build_index(path, generation(0))
    stop = threading.Event()
    wrong: list[tuple[str, object]] = []
    asked: set[str] = set()
    seen: set[str] = set()

    def ask(searcher: Searcher, first: int) -> None:
        at = first
        while not stop.is_set() or at < first + len(QUESTIONS):
            question = QUESTIONS[at % len(QUESTIONS)]
            try:
                question(searcher)
            except Exception as error:
                wrong.append((question.__name__, error))
                return
            asked.add(question.__name__)
            seen.add(searcher.generation)
            at += 1

    with open_searcher(path, settings=Settings()) as searcher:
        threads = [threading.Thread(target=ask, args=(searcher, number)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for number in range(1, PUBLISHED + 1):
            # Once from nothing, once what changed: old generations are pruned under whoever reads them.
            (build_index if number % 2 else update_index)(path, generation(4 * number))
        stop.set()
        for thread in threads:
            thread.join()
        assert searcher.overview().articles == 8 + 4 * PUBLISHED
    assert not wrong
    assert asked == {question.__name__ for question in QUESTIONS}
    assert len(seen) > 1
