"""What of a folder is read: patterns of include and exclude, and what is no article by itself."""

import string
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from fixtures import Articles
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read, size_of
from trouvere.index.sources.files.selection import Pattern, Selection
from trouvere.index.sources.files.walking import walk
from trouvere.index.sources.sites.leftout import (
    BUILT_REASON,
    LIBRARY_REASON,
    PROJECT_REASON,
    SERVICE_REASON,
    TEMPLATE_REASON,
    TOOL_REASON,
    reason_for_file,
)

BOTH = ("pont.md", "sport/match.md", "sport/2019/vieux.md", "sport/notes.txt", "brouillons/a.md", "README.md")


def written(folder: Path, names: Sequence[str]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Le pont de Cosne rouvre lundi matin.\n", encoding="utf-8")
    return folder


def found(folder: Path, settings: Settings | None = None) -> set[str]:
    """Return the files that are read of a folder."""
    every = walk(folder, Selection.of(settings or Settings()))
    return {one.path.relative_to(folder).as_posix() for one in every if not one.reason}


def left(folder: Path, settings: Settings | None = None) -> dict[str, str]:
    """Return what is told not to be read of a folder, and why."""
    every = walk(folder, Selection.of(settings or Settings()))
    return {one.path.relative_to(folder).as_posix(): one.reason for one in every if one.reason}


@pytest.mark.parametrize(
    ("exclude", "out"),
    [
        ("*.txt", {"sport/notes.txt"}),
        ("match.md", {"sport/match.md"}),
        ("sport", {"sport/match.md", "sport/2019/vieux.md", "sport/notes.txt"}),
        ("sport/", {"sport/match.md", "sport/2019/vieux.md", "sport/notes.txt"}),
        ("/sport", {"sport/match.md", "sport/2019/vieux.md", "sport/notes.txt"}),
        ("sport/*", {"sport/match.md", "sport/2019/vieux.md", "sport/notes.txt"}),
        ("sport/**", {"sport/match.md", "sport/2019/vieux.md", "sport/notes.txt"}),
        ("2019", {"sport/2019/vieux.md"}),
        ("**/2019", {"sport/2019/vieux.md"}),
        ("/2019", set[str]()),
        ("sport/2019", {"sport/2019/vieux.md"}),
        ("./sport/2019/", {"sport/2019/vieux.md"}),
        ("sport/*.md", {"sport/match.md"}),
        ("sport/**/*.md", {"sport/match.md", "sport/2019/vieux.md"}),
        ("**/*.md", {"pont.md", "sport/match.md", "sport/2019/vieux.md", "brouillons/a.md"}),
        ("/*.md", {"pont.md"}),
        ("pont.md/", set[str]()),
        ("[mp]*.md", {"pont.md", "sport/match.md"}),
        ("[!mp]*.md", {"sport/2019/vieux.md", "brouillons/a.md"}),
        ("[^mp]*.md", {"sport/2019/vieux.md", "brouillons/a.md"}),
        ("?.md", {"brouillons/a.md"}),
        ("*.MD", set[str]()),
        ("Sport", set[str]()),
        ("port", set[str]()),
        ("\\*.md", set[str]()),
        ("**", {"pont.md", "sport/match.md", "sport/2019/vieux.md", "sport/notes.txt", "brouillons/a.md"}),
    ],
)
def test_exclude(tmp_path: Path, exclude: str, out: set[str]) -> None:
    folder = written(tmp_path, BOTH)
    everything = found(folder)
    assert everything == set(BOTH) - {"README.md"}
    assert everything - found(folder, Settings(exclude=(exclude,))) == out


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        (("*.txt",), {"sport/notes.txt"}),
        (("sport/",), {"sport/match.md", "sport/2019/vieux.md", "sport/notes.txt"}),
        (("sport/*.md",), {"sport/match.md"}),
        (("sport/**",), {"sport/match.md", "sport/2019/vieux.md", "sport/notes.txt"}),
        (("**/2019/*",), {"sport/2019/vieux.md"}),
        (("pont.md", "2019"), {"pont.md", "sport/2019/vieux.md"}),
        (("rien.md",), set[str]()),
    ],
)
def test_include(tmp_path: Path, include: tuple[str, ...], expected: set[str]) -> None:
    assert found(written(tmp_path, BOTH), Settings(include=include)) == expected


def test_exclude_wins_over_include(tmp_path: Path) -> None:
    settings = Settings(include=("*.md",), exclude=("sport/",))
    assert found(written(tmp_path, BOTH), settings) == {"pont.md", "brouillons/a.md"}


