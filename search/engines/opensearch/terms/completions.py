"""Completions of a prefix on a cluster: words, and pairs of words that stand together; see `Completions`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from trouvere.search.engines.embedded.terms.completions import FollowingWords, Words, after
from trouvere.search.engines.embedded.terms.excerpts import Excerpts
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary


class ClusterCompletions:
    """See `Completions`. `following` tells pairs where articles are hidden from the reader."""

    def __init__(
        self,
        vocabulary: ClusterVocabulary,
        words: Words,
        written: Callable[[str], str],
        excerpts: Excerpts,
        following: FollowingWords | None,
    ) -> None:
        self.words, self.written = words, written
        self.after = partial(after, excerpts)
        self.pairs = following.pairs if following else vocabulary.pairs
