"""What static sites say of an article, in its front matter and its path: fields, and whether it is shown."""

import datetime as dt
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from fixtures import Articles, Reasons

from trouvere.index.report import Skipped
from trouvere.index.sources.sites.file_names import NameParts, name_parts

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
        ("draft: [true]", "brouillon"),
        ("draft: x", "brouillon"),
        ("wip: true", "brouillon"),
        ("draft: false\nisDraft: true", "brouillon"),
        ("state: draft", "brouillon"),
        ("layout: draft", "brouillon"),
        ("statut: prepa", "brouillon"),
        ("published: draft", "brouillon"),
        ("en ligne: non", "brouillon"),
        ("dg-publish: false", "brouillon"),
        ("meta:\n  draft: true", "brouillon"),
        ("status: published\nvisibility: private", "non publié"),
        ("statut: refusé", "non publié"),
        ("listed: false", "non listé"),
        (f"publishedAt: {AHEAD}", "à venir"),
        (f"date:\n  created: {AHEAD}", "à venir"),
        (f"published: {AHEAD}", "à venir"),
        ("unpublish_date: 2020-01-01", "périmé"),
        ("draft: non", ""),
        ("draft:", ""),
        ("statut: publie\nen ligne: oui", ""),
        ("type: article\nlayout: post\nstate: published", ""),
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
        ("date:\n  created: 2021-05-04\n  updated: 2022-01-01", "date", "2021-05-04"),
        ("date: 0000-00-00 00:00:00\npublishDate: 2015-03-04", "date", "2015-03-04"),
        ("date: 2015-03-04\npublishDate: 0000-00-00", "date", "2015-03-04"),
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


SECRET = "Le pont de la ville rouvre demain, après deux ans de travaux, dit une personne."
PAGE = f"<html><head><title>Pont</title>%s</head><body><article><p>{SECRET}</p></article></body></html>"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("_drafts/a.html", PAGE % ""),
        ("_drafts/a.txt", SECRET),
        ("drafts/a.jsonl", f'{{"text": "{SECRET}"}}'),
        ("Brouillons/a.html", PAGE % ""),
        ("_Brouillon/a.md", SECRET),
        ("en-brouillon/a.md", SECRET),
        ("posts/01-drafts/a.md", SECRET),
        ("draft-posts/a.md", SECRET),
        ("À publier/a.md", SECRET),
        ("_wip/a.md", SECRET),
        ("posts/pont.draft.md", SECRET),
        ("posts/a.html", f"---\ntitle: T\npublished: false\n---\n<p>{SECRET}</p>"),
        ("posts/a.html", f"+++\ndraft = true\n+++\n<p>{SECRET}</p>"),
        ("posts/a.html", f'{{\n"title": "T", "draft": true\n}}\n<p>{SECRET}</p>'),
        ("posts/a.html", PAGE % '<meta name="status" content="draft">'),
        ("posts/a.txt", f"---\ntitle: T\ndraft: true\n---\n{SECRET}"),
        ("posts/a.txt", f"Title: T\nStatus: draft\n\n{SECRET}"),
    ],
)
@pytest.mark.parametrize("in_archive", [False, True])
def test_drafts_of_any_format_in_any_folder_stay_private(
    tmp_path: Path, articles: Articles, reasons: Reasons, path: str, content: str, in_archive: bool
) -> None:
    if in_archive:
        with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
            archive.writestr(path, content)
    else:
        write(tmp_path, path, content)
    assert articles(tmp_path) == []
    assert reasons() == [(1, "brouillon")]


@pytest.mark.parametrize(
    "path", ["draft-nba/a.md", "drafts.md", "posts/draft-nba-2020.md", "le-brouillon-de-culture/a.md", "prive/a.md"]
)
def test_names_with_such_a_word_are_no_drafts(tmp_path: Path, articles: Articles, path: str) -> None:
    write(tmp_path, path, SECRET)
    assert len(articles(tmp_path)) == 1


