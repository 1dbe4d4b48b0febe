"""Similar articles: the obvious sibling, nothing of what filters keep back, hits that hold what hits promise."""

from pathlib import Path

import pytest

from trouvere.index import Article, build_index, delete_articles, update_index
from trouvere.index.errors import ArticleNotFound, UsageError
from trouvere.index.settings import Settings
from trouvere.search import Filters, Searcher, open_searcher

ARRIVES, TALKS, SIGNS = "h-636b7d4dc2acfff5", "h-c93b4de114c1c6c8", "cd-2023-0301"
"""Three articles of the sample about one visit: Lukashenko lands, talks, signs."""


def ids(searcher: Searcher, id: str, **options: object) -> list[str]:  # noqa: A002
    return [hit.article.id for hit in searcher.similar(id, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("id", "expected"),
    [(ARRIVES, {TALKS, SIGNS}), (TALKS, {ARRIVES, SIGNS}), (SIGNS, {ARRIVES, TALKS})],
)
def test_the_siblings_come_first(sample: Searcher, id: str, expected: set[str]) -> None:  # noqa: A002
    assert set(ids(sample, id)[:2]) == expected


def test_a_hit_is_whole_and_unmarked(sample: Searcher) -> None:
    for number in range(0, 40, 3):
        article = sample.search("a* OU e* OU l*", limit=40).hits[number].article
        hits = sample.similar(article.id, limit=10)
        assert hits
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        for hit in hits:
            assert hit.article.id != article.id
            assert "".join(fragment.text for fragment in hit.title) == hit.article.title
            [snippet] = hit.snippets
            assert not any(fragment.matched for fragment in (*hit.title, *snippet.fragments))
            assert snippet.start == 0
            assert snippet.text == hit.article.text[: snippet.end]
            assert (
                snippet.end == len(hit.article.text)
                or not hit.article.text[snippet.end - 1 : snippet.end + 1].isalnum()
            )


def test_limit_and_filters(sample: Searcher) -> None:
    assert ids(sample, ARRIVES, limit=2) == ids(sample, ARRIVES)[:2]
    assert ids(sample, ARRIVES, limit=0) == []
    only = sample.similar(ARRIVES, filters=Filters(source=("cnn",)))
    assert only[0].article.id == TALKS
    assert {hit.article.source for hit in only} == {"CNN"}


def test_who_shares_but_a_word_or_two_is_not_alike(sample: Searcher) -> None:
    alike = ids(sample, ARRIVES, limit=40)
    assert {TALKS, SIGNS} < set(alike)
    # Of forty articles thirty have one of its words.
    assert len(alike) < 12


def test_errors(sample: Searcher) -> None:
    with pytest.raises(ArticleNotFound):
        sample.similar("nulle part")
    with pytest.raises(UsageError):
        sample.similar(ARRIVES, limit=-1)


def test_what_is_alike_is_told_by_rare_words_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "index"
    filler = "Le conseil a voté le budget de la commune. "
    build_index(
        path,
        [
            Article(
                id="loup", title="Un loup près du bourg", text=filler + "Le loup rôde. Les bergers ont vu le loup."
            ),
            Article(id="bergers", title="Des bergers inquiets", text=filler + "Il y a des loups, dit-on."),
            Article(id="budget", title="Le budget voté", text=filler * 4),
            Article(id="autre", title="Travaux", text="La rue sera fermée."),
            Article(id="vide", text="Et de la, et du."),
        ],
    )
    update_index(path, [Article(id="copie", text="Les bergers ont vu le loup. Le loup rôde près du bourg.")])
    with open_searcher(path, settings=Settings()) as searcher:
        assert ids(searcher, "loup")[:2] == ["copie", "bergers"]  # another segment, a plural
        assert "autre" not in ids(searcher, "loup", limit=10)
        assert ids(searcher, "vide") == []
        delete_articles(path, ["copie"])
        assert ids(searcher, "loup")[0] == "bergers"


def test_the_same_each_time(sample: Searcher, sample_index: Path) -> None:
    with open_searcher(sample_index, settings=Settings()) as again:
        for id in (ARRIVES, TALKS, SIGNS):  # noqa: A001
            assert sample.similar(id, limit=10) == again.similar(id, limit=10) == sample.similar(id, limit=10)


def test_an_archive_without_passages_has_none_here(sample_index: Path) -> None:
    with open_searcher(sample_index, settings=Settings(snippets=0)) as searcher:
        assert {hit.snippets for hit in searcher.similar(ARRIVES)} == {()}
