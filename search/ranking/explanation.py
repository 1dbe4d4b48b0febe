"""Explanation: why an article was found, and what each word gave, as data and as sentences (`sentences.py`)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from trouvere.search.ranking.sentences import Sentences
from trouvere.search.shapes import ContributionShape, ExplanationShape

Kind = Literal["written", "inflected", "other", "variant", "prefix", "phrase"]
"""As typed; in another form; another word that the one typed may mean; a variant; begun so; words in order."""


class Contribution(NamedTuple):
    """What one posting list gave: `term` is how the index has it, `times` how often the field has it (a phrase: 1)."""

    kind: Kind
    field: Literal["title", "text"]
    term: str
    times: int
    value: float
    written: tuple[str, ...] = ()
    """How the article writes it, the most frequent form first; lower-case but for acronyms."""


class WordExplanation(NamedTuple):
    """One word of the query, or words that are one there. Without contributions the article does not have it."""

    word: str
    contributions: tuple[Contribution, ...]

    @property
    def value(self) -> float:
        """What the word gave."""
        return sum(each.value for each in self.contributions)


class Addition(NamedTuple):
    """What the second look at the best thirty, or the date, added. `words`: the family, the pair, the words there."""

    kind: Literal["family", "coverage", "neighbours", "recency"]
    words: tuple[str, ...]
    value: float


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
