"""A lock that another thread held when a process forked is no matter in the child, also in what is held over a fork.

`tests/embedding/test_processes.py` forks while a whole search is under way.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from trouvere.index.engines.opensearch.read.mapping import FORMS
from trouvere.search.engines.embedded.leaf_cache import LeafCache
from trouvere.search.engines.opensearch import memory_index as glance
from trouvere.search.engines.opensearch.terms.term_statistics import ClusterTermStatistics
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary
from trouvere.search.query.plan import Term
from trouvere.search.ranking.matches import Matches
from trouvere.search.suggest.spelling import SimilarWords

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="forks"),
    # From 3.12 on Python warns of forking with threads. That is what servers do, and what this is about.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


class Empty:
    """A cluster of one shard, of no word."""

    def ask(self, method: str, path: str, body: Any = None, **params: Any) -> dict[str, Any]:
        return {"shards": [[{"shard": 0}]], "docs": []}

    def search(self, index: str, body: Any, **params: Any) -> dict[str, Any]:
        return {"hits": {"hits": []}}

    def again(self, work: Callable[[], Any]) -> Any:
        return work()


def ended_in_child(one: Any, ask: Callable[[], object]) -> int:
    """Fork with the lock of `one` locked; return how a child ended that asks."""
    with one._lock:
        child = os.fork()
        if not child:
            signal.alarm(10)
            os._exit(0 if ask() else 3)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_texts_are_cut_in_a_child() -> None:
    text = "Une grève à la gare."
    glance.MemoryIndex([text], ("greve",))
    # As a thread leaves them that has given a chunk its number, and no name yet.
    glance._shared._chunks.append("amid")
    found: Callable[[], bool] = lambda: glance.MemoryIndex([text, "grève"], ("greve",)).positions("greve", 1) == [0]  # noqa: E731
    assert ended_in_child(glance._shared, lambda: found() and "amid" not in glance._shared._chunks) == 0
    glance._shared.begin_anew()


def test_figures_are_asked_in_a_child() -> None:
    one = ClusterTermStatistics(cast(Any, Empty()), "index")
    assert ended_in_child(one, lambda: one.learn([(FORMS[0], "greve")]) == {(FORMS[0], "greve"): 0}) == 0


def test_words_are_read_in_a_child() -> None:
    one = ClusterVocabulary(cast(Any, Empty()), "index", 10)
    assert ended_in_child(one, lambda: one.words("text", "gre") == ()) == 0


def test_words_are_corrected_in_a_child() -> None:
    one = SimilarWords(lambda: [("greve", 3)])
    assert ended_in_child(one, lambda: one.to("grave", 1).surfaces == ("greve",)) == 0


def test_what_leaves_find_is_kept_in_a_child() -> None:
    one, leaf = LeafCache(), Term("greve", None)
    one.put(leaf, found := Matches(None, np.zeros(1, np.float32)))

    def ask() -> bool:
        forgotten = one.get(leaf) is None
        one.put(leaf, found)
        return forgotten and one.get(leaf) is found

    assert ended_in_child(one, ask) == 0
