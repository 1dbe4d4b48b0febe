"""Says what each word of a query gave to one article: by the same methods that scored it, one document at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from trouvere.index.analysis import folded, french
from trouvere.index.article import Article
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.engines.matches import Numbers
from trouvere.search.engines.rescoring import Rescorer, typed_words
from trouvere.search.explanation import Addition, Contribution, Explanation, Kind, WordExplanation
from trouvere.search.marks import Marks, key_of
from trouvere.search.plan import All, Either, Expansion, Place, Plan, Planned, Term, Without, leaves
from trouvere.search.plan import Sequence as Words
from trouvere.search.query import TextField

Written = dict[TextField, dict[str, tuple[str, ...]]]
"""How an article writes the words of a plan, by `key_of`, in each field."""


NOTHING = 1e-6
"""A value below is none: matches that are worth nothing have a score a little above 0."""


class Explainer:
    """Explains the answers of one generation."""

    def __init__(self, evaluator: Evaluator, rescorer: Rescorer) -> None:
        self._evaluator = evaluator
        self._impacts = evaluator.impacts
        self._rescorer = rescorer

    def explain(
        self, query: str, planned: Planned, number: int, article: Article, *, found: bool, again: bool
    ) -> Explanation:
        """Return why a document has its score; `again`: it is among those that are looked at again."""
        docs = np.array([number])
        text = _Typed(query)
        written: Written = {field: _written(planned.plan, field, article) for field in TEXT_FIELDS}
        variants = {one.leaf for one in planned.alternatives}
        words = [
            WordExplanation(text.of(part), tuple(self._contributions(part, docs, variants, written)))
            for part in _words(planned)
        ]
        if not found:
            # It may have some of the words all the same.
            return Explanation(article.id, query, 0.0, tuple(words), (), _ignored(planned))
        score = sum(word.value for word in words)
        additions = tuple(self._additions(planned, docs, score, text)) if again else ()
        total = score + sum(each.value for each in additions)
        if self._evaluator.recency is not None:
            aged = total * float(self._evaluator.recency[number])
            additions += (Addition("recency", (), aged - total),)
            total = aged
        return Explanation(article.id, query, total, tuple(words), additions, _ignored(planned))

    def _contributions(
        self, part: Plan, docs: Numbers, variants: set[Term | Words], written: Written
    ) -> Iterator[Contribution]:
        typed = next(leaves(part), None)
        for leaf in leaves(part):
            if isinstance(leaf, Words):
                for field in TEXT_FIELDS:
                    if leaf.field in (None, field):
                        value = self._of_phrase(replace(leaf, field=field), docs)
                        if value:
                            kind: Kind = "variant" if leaf in variants else "phrase" if leaf == typed else "other"
                            yield Contribution(kind, field, " ".join(leaf.surfaces), 1, value)
                continue
            for form, word, factor in self._impacts.lists(leaf):
                times, values = self._impacts.added(form, word, factor, docs)
                if times[0]:
                    where: TextField = "title" if form.startswith("title") else "text"
                    stem = form != where
                    kind = "inflected" if stem else "written"
                    if isinstance(leaf, Expansion):
                        kind = "prefix"
                    elif leaf in variants:
                        kind = "variant"
                    elif leaf != typed:
                        kind = "other"
                    forms = written[where].get(key_of(leaf), ())
                    if not stem:
                        forms = tuple(form for form in forms if folded(form.lower()) == word)
                    yield Contribution(kind, where, word, int(times[0]), float(values[0]), forms)

    def _of_phrase(self, leaf: Words, docs: Numbers) -> float:
        numbers, scores = self._impacts.of(leaf).listed()
        at = int(np.searchsorted(numbers, docs[0]))
        return float(scores[at]) if at < len(numbers) and numbers[at] == docs[0] else 0.0

    def _additions(self, planned: Planned, docs: Numbers, score: float, text: _Typed) -> Iterator[Addition]:
        families = 0.0
        for word in typed_words(planned.plan):
            value = float(self._rescorer.family(word, docs)[0])
            families += value
            if value > NOTHING:
                stems = self._rescorer.relatives(word.stem or "")
                there = [
                    stem
                    for stem in stems
                    if any(self._impacts.tf_in(stem_of(field), stem, docs)[0] for field in TEXT_FIELDS)
                ]
                yield Addition("family", (text.of(word), *there), value)
        share = float(self._rescorer.coverage(planned.words, docs)[0])
        if share:
            words = tuple(text.of(part) for part in planned.words if self._evaluator.has(part, docs)[0])
            yield Addition("coverage", words, (score + families) * self._impacts.weights.coverage * share)
        for pair in planned.neighbours:
            if value := float(self._rescorer.nearness((pair,), docs)[0]):
                yield Addition("neighbours", tuple(text.of_place(place) for place in pair), value)


class _Typed:
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
            case Words(surfaces):
                return " ".join(self._words.get((surface, False), surface) for surface in surfaces)
        return ""

    def of_place(self, place: Place) -> str:
        """Return what was typed for a word."""
        return self._words.get(place, place[0])


def _words(planned: Planned) -> Sequence[Plan]:
    """Return the parts of a plan that are words of the query."""
    plan = planned.plan.wanted if isinstance(planned.plan, Without) else planned.plan
    if plan is None:
        return ()
    return plan.parts if isinstance(plan, All) or (planned.choice and isinstance(plan, Either)) else (plan,)


def _written(plan: Plan | None, field: TextField, article: Article) -> dict[str, tuple[str, ...]]:
    """Return how an article writes each word of a plan in a field, the most frequent form first."""
    marks = Marks(plan, field)
    text = article.title if field == "title" else article.text
    found: dict[str, Counter[str]] = {}
    for span in marks.spans(text):
        form = text[span.start : span.end]
        # Capitals say nothing but in an acronym: a sentence may begin there.
        found.setdefault(span.key, Counter())[form if form.isupper() and len(form) > 1 else form.lower()] += 1
    return {key: tuple(form for form, _ in forms.most_common(3)) for key, forms in found.items()}


def _ignored(planned: Planned) -> tuple[str, ...]:
    return tuple(one.text for one in planned.ignored if one.reason == "stop_word")
