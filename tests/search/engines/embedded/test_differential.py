"""The evaluator against Whoosh's matchers on the same columns.

Those against Whoosh's own codec: `tests/index/engines/whoosh/test_queries.py`.
"""

import random

import pytest
from whoosh import query

from trouvere.index import Article, build_index, delete_articles, update_index
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.whoosh import whoosh_index
from trouvere.index.engines.whoosh.weighting import ExactBM25F
from trouvere.index.schema import TEXT_FIELDS, TextField, stem_of
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.query.plan import All, Either, Expansion, Plan, Sequence, Term, Without
from trouvere.search.ranking.top_k import best_by_score
from trouvere.search.ranking.weights import Weights

WORDS = """
    grève train Paris pêche péché côte côté ministre ministres visite visites été à de la le les du travail travaux
    journal journaux cœur œuvre État états Ukraine ukrainien presqu’île l’eau d’or SNCF 2023 mil neuf
""".split()
WEIGHTS = {"text": 1.0, "text_stem": 0.6, "title": 1.3, "title_stem": 0.7}


def articles(seed: int, count: int, first: int = 0) -> list[Article]:
    dice = random.Random(seed)
    # Few words are frequent and most are rare, as in a text; some texts are long, and some words stand 300 times.
    some = WORDS + WORDS[:12] * 4 + ["la"] * 10
    return [
        Article(
            id=f"a{number}",
            title=" ".join(dice.choices(some, k=dice.randrange(6))) if dice.random() < 0.7 else "",
            text=" ".join(dice.choices(some, k=dice.choice((3, 10, 40, 200)))) + " la" * (number % 97 == 0) * 300,
            source=dice.choice(("AP", "AFP", "")),
        )
        for number in range(first, first + count)
    ]


@pytest.fixture(scope="module", params=["one segment", "segments and deletions"])
def generation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    path = tmp_path_factory.mktemp("differential") / "index"
    build_index(path, articles(1, 500))
    if request.param != "one segment":
        for step in range(3):
            update_index(path, articles(10 + step, 60, first=480 + 40 * step))
        delete_articles(path, [f"a{number}" for number in range(0, 300, 7)])
    folder, manifest = published(path)
    found = Generation(folder, manifest.segments)
    assert len(found.segments) == (1 if request.param == "one segment" else 4)
    return found


def random_plan(dice: random.Random, depth: int = 0) -> Plan:
    kind = dice.randrange(4 if depth > 2 else 8)
    only: tuple[TextField | None, ...] = (None, None, None, "title", "text")
    field = dice.choice(only)
    word = dice.choice(VOCABULARY)
    match kind:
        case 0 | 1:
            return Term(word[0], word[1], field)
        case 2:
            return Expansion(word[0][: dice.randrange(1, 4)], field)
        case 3:
            words = [dice.choice(VOCABULARY) for _ in range(dice.randrange(2, 4))]
            # Whoosh knows phrases of one field: words as written, or stems alone.
            by_stem = all(stem for _, stem in words) and dice.random() < 0.5
            places = tuple((stem, True) if by_stem and stem else (surface, False) for surface, stem in words)
            return Sequence(places, dice.choice((0, 0, 0, 2)), field)
        case 4:
            return Without(random_plan(dice, depth + 1), random_plan(dice, depth + 1))
        case 5:
            return All(tuple(random_plan(dice, depth + 1) for _ in range(dice.randrange(2, 4))))
    return Either(tuple(random_plan(dice, depth + 1) for _ in range(dice.randrange(2, 4))))


def _vocabulary() -> list[tuple[str, str | None]]:
    from trouvere.index.analysis import french

    return [(token.text, token.stem) for word in [*WORDS, "absent"] for token in french().tokens(word)]


VOCABULARY = _vocabulary()


class Oracle:
    """Scores plans with Whoosh's queries and matchers, document by document."""

    def __init__(self, generation: Generation) -> None:
        self.index = whoosh_index(generation)
        self.searcher = self.index.searcher(weighting=ExactBM25F())
        self.documents = generation.documents

    def scores(self, plan: Plan) -> dict[int, float]:
        match plan:
            case Either(parts):
                return self._sum([self.scores(part) for part in parts])
            case All(parts):
                every = [self.scores(part) for part in parts]
                both = set(every[0]).intersection(*every[1:])
                return {doc: sum(scores[doc] for scores in every) for doc in both}
            case Without(wanted, unwanted):
                assert wanted
                gone = self.scores(unwanted)
                return {doc: score for doc, score in self.scores(wanted).items() if doc not in gone}
            case Term(surface, stem, only):
                queries = [(field, query.Term(field, surface)) for field in _fields(only)]
                if stem is not None:
                    queries += [(stem_of(field), query.Term(stem_of(field), stem)) for field in _fields(only)]
            case Expansion(prefix, only):
                reader = self.searcher.reader()
                queries = [
                    (field, query.Term(field, word))
                    for field in _fields(only)
                    for word in reader.expand_prefix(field, prefix)
                ]
            case Sequence(places, slop, only):
                stemmed = places[0][1]
                forms = [stem_of(field) if stemmed else field for field in _fields(only)]
                queries = [(form, query.Phrase(form, [*plan.words], slop=slop + 1)) for form in forms]
        return self._sum([self.run(one, WEIGHTS[field]) for field, one in queries])

    def run(self, wanted: query.Query, weight: float) -> dict[int, float]:
        found = {}
        for leaf, offset in self.searcher.leaf_searchers():
            matcher = wanted.matcher(leaf)
            while matcher.is_active():
                found[matcher.id() + offset] = matcher.score() * weight
                matcher.next()
        return found

    @staticmethod
    def _sum(parts: list[dict[int, float]]) -> dict[int, float]:
        total: dict[int, float] = {}
        for part in parts:
            for doc, score in part.items():
                total[doc] = total.get(doc, 0.0) + score
        return total


def _fields(only: str | None) -> tuple[str, ...]:
    return (only,) if only else TEXT_FIELDS


def test_the_evaluator_finds_and_scores_as_whoosh_does(generation: Generation) -> None:
    evaluator = Evaluator(generation, Weights(WEIGHTS), 1024)
    oracle = Oracle(generation)
    dice = random.Random(7)
    found = 0
    for _ in range(1_500):
        plan = random_plan(dice)
        docs, values = evaluator.matches(plan)
        scores = dict(zip(docs.tolist(), values.tolist(), strict=True))
        expected = oracle.scores(plan)
        assert docs.tolist() == sorted(expected), plan
        for doc, score in expected.items():
            assert scores[doc] == pytest.approx(score, rel=1e-4), plan
        ranked = sorted(expected, key=lambda doc: (-scores[doc], doc))[:10]
        assert docs[best_by_score(values, 10)].tolist() == ranked
        found += bool(expected)
    assert found > 1_000