def test_accents_are_the_same_however_they_are_stored(tmp_path: Path) -> None:
    folder = written(tmp_path, ["e\u0301te\u0301/a.md", "hiver/b.md"])
    assert found(folder, Settings(exclude=("\u00e9t\u00e9",))) == {"hiver/b.md"}


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ((), {"pont.md"}),
        (("README.md",), {"pont.md", "README.md", "sport/README.md"}),
        (("README*",), {"pont.md", "README.md", "sport/README.md"}),
        (("sport/README.md",), {"pont.md", "sport/README.md"}),
        (("*.md", "README.md"), {"pont.md", "README.md", "sport/README.md"}),
        (("*.md",), {"pont.md"}),
        (("**",), {"pont.md"}),
        (("node_modules/x/*.md",), {"node_modules/x/a.md"}),
        (("node_modules",), {"node_modules/x/a.md"}),
    ],
)
def test_what_is_left_out_is_read_where_its_name_is_asked_for(
    tmp_path: Path, include: tuple[str, ...], expected: set[str]
) -> None:
    folder = written(tmp_path, ["pont.md", "README.md", "sport/README.md", "node_modules/x/a.md"])
    assert found(folder, Settings(include=include)) == expected


def test_what_is_given_by_name_is_read(tmp_path: Path, skipped: list[Skipped], articles: Articles) -> None:
    folder = written(tmp_path, ["README.md", "hugo.toml", "public/a.md", "node_modules/x/b.md", "venv/pyvenv.cfg"])
    written(folder / "venv", ["c.md"])
    assert len(articles([folder / "README.md", folder / "public", folder / "node_modules"])) == 3
    assert [skip.reason for skip in skipped] == []
    assert found(folder / "venv") == {"c.md", "pyvenv.cfg"}


def test_what_is_excluded_by_its_name_is_told_where_it_was_given(
    tmp_path: Path, skipped: list[Skipped], articles: Articles
) -> None:
    folder = written(tmp_path, ["a.md", "b.md", "photos/c.md"])
    settings = Settings(exclude=("b.md", "photos/", "x/a.md"))
    assert len(articles([folder / "a.md", folder / "b.md", folder / "photos"], settings=settings)) == 1
    assert [(Path(skip.where).name, skip.unread) for skip in skipped] == [("b.md", False), ("photos", False)]


def test_patterns_that_match_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path, ["a.md", ".git/x", "node_modules/a.js", "README.md", "b/c.md"])
    exclude = ("a.md", ".git", "node_modules", "README.md", "b/", "b/d.md", "*.dm")
    reader = read(folder, settings=Settings(exclude=exclude), on_skip=lambda skip: None)
    assert not reader.unmatched
    assert list(reader) == []
    assert reader.unmatched == ("b/d.md", "*.dm")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        *((name, PROJECT_REASON) for name in (
            "README", "README.md", "readme.txt", "Readme.markdown", "README.fr.md", "README_en.md", "README-dev.md",
            "LICENSE", "LICENCE.txt", "LICENSE-MIT", "LICENSE.md", "license.html", "CHANGELOG.md", "Contributing.md",
            "CODE_OF_CONDUCT.md", "code-of-conduct.md",
        )),
        *((name, TOOL_REASON) for name in (
            "robots.txt", "humans.txt", "requirements.txt", "requirements-dev.txt", "dev-requirements.txt",
            "CMakeLists.txt", "package.json", "package-lock.json", "composer.json", "google0123456789abcdef.html",
        )),
        *((name, SERVICE_REASON) for name in ("404.html", "404.md", "500.html")),
        *((name, "") for name in (
            "licence-iv-un-bar-ferme.md", "licence de pêche.txt", "readme-pour-debutants.md", "README.json",
            "changelog.xml", "404-emplois.md", "Les robots.txt", "requirements.md", "contribution.md", "package.md",
            "licencies.md", "google.html", "2021-404.html",
        )),
    ],
)  # fmt: skip
def test_files_that_are_no_articles(name: str, reason: str) -> None:
    assert reason_for_file(name) == reason


SITES = [
    (["hugo.toml", "content/a.md"], ["layouts", "archetypes", "themes", "public", "data"], "public"),
    (["config.toml", "content/a.md"], ["layouts", "public"], "public"),
    (["content/a.md", "content/_index.md"], ["layouts", "public"], "public"),
    (["_config.yml", "_posts/2021-05-04-a.md"], ["_includes", "_layouts", "_data", "_site"], "_site"),
    (["_posts/2021-05-04-a.md"], ["_includes", "_site"], "_site"),
    (["_config.yml", "scaffolds/post.md", "source/_posts/a.md"], ["scaffolds", "themes", "public"], "public"),
    (["mkdocs.yml", "docs/a.md"], ["overrides", "site"], "site"),
    (["pelicanconf.py", "content/a.md"], ["theme", "templates", "output"], "output"),
    ([".eleventy.js", "posts/a.md"], ["_includes", "_data", "_site"], "_site"),
    (["docusaurus.config.js", "docs/a.md"], ["build"], "build"),
    (["astro.config.mjs", "src/content/blog/a.md"], ["dist"], "dist"),
    (["_quarto.yml", "a.md"], ["_site"], "_site"),
    (["book.toml", "src/a.md"], ["book"], "book"),
]


