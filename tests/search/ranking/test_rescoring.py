"""The second look against a slow and plain one made from the texts, and what it must never do."""

import datetime as dt
import math
import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from trouvere.index import Article, build_index, delete_articles, update_index
from trouvere.index.analysis import Token, french
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.terms.visible_terms import VisibleTerms
from trouvere.search.query.nodes import Limits
from trouvere.search.query.parser import parse
from trouvere.search.query.plan import All, Either, Plan, Planned, Sequence, Term, leaves
from trouvere.search.query.planner import make_plan
from trouvere.search.ranking.rescoring import RESCORED_ARTICLES
from trouvere.search.ranking.weights import weights_of

WORDS = """
    conserver conservation conservateur conservatoire conserve licencier licenciement licences salaire salarié salariale
    salaires employeur employé employeurs contrat contracter grève train Paris pêche péché ministre visites le la de du
    comment pouvoir faire journal journaux presqu’île SNCF 2023
""".split()
PLAIN = Settings(variants="non")
OFF = {"weight_near": 0.0, "weight_near_title": 0.0, "weight_coverage": 0.0, "weight_family": 0.0}
SOME = {"weight_near": 0.3, "weight_near_title": 0.7, "weight_coverage": 0.4, "weight_family": 0.6}
NEWEST = dt.date(2023, 6, 1)


def articles(seed: int, count: int, first: int = 0) -> list[Article]:
    dice = random.Random(seed)
    return [
        Article(
            id=f"a{number}",
            title=" ".join(dice.choices(WORDS, k=dice.randrange(1, 7))) if dice.random() < 0.7 else "",
            text=" ".join(dice.choices(WORDS + WORDS[-14:-8] * 2, k=dice.choice((3, 10, 40, 90)))),
            date=NEWEST - dt.timedelta(days=dice.randrange(900)) if dice.random() < 0.8 else None,
        )
        for number in range(first, first + count)
    ]


