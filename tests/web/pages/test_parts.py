"""A long article over several pages: linked, each with its own marks, and where the other marks are."""

from pathlib import Path

import pytest
from page_reading import Get, Page, Read

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "index"
    lines = [f"Le paragraphe {number} dit peu de chose, mais il le dit en entier." for number in range(200)]
    for number in (2, 3, 90, 180):
        lines[number] += " Le viaduc y est."
    build_index(
        path,
        [
            Article(id="a/long", title="Long", text="\n\n".join(lines)),
            Article(id="..", title="Autre", text="\n\n".join(lines)),
            Article(id="pont", title="Pont", text="pont " * 300),
        ],
    )
    return path


@pytest.fixture(params=["fr", "en"])
def get(request: pytest.FixtureRequest, path: Path, read: Read) -> Get:
    client = create_app(
        path, settings=Settings(article_chars=2_000, max_marks=20, language=request.param)
    ).test_client()

    def get(url: str, status: int = 200) -> Page:
        answer = client.get(url)
        assert answer.status_code == status
        return read(answer.text)

    return get


def words(page: Page, css: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page.cssselect(css)]


@pytest.mark.parametrize("url", ["/articles/a/long", "/articles/?id=.."])
def test_every_part_is_reached_and_together_they_are_the_article(get: Get, url: str) -> None:
    paragraphs: list[str] = []
    number = 1
    while True:
        page = get(url)
        assert words(page, "[aria-current=page]")[0].endswith(f" {number}")
        assert len(page.cssselect(".paging")) == (1 if number == 1 else 2)
        assert len({nav.get("aria-label") for nav in page.cssselect(".paging")}) == len(page.cssselect(".paging"))
        paragraphs += words(page, ".text p")
        following = page.cssselect("a[rel=next]")
        if not following:
            break
        url = following[0].get("href") or ""
        number += 1
    assert number > 5
    assert [line.split()[2] for line in paragraphs] == [str(number) for number in range(200)]


def test_marks_of_other_parts_are_a_click_away(get: Get) -> None:
    first = get("/articles/a/long?q=viaduc&source=AP")
    assert len(first.cssselect("mark")) == 2
    others = [link.get("href") or "" for link in first.cssselect(".elsewhere a")]
    assert len(others) == 2
    for url in others:
        assert "q=viaduc&source=AP&part=" in url
        page = get(url)
        assert len(page.cssselect("mark#m1")) == 1
    said = words(first, ".marked")[0]
    assert said.startswith("2 mots surlignés dans cette page" if first.get("lang") == "fr" else "2 words marked on")
    empty = get("/articles/a/long?q=viaduc&part=3")
    assert not empty.cssselect("mark")
    assert len(empty.cssselect(".elsewhere a")) == 3


def test_a_page_says_that_not_all_is_marked(get: Get) -> None:
    page = get("/articles/pont?q=pont")
    assert len(page.cssselect("mark")) == 21  # and the title
    assert ("trop nombreux" if page.get("lang") == "fr" else "too many") in words(page, ".marked")[0]


@pytest.mark.parametrize("part", ["0", "-1", "x", "", "9999", "99999999999", "1"])
def test_a_part_that_there_is_not_is_the_first_or_the_last(get: Get, part: str) -> None:
    page = get(f"/articles/a/long?part={part}")
    last = words(page, ".paging li")[-1]
    assert (words(page, "[aria-current=page]")[0] == last) == (part == "9999")


def test_a_short_article_has_no_parts(path: Path) -> None:
    page = create_app(path, settings=Settings()).test_client().get("/articles/a/long?q=viaduc").text
    assert "paging" not in page
    assert "elsewhere" not in page
    assert "4 mots surlignés pour" in page
