"""Both engines on the same articles: the same answers, to the fragment; scores to the fifth digit."""

from dataclasses import replace
from pathlib import Path

import pytest

from contract.articles import ARTICLES
from contract.engines import Engine
from trouvere.search import Filters, Results, Searcher

QUERIES = """
    préfet
    visite de Loukachenko à Pékin
    le ministre et le maire de la ville
    "conseil des ministres" préfet
    budget -école
    (théâtre OU musée) ET maire
    conserv* licenci*
    "préfet maire"~2
    titre:préfet grève
    sénatrice salaire énergie
    source:AP depuis:2022-01 forêt
    Lukashenko
    pêche
    la les de
    -préfet
""".strip().splitlines()


@pytest.fixture(scope="module", params=[1, 3], ids=["one shard", "three shards"])
def there(engine: Engine, request: pytest.FixtureRequest) -> Searcher:
    if engine.name == "embedded":
        pytest.skip("compares the other engines with the embedded one")
    return engine.open(engine.build(ARTICLES, shards=request.param))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    engine = Engine("embedded", folder=tmp_path_factory.mktemp("agreement"))
    return engine.open(engine.build(ARTICLES))


def told(results: Results) -> Results:
    """Return what must be the same of an answer: not the generation, nor the time, nor the last digits of scores."""
    hits = tuple(replace(hit, score=0.0, explanation=None) for hit in results.hits)
    return replace(results, hits=hits, generation="", took_ms=0.0)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("match", ["auto", "any"])
@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_answers_are_the_same(here: Searcher, there: Searcher, query: str, match: str, sort: str) -> None:
    asked = {"match": match, "sort": sort, "limit": 20, "histogram": True}
    one, other = here.search(query, **asked), there.search(query, **asked)  # type: ignore[arg-type]
    assert told(one) == told(other)
    assert [hit.score for hit in other.hits] == pytest.approx([hit.score for hit in one.hits], rel=1e-5)


@pytest.mark.parametrize("query", QUERIES[:8])
def test_explanations_are_the_same(here: Searcher, there: Searcher, query: str) -> None:
    for hit in here.search(query, match="any", limit=3).hits:
        one, other = (each.explain(query, hit.article.id, match="any") for each in (here, there))
        assert one.sentences() == other.sentences()


def test_like_articles_completions_and_advice_are_the_same(here: Searcher, there: Searcher) -> None:
    for article in ARTICLES[:40]:
        one, other = here.similar(article.id), there.similar(article.id)
        assert [hit.article.id for hit in one] == [hit.article.id for hit in other]
    for prefix in ("p", "pré", "minis", "le ministre de la f", "marathon de", "loukachenko en v"):
        assert {str(each) for each in here.suggest(prefix)} == {str(each) for each in there.suggest(prefix)}
    confined = Filters(source=("AP", "AFP"))
    for query in ("marathon téléphérique", '"Loukachenko Xi"', "marathon -pékin", "zzz préfet"):
        assert here.advise(query, match="all", within=confined) == there.advise(query, match="all", within=confined)
    assert replace(here.overview(), generation="") == replace(there.overview(), generation="")


@pytest.mark.parametrize("first", [0, 1], ids=["odd", "even"])
@pytest.mark.parametrize("half_life", [90.0, 900.0])
def test_age_counts_the_same(engine: Engine, tmp_path: Path, half_life: float, first: int) -> None:
    if engine.name == "embedded":
        pytest.skip("compares the other engines with the embedded one")
    own = Engine("embedded", folder=tmp_path)
    articles = ARTICLES[first:]
    # Undated ones are as old as the median: of an even number, between two articles.
    undated = {article.id for article in articles if not article.date}
    assert (len(articles) - len(undated)) % 2 == 1 - first
    shown: set[str] = set()
    with (
        own.open(own.build(articles), recency_half_life=half_life) as here,
        engine.open(engine.build(articles, shards=3), recency_half_life=half_life) as there,
    ):
        for query in QUERIES[:4]:
            one, other = here.rank(query, match="any"), there.rank(query, match="any")
            assert one.ids == other.ids
            assert other.scores == pytest.approx(one.scores, rel=1e-4)
            shown.update(one.ids)
    assert half_life < 900 or shown & undated