@pytest.fixture(scope="module", params=["one segment", "segments and deletions"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rescoring") / "index"
    build_index(path, articles(1, 160))
    if request.param != "one segment":
        for step in range(2):
            update_index(path, articles(10 + step, 40, first=140 + 30 * step))
        delete_articles(path, [f"a{number}" for number in range(0, 120, 7)])
    return path


def opened(index: Path) -> Generation:
    folder, manifest = published(index)
    return Generation(folder, manifest.segments)


def queries(seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    return [" ".join(dice.choices(WORDS, k=dice.randrange(1, 6))) for _ in range(count)]


def _stands(places: tuple[tuple[str, bool], ...], tokens: list[Token]) -> bool:
    here = [token.stem if stemmed else token.text for (_, stemmed), token in zip(places, tokens, strict=False)]
    return here == [word for word, _ in places]


class Reference:
    """The formula at the top of rescoring.py, article by article, from the analysed texts."""

    def __init__(self, generation: Generation, settings: Settings) -> None:
        # Articles that are deleted and not yet gone count in the statistics.
        every = [generation.article(number) for number in range(generation.documents)]
        self.tokens = {
            "text": [list(french().tokens(article.text)) for article in every],
            # Of an article without a title, the first words of its text are shown as one; they are not indexed as one.
            "title": [list(french().tokens("" if article.title_derived else article.title)) for article in every],
        }
        self.settings = settings
        self.evaluator = Evaluator(generation, weights_of(settings), 1024)
        live = generation.live if len(generation.deleted) else None
        self.terms = VisibleTerms(self.evaluator.statistics, live, confined=False)
        forms = ("text", "title", "text_stem", "title_stem")
        self.counts = {form: [Counter(self.words(form, n)) for n in range(len(every))] for form in forms}
        self.df = {form: Counter(word for counts in self.counts[form] for word in counts) for form in forms}

    def words(self, form: str, number: int) -> list[str]:
        tokens = self.tokens[form.removesuffix("_stem")][number]
        return [t.stem for t in tokens if t.stem is not None] if form.endswith("_stem") else [t.text for t in tokens]

    def idf(self, df: int) -> float:
        return math.log(len(self.tokens["text"]) / (df + 1)) + 1

    def bm25(self, form: str, number: int, tf: float) -> float:
        lengths = [counts.total() for counts in self.counts[form]]
        average = sum(lengths) / len(lengths)
        return tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * lengths[number] / average)) if tf else 0.0

    def planned(self, query: str) -> Planned:
        return make_plan(parse(query, Limits()).node, "any", index=self.terms)

    def first_pass(self, query: str) -> dict[int, float]:
        docs, scores = self.evaluator.matches(self.planned(query).plan)
        order = np.lexsort((docs, -scores))
        return dict(zip(docs[order].tolist(), scores[order].tolist(), strict=True))

    def score(self, query: str, number: int, score: float) -> float:
        planned, settings = self.planned(query), self.settings
        for leaf in leaves(planned.plan):
            if isinstance(leaf, Term) and leaf.surface and leaf.stem and leaf.weight == 1 and not leaf.homograph:
                light = settings.weight_light if leaf.light else 1
                score += settings.weight_family * light * self.family(leaf.stem, number)
        if planned.words:
            share = sum(self.has(part, number) for part in planned.words) / len(planned.words)
            score *= 1 + settings.weight_coverage * share
        for one, other in pairwise(french().tokens(query)):
            if one.stem is not None or other.stem is not None:
                score += self.near(one, other, number)
        return score

    def family(self, stem: str, number: int) -> float:
        if len(stem) < 5 or not stem.isalpha():
            return 0.0
        known = self.df["text_stem"]
        others = sorted((w for w in known if w[:5] == stem[:5] and w != stem), key=lambda w: (-known[w], w))[:2]
        total = 0.0
        for form, weight in (
            ("text_stem", self.settings.weight_text_stem),
            ("title_stem", self.settings.weight_title_stem),
        ):
            tf = sum(self.counts[form][number][word] for word in others)
            df = sum(self.df[form][word] for word in (stem, *others))
            bonus = form == "text_stem" and not self.tokens["title"][number]
            idf = self.idf(min(df, len(self.tokens["text"]) - 1))
            total += self.bm25(form, number, tf) * weight * idf * (1 + self.settings.weight_untitled * bonus)
        return total

    def has(self, part: Plan, number: int) -> bool:
        match part:
            case Either(parts):
                return any(self.has(each, number) for each in parts)
            case All(parts):
                return all(self.has(each, number) for each in parts)
            case Term(surface, stem, None):
                return any(
                    self.counts[field][number][surface] or (stem and self.counts[f"{field}_stem"][number][stem])
                    for field in ("text", "title")
                )
            case Sequence(places, 0, None):
                texts = [self.tokens[field][number] for field in ("text", "title")]
                return any(_stands(places, tokens[at:]) for tokens in texts for at in range(len(tokens)))
        raise AssertionError(part)

    def near(self, one: Token, other: Token, number: int) -> float:
        known = self.df["text"], self.df["text_stem"]
        idf = sum(self.idf(known[1][t.stem] if t.stem else known[0][t.text]) for t in (one, other)) / 2
        text, title = (self.often(one, other, self.tokens[field][number]) for field in ("text", "title"))
        return idf * (
            self.settings.weight_near * self.bm25("text", number, text)
            + self.settings.weight_near_title * 2 * title / (title + 1)
        )

    @staticmethod
    def often(one: Token, other: Token, tokens: list[Token]) -> float:
        def is_(wanted: Token, token: Token) -> bool:
            return token.text == wanted.text if wanted.stem is None else token.stem == wanted.stem

        total = 0.0
        for at, token in enumerate(tokens):
            if is_(one, token):
                gap = next((step for step, after in enumerate(tokens[at + 1 :], 1) if is_(other, after)), 9)
                total += {1: 1, 2: 1, 3: 0.5}.get(gap, 0)
        return total


@pytest.mark.parametrize(
    "weights",
    [{}, SOME, OFF, *({**OFF, name: SOME[name]} for name in SOME), {"weight_untitled": 0.0, "weight_light": 1.0}],
    ids=["defaults", "other weights", "off", *SOME, "no title, no light words"],
)
def test_scores_are_those_of_the_plain_reference(index: Path, weights: dict[str, float]) -> None:
    settings = replace(PLAIN, **weights)  # type: ignore[arg-type]
    generation = opened(index)
    reference = Reference(generation, settings)
    changed = 0
    with open_searcher(index, settings=settings) as searcher:
        for query in queries(3, 25):
            found = searcher.rank(query, limit=100, match="any")
            first = reference.first_pass(query)
            best = list(first)[:RESCORED_ARTICLES]
            expected = {generation.ids_of(np.array([n]))[0]: reference.score(query, n, first[n]) for n in best}
            scores = dict(zip(found.ids[:RESCORED_ARTICLES], found.scores[:RESCORED_ARTICLES], strict=True))
            assert scores == pytest.approx(expected, rel=1e-4), query
            assert list(found.scores[:RESCORED_ARTICLES]) == sorted(scores.values(), reverse=True)
            below = [(generation.ids_of(np.array([n]))[0], first[n]) for n in list(first)[RESCORED_ARTICLES:100]]
            assert list(zip(found.ids, found.scores, strict=True))[RESCORED_ARTICLES:] == below
            changed += any(abs(expected[name] - first[n]) > 1e-3 for name, n in zip(expected, best, strict=True))
    assert changed == 0 if weights == OFF else changed > 3


def test_pages_are_the_same_whatever_is_asked_with_them(index: Path) -> None:
    with open_searcher(index, settings=PLAIN) as searcher:
        for query in queries(5, 15):
            whole = searcher.rank(query, limit=100, match="any").ids
            for limit in (1, 7, 29, 30, 31, 60):
                assert searcher.rank(query, limit=limit, match="any").ids == whole[:limit]
                for offset in (0, 3, 28, 35):
                    page = searcher.search(query, limit=limit, offset=offset, match="any").hits
                    assert tuple(hit.article.id for hit in page) == whole[offset : offset + limit]


def ranked(tmp_path: Path, texts: dict[str, str], query: str, **settings: float) -> list[tuple[str, float]]:
    build_index(tmp_path / "index", [Article(id=name, text=text) for name, text in texts.items()])
    with open_searcher(tmp_path / "index", settings=replace(PLAIN, **settings)) as searcher:  # type: ignore[arg-type]
        found = searcher.rank(query, match="any")
        return list(zip(found.ids, found.scores, strict=True))


FILLER = {f"z{number}": "un autre sujet pour ce journal" for number in range(20)}


def test_a_stop_word_alone_is_worth_what_it_was(tmp_path: Path) -> None:
    texts = FILLER | {"a": "la mer et la plage", "b": "la mer"}
    with_it, without = ranked(tmp_path, texts, "la"), ranked(tmp_path / "off", texts, "la", **OFF)
    assert with_it == without
    assert {name for name, _ in with_it} == {"a", "b"}


def test_a_stop_word_counts_beside_its_neighbour(tmp_path: Path) -> None:
    texts = FILLER | {"apart": "un pen club reçoit le ministre", "together": "un club reçoit Le Pen ministre"}
    assert [name for name, _ in ranked(tmp_path, texts, "Le Pen")] == ["together", "apart"]
    equal = ranked(tmp_path / "off", texts, "Le Pen", **OFF)
    assert equal[0] == ("apart", equal[1][1]), "nothing else tells them apart"


HALF = 100.0


def test_age_halves_scores(index: Path) -> None:
    generation = opened(index)
    live = list(generation.articles())
    newest = max(article.date for article in live if article.date)
    age = {article.id: (newest - article.date).days for article in live if article.date}
    median = float(np.median(list(age.values())))
    with (
        open_searcher(index, settings=replace(PLAIN, **OFF)) as plain,  # type: ignore[arg-type]
        open_searcher(index, settings=replace(PLAIN, **OFF, recency_half_life=HALF)) as aged,  # type: ignore[arg-type]
    ):
        for query in queries(7, 10):
            before, after = (s.rank(query, limit=1_000, match="any") for s in (plain, aged))
            expected = {
                n: s * 0.5 ** (age.get(n, median) / HALF) for n, s in zip(before.ids, before.scores, strict=True)
            }
            assert dict(zip(after.ids, after.scores, strict=True)) == pytest.approx(expected, rel=1e-4)
            assert before.total == after.total
            assert before.facets == after.facets


def test_what_a_second_look_adds_is_aged_too(tmp_path: Path) -> None:
    text = "grève des trains à Paris"
    old, new = (
        Article(id=name, text=text, date=NEWEST - dt.timedelta(days=days)) for name, days in (("o", 100), ("n", 0))
    )
    build_index(tmp_path / "index", [old, new, *(Article(id=name, text=t) for name, t in FILLER.items())])
    with open_searcher(tmp_path / "index", settings=replace(PLAIN, recency_half_life=HALF)) as searcher:
        found = searcher.rank("grève des trains")
    assert found.ids == ("n", "o")
    assert found.scores[1] == pytest.approx(found.scores[0] / 2, rel=1e-4)


@pytest.mark.parametrize("half_life", [0.001, 1e9])
def test_no_article_is_lost_to_its_age(index: Path, half_life: float) -> None:
    with (
        open_searcher(index, settings=replace(PLAIN, recency_half_life=half_life)) as aged,
        open_searcher(index, settings=PLAIN) as plain,
    ):
        for query in queries(9, 5):
            assert sorted(aged.rank(query, limit=500).ids) == sorted(plain.rank(query, limit=500).ids)


def test_without_a_date_anywhere_age_changes_nothing(tmp_path: Path) -> None:
    texts = FILLER | {"a": "la mer et la plage", "b": "la mer"}
    assert ranked(tmp_path, texts, "mer", recency_half_life=1.0) == ranked(tmp_path / "off", texts, "mer")
