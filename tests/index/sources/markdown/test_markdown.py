"""Markdown: front matter, what its marks become, drafts, and that no word is lost."""

import datetime as dt
import gzip
import io
import sys
from pathlib import Path

import pytest
from fixtures import Articles, Reasons, Texts
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.cleaning import clean
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.markdown.front_matter import FrontMatterFault, parted
from trouvere.index.sources.markdown.reader import plain_text

HUGO = """---
title: "La grève : suite et fin"
date: 2023-03-01 10:00:00 +0100
author: Anne Le Goff
categories: [Société, Transports]
tags:
  - grève
  - 2023
slug: greve-suite
url: https://rivage.example/greve/
lang: fr
draft: false
weight: 3
edition: 007
---

# La grève : suite et fin

Les **trains** sont à l’*arrêt*.
"""


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))


def put(folder: Path, content: str | bytes, name: str = "a.md") -> list[Path]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [folder / name]


def test_an_article_of_hugo(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    (raw,) = articles(put(tmp_path, HUGO))
    article = clean(raw)
    assert (article.title, article.text) == ("La grève : suite et fin", "Les trains sont à l’arrêt.")
    assert article.as_dict()["date"] == "2023-03-01T10:00:00+01:00"
    assert (article.day, article.authors, article.language) == (dt.date(2023, 3, 1), ("Anne Le Goff",), "fr")
    assert (article.category, article.tags) == ("Société", ("grève", "2023", "Transports"))
    assert (article.url, article.id[:2]) == ("https://rivage.example/greve/", "u-")
    rest = {"slug": "greve-suite", "draft": False, "weight": 3, "edition": "007"}
    assert article.extra == rest
    assert skipped == []


@pytest.mark.parametrize(
    ("front", "field", "expected"),
    [
        ("authors: [Anne, Paul]", "authors", ("Anne", "Paul")),
        ("author: Anne et Paul", "authors", ("Anne", "Paul")),
        ("authors: [{name: Anne, email: a@x.example}]", "authors", ("Anne",)),
        ("author: Anne\nauthors: [Paul]", "authors", ("Paul",)),
        ("author:\n  name: Anne", "authors", ("Anne",)),
        ("category: Monde", "category", "Monde"),
        ("categories: Monde", "category", "Monde"),
        ("category: []", "category", ""),
        ("tags: mer, pont", "tags", ("mer", "pont")),
        ("tags:", "tags", ()),
        ("permalink: https://x.example/a", "url", "https://x.example/a"),
        ("permalink: https://x.example/a\nurl: https://x.example/b", "url", "https://x.example/b"),
        ("language: en", "language", "en"),
        ("id: 42", "id", "42"),
        ("source: AFP", "source", "AFP"),
        ("title: 12:30", "title", "12:30"),
        ("title: no", "title", "no"),
        ("title: 2023", "title", "2023"),
        ("date: 2023-03-01", "date", "2023-03-01"),
        ("date: 2023-03-01T10:00:00+01:00", "date", "2023-03-01T10:00:00+01:00"),
        ("publishDate: 2023-03-01", "date", "2023-03-01"),
        ("# une remarque\n\nsource: AP", "source", "AP"),
    ],
)
def test_the_keys_of_front_matter(tmp_path: Path, articles: Articles, front: str, field: str, expected: object) -> None:
    (raw,) = articles(put(tmp_path, f"---\n{front}\n---\nTexte."))
    assert getattr(raw, field) == expected
    assert raw.text == "Texte."


def test_toml(tmp_path: Path, articles: Articles) -> None:
    front = 'title = "Phare"\ndate = 2023-03-02T08:00:00+01:00\n[taxonomies]\ntags = ["mer"]\n[extra]\nnote = 1\n'
    (raw,) = articles(put(tmp_path, f"+++\n{front}+++\n\nLe phare."))
    assert (raw.title, raw.date, raw.tags, raw.extra) == ("Phare", "2023-03-02T08:00:00+01:00", ("mer",), {"note": 1})


def test_map_comes_first(tmp_path: Path, articles: Articles) -> None:
    path = put(tmp_path, "---\ntitle: a\nheadline: b\nauthor: Anne\nresume: c\n---\nTexte.")
    assert articles(path, rename={"title": "headline"})[0].title == "b"
    assert articles(path, rename={"place": "author"})[0].place == "Anne"
    assert articles(path, rename={"text": "resume"})[0].text == "c"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("---\ndraft: true\n---\nx", 1, "brouillon"),
        ("---\npublished: false\n---\nx", 1, "brouillon"),
        ("+++\ndraft = true\n+++\nx", 1, "brouillon"),
        ("---\na: 1\nb: [\n---\nx", 4, "en-tête YAML illisible"),
        ("---\na: &a [*a]\n---\nx", 2, "en-tête YAML illisible"),
        ("---\n" + BOMB + "---\nx", 6, "en-tête YAML illisible"),
        ("---\na: !!python/object/apply:os.getcwd []\n---\nx", 2, "en-tête YAML illisible"),
        ("---\na: \x01\n---\nx", 1, "en-tête YAML illisible"),
        ("+++\na = 1\nb = \n+++\nx", 3, "en-tête TOML illisible"),
        (f"---\na: {'x' * 200_000}\n---\nx", 1, "en-tête trop long"),
        ("---\ntitle: {a: 1}\n---\nx", 1, "« title » n'est pas un texte"),
    ],
)
def test_what_is_skipped(
    tmp_path: Path, articles: Articles, reasons: Reasons, content: str | bytes, line: int | None, reason: str
) -> None:
    assert articles(put(tmp_path, content)) == []
    assert reasons() == [(line, reason)]


