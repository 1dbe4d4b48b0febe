"""Explanation: why an article was found, and what each word gave, as data and as sentences (`sentences.py`)."""

from __future__ import annotations

from typing import NamedTuple

from trouvere.search.ranking.contributions import Addition, Contribution, WordExplanation
from trouvere.search.ranking.sentences import Sentences
from trouvere.search.shapes import ContributionShape, ExplanationShape


class Explanation(NamedTuple):
    """Why an article has its score: the values of `words` and `additions` add up to it. 0: it is not found."""

    id: str
    query: str
    score: float
    words: tuple[WordExplanation, ...]
    additions: tuple[Addition, ...] = ()
    ignored: tuple[str, ...] = ()
    """Stop words, which were not searched."""

    def sentences(self, language: str = "fr") -> tuple[str, ...]:
        """Return one sentence a word, and one for each addition, in French ("fr") or English ("en")."""
        said = Sentences(language)
        return (
            *map(said.of_word, self.words),
            *map(said.of_addition, self.additions),
            *((said.of_ignored(self.ignored),) if self.ignored else ()),
        )


def explanation_as_dict(one: Explanation, language: str = "fr") -> ExplanationShape:
    """Return an explanation as JSON-ready values, its sentences in `language`."""
    return {
        "id": one.id,
        "query": one.query,
        "score": one.score,
        "words": [
            {
                "word": word.word,
                "value": word.value,
                "contributions": [_contribution(each) for each in word.contributions],
            }
            for word in one.words
        ],
        "additions": [{"kind": each.kind, "words": list(each.words), "value": each.value} for each in one.additions],
        "ignored": list(one.ignored),
        "sentences": list(one.sentences(language)),
    }


def _contribution(one: Contribution) -> ContributionShape:
    return {
        "kind": one.kind,
        "field": one.field,
        "term": one.term,
        "times": one.times,
        "value": one.value,
        "written": list(one.written),
    }
