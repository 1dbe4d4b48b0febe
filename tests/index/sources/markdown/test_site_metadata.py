"""What static sites say of an article, in its front matter and its path: fields, and whether it is shown."""

import datetime as dt
from pathlib import Path, PurePosixPath

import pytest
from fixtures import Articles, Reasons

from trouvere.index.sources.markdown.file_names import NameParts, name_parts

AHEAD = (dt.date.today() + dt.timedelta(days=40)).isoformat()


def write(folder: Path, path: str, content: str) -> Path:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(content, encoding="utf-8")
    return folder / path


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("draft: true", "brouillon"),
        ("draft: yes", "brouillon"),
        ('draft: "true"', "brouillon"),
        ("Draft: True", "brouillon"),
        ("brouillon: oui", "brouillon"),
        ("published: false", "brouillon"),
        ("publish: no", "brouillon"),
        ("publié: non", "brouillon"),
        ("status: draft", "brouillon"),
        ("statut: brouillon", "brouillon"),
        ("params:\n  draft: true", "brouillon"),
        ("extra:\n  draft: true", "brouillon"),
        ("status: hidden", "non publié"),
        ("visibility: private", "non publié"),
        ("headless: true", "non publié"),
        ("permalink: false", "non publié"),
        ("routable: false", "non publié"),
        ("eleventyExcludeFromCollections: true", "non listé"),
        ("unlisted: true", "non listé"),
        ("build:\n  list: never", "non listé"),
        (f"date: {AHEAD}", "à venir"),
        (f"date: {AHEAD} 10:00:00 +0100", "à venir"),
        (f"pubDate: {AHEAD}", "à venir"),
        (f"publishDate: {AHEAD}\ndate: 2020-01-01", "à venir"),
        ("expiryDate: 2020-01-01", "périmé"),
        ("draft: false", ""),
        ("published: 2020-01-01", ""),
        ("published: true\nstatus: published\npermalink: /a/", ""),
        ("title: Draft", ""),
    ],
)
def test_what_a_site_does_not_show(
    tmp_path: Path, articles: Articles, reasons: Reasons, front: str, reason: str
) -> None:
    found = articles(write(tmp_path, "a.md", f"---\ntitle: T\n{front}\n---\nTexte."))
    assert (len(found), reasons()) == ((0, [(1, reason)]) if reason else (1, []))


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("_drafts/a.md", "Texte.", "brouillon"),
        ("source/_drafts/a/b.md", "---\nb: [\n---\nTexte.", "brouillon"),
        ("content/Drafts/a.md", "Texte.", "brouillon"),
        ("brouillons/a.md", "Texte.", "brouillon"),
        (f"_posts/{AHEAD}-le-pont.md", "Texte.", "à venir"),
        (f"_posts/{AHEAD}-le-pont.md", "---\ndate: 2020-01-01\n---\nTexte.", ""),
        ("drafts.md", "Texte.", ""),
        ("a.md", "Title: T\nStatus: draft\n\nTexte.", "brouillon"),
        ("a.md", "Title: T\nStatus: draft\nTexte sans ligne vide.", "brouillon"),
        ("a.md", '{"title": "T", "draft": true}\n\nTexte.', "brouillon"),
        ("a.md", "+++\ndraft = true\n+++\nTexte.", "brouillon"),
        ("a.md", "<!--\n.. title: T\n.. status: draft\n-->\nTexte.", "brouillon"),
        ("a.md", "title: T\ndraft: true\n---\nTexte.", "brouillon"),
        ("a.md", "\n---\ntitle: Un : deux\ndraft: true\n---\nTexte.", "brouillon"),
    ],
)
def test_what_its_place_says(
    tmp_path: Path, articles: Articles, reasons: Reasons, path: str, content: str, reason: str
) -> None:
    write(tmp_path, path, content)
    assert (len(articles([tmp_path])), reasons()) == ((0, [(1, reason)]) if reason else (1, []))


def test_a_draft_given_by_name(tmp_path: Path, articles: Articles, reasons: Reasons) -> None:
    assert articles(write(tmp_path, "_drafts/a.md", "Texte.")) == []
    assert reasons() == [(1, "brouillon")]
    assert len(articles(write(tmp_path, "drafts/b.md", "Texte."))) == 1


