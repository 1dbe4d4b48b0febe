"""Addresses of files on their site: each generator's own rules, by what its documentation says of them."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from fixtures import unexpected
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.cleaning.identity import web_address
from trouvere.index.errors import SettingsError
from trouvere.index.settings import Settings
from trouvere.index.sources import read
from trouvere.index.sources.addresses import RULES, address_of, checked_base, joined
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.sources.sites.config import values_of
from trouvere.index.sources.sites.evidence import Site, Sites

BASE = "https://journal.example"
DATE = {"date": "2021-05-04"}
Files = Mapping[str, str]


def address(
    folder: Path, files: Files, path: str, front: Mapping[str, Any], *, below: str = "", base: str = BASE
) -> str:
    """Write the files of a site and return the address of the one at `path` below the folder that was given."""
    site = folder / "tout" / "site"
    for name, text in {**files, str(PurePosixPath(below) / path): ""}.items():
        if not name.startswith("/"):
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(text, encoding="utf-8")
    root, relative = site / below, PurePosixPath(path)
    found = address_of(base, root, relative, front, Sites().of(root, relative))
    assert not found or web_address(found, {}) == (found, {})
    return found.removeprefix(base) if found.startswith(base) else found


HUGO: dict[str, Files] = {
    "plain": {"hugo.toml": "baseURL = 'https://ailleurs.example/'\n"},
    "old": {"config.yaml": "baseURL: https://ailleurs.example/\n"},
    "ugly": {"hugo.toml": "uglyURLs = true\n"},
    "cased": {"hugo.toml": "disablePathToLower = true\n"},
    "bare": {"hugo.json": '{"removePathAccents": true}'},
    "dated": {"hugo.toml": "[permalinks]\nposts = '/:year/:month/:slug/'\n'/' = '/:slugorfilename/'\n"},
    "new": {
        "hugo.yaml": "permalinks:\n  page:\n    posts: /:sections[1:]/:contentbasename/\n  section:\n    posts: /b/\n"
    },
    "titled": {"hugo.toml": "[permalinks]\nposts = '/:section/:title'\n"},
    "parted": {"config/_default/hugo.toml": "x = 1\n", "config/_default/permalinks.toml": "posts = '/p/:filename/'\n"},
    "french": {"hugo.toml": "defaultContentLanguage = 'fr'\n[languages.fr]\n[languages.en]\n"},
    "inside": {"hugo.toml": "defaultContentLanguage='fr'\ndefaultContentLanguageInSubdir=true\n[languages.fr]\n"},
    "folders": {
        "hugo.toml": "defaultContentLanguage='fr'\n[languages.fr]\ncontentDir='content/fr'\n[languages.en]\n"
        "contentDir='content/en'\n"
    },
    "moved": {"hugo.toml": "contentDir = 'textes'\n"},
    "named": {"hugo.toml": "[frontmatter]\ndate = [':filename', ':default']\n[permalinks]\nposts='/:year/:slug/'\n"},
}


@pytest.mark.parametrize(
    ("config", "path", "front", "expected"),
    [
        ("plain", "content/posts/Le Pont.md", {}, "/posts/le-pont/"),
        ("plain", "content/posts/pont/index.md", {}, "/posts/pont/"),
        ("plain", "content/posts/_index.md", {}, "/posts/"),
        ("plain", "content/_index.md", {}, "/"),
        ("plain", "content/index.md", {}, "/"),
        ("plain", "content/a-propos.md", {}, "/a-propos/"),
        ("plain", "content/posts/2021-05-04-pont.md", {}, "/posts/2021-05-04-pont/"),
        ("plain", "content/posts/L'été à Cosne.md", {}, "/posts/l%C3%A9t%C3%A9-%C3%A0-cosne/"),
        ("plain", "content/posts/pont.md", {"slug": "Quai"}, "/posts/quai/"),
        ("plain", "content/posts/pont/index.md", {"slug": "quai"}, "/posts/quai/"),
        ("plain", "content/posts/pont.md", {"url": "/vieux/quai.html"}, "/vieux/quai.html"),
        ("plain", "content/posts/pont.md", {"url": "vieux/quai"}, "/vieux/quai/"),
        ("plain", "content/posts/pont.md", {"url": "/:year/quai/", **DATE}, "/2021/quai/"),
        ("plain", "content/posts/pont.md", {"url": "https://autre.example/x"}, "https://autre.example/x"),
        ("plain", "content/posts/page.html", {}, "/posts/page/"),
        ("plain", "content/posts/pont/lu.txt", {}, "/posts/pont/lu.txt"),
        ("plain", "static/vieux/a.html", {}, "/vieux/a.html"),
        ("old", "content/posts/pont.md", {}, "/posts/pont/"),
        ("ugly", "content/posts/pont.md", {}, "/posts/pont.html"),
        ("ugly", "content/posts/_index.md", {}, "/posts/"),
        ("cased", "content/posts/Pont.md", {}, "/posts/Pont/"),
        ("bare", "content/posts/été.md", {}, "/posts/ete/"),
        ("dated", "content/posts/pont.md", {"title": "Le quai", **DATE}, "/2021/05/le-quai/"),
        ("dated", "content/posts/pont.md", {"slug": "quai", "date": dt.date(2021, 5, 4)}, "/2021/05/quai/"),
        ("dated", "content/posts/pont.md", {"title": "Sans date"}, ""),
        ("dated", "content/a-propos.md", {}, "/a-propos/"),
        ("dated", "content/autres/pont.md", {}, "/autres/pont/"),
        ("new", "content/posts/ponts/Loire.md", {"title": "T"}, "/ponts/loire/"),
        ("new", "content/posts/_index.md", {}, "/b/"),
        ("titled", "content/posts/a.md", {"title": "Ponts de Loire"}, "/posts/ponts-de-loire/"),
        ("parted", "content/posts/pont.md", {}, "/p/pont/"),
        ("french", "content/posts/pont.fr.md", {}, "/posts/pont/"),
        ("french", "content/posts/pont.en.md", {}, "/en/posts/pont/"),
        ("french", "content/posts/pont/index.en.md", {}, "/en/posts/pont/"),
        ("french", "content/posts/_index.fr.md", {}, "/posts/"),
        ("french", "content/posts/v1.2.md", {}, "/posts/v1.2/"),
        ("inside", "content/posts/pont.md", {}, "/fr/posts/pont/"),
        ("folders", "content/fr/posts/pont.md", {}, "/posts/pont/"),
        ("folders", "content/en/posts/bridge.md", {}, "/en/posts/bridge/"),
        ("moved", "textes/posts/pont.md", {}, "/posts/pont/"),
        ("named", "content/posts/2021-05-04-pont.md", {}, "/2021/pont/"),
    ],
)
def test_hugo(tmp_path: Path, config: str, path: str, front: dict[str, Any], expected: str) -> None:
    assert address(tmp_path, HUGO[config], path, front) == expected


def jekyll(config: str = "title: Journal\n") -> Files:
    return {"_config.yml": config}


POST = "_posts/2021-05-04-Le-pont-rouvre.md"


@pytest.mark.parametrize(
    ("config", "path", "front", "expected"),
    [
        ("", POST, {}, "/2021/05/04/Le-pont-rouvre.html"),
        ("", POST, {"categories": ["Travaux", "Ponts"]}, "/travaux/ponts/2021/05/04/Le-pont-rouvre.html"),
        ("", POST, {"categories": "Travaux Ponts"}, "/travaux/ponts/2021/05/04/Le-pont-rouvre.html"),
        ("", POST, {"category": "Vie locale"}, "/vie%20locale/2021/05/04/Le-pont-rouvre.html"),
        ("", "sport/_posts/2021-05-04-match.md", {}, "/sport/2021/05/04/match.html"),
        ("", POST, {"date": "2021-05-06 09:00:00 +0200"}, "/2021/05/06/Le-pont-rouvre.html"),
        ("", POST, {"slug": "quai"}, "/2021/05/04/quai.html"),
        ("", POST, {"permalink": "/quai/"}, "/quai/"),
        ("", POST, {"permalink": "/:year/:slug/"}, "/2021/le-pont-rouvre/"),
        ("", POST, {"permalink": "pretty"}, "/2021/05/04/Le-pont-rouvre/"),
        ("permalink: pretty", POST, {}, "/2021/05/04/Le-pont-rouvre/"),
        ("permalink: ordinal", POST, {}, "/2021/124/Le-pont-rouvre.html"),
        ("permalink: weekdate", POST, {}, "/2021/W18/Tue/Le-pont-rouvre.html"),
        ("permalink: none", POST, {"category": "ponts"}, "/ponts/Le-pont-rouvre.html"),
        ("permalink: /:short_year/:i_month/:i_day/:title", POST, {}, "/21/5/4/Le-pont-rouvre"),
        ("permalink: /:slugified_categories/:slug:output_ext", POST, {"category": "Été à vélo"},
         "/%C3%A9t%C3%A9-%C3%A0-v%C3%A9lo/le-pont-rouvre.html"),
        ("permalink: /:hour/:title/", POST, {}, ""),
        ("baseurl: /journal", POST, {}, "/journal/2021/05/04/Le-pont-rouvre.html"),
        ("", "about.md", {}, "/about.html"),
        ("permalink: pretty", "about.md", {}, "/about/"),
        ("permalink: /:title/", "a/b.md", {}, "/a/b/"),
        ("permalink: /:title", "a/b.md", {}, "/a/b"),
        ("", "index.md", {}, "/"),
        ("", "a/index.markdown", {}, "/a/"),
        ("", "about.md", {"permalink": "/a-propos/"}, "/a-propos/"),
        ("", "vieux/page.html", {}, "/vieux/page.html"),
        ("collections:\n  recettes:\n    output: true", "_recettes/ete/tarte.md", {}, "/recettes/ete/tarte.html"),
        ("collections:\n  r:\n    output: true\n    permalink: /c/:path/", "_r/tarte.md", {}, "/c/tarte/"),
        ("collections:\n  r:\n    permalink: /c/:name/", "_r/tarte.md", {}, ""),
        ("defaults:\n- scope: {path: '', type: posts}\n  values: {permalink: '/b/:title/'}", POST, {},
         "/b/Le-pont-rouvre/"),
        ("source: src", "src/_posts/2021-05-04-a.md", {}, "/2021/05/04/a.html"),
    ],
)  # fmt: skip
def test_jekyll(tmp_path: Path, config: str, path: str, front: dict[str, Any], expected: str) -> None:
    assert address(tmp_path, jekyll(f"title: Journal\n{config}\n"), path, front) == expected


def test_jekylls_base_is_not_repeated(tmp_path: Path) -> None:
    base = f"{BASE}/journal/"
    assert address(tmp_path, jekyll("baseurl: /journal\n"), "about.md", {}, base=base) == "about.html"


@pytest.mark.parametrize(
    ("config", "path", "front", "expected"),
    [
        ("", "content/pont.md", {"title": "L’été à Cosne-sur-Loire"}, "/lete-a-cosne-sur-loire.html"),
        ("", "content/pont.md", {"Title": "Un titre", "Slug": "quai"}, "/quai.html"),
        ("", "content/pages/contact.md", {"title": "Nous écrire"}, "/pages/nous-ecrire.html"),
        ("", "content/pont.md", {"title": "Pont", "lang": "fr"}, "/pont-fr.html"),
        ("DEFAULT_LANG = 'fr'", "content/pont.md", {"title": "Pont", "lang": "fr"}, "/pont.html"),
        ("ARTICLE_URL = '{date:%Y}/{date:%m}/{slug}/'", "content/a.md", {"title": "Pont", **DATE}, "/2021/05/pont/"),
        ("ARTICLE_URL = '{date:%Y}/{slug}/'", "content/a.md", {"title": "Sans date"}, ""),
        ("ARTICLE_URL = '{category}/{slug}/'", "content/a.md", {"title": "Pont", "category": "Vie locale"},
         "/vie-locale/pont/"),
        ("ARTICLE_URL = '{category}/{slug}/'", "content/Sport/a.md", {"title": "Pont"}, "/sport/pont/"),
        ("ARTICLE_URL = '{author}/{slug}/'", "content/a.md", {"title": "Pont", "author": "Anne Martin"},
         "/anne-martin/pont/"),
        ("PAGE_URL = '{slug}/'\nPAGE_PATHS = ['fixes']", "content/fixes/a.md", {"title": "Pont"}, "/pont/"),
        ("SLUGIFY_SOURCE = 'basename'", "content/Le pont.md", {"title": "Autre"}, "/le-pont.html"),
        ("FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})_(?P<slug>.*)'", "content/2021-05-04_pont.md",
         {"title": "Autre"}, "/pont.html"),
        ("PATH = 'textes'", "textes/a.md", {"title": "Pont"}, "/pont.html"),
        ("ARTICLE_URL = '{slug.__class__}'", "content/a.md", {"title": "Pont"}, ""),
        ("ARTICLE_URL = '{slug:>999999999}'", "content/a.md", {"title": "Pont"}, ""),
        ("ARTICLE_URL = '{slug'", "content/a.md", {"title": "Pont"}, ""),
        ("", "content/a.md", {"title": "Pont", "Url": "vieux/pont.html"}, "/vieux/pont.html"),
    ],
)  # fmt: skip
def test_pelican(tmp_path: Path, config: str, path: str, front: dict[str, Any], expected: str) -> None:
    harm = tmp_path / "lu"
    files = {"pelicanconf.py": f"import os\nopen({str(harm)!r}, 'w')\nAUTHOR = 'x'\n{config}\n"}
    assert address(tmp_path, files, path, front) == expected
    assert not harm.exists()


@pytest.mark.parametrize(
    ("config", "path", "front", "expected"),
    [
        ("", "source/_posts/Le Pont.md", DATE, "/2021/05/04/Le%20Pont/"),
        ("permalink: :year/:title.html", "source/_posts/pont.md", DATE, "/2021/pont.html"),
        ("permalink: :category/:name/", "source/_posts/a/pont.md", {"categories": "Été"}, "/Ete/pont/"),
        ("permalink: :category/:name/", "source/_posts/a/pont.md", {}, "/uncategorized/pont/"),
        ("permalink: :id/", "source/_posts/pont.md", DATE, ""),
        ("permalink: :title/\nnew_post_name: :year-:month-:day-:title.md", "source/_posts/2021-05-04-pont.md", {},
         "/pont/"),
        ("root: /journal/", "source/_posts/pont.md", DATE, "/journal/2021/05/04/pont/"),
        ("", "source/_posts/pont.md", {}, ""),
        ("", "source/_posts/pont.md", {"permalink": "quai"}, "/quai.html"),
        ("", "source/contact/index.md", {}, "/contact/"),
        ("", "source/contact.md", {}, "/contact.html"),
    ],
)  # fmt: skip
def test_hexo(tmp_path: Path, config: str, path: str, front: dict[str, Any], expected: str) -> None:
    files = {"_config.yml": f"new_post_name: :title.md\n{config}\n" if "new_post" not in config else config}
    assert address(tmp_path, files, path, front) == expected


@pytest.mark.parametrize(
    ("files", "path", "front", "expected"),
    [
        ({"mkdocs.yml": "site_name: x\nx: !!python/name:a.b\n"}, "docs/guide/Le pont.md", {}, "/guide/Le%20pont/"),
        ({"mkdocs.yml": ""}, "docs/index.md", {}, "/"),
        ({"mkdocs.yml": ""}, "docs/guide/README.md", {}, "/guide/"),
        ({"mkdocs.yml": "use_directory_urls: false"}, "docs/guide/pont.md", {}, "/guide/pont.html"),
        ({"mkdocs.yml": "use_directory_urls: false"}, "docs/guide/index.md", {}, "/guide/index.html"),
        ({"mkdocs.yml": "docs_dir: textes"}, "textes/pont.md", {}, "/pont/"),
        ({"mkdocs.yml": "plugins: [blog]"}, "docs/blog/posts/a.md", {"title": "Le pont", **DATE},
         "/blog/2021/05/04/le-pont/"),
        ({"mkdocs.yml": "plugins:\n- blog:\n    post_url_format: '{slug}'"}, "docs/blog/posts/a.md", {"slug": "quai"},
         "/blog/quai/"),
        ({"config.toml": "base_url = 'https://x.example'"}, "content/blog/2021-05-04-été.md", {}, "/blog/ete/"),
        ({"config.toml": "base_url = 'https://x.example'"}, "content/blog/a/index.md", {"slug": "q"}, "/blog/q/"),
        ({"config.toml": "base_url = 'x'\n[languages.en]\n"}, "content/a.en.md", {}, "/en/a/"),
        ({"config.toml": "base_url = 'x'"}, "content/a.md", {"path": "/b/c"}, "/b/c/"),
        ({".eleventy.js": ""}, "posts/pont.md", {}, "/posts/pont/"),
        ({".eleventy.js": ""}, "posts/posts.md", {}, "/posts/"),
        ({".eleventy.js": ""}, "posts/a.md", {"permalink": "/x/{{ title | slugify }}/", "title": "Été"}, "/x/ete/"),
        ({".eleventy.js": ""}, "posts/a.md", {"permalink": False}, ""),
        ({".eleventy.js": ""}, "posts/a.md", {"permalink": "/{{ fonction(x) }}/"}, ""),
        ({".eleventy.js": "", "posts/posts.json": '{"permalink": "/b/{{ page.fileSlug }}/index.html"}'},
         "posts/2021-05-04-a.md", {}, "/b/a/"),
        ({"eleventy.config.mjs": "return {dir: {input: 'src'}}"}, "src/a.md", {}, "/a/"),
        ({"docusaurus.config.js": "baseUrl: '/d/',"}, "blog/2021-05-04-pont.md", {}, "/d/blog/2021/05/04/pont"),
        ({"docusaurus.config.ts": ""}, "blog/2021-05-04-pont/index.md", {"slug": "quai"}, "/blog/quai"),
        ({"docusaurus.config.ts": ""}, "docs/01-guide/02-pont.md", {}, "/docs/guide/pont"),
        ({"docusaurus.config.ts": "trailingSlash: true"}, "docs/guide/index.md", {}, "/docs/guide/"),
        ({"docusaurus.config.ts": "routeBasePath: '/'"}, "docs/intro.md", {"slug": "/"}, "/"),
        ({"astro.config.mjs": ""}, "src/content/blog/Le pont.md", {}, "/blog/le-pont/"),
        ({"astro.config.mjs": ""}, "src/content/blog/a.md", {"slug": "quai"}, "/blog/quai/"),
        ({"astro.config.mjs": "base: '/s',"}, "src/content/docs/guide/a.md", {}, "/s/guide/a/"),
        ({"_quarto.yml": ""}, "posts/pont/index.md", {}, "/posts/pont/"),
        ({"_quarto.yml": ""}, "posts/pont.md", {}, "/posts/pont.html"),
        ({"book.toml": ""}, "src/ch1/pont.md", {}, "/ch1/pont.html"),
        ({"docs/.vuepress/config.js": ""}, "docs/guide/pont.md", {}, "/guide/pont.html"),
        ({"docs/.vitepress/config.ts": "cleanUrls: true"}, "docs/guide/pont.md", {}, "/guide/pont"),
        ({"conf.py": "extensions = []", "index.rst": ""}, "a/pont.md", {}, "/a/pont.html"),
        ({"_config.yml": "", "_toc.yml": ""}, "pont.md", {}, "/pont.html"),
    ],
)  # fmt: skip
def test_other_generators(tmp_path: Path, files: Files, path: str, front: dict[str, Any], expected: str) -> None:
    assert address(tmp_path, files, path, front) == expected


@pytest.mark.parametrize(
    ("path", "front", "expected"),
    [
        ("a/pont.md", {}, "/a/pont/"),
        ("a/index.md", {}, "/a/"),
        ("a/README.md", {}, "/a/"),
        ("a/pont.html", {}, "/a/pont.html"),
        ("a/index.html", {}, "/a/"),
        ("index.html", {}, "/"),
        ("a/notes.txt", {}, "/a/notes.txt"),
        ("a/rapport.pdf", {}, "/a/rapport.pdf"),
        ("a/pont.html.gz", {}, "/a/pont.html"),
        ("a/pont.md", {"slug": "quai"}, "/a/quai/"),
        ("a/pont.md", {"slug": 2021}, "/a/2021/"),
        ("a/pont/index.md", {"slug": "quai"}, "/a/quai/"),
        ("a/pont.md", {"url": "/b/quai.html"}, "/b/quai.html"),
        ("a/pont.md", {"permalink": "b/quai/"}, "/b/quai/"),
        ("a/pont.md", {"url": "/b/quai?p=3#fin"}, "/b/quai?p=3"),
        ("a/pont.md", {"permalink": "/:year/:title/", "title": "Le pont", **DATE}, "/2021/le-pont/"),
        ("a/pont.md", {"permalink": "/{{ page }}/"}, ""),
        ("a/pont.md", {"url": "https://autre.example/quai"}, "https://autre.example/quai"),
        ("a/pont.md", {"url": "javascript:alert(1)"}, "/a/pont/"),
        ("a/pont.md", {"url": "/../../x/./y"}, "/x/y"),
        ("a/pont.md", {"url": "/d%C3%A9j%c3%a0 vu/"}, "/d%C3%A9j%C3%A0%20vu/"),
        ("été/C# 100%.html", {}, "/%C3%A9t%C3%A9/C%23%20100%25.html"),
        ("e\u0301te\u0301.html", {}, "/%C3%A9t%C3%A9.html"),
        ("a/pont.md", {"url": None, "slug": "", "permalink": True}, "/a/pont/"),
    ],
)
def test_no_generator(tmp_path: Path, path: str, front: dict[str, Any], expected: str) -> None:
    assert address(tmp_path, {}, path, front) == expected


@pytest.mark.parametrize(
    ("files", "below", "path", "front", "expected"),
    [
        # A part of the site was given: its configuration is further up.
        ({"hugo.toml": ""}, "content", "posts/pont.md", {}, "/posts/pont/"),
        ({"hugo.toml": ""}, "content/posts", "pont.md", {}, "/posts/pont/"),
        ({"hugo.toml": ""}, "content/a/b", "pont.md", {}, "/pont/"),
        ({"mkdocs.yml": ""}, "archives", "pont.md", {}, "/pont/"),
        # More than the site was given.
        ({"site/mkdocs.yml": ""}, "", "site/docs/pont.md", {}, "/pont/"),
        # A copy without its configuration.
        ({"content/posts/_index.md": ""}, "", "content/posts/pont.md", {"slug": "quai"}, "/posts/quai/"),
        ({}, "", "_posts/2021-05-04-pont.md", {}, "/2021/05/04/pont.html"),
        ({}, "_posts", "2021-05-04-pont.md", {}, "/2021/05/04/pont.html"),
        ({"_posts/2021-01-01-a.md": ""}, "", "sport/_posts/2021-05-04-b.md", {}, "/sport/2021/05/04/b.html"),
        # Folders that only have such names.
        ({}, "", "content/posts/pont.md", {}, "/content/posts/pont/"),
        ({}, "", "_posts/pont.md", {}, "/_posts/pont/"),
        ({"_config.yml": "scaffold: x", "scaffolds/post.md": ""}, "", "source/pont.md", {}, "/pont.html"),
        # A configuration that says nothing that can be understood.
        ({"mkdocs.yml": "a: [\n"}, "", "docs/pont.md", {}, "/pont/"),
        ({"hugo.toml": "="}, "", "content/pont.md", {}, "/pont/"),
        ({"pelicanconf.py": "x = (" * 300}, "", "content/pont.md", {"title": "Pont"}, "/pont.html"),
    ],
)
def test_evidence(tmp_path: Path, files: Files, below: str, path: str, front: dict[str, Any], expected: str) -> None:
    assert address(tmp_path, files, path, front, below=below) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://x.example/a", "https://x.example"),
        ("HTTPS://X.Example/Blog/", "https://x.example/Blog"),
    ],
)
def test_base_address(written: str, expected: str) -> None:
    assert checked_base(written).startswith(expected)
    assert not checked_base(written).endswith("/")


@pytest.mark.parametrize(
    "written", ["journal.example", "ftp://x.example", "https://", "https://a b/", "https://x/?a=1", "http://u:p@x/", "http://[", "https://x:y/"]
)  # fmt: skip
def test_what_is_no_base_address_is_said_at_once(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, settings=Settings(base_url=written), on_skip=unexpected)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("base", "written", "expected"),
    [
        (BASE, "/2021/pont/", f"{BASE}/2021/pont/"),
        (BASE, "2021/pont.html", f"{BASE}/2021/pont.html"),
        (BASE, "pont.html", f"{BASE}/pont.html"),
        (BASE, "/pont?p=1#haut", f"{BASE}/pont?p=1"),
        (BASE, "//autre.example/x", "https://autre.example/x"),
        (f"{BASE}/blog/", "/2021/pont/", f"{BASE}/blog/2021/pont/"),
        (f"{BASE}/blog/", "/blog/2021/pont/", f"{BASE}/blog/2021/pont/"),
        (BASE, "https://autre.example/x", "https://autre.example/x"),
        (BASE, "mailto:a@b.example", "mailto:a@b.example"),
        (BASE, "www.autre.example/x", "www.autre.example/x"),
        (BASE, "autre.example/x", "autre.example/x"),
        (BASE, "voir le site", "voir le site"),
        (BASE, "N/A", "N/A"),
        (BASE, "/", "/"),
        (BASE, "", ""),
        ("", "/2021/pont/", "/2021/pont/"),
    ],
)
def test_addresses_of_records(base: str, written: str, expected: str) -> None:
    assert joined(base, written) == expected
    names = FieldNames.of(Settings(base_url=base))
    assert names.article({"text": "Un pont.", "url": written}, "a").url == expected


def test_readers_give_addresses(tmp_path: Path) -> None:
    prose = "Le pont de Cosne rouvre lundi matin après deux ans de travaux, annonce la mairie. " * 4
    page = (
        f"<html><head>{{}}<title>Pont</title></head><body><article><h1>Pont</h1><p>{prose}</p></article></body></html>"
    )
    (tmp_path / "a.html").write_text(page.format(""), encoding="utf-8")
    (tmp_path / "b.html").write_text(page.format('<link rel="canonical" href="https://x.example/b">'), encoding="utf-8")
    (tmp_path / "c.txt").write_text(prose, encoding="utf-8")
    (tmp_path / "d.md").write_text(f"---\ntitle: Pont\nslug: quai\n---\n{prose}", encoding="utf-8")
    (tmp_path / "e.json").write_text('[{"text": "Un pont.", "url": "/e/"}, {"text": "Un quai."}]', encoding="utf-8")
    (tmp_path / "f.jsonl").write_text('{"text": "Un pont.", "url": "/f/"}\n', encoding="utf-8")
    (tmp_path / "g.csv").write_text("text,url\nUn pont.,/g/\n", encoding="utf-8")
    found = [raw.url for raw in read(tmp_path, settings=Settings(base_url=BASE), on_skip=unexpected)]
    paths = ["/a.html", "x/b", "/c.txt", "/quai/", "/e/", "", "/f/", "/g/"]
    assert found == [f"https://x.example{path[1:]}" if path[0:1] == "x" else BASE * bool(path) + path for path in paths]
    without = [raw.url for raw in read(tmp_path, settings=Settings(), on_skip=unexpected)]
    assert without == ["", "https://x.example/b", "", "", "/e/", "", "/f/", "/g/"]


def test_standard_input_has_no_address_but_its_own(tmp_path: Path) -> None:
    assert address_of(BASE, Path(), PurePosixPath(), {}) == ""
    assert address_of(BASE, Path(), PurePosixPath(), {"url": "/a/"}) == f"{BASE}/a/"


VALUES = st.one_of(
    st.text(max_size=40), st.integers(), st.booleans(), st.none(), st.lists(st.text(max_size=9), max_size=3)
)
FRONT = st.dictionaries(
    st.sampled_from(("url", "permalink", "slug", "title", "date", "categories", "lang", "path", "id", "author")), VALUES
)
PATHS = st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=12), min_size=1, max_size=4)
FOLDERS = ("content", "docs", "source/_posts", "_posts", "src/content", "blog", "")
CONFIGS = st.dictionaries(
    st.sampled_from(("permalink", "permalinks", "baseurl", "root", "ARTICLE_URL", "plugins", "languages", "PATH")),
    st.one_of(VALUES, st.dictionaries(st.sampled_from(("posts", "page", "blog", "fr")), VALUES, max_size=3)),
)


@given(
    generator=st.sampled_from(sorted(RULES)),
    config=CONFIGS,
    folder=st.sampled_from(FOLDERS),
    path=PATHS,
    suffix=st.sampled_from((".md", ".html", ".txt", "")),
    front=FRONT,
)
def test_whatever_a_file_says_its_address_is_one(
    generator: str, config: dict[str, Any], folder: str, path: list[str], suffix: str, front: dict[str, Any]
) -> None:
    parts = [part for part in path if part not in {".", ".."}] or ["a"]
    relative = PurePosixPath(folder, *parts[:-1], parts[-1] + suffix)
    root = Path("/journal")
    for sites in ([Site(generator, root, config)], []):
        found = address_of(BASE, root, relative, front, sites)
        assert found == address_of(BASE, root, relative, front, sites)
        assert not found or (web_address(found, {}) == (found, {}) and found.startswith("http"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_config.yml", "a: &a [1,1]\nb: &b {<<: [*a,*a]}\n"),
        ("_config.yml", "- " * 30_000),
        ("_config.yml", "{" * 60_000),
        ("hugo.toml", "a = " + "[" * 60_000),
        ("hugo.json", "[" * 100_000),
        ("pelicanconf.py", "a = " + "(" * 60_000),
        ("pelicanconf.py", "a = " + "-" * 60_000 + "1"),
        ("pelicanconf.py", "a = 'x' * 10**10"),
        ("astro.config.mjs", "base" * 30_000),
        ("astro.config.mjs", "base: '" * 18_000),
        ("mkdocs.yml", "\0"),
        ("mkdocs.yml", "x" * 200_000),
        ("mkdocs.yml", "[1, 2]"),
    ],
)
def test_configurations_that_are_none(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert set(values_of(tmp_path / name)) <= {"a", "b", "base"}


def test_configuration_that_leads_out_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("docs_dir: x\n", encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mkdocs.yml").symlink_to(tmp_path / "mkdocs.yml")
    assert values_of(tmp_path / "site" / "mkdocs.yml") == {}