def test_front_matter_nested_without_end(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    assert articles(put(tmp_path, f"---\na: {'[' * 20_000}\n---\nx")) == []
    assert [skip.reason for skip in skipped] == ["structure trop profondément imbriquée"]


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        ("# Un *projet*\n\nIl fait ceci.", "Un projet", "Il fait ceci."),
        ("Un projet\n=========\n\nIl fait ceci.", "Un projet", "Il fait ceci."),
        ("---\ntitle: a\n---\n# b\n\nc", "a", "b\n\nc"),
        ("---\n---\n# b\n\nc", "b", "c"),
        ("---\n\nUne règle en tête.\n\n---\n\nSuite.", "", "Une règle en tête.\n\nSuite."),
        ("---\nsans fin", "", "sans fin"),
        ("Texte seul.", "", "Texte seul."),
        ("## Pas un titre\n\nc", "", "Pas un titre\n\nc"),
        ("", "", ""),
    ],
)
def test_where_the_title_comes_from(tmp_path: Path, articles: Articles, content: str, title: str, text: str) -> None:
    (raw,) = articles(put(tmp_path, content))
    assert (raw.title, raw.text) == (title, text)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Un\nparagraphe **gras** et `code`.\n\nDeux.", "Un paragraphe gras et code.\n\nDeux."),
        ("fin  \nde ligne", "fin\nde ligne"),
        ("## Titre\nTexte", "Titre\n\nTexte"),
        ("- un\n- deux\n\nfin", "un\ndeux\n\nfin"),
        ("1. un\n2. deux", "un\ndeux"),
        ("> cité\n> encore", "cité encore"),
        ("```python\ndef f():\n    pass\n```", "def f():\npass"),
        ("| a | b |\n| - | - |\n| c | d |", "a | b\nc | d"),
        ("[les mots](https://x.example 'titre') et ![la mer](/mer.jpg)", "les mots et la mer"),
        ("[les mots][1]\n\n[1]: https://x.example", "les mots"),
        ("<https://x.example/a>", "https://x.example/a"),
        ("un mot[^1].\n\n[^1]: La note.", "un mot.\n\nLa note."),
        ("un ~~deux~~ trois", "un deux trois"),
        ("<div class='n'>Du <b>HTML</b>.</div>\n\n<!--more-->\n\nSuite<br>là", "Du HTML.\n\nSuite\nlà"),
        ("<script>x()</script>\n\nSuite", "Suite"),
        ("{{< figure src='a' >}}\n\nTexte {% include x %}", "Texte"),
        ("a < b && c", "a < b && c"),
        ("L’été d\\'antan &amp; &eacute;t&eacute;", "L’été d'antan & été"),
        ("a\n\n***\n\nb", "a\n\nb"),
    ],
)
def test_marks_go_and_words_stay(markdown: str, expected: str) -> None:
    assert plain_text(markdown) == ("", expected)


def test_wherever_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: Texts, skipped: list[Skipped]
) -> None:
    wanted = ["La grève : suite et fin\n\nLes trains sont à l’arrêt."]
    assert texts(put(tmp_path, HUGO)) == wanted
    assert texts(put(tmp_path, HUGO.replace("\n", "\r\n"), "b.MARKDOWN")) == wanted
    assert texts(put(tmp_path, gzip.compress(HUGO.encode()), "c.md.gz")) == wanted
    assert texts(put(tmp_path, HUGO.encode("cp1252"), "d.md")) == wanted
    assert texts(put(tmp_path, HUGO, "sans-suffixe")) == wanted
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(HUGO.encode())))
    assert texts("-") == wanted
    assert skipped == []