@pytest.mark.parametrize(
    ("front", "field", "expected"),
    [
        ("author:\n  name: Anne Martin\n  email: a@x.example", "authors", ("Anne Martin",)),
        ("author:\n  nom: Anne", "authors", ("Anne",)),
        ("authors:\n  - name:\n      given: Anne\n      family: Martin", "authors", ("Anne Martin",)),
        ("authors:\n  anne:\n    name: Anne Martin", "authors", ("Anne Martin",)),
        ("authors: [anne, paul]", "authors", ("anne", "paul")),
        ("author: Anne Martin <a@x.example>", "authors", ("Anne Martin",)),
        ("author: Anne, Paul", "authors", ("Anne", "Paul")),
        ("by: Anne", "authors", ("Anne",)),
        ("auteur: Anne", "authors", ("Anne",)),
        ("params:\n  author: Anne", "authors", ("Anne",)),
        ("extra:\n  author: Anne", "authors", ("Anne",)),
        ("taxonomies:\n  authors: [Anne]\n  tags: [a]", "authors", ("Anne",)),
        ("section: Travaux", "category", "Travaux"),
        ("rubrique: Travaux", "category", "Travaux"),
        ("categories:\n- Travaux\n- Ponts", "category", "Travaux"),
        ("categories:\n- Travaux\n- Ponts", "tags", ("Ponts",)),
        ("categories: [[Travaux, Ponts], [Loire]]", "tags", ("Ponts", "Loire")),
        ("categories: Travaux, Ponts", "category", "Travaux"),
        ("category: Travaux et ponts", "category", "Travaux et ponts"),
        ("category:\n  name: Travaux", "category", "Travaux"),
        ("tags: ville durable", "tags", ("ville durable",)),
        ("tags: ville durable, pont", "tags", ("ville durable", "pont")),
        ("layout: post\ntags: ponts loire", "tags", ("ponts", "loire")),
        ("layout: post\ntags: ville durable, pont", "tags", ("ville durable", "pont")),
        ("layout: post\ncategories: travaux ponts", "category", "travaux"),
        ("layout: ../Post.astro\ntags: ville durable", "tags", ("ville durable",)),
        ('tags: "#ponts #loire"', "tags", ("ponts", "loire")),
        ('tags: ["#ponts", 2021]', "tags", ("ponts", "2021")),
        ("tags:\n  - Pont : Cosne", "tags", ("Pont : Cosne",)),
        ("tags: 2021", "tags", ("2021",)),
        ("keywords: pont, loire", "tags", ("pont", "loire")),
        ("Tags: pont", "tags", ("pont",)),
        ("titre: T", "title", "T"),
        ("Title: T", "title", "T"),
        ("pubDate: 2021-05-04", "date", "2021-05-04"),
        ("published: 2021-05-04", "date", "2021-05-04"),
        ("created: 2020-01-01\npublishDate: 2021-05-04", "date", "2021-05-04"),
        ("date: 4 mai 2021", "date", "4 mai 2021"),
        ("date:\n  created: 2021-05-04", "date", ""),
        ("source:\n  name: AFP", "source", "AFP"),
        ("lang: fr", "language", "fr"),
        ("permalink:\n  build: x", "url", ""),
    ],
)
def test_fields(tmp_path: Path, articles: Articles, front: str, field: str, expected: object) -> None:
    (raw,) = articles(write(tmp_path, "a.md", f"---\n{front}\n---\nTexte."))
    assert (getattr(raw, field), raw.text) == (expected, "Texte.")


def test_what_is_no_field_is_extra(tmp_path: Path, articles: Articles) -> None:
    front = "Title: T\nSlug: le-pont\nSummary: Résumé.\nModified: 2021-05-05\nCover_Image: a.jpg\n\nTexte."
    (raw,) = articles(write(tmp_path, "a.md", front))
    assert raw.extra == {
        "slug": "le-pont", "summary": "Résumé.", "modified": "2021-05-05", "Cover_Image": "a.jpg",
    }  # fmt: skip
    assert raw.text == "Texte."


def test_map_reaches_headers_of_lines(tmp_path: Path, articles: Articles) -> None:
    path = write(tmp_path, "a.md", "Title: T\nJournal: AFP\nAuthor: Anne\n\nTexte.")
    assert articles(path, rename={"source": "Journal"})[0].source == "AFP"
    assert articles(path, rename={"place": "Author"})[0].place == "Anne"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("_posts/2021-05-04-le-pont-rouvre.md", NameParts("2021-05-04", "le-pont-rouvre")),
        ("travaux/_posts/2021-5-4-le-pont.md", NameParts("2021-05-04", "le-pont", category="travaux")),
        ("source/_posts/le-pont.md", NameParts()),
        ("blog/2021-05-04-le-pont/index.md", NameParts("2021-05-04", "le-pont")),
        ("2021-05-04.md", NameParts("2021-05-04")),
        ("2021-05-04 Le pont.md", NameParts("2021-05-04", "Le pont")),
        ("2021-13-04-le-pont.md", NameParts()),
        ("content/pont/index.md", NameParts(slug="pont")),
        ("content/pont/index.en.md", NameParts(slug="pont", language="en")),
        ("content/pont.fr.md", NameParts(language="fr")),
        ("content/pont.v2.md", NameParts()),
        ("index.md", NameParts()),
        (".", NameParts()),
    ],
)
def test_what_a_path_says(path: str, expected: NameParts) -> None:
    assert name_parts(PurePosixPath(path)) == expected


def test_an_article_of_jekyll(tmp_path: Path, articles: Articles) -> None:
    write(tmp_path, "_posts/2021-05-04-le-pont.md", "---\ntitle: T\ntags: ponts loire\n---\nTexte.")
    (raw,) = articles([tmp_path])
    assert (raw.date, raw.tags, raw.extra) == ("2021-05-04", ("ponts", "loire"), {"slug": "le-pont"})
    write(tmp_path, "_posts/2021-05-04-le-pont.md", "---\ndate: 2020-01-02\nslug: autre\n---\nTexte.")
    (raw,) = articles([tmp_path])
    assert (raw.date, raw.extra) == ("2020-01-02", {"slug": "autre"})
