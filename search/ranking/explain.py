"""Explainer: what each word of a query gave to the articles of a page, by the same methods that scored them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from trouvere.index.analysis import folded, french
from trouvere.index.article import Article
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.budget import spend, watched
from trouvere.search.highlight.article_parts import BEGINNING_CHARS
from trouvere.search.highlight.marks import Marks, key_of
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Leaf, Place, Plan, Planned, Term, leaves
from trouvere.search.query.plan import Sequence as Words
from trouvere.search.ranking.contributions import Addition, Contribution, Kind, WordExplanation
from trouvere.search.ranking.evidence import Evidence
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.matches import Numbers
from trouvere.search.ranking.rescoring import Rescorer, typed_words

Written = dict[TextField, dict[str, tuple[str, ...]]]
"""How an article writes the words of a plan, by `key_of`, in each field."""
BATCH_DOCUMENTS = 128
"""Documents that are explained at once."""
ZERO_VALUE = 1e-6
"""A value below is none: matches that are worth nothing have a score a little above 0."""


class Explainer:
    """Explains the answers of one generation."""

    def __init__(self, evidence: Evidence, rescorer: Rescorer) -> None:
        self._evidence = evidence
        self._rescorer = rescorer

    def explain(
        self, query: str, planned: Planned, found: Sequence[tuple[int, Article]], *, again: Container[int]
    ) -> tuple[Explanation, ...]:
        """Return why each document that was found has its score; `again` are those that are looked at again.

        All of them at once: a beginning stands for a thousand words, and each list is read once, not once a document.
        """
        together: dict[int, Explanation] = {}
        for start in range(0, len(found), BATCH_DOCUMENTS):
            together.update(self._together(query, planned, dict(found[start : start + BATCH_DOCUMENTS]), again))
        return tuple(together[number] for number, _ in found)

    def absence(self, query: str, planned: Planned, number: int, article: Article) -> Explanation:
        """Return why a document was not found: which words it lacks; it may have others all the same."""
        (words,) = self._words(planned, np.array([number]), [article], _TypedWords(query))
        return Explanation(article.id, query, 0.0, words, (), _ignored(planned))

    def _together(
        self, query: str, planned: Planned, found: dict[int, Article], again: Container[int]
    ) -> Iterator[tuple[int, Explanation]]:
        numbers, text = sorted(found), _TypedWords(query)
        docs = np.array(numbers, np.int64)
        every = self._words(planned, docs, [found[number] for number in numbers], text)
        scores = [sum(word.value for word in words) for words in every]
        best = [row for row, number in enumerate(numbers) if number in again]
        added = dict(zip(best, self._additions(planned, docs[best], [scores[row] for row in best], text), strict=True))
        for row, number in enumerate(numbers):
            additions = added.get(row, ())
            total = scores[row] + sum(each.value for each in additions)
            if self._evidence.recency is not None:
                aged = total * float(self._evidence.recency[number])
                additions += (Addition("recency", (), aged - total),)
                total = aged
            yield number, Explanation(found[number].id, query, total, every[row], additions, _ignored(planned))

    def _words(
        self, planned: Planned, docs: Numbers, articles: list[Article], text: _TypedWords
    ) -> list[tuple[WordExplanation, ...]]:
        """Return what the words of a query gave to each of some documents (ascending)."""
        variants = {one.leaf for one in planned.alternatives}
        given_by_part = [(text.of(part), list(self._posting_scores(part, docs, variants))) for part in planned.parts]
        marks: dict[TextField, Marks] = {field: Marks(planned.plan, field) for field in TEXT_FIELDS}
        explained = []
        for row, article in enumerate(articles):
            written = {field: _written(marks[field], field, article) for field in TEXT_FIELDS}
            explained.append(
                tuple(
                    WordExplanation(
                        word, tuple(postings.contribution(row, written) for postings in given if postings.times[row])
                    )
                    for word, given in given_by_part
                )
            )
        return explained

    def _posting_scores(self, part: Plan, docs: Numbers, variants: set[Term | Words]) -> Iterator[_PostingScores]:
        """Yield what each posting list of a part gave to documents, where it gave any something."""
        typed = next(leaves(part), None)
        for leaf in leaves(part):
            spend()
            kind: Kind = "variant" if leaf in variants else "written" if leaf == typed else "other"
            if isinstance(leaf, Words):
                for field in TEXT_FIELDS:
                    if leaf.field in (None, field):
                        values = self._evidence.scores_of(replace(leaf, field=field), docs)
                        words = " ".join(leaf.words)
                        # A phrase is told once, however often it stands there.
                        yield _PostingScores(
                            "phrase" if kind == "written" else kind,
                            field,
                            words,
                            (values > 0).tolist(),
                            values.tolist(),
                            leaf,
                        )
                continue
            if isinstance(leaf, Expansion):
                for name, word, times, values in self._evidence.added_by_prefix(leaf, docs):
                    yield _PostingScores("prefix", name, word, times.tolist(), values.tolist(), leaf)
                continue
            for form, word, factor in self._evidence.lists(leaf):
                spend(len(docs))
                times, values = self._evidence.added(form, word, factor, docs)
                if times.any():
                    field = "title" if form.startswith("title") else "text"
                    form_kind: Kind = "inflected" if kind == "written" and form != field else kind
                    yield _PostingScores(
                        form_kind, field, word, times.tolist(), values.tolist(), leaf, stem=form != field
                    )

    def _additions(
        self, planned: Planned, docs: Numbers, scores: list[float], text: _TypedWords
    ) -> list[tuple[Addition, ...]]:
        """Return what the second look added to each of some documents (ascending), by their scores before it."""
        additions: list[list[Addition]] = [[] for _ in scores]
        families = np.zeros(len(docs))
        for word in typed_words(planned.plan) if len(docs) else ():
            values = self._rescorer.family(word, docs)
            families += values
            stems = self._rescorer.relatives(word.stem or "") if (values > ZERO_VALUE).any() else ()
            there = [
                (stem, np.sum([self._evidence.tf_in(stem_of(field), stem, docs) for field in TEXT_FIELDS], 0))
                for stem in stems
            ]
            for row in np.flatnonzero(values > ZERO_VALUE).tolist():
                names = (text.of(word), *(stem for stem, times in there if times[row]))
                additions[row].append(Addition("family", names, float(values[row])))
        shares = self._rescorer.coverage(planned.words, docs)
        has = [(text.of(part), self._evidence.has(part, docs)) for part in planned.words if shares.any()]
        for row in np.flatnonzero(shares).tolist():
            names = tuple(word for word, there in has if there[row])
            value = (scores[row] + float(families[row])) * self._evidence.weights.coverage * float(shares[row])
            additions[row].append(Addition("coverage", names, value))
        for pair in planned.neighbours if len(docs) else ():
            values = self._rescorer.nearness((pair,), docs)
            names = tuple(text.of_place(place) for place in pair)
            for row in np.flatnonzero(values).tolist():
                additions[row].append(Addition("neighbours", names, float(values[row])))
        return [tuple(each) for each in additions]


class _PostingScores(NamedTuple):
    """What one posting list gave to each of some documents, and how often they have the word: 0 where they do not."""

    kind: Kind
    field: TextField
    term: str
    times: list[float]
    values: list[float]
    leaf: Leaf
    stem: bool = False

    def contribution(self, row: int, written: Written) -> Contribution:
        """Return what was given to one of the documents."""
        forms: tuple[str, ...] = ()
        if not isinstance(self.leaf, Words):
            forms = written[self.field].get(key_of(self.leaf), ())
            if not self.stem:
                forms = tuple(form for form in forms if folded(form.lower()) == self.term)
        return Contribution(self.kind, self.field, self.term, int(self.times[row]), self.values[row], forms)


class _TypedWords:
    """The words of a query as they were typed, by their forms."""

    def __init__(self, query: str) -> None:
        self._words: dict[Place, str] = {}
        for token in french().tokens(query):
            text = query[token.start : token.end]
            self._words.setdefault((token.text, False), text)
            if token.stem is not None:
                self._words.setdefault((token.stem, True), text)

    def of(self, part: Plan) -> str:
        """Return what was typed for a part of the plan: its first leaf says it, the others are what it may mean too."""
        match next(leaves(part), None):
            case Term(surface, _):
                return self._words.get((surface, False), surface)
            case Expansion(prefix, _):
                return f"{prefix}*"
            case Words(places):
                return " ".join(self._words.get(place, place[0]) for place in places)
        return ""

    def of_place(self, place: Place) -> str:
        """Return what was typed for a word."""
        return self._words.get(place, place[0])


def _written(marks: Marks, field: TextField, article: Article) -> dict[str, tuple[str, ...]]:
    """Return how an article writes each word that is marked in a field, the most frequent form first.

    Its beginning is read: a word that comes later is told as the index has it.
    """
    text = article.title if field == "title" else article.text
    found: dict[str, Counter[str]] = {}
    for span in watched(marks.found(text, 0, BEGINNING_CHARS)):
        form = text[span.start : span.end]
        # Capitals say nothing but in an acronym: a sentence may begin there.
        found.setdefault(span.key, Counter())[form if form.isupper() and len(form) > 1 else form.lower()] += 1
    return {key: tuple(form for form, _ in forms.most_common(3)) for key, forms in found.items()}


def _ignored(planned: Planned) -> tuple[str, ...]:
    return tuple(one.text for one in planned.ignored if one.reason == "stop_word")