@pytest.mark.parametrize(("site", "out", "built"), SITES)
def test_templates_and_built_copies(tmp_path: Path, site: list[str], out: list[str], built: str) -> None:
    folder = written(tmp_path, [])
    for name in site:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("", encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    written(folder, [f"{name}/deep/x.md" for name in out])
    told = left(folder)
    assert not [name for name in found(folder) if name.endswith("deep/x.md")]
    assert {name: told[name] for name in out} == dict.fromkeys(out, TEMPLATE_REASON) | {built: BUILT_REASON}
    assert any(name.endswith("a.md") for name in found(folder))


@pytest.mark.parametrize(
    ("name", "text", "built"),
    [
        ("hugo.toml", "publishDir = 'docs'", "docs"),
        ("mkdocs.yml", "site_dir: public/doc", "public/doc"),
        ("_config.yml", "destination: ./www", "www"),
        ("pelicanconf.py", "OUTPUT_PATH = 'www/'", "www"),
        ("astro.config.mjs", "export default { outDir: './www' }", "www"),
        ("_quarto.yml", "project:\n  output-dir: docs\n", "docs"),
    ],
)
def test_where_the_copy_is_built_is_configured(tmp_path: Path, name: str, text: str, built: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    written(tmp_path, [f"{built}/a.md", "autre/b.md"])
    assert left(tmp_path)[built] == BUILT_REASON
    assert "autre/b.md" in found(tmp_path)


def test_a_site_built_upon_its_sources_is_read(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("docs_dir: docs/fr\nsite_dir: docs\n", encoding="utf-8")
    assert "docs/fr/a.md" in found(written(tmp_path, ["docs/fr/a.md"]))


def test_folders_that_only_have_such_names_are_read(tmp_path: Path) -> None:
    names = {"layouts/a.md", "public/a.md", "_site/a.md", "site/a.md", "output/a.md", "vendor/a.md", "data/a.md"}
    assert found(written(tmp_path, sorted(names))) == names


def test_libraries_are_told_once_a_folder(tmp_path: Path, skipped: list[Skipped], articles: Articles) -> None:
    names = [
        "a.md",
        "node_modules/x/b.md",
        "node_modules/y/c.md",
        "sub/__pycache__/d.txt",
        "env/pyvenv.cfg",
        "env/e.txt",
    ]
    folder = written(tmp_path, [*names, "vendor/f.md", "composer.lock"])
    assert len(articles([folder], settings=Settings(exclude=("composer.lock",)))) == 1
    assert {Path(skip.where).name for skip in skipped} == {"node_modules", "__pycache__", "env", "vendor"}
    assert {(skip.reason, skip.unread) for skip in skipped} == {(LIBRARY_REASON, False)}
    assert size_of(folder) == (folder / "a.md").stat().st_size


def test_size_is_of_what_is_read(tmp_path: Path) -> None:
    folder = written(tmp_path, ["a.md", "b.md", "c.txt"])
    reader = read(folder, settings=Settings(exclude=("*.txt", "b.md")), on_skip=lambda skip: None)
    assert reader.size == (folder / "a.md").stat().st_size
    assert len(list(reader)) == 1


NAMES = st.text(st.sampled_from("ab.é*[]!\\-"), min_size=1, max_size=6)


@given(
    pattern=st.lists(st.one_of(NAMES, st.just("**")), max_size=4).map("/".join),
    path=st.lists(NAMES, min_size=1, max_size=4),
)
def test_whatever_the_pattern_it_says_yes_or_no(pattern: str, path: list[str]) -> None:
    selection = Selection.of(Settings(exclude=(pattern,)))
    cursor = selection.start
    for name in path:
        below = selection.chosen(cursor, name, folder=True)
        if below is None:
            return
        cursor = below


@given(path=st.lists(st.text(string.ascii_lowercase + "é.", min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_path_is_its_own_pattern(path: list[str]) -> None:
    steps, hits = Pattern.of("/" + "/".join(path)).start, []
    for name in path:
        steps, hit = Pattern.of("/" + "/".join(path)).step(steps, name, folder=False)
        hits.append(hit)
    assert hits == [False] * (len(path) - 1) + [True]


@pytest.mark.parametrize(
    "pattern", ["*a" * 2_000 + "b", "/".join(["**", "*a*"] * 300), "[" * 5_000, "**/" * 5_000 + "x"]
)
def test_hostile_patterns_take_no_time(pattern: str) -> None:
    selection = Selection.of(Settings(exclude=(pattern,)))
    begun, cursor = time.perf_counter(), selection.start
    for _ in range(20):
        cursor = selection.chosen(cursor, "a" * 255, folder=True) or cursor
    assert time.perf_counter() - begun < 2
