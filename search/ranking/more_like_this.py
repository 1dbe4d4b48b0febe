"""More like this: articles about the same as one of them, found by asking its most telling words of all others.

Which words those are is what Lucene's MoreLikeThis does: frequent here and rare elsewhere, the 25 best, each asked with
its tf·idf relative to the best one. The tf is dampened, (1 + ln tf)·idf: Salton & Buckley, Term-weighting approaches in
automatic text retrieval, 1988. Words are compared by their stems.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping

from trouvere.index.analysis import french
from trouvere.index.analysis.tokenizer import raw_spans
from trouvere.index.article import Article
from trouvere.search.query.plan import Term

MAX_TERMS = 25
MIN_TERM_FREQUENCY = 2
"""Times that a word must stand in the text to be telling, where enough of them do or the title does not have it."""
TITLE_FREQUENCY = 4
"""What a word of the title counts for: as if it stood so often in the text."""
LEAST_SHARE = 0.12
"""What a like article has at least of the score that the article itself has: with less they share a word or two."""
READ_CHARS = 30_000
"""Characters of the text that are looked at: its beginning says what it is about."""


def stem_counts(article: Article) -> Counter[str]:
    """Return how often each stem is in an article, its title counted for more."""
    titled = () if article.title_derived else _stems(article.title)
    times = _stems(article.text[:READ_CHARS])
    for stem in titled:
        times[stem] += TITLE_FREQUENCY
    return times


def query_terms(article: Article, known: Callable[[str], tuple[int, float]]) -> tuple[Term, ...]:
    """Return the stems that tell most about an article, the best first, each with the weight it is asked with.

    `known` says how many articles have a stem, and its idf.
    """
    times = stem_counts(article)
    often = {stem: count for stem, count in times.items() if count >= MIN_TERM_FREQUENCY}
    worth = _worth(often, known)
    if len(worth) < MAX_TERMS:
        worth = _worth(times, known)
    chosen = sorted(worth, key=lambda stem: (-worth[stem], stem))[:MAX_TERMS]
    return tuple(Term("", stem, weight=worth[stem] / worth[chosen[0]]) for stem in chosen)


def _worth(times: Mapping[str, int], known: Callable[[str], tuple[int, float]]) -> dict[str, float]:
    """Return (1 + ln tf)·idf of each stem that another article may have too."""
    found: dict[str, float] = {}
    for stem, count in times.items():
        articles, idf = known(stem)
        if articles > 1:
            found[stem] = (1 + math.log(count)) * max(idf, 0.0)
    return {stem: worth for stem, worth in found.items() if worth > 0}


def _stems(text: str) -> Counter[str]:
    """Return how often each stem is in a text; stop words have none."""
    analyzer = french()
    found: Counter[str] = Counter()
    for raw, count in Counter(raw for raw, _ in raw_spans(text)).items():
        for token in analyzer[raw]:
            if token.stem is not None:
                found[token.stem] += count
    return found