def test_limits(tmp_path: Path, texts: Texts, skipped: list[Skipped]) -> None:
    assert texts(put(tmp_path, "é" * 200), settings=Settings(max_field_chars=199)) == []
    assert texts(put(tmp_path, "é" * 200), settings=Settings(max_line_bytes=399)) == []
    assert ["max_field_chars" in skipped[0].reason, "max_line_bytes" in skipped[1].reason] == [True, True]


WORDS = st.lists(st.text("abcdéœ’ç", min_size=1, max_size=8), min_size=1, max_size=6).map(" ".join)
BLOCKS = (
    "{}",
    "## {}",
    "> {}",
    "- {}",
    "1. {}",
    "**{}**",
    "*{}*",
    "[{}](https://x.example)",
    "![{}](/a.png)",
    "```\n{}\n```",
)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from(BLOCKS)), max_size=8))
def test_the_words_of_markdown_survive(parts: list[tuple[str, str]]) -> None:
    _, text = plain_text("\n\n".join(block.format(words) for words, block in parts))
    assert text.split() == " ".join(words for words, _ in parts).split()


@settings(deadline=None)
@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("#*_[]()`<>!|-:^{}&\\~=+ \n\n\n"))))
def test_any_text_is_acceptable_markdown(text: str) -> None:
    try:
        front, body = parted(text)
    except FrontMatterFault:
        return
    assert isinstance(front, dict)
    plain_text(body)


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "> " * 5_000, "*a " * 20_000, "`" * 20_000, "<" * 20_000, "- " * 3_000 + "x", "![" * 10_000]
)
def test_marks_without_end(text: str) -> None:
    plain_text(text)


@pytest.mark.parametrize(
    "content",
    [
        "---\ntitle: T",
        "---\nti",
        "---\ntitle: T\ntags:\n  - a\n  - b\nda",
        "+++\ntitle = 'T'\n[extra]\nk = 1\n",
    ],
)
def test_front_matter_that_breaks_off_is_no_article(
    tmp_path: Path, texts: Texts, skipped: list[Skipped], content: str
) -> None:
    (tmp_path / "a.md").write_text(content, encoding="utf-8")
    assert texts([tmp_path]) == []
    assert skipped[0].unread


@pytest.mark.parametrize(
    "content", ["---\n\nUn texte, entre deux traits.\n\nLe pont : fermé.\n", "---\ntitle: T\n\nCe pont rouvre.\n"]
)
def test_a_rule_at_the_beginning_is_no_front_matter(
    tmp_path: Path, texts: Texts, skipped: list[Skipped], content: str
) -> None:
    (tmp_path / "a.md").write_text(content, encoding="utf-8")
    assert len(texts([tmp_path])) == 1
    assert not skipped


@pytest.mark.parametrize(
    ("name", "content", "title", "text"),
    [
        (
            "a.mdx",
            'import X from "./x"\n\nexport const a = {\n  b: 1,\n}\n\nLe <X a={1}>pont</X> {a.b}.',
            "",
            "Le pont .",
        ),
        ("a.mdx", "# Titre\n\n<Tabs>\n<Tab label='Onglet'>\n\nTexte\n\n</Tab>\n</Tabs>", "Titre", "Onglet\n\nTexte"),
        (
            "a.mdx",
            "`<X>{y}</X>`\n\n```jsx\n<X a={b}/>\n```\n\na < b {/* non */}",
            "",
            "<X>{y}</X>\n\n<X a={b}/>\n\na < b",
        ),
        ("a.qmd", "---\ntitle: T\n---\nTexte.", "T", "Texte."),
        ("a.Rmd", "```{r, echo=FALSE}\nx <- 1\n```\n\nTexte.\n\n```{r}\ny\n```", "", "Texte.\n\ny"),
        ("a.mkd", "Title: T\n\nTexte.", "T", "Texte."),
        ("a.mdown", "% T\n\nTexte.", "T", "Texte."),
    ],
)
def test_its_other_suffixes(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], name: str, content: str, title: str, text: str
) -> None:
    put(tmp_path, content, name)
    (raw,) = articles([tmp_path])
    assert (raw.title, raw.text, skipped) == (title, text, [])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("---\ntitle: Billets\n---\n", "page de rubrique sans texte"),
        ("---\ntitle: Billets\n---\n{{< children >}}\n", "page de rubrique sans texte"),
        ("", "page de rubrique sans texte"),
        ("---\ntitle: Billets\n---\nTous nos billets.", ""),
    ],
)
def test_the_page_of_a_section(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], content: str, reason: str
) -> None:
    put(tmp_path, content, "_index.md")
    assert len(articles([tmp_path])) == (not reason)
    assert [(skip.reason, skip.unread) for skip in skipped] == ([(reason, False)] if reason else [])
