"""What is said of single articles, and where nothing is found."""

import pytest

from trouvere.index.errors import ArticleNotFound
from trouvere.search import Filters, Searcher
from trouvere.search.ranking.explanation import Explanation


def total(one: Explanation) -> float:
    return sum(word.value for word in one.words) + sum(each.value for each in one.additions)


@pytest.mark.parametrize("query", ["visite de Loukachenko à Pékin", "préfet train", '"visite d’État"', "loukachenk*"])
def test_an_explanation_adds_up_to_the_score(searcher: Searcher, query: str) -> None:
    results = searcher.search(query, explain=True, match="any", limit=40)
    assert results.hits
    for hit in results.hits[:5]:
        alone = searcher.explain(query, hit.article.id, match="any")
        assert hit.explanation == alone
        assert total(alone) == pytest.approx(hit.score, rel=1e-4)
        assert alone.score == pytest.approx(hit.score, rel=1e-4)


def test_an_explanation_of_what_is_not_found_says_what_is_missing(searcher: Searcher) -> None:
    one = searcher.explain("marathon téléphérique", "pekin-seul", match="all")
    assert one.score == 0
    assert [bool(word.contributions) for word in one.words] == [True, False]
    filtered = searcher.explain("marathon", "pekin-seul", filters=Filters(source=("AP",)))
    assert filtered.score == 0
    with pytest.raises(ArticleNotFound):
        searcher.explain("marathon", "personne")


def test_an_article_by_its_id(searcher: Searcher) -> None:
    for id in ("pekin", "cœur/œuvre", "long id " + "é" * 300):  # noqa: A001
        assert searcher.article(id).id == id
    assert searcher.article("pekin").tags == ("Chine", "diplomatie")
    with pytest.raises(ArticleNotFound):
        searcher.article("personne")


def test_a_marked_article(searcher: Searcher) -> None:
    article, title, text = searcher.marked_article("cœur/œuvre", "coeur été")
    assert "".join(fragment.text for fragment in text) == article.text
    assert [fragment.text for fragment in text if fragment.matched] == ["cœur", "été", "été"]
    assert [fragment.text for fragment in title if fragment.matched] == ["Cœur"]
    with pytest.raises(ArticleNotFound):
        searcher.marked_article("personne", "été")


def test_like_articles(searcher: Searcher) -> None:
    like = searcher.similar("foule-3", limit=6)
    assert "foule-3" not in [hit.article.id for hit in like]
    assert [hit.score for hit in like] == sorted((hit.score for hit in like), reverse=True)
    assert [hit.rank for hit in like] == list(range(1, len(like) + 1))
    assert len(like) == 6
    assert not any(fragment.matched for hit in like for fragment in (*hit.title, *hit.snippets[0].fragments))
    among = searcher.similar("foule-3", limit=6, filters=Filters(source=("AP",)))
    assert {hit.article.source for hit in among} == {"AP"}
    with pytest.raises(ArticleNotFound):
        searcher.similar("personne")


def test_advice_names_what_left_nothing(searcher: Searcher) -> None:
    advice = searcher.advise("marathon téléphérique", match="all")
    assert [(word.text, word.count) for word in advice.words] == [("marathon", 1), ("téléphérique", 1)]
    assert advice.emptied_by == "téléphérique"
    kinds = {(one.kind, one.dropped): one.total for one in advice.looser}
    assert kinds["without", "marathon"] == kinds["without", "téléphérique"] == 1
    assert kinds["any", ""] == 2


def test_advice_lets_go_of_filters_but_not_of_what_confines(searcher: Searcher) -> None:
    confined = Filters(source=("AFP", "AP"))
    advice = searcher.advise("marathon", filters=Filters(category=("Monde",)), within=confined)
    assert [(one.kind, one.dropped, one.total) for one in advice.looser] == [("filter", "category", 1)]
    hidden = searcher.advise("marathon", filters=Filters(category=("Monde",)), within=Filters(source=("AP",)))
    assert hidden.looser == ()
    assert [word.count for word in hidden.words] == [0]


def test_advice_blames_an_exclusion_and_unquotes(searcher: Searcher) -> None:
    assert searcher.advise("marathon -pékin").emptied_by == "-pékin"
    looser = searcher.advise('"Loukachenko Xi"').looser
    assert ("unquoted", "Loukachenko Xi") in [(one.kind, one.query) for one in looser]
