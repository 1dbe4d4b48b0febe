"""What is small in bytes and heavy in memory or time is refused before anything is made of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures import Articles, Reasons

from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.characters import MOST_ACCENTS, one_line, plain
from trouvere.index.errors import ArticleError
from trouvere.index.report import Skipped
from trouvere.index.sources.files.bounds import (
    MOST_ATTRIBUTES,
    MOST_MARKS,
    check_marks,
    check_tags,
)


@pytest.mark.parametrize("unit", ["a\n", "[a](b) ", "- a\n", "&amp;", "<a:b> ", "|", "# a\n", "`a` ", "\\* "])
def test_markdown_of_too_many_marks(unit: str, articles: Articles, reasons: Reasons, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(unit * (MOST_MARKS + 1), encoding="utf-8")
    assert not articles(path)
    assert reasons() == [(1, "Markdown de trop de lignes ou de marques")]


def test_long_markdown_of_prose_is_read() -> None:
    check_marks("Le vent, dit-elle, s’est levé ! Puis l’arrière-pays s’est tu.\n\n" * 12_000)


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f"a{n}=1" for n in range(MOST_ATTRIBUTES + 1)),
        "".join(f'a{n}="1"' for n in range(MOST_ATTRIBUTES + 1)),
        " ".join(f"a{n} = '>'" for n in range(MOST_ATTRIBUTES + 1)),
        "a=" + "=" * MOST_ATTRIBUTES + " " + " ".join(f"a{n}" for n in range(MOST_ATTRIBUTES + 1)),
        "a " * (MOST_ATTRIBUTES + 1),
        ("a " * (MOST_ATTRIBUTES // 3) + "><b ") * 12,
    ],
)
@pytest.mark.parametrize("suffix", ["html", "md", "rss"])
def test_tag_of_too_many_attributes(
    attributes: str, suffix: str, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    written = {
        "html": f"<html><body {attributes}><p>Un texte.</p></body></html>",
        "md": f"Un texte.\n\n<div {attributes}>a</div>\n",
        "rss": f"<rss version='2.0'><channel><item {attributes}><title>a</title></item></channel></rss>",
    }[suffix]
    path = tmp_path / f"a.{suffix}"
    path.write_text(written, encoding="utf-8")
    articles(path)
    assert any(
        skip.reason in ("balise de trop d'attributs", "Markdown de trop de lignes ou de marques") for skip in skipped
    )


@pytest.mark.parametrize(
    "page",
    [
        "<p>" + "un mot = un autre, et a < b ; " * 20_000,
        '<img src="data:image/png;base64,' + "QUJD" * 500_000 + '==">' * 3,
        "<script>" + "for(i=0;i<n;i++){a[i] = b[i] / c}\n" * 900 + "</script>",
        '<a class="x y z" href="/a/b?c=d&e=f" data-x=\'{"a": "b"}\'>z</a>\n' * 10_000,
    ],
)
def test_pages_as_they_are_pass(page: str) -> None:
    check_tags(page)


def test_text_of_too_many_words() -> None:
    for text, title in (("a " * 1_000_001, ""), ("\n".join("." * 1_000_002), ""), ("a", "mot " * 1_000_001)):
        with pytest.raises(ArticleError, match="million"):
            clean(RawArticle(text=text, title=title))


@pytest.mark.parametrize("written", [plain, one_line])
def test_accents_without_end_on_one_letter(written: Callable[[str], str]) -> None:
    # Sorting them takes the square of their number: hours, for this one.
    text = written("Été a" + "\u0315\u0300" * 300_000 + "b — ─────────────────────────────────────────── 😀")
    assert text.startswith("Été à") and text.endswith("b — ─────────────────────────────────────────── 😀")
    assert len(text) < 70 + MOST_ACCENTS
    assert written(text) == text


def test_few_accents_stay() -> None:
    text = "a" + "\u0315\u0323" * 10 + "─" * 40
    assert plain(text).count("\u0315") == plain(text).count("\u0323") + plain(text).count("ạ") == 10
