"""What is not read is told by its suffix, or its vocabulary, with what to do."""

from pathlib import Path

import pytest
from fixtures import Articles

from trouvere.index import build_index
from trouvere.index.report import Skipped
from trouvere.index.sources import FORMATS, formats
from trouvere.index.sources.files.suffixes import HINTS, OTHERS, suffix_of, unknown
from trouvere.index.sources.sites.leftout import TEMPLATE_REASON


def test_list_of_formats_is_the_true_one() -> None:
    for one in FORMATS:
        assert callable(one.load().read)
        for suffix in one.suffixes:
            assert suffix.removeprefix(".") in formats().split(" ;")[0].split(", ")
            assert suffix not in HINTS and suffix not in OTHERS
    assert all(suffix in formats() for suffix in (".gz", ".zst", ".bz2", ".xz", ".zip", ".tar"))


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.TXT", ".txt"), ("a.jsonl.GZ", ".jsonl"), ("a.tar.zst", ".tar"), ("a.tgz", ".tar"), ("a", ""), ("a.gz", ""), ("a.b.md", ".md"), (".txt", "")],
)  # fmt: skip
def test_suffix(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@pytest.mark.parametrize(
    "suffix",
    [
        ".docx",
        ".eml",
        ".mbox",
        ".warc",
        ".wet",
        ".sql",
        ".opml",
        ".parquet",
        ".xlsx",
        ".png",
        ".css",
        ".js",
        ".rst",
        ".sqlite",
    ],
)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_file_whose_suffix_says_what_it_is_is_not_read_as_prose(
    suffix: str, packed: str, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}{packed}"
    path.write_text("Le pont rouvre lundi.\n\nUn texte.", encoding="utf-8")
    assert not articles(path)
    (skip,) = skipped
    assert skip.unread
    if suffix != ".docx":
        assert skip.reason == unknown(suffix)
        assert not articles(tmp_path)
        assert skipped[1:] == [Skipped(str(path), unknown(suffix))] and not skipped[1].unread


@pytest.mark.parametrize(
    ("written", "read"),
    [("<html><body><article><p>Le pont rouvre.</p></article></body></html>", 1), ("<?php echo 1;", 0)],
)
def test_program_that_is_a_saved_page(written: str, read: int, articles: Articles, tmp_path: Path) -> None:
    (tmp_path / "a.php").write_text(written, encoding="utf-8")
    assert len(articles(tmp_path / "a.php")) == read


@pytest.mark.parametrize(
    ("root", "named"),
    [
        ('TEI xmlns="http://www.tei-c.org/ns/1.0"', "XML-TEI"), ("alto", "ALTO"), ("a:alto xmlns:a='x'", "ALTO"), ("nitf", "NITF"),
        ("newsItem", "NewsML"), ("mediawiki", "MediaWiki"), ("urlset", "sitemap"), ("sitemapindex", "sitemap"), ("opml", "OPML"),
        ("article><front><article-meta/></front><b", "JATS"), ("svg", "SVG"), ("rien", "ni RSS ni Atom"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", '<?xml version="1.0"?>\n<!-- un mot -->\n'])
def test_vocabulary_of_xml(
    root: str, named: str, head: str, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    (tmp_path / "a.xml").write_text(f"{head}<{root}><title>Le pont</title></x>", encoding="utf-8")
    assert not articles(tmp_path)
    assert named in skipped[0].reason


@pytest.mark.parametrize("inside", ["", "content"])
def test_images_and_settings_of_a_site_are_told_together(
    inside: str, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    names = ["hugo.toml", "content/a.png", "content/b.PNG", "content/c.css", "content/d.docm", "content/CNAME"]
    (tmp_path / "content").mkdir()
    for name in names:
        (tmp_path / name).write_text("x = 1", encoding="utf-8")
    (tmp_path / "content" / "pont.md").write_text("Le pont rouvre.", encoding="utf-8")
    assert len(articles(tmp_path / inside)) == 1
    (together,) = (skip for skip in skipped if ".docm" not in skip.where)
    reason, _, numbers = together.reason.partition(" : ")
    assert (together.where, reason) == (str(tmp_path / inside), "fichiers du site (images, styles, réglages)")
    expected = {"2 .png", "1 .css", "1 sans suffixe"} | (set() if inside else {"1 .toml"})
    assert set(numbers.split(", ")) == expected
    assert not any(skip.unread for skip in skipped) and len(skipped) == 2


def test_strictness_is_not_about_drafts_and_images_of_a_site(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name, text in {
        "hugo.toml": "x = 1",
        "logo.png": "x",
        "content/pont.md": "Le pont rouvre.",
        "content/b.md": "---\ndraft: true\n---\nSecret.",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = build_index(tmp_path / "x.idx", tmp_path, strict=True)
    assert (report.indexed, report.skipped_total, report.unread) == (1, 2, 0)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt", b"<!doctype html><html><body><article><p>" + b"Le pont rouvre lundi. " * 20 + b"</p></article>", ["Le"]),
        ("backend.php", b"<?xml version='1.0'?><rss><channel><item><title>Le pont</title></item></channel></rss>", [""]),
        ("a.html", b"<rss><channel><item><title>Le pont</title></item></channel></rss>", [""]),
        ("a.txt", b"{\\rtf1\\ansi Le pont rouvre.\\par}", []),
        ("a.txt", b"<p>Le pont rouvre lundi.</p>", ["<p"]),
        ("a.txt", b'[{"text": "Le pont"}]', ['[{']),
    ],
)  # fmt: skip
def test_what_a_file_is_counts_more_than_a_suffix_that_misleads(
    name: str, content: bytes, found: list[str], articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert [one.text[:2] for one in articles(tmp_path / name)] == found
    assert bool(found) or "format inconnu (.rtf)" in skipped[0].reason


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.xml"])
def test_data_with_front_matter_is_a_template_of_a_site(
    name: str, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(
        "---\nlayout: null\n---\n[{% for post in site.posts %}{% endfor %}]\n", encoding="utf-8"
    )
    assert articles(tmp_path) == []
    assert [(skip.reason, skip.unread) for skip in skipped] == [(TEMPLATE_REASON, False)]


def test_cards_without_title_and_text_are_counted_for_one_reason(
    articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    for number, more in enumerate(("role: Chef", "link: x\nteam: y", "github: z")):
        (tmp_path / f"{number}.md").write_text(f"---\nfullname: Anne {number}\n{more}\n---\n", encoding="utf-8")
    assert articles(tmp_path) == []
    assert [(skip.reason, skip.unread) for skip in skipped] == [("ni titre ni texte", False)] * 3
