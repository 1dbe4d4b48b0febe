"""Why this result: what is said adds up to the score, and reads as French."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pytest

from trouvere.index import Article, build_index, update_index
from trouvere.index.errors import ArticleNotFound
from trouvere.index.settings import Settings
from trouvere.search import Filters, Searcher, open_searcher
from trouvere.search.ranking.contributions import Addition, Contribution, WordExplanation
from trouvere.search.ranking.explanation import Explanation, explanation_as_dict

WORDS = (
    "cheval chevaux travail travaux directeur directrice conserver conservation licencier licenciement retraite "
    "retraité école écoles Kiev Kyiv OTAN pêche péché pouvoir comment préavis préavis week-end Saint-Étienne 1 000 euros"
).split(" ")
QUERIES = (
    "chevaux",
    "directrice école",
    "licencier préavis",
    "Kyiv",
    "st-etienne",
    "conserv*",
    "« de l'école »",
    "retraité -Kiev",
    "titre:travaux école",
    "école OU cheval",
    "comment pouvoir conserver un cheval",
    "peche",
    '"travail directeur"~3',
    "rien de tout cela",
)


def article(dice: random.Random, number: int) -> Article:
    words = dice.choices((*WORDS, "de", "l'école", "un"), k=dice.randint(3, 60))
    title = " ".join(dice.choices(WORDS, k=4)) if number % 3 else ""
    day = dt.date(2020, 1, 1) + dt.timedelta(dice.randint(0, 900)) if number % 5 else None
    source = "AP" if number % 2 else "CNN"
    return Article(id=str(number), title=title, text=" ".join(words) + ".", source=source, date=day)


@pytest.fixture(scope="module", params=["one segment", "several, and deletions", "age counts"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    dice = random.Random(11)
    path = tmp_path_factory.mktemp("explained") / "index"
    build_index(path, [article(dice, number) for number in range(120)])
    if request.param != "one segment":
        update_index(path, [article(dice, number) for number in range(100, 150)])
        update_index(path, [article(dice, number) for number in range(90, 110)])
    settings = Settings(recency_half_life=200.0 if request.param == "age counts" else 0.0)
    with open_searcher(path, settings=settings) as searcher:
        yield searcher


def total(one: Explanation) -> float:
    return sum(word.value for word in one.words) + sum(each.value for each in one.additions)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("match", ["all", "any"])
def test_what_is_said_adds_up_to_the_score(searcher: Searcher, query: str, match: str) -> None:
    results = searcher.search(query, match=match, limit=100, explain=True)  # type: ignore[arg-type]
    for hit in results.hits:
        assert hit.explanation
        assert hit.explanation.score == pytest.approx(hit.score, rel=1e-4), hit.explanation
        assert total(hit.explanation) == pytest.approx(hit.score, rel=1e-4)
        assert {each.kind for each in hit.explanation.additions} <= {"recency"} or hit.rank <= 30
    if results.hits:
        for hit in (results.hits[0], results.hits[-1]):
            again = searcher.explain(results.corrected or query, hit.article.id, match=match)  # type: ignore[arg-type]
            assert again.score == pytest.approx(hit.score, rel=1e-4)


def test_filters_say_who_is_among_the_best(searcher: Searcher) -> None:
    filters = Filters(source=("AP",))
    hit = searcher.search("école cheval", match="any", filters=filters).hits[0]
    assert searcher.explain("école cheval", hit.article.id, match="any", filters=filters).score == pytest.approx(
        hit.score, rel=1e-4
    )


def test_nothing_is_explained_that_was_not_asked(searcher: Searcher) -> None:
    assert all(hit.explanation is None for hit in searcher.search("école").hits)


def test_an_article_that_is_not_there(searcher: Searcher) -> None:
    with pytest.raises(ArticleNotFound):
        searcher.explain("école", "nulle part")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("small") / "index"
    build_index(
        path,
        [
            Article(id="haras", title="Les chevaux du haras", text="Un cheval, deux chevaux. Le haras de Pau."),
            Article(id="otan", title="Un sommet", text="Les ministres de l’OTAN se réunissent."),
            Article(id="paie", title="Paie", text="Le licenciement d'un salarié : on ne peut licencier sans préavis."),
        ],
    )
    with open_searcher(path, settings=Settings()) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "id", "expected"),
    [
        ("cheval", "haras", "« chevaux » trouvé pour « cheval », titre et texte ; « cheval » trouvé, texte : "),
        ("Chevaux", "haras", "« Chevaux » trouvé, titre et texte ; « cheval » trouvé pour « Chevaux », texte : "),
        ("cheval", "otan", "« cheval » n'est pas dans cet article"),
        ("NATO", "otan", "« OTAN » trouvé pour « NATO » (variante), texte : "),
        ("har*", "haras", "« haras » trouvé pour « har* » (préfixe), titre et texte : "),
        ("« haras de Pau »", "haras", "« haras de Pau » trouvé, texte : "),
        ("licencier un salarié", "paie", "pas cherché, car partout : « un »"),
        ("licencier un salarié", "paie", "même famille que « licencier » : « licenciement » : + "),
        ("haras de Pau", "haras", "« de » et « Pau » se suivent de près : + "),
        ("licencier cheval", "paie", "a « licencier » : + "),
    ],
)
def test_the_sentences(small: Searcher, query: str, id: str, expected: str) -> None:  # noqa: A002
    sentences = small.explain(query, id, match="any").sentences()
    assert any(sentence.startswith(expected) or sentence == expected for sentence in sentences), sentences


@pytest.mark.parametrize(
    ("query", "id", "expected"),
    [
        ("cheval", "haras", "“chevaux” found for “cheval”, title and text; “cheval” found, text: "),
        ("cheval", "otan", "“cheval” is not in this article"),
        ("NATO", "otan", "“OTAN” found for “NATO” (variant), text: "),
        ("har*", "haras", "“haras” found for “har*” (prefix), title and text: "),
        ("licencier un salarié", "paie", "not searched, being everywhere: “un”"),
        ("licencier un salarié", "paie", "same family as “licencier”: “licenciement”: + "),
        ("haras de Pau", "haras", "“de” and “Pau” stand close together: + "),
        ("licencier salarié préavis", "paie", "has “licencier”, “salarié” and “préavis”: + "),
    ],
)
def test_the_sentences_in_english(small: Searcher, query: str, id: str, expected: str) -> None:  # noqa: A002
    sentences = small.explain(query, id, match="any").sentences("en")
    assert any(sentence.startswith(expected) or sentence == expected for sentence in sentences), sentences


def test_one_language_says_as_much_as_the_other(small: Searcher) -> None:
    one = small.explain("licencier un salarié NATO", "paie", match="any")
    assert len(one.sentences("en")) == len(one.sentences()) and one.sentences("de") == one.sentences("fr")
    assert explanation_as_dict(one, "en")["sentences"] == list(one.sentences("en"))


def test_numbers_are_written_as_in_french() -> None:
    word = WordExplanation("a", (Contribution("written", "text", "a", 2, 1234.5, ("a",)),))
    one = Explanation("1", "a", 1235.0, (word,), (Addition("recency", (), -0.5),))
    assert one.sentences() == ("« a » trouvé, texte : 1234,50", "selon la date : − 0,50")
    assert one.sentences("en") == ("“a” found, text: 1234.50", "by its date: − 0.50")
