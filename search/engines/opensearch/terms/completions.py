"""Completions of a prefix on a cluster: words, and pairs of words that stand together; see `Completions`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary
from trouvere.search.suggest.excerpts import Excerpts
from trouvere.search.suggest.word_pairs import PrefixTerms, WordPairs, words_after


class ClusterCompletions:
    """See `Completions`. `word_pairs` tells pairs where articles are hidden from the reader."""

    def __init__(
        self,
        vocabulary: ClusterVocabulary,
        words: PrefixTerms,
        display_form: Callable[[str], str],
        excerpts: Excerpts,
        word_pairs: WordPairs | None,
    ) -> None:
        self.words, self.display_form = words, display_form
        self.after = partial(words_after, excerpts)
        self.pairs = word_pairs.pairs if word_pairs else vocabulary.pairs