def test_page_with_front_matter_is_an_article(tmp_path: Path, articles: Articles, reasons: Reasons) -> None:
    front = "---\ntitle: Le pont\ntags: un deux\nauthor: Zoé\n---\n"
    write(tmp_path, "_posts/2021-05-04-pont.html", f"{front}<div>\n    <p>{{{{ page.title }}}}{SECRET}</p>\n</div>")
    write(
        tmp_path,
        "index.html",
        "---\nlayout: page\n---\n{% for post in site.posts %}<a>{{ post.title }}</a>{% endfor %}",
    )
    write(tmp_path, "note.txt", f"Title: Note\nAuthor: Luc\nDate: 2021-05-04\n\n{SECRET}")
    write(tmp_path, "prose.txt", f"---\nNote : ceci\nest un « texte » : rien {{d'autre}}\n---\n{SECRET}")
    page, note, prose = articles(tmp_path)
    assert (page.title, page.date, page.tags, page.authors, page.text) == (
        "Le pont", "2021-05-04", ("un", "deux"), ("Zoé",), SECRET
    )  # fmt: skip
    assert (note.title, note.date, note.authors, note.text.strip()) == ("Note", "2021-05-04", ("Luc",), SECRET)
    assert "est un « texte »" in prose.text
    assert [reason for _, reason in reasons()] == ["gabarits ou données d'un site, pas des articles"]


def test_map_takes_nothing_from_what_a_reader_has_found(tmp_path: Path, articles: Articles) -> None:
    write(tmp_path, "a.txt", SECRET)
    write(tmp_path, "b.md", f"---\ntitle: T\n---\n{SECRET}")
    write(tmp_path, "c.html", PAGE % "")
    write(
        tmp_path,
        "d.xml",
        f"<rss><channel><item><title>T</title><description>{SECRET}</description></item></channel></rss>",
    )
    write(tmp_path, "e.jsonl", f'{{"texte": "{SECRET}", "titre": "T"}}')
    write(tmp_path, "f.md", f"---\ntitre: T\n---\n{SECRET}")
    found = articles(tmp_path, rename={"text": "texte", "title": "titre"})
    assert [article.text for article in found] == [SECRET] * 6
    assert [article.title for article in found] == ["", "T", "Pont", "T", "T", "T"]


SITES: list[tuple[dict[str, str], list[str]]] = [
    (
        {
            "mkdocs.yml": "draft_docs: |\n  suite.md\n  plus/\nexclude_docs: interne.md\nsite_name: !!python/name:a.b S\n"
        },
        ["docs/suite.md", "docs/plus/a.md", "docs/interne.md"],
    ),
    (
        {
            "_config.yml": "exclude: [notes/, vieux.md]\ndefaults:\n"
            "- scope: {path: reste}\n  values: {published: false}\n- scope: {path: ''}\n  values: {layout: post}\n"
        },
        ["notes/a.md", "vieux.md", "reste/b.md", "_partie.md"],
    ),
    ({"_quarto.yml": "website:\n  drafts:\n    - posts/suite.qmd\n"}, ["posts/suite.qmd", "posts/_part.qmd"]),
    ({"astro.config.mjs": "export default {}"}, ["src/content/blog/_suite.md"]),
    ({"docusaurus.config.js": "module.exports = {}"}, ["docs/_part.mdx"]),
    ({"_config.yml": "new_post_name: :title.md\n"}, ["source/_drafts/a.md"]),
    (
        {
            "hugo.toml": "title = 'S'",
            "content/a/_index.md": "---\ncascade:\n  build:\n    render: never\n---\n",
            "content/b/_index.md": "+++\n[[cascade]]\ndraft = true\n+++\n",
        },
        ["content/a/x.md", "content/a/y/z/index.md", "content/b/x.md"],
    ),
    (
        {
            "eleventy.config.js": "",
            "src/notes/notes.json": '{"permalink": false}',
            "a/a.11tydata.json": '{"draft": true}',
        },
        ["src/notes/x.md", "a/b/x.md"],
    ),
    ({"mkdocs.yml": "site_name: S", "docs/plus/.meta.yml": "draft: true"}, ["docs/plus/x.md"]),
]


@pytest.mark.parametrize(("config", "hidden"), SITES)
def test_what_the_configuration_does_not_publish(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], config: dict[str, str], hidden: list[str]
) -> None:
    for path, content in config.items():
        write(tmp_path, path, content)
    for path in hidden:
        write(tmp_path, path, SECRET)
    write(tmp_path, "docs/pont.md", "Le pont.")
    assert [article.text for article in articles(tmp_path) if article.text] == ["Le pont."]
    assert not any(skip.unread for skip in skipped)
