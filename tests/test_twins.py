"""Pages in two languages say the same: docs/fr and docs/en, README.md and README.en.md.

Prose cannot be compared, but its frame can: headings, code, tables, items, links, pictures, figures.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
TWINS = {
    "README": (ROOT / "README.md", ROOT / "README.en.md"),
    **{path.stem: (path, DOCS / "en" / path.name) for path in sorted((DOCS / "fr").iterdir())},
}
OTHERWISE = {
    "mes-articles": "my-articles",
    "recherche.exemple.fr": "search.example.org",
    "<ce dépôt>": "<this repository>",
    "à changer": "change me",
}
"""What the examples of README.md name otherwise than those of README.en.md."""
COMMENT = re.compile(r"\(\*.*?\*\)|(?:^|\s)# .*", re.MULTILINE)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ALL_CODE = re.compile(r" *`[^`]+` *")
LINK = re.compile(r"\]\(([^)\s]+)\)")

both = pytest.mark.parametrize("name", TWINS)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(text: str) -> str:
    """Return the page without its code blocks, where `#` and `|` mean something else."""
    return FENCED.sub("", text)


def pair(name: str) -> tuple[str, str]:
    """Return both pages without the links from one to the other."""
    french, english = TWINS[name]
    return read(french).replace(link_to(english), ""), read(english).replace(link_to(french), "")


def link_to(twin: Path) -> str:
    return f"]({twin.name if twin.parent == ROOT else f'../{twin.parent.name}/{twin.name}'})"


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ .*", prose(text), re.MULTILINE)


def tables(text: str) -> list[list[list[str]]]:
    """Return each table by rows and cells; of a cell only what is code, if it is nothing but that."""
    found = re.findall(r"^(?:\|.*\n)+", prose(text) + "\n", re.MULTILINE)
    rows = [[re.split(r"(?<!\\)\|", row)[1:-1] for row in table.splitlines()] for table in found]
    return [[[cell if ALL_CODE.fullmatch(cell) else "" for cell in row] for row in table] for table in rows]


def code(text: str) -> list[tuple[str, list[str]]]:
    """Return the language and the words of each block; what a comment says is for people."""
    return [(language, COMMENT.sub("", block).split()) for language, block in FENCED.findall(text)]


def test_every_page_has_its_twin() -> None:
    assert [path.name for path in sorted((DOCS / "en").iterdir())] == [p.name for p in sorted((DOCS / "fr").iterdir())]
    assert len(TWINS) > 10


@both
def test_each_leads_to_the_other(name: str) -> None:
    french, english = TWINS[name]
    for page, other, language in ((french, english, "English"), (english, french, "Français")):
        assert read(page).splitlines()[2] == f"[{language}{link_to(other)}", page


@both
def test_headings_have_the_same_levels(name: str) -> None:
    french, english = pair(name)
    levels = [[heading.partition(" ")[0] for heading in headings(text)] for text in (french, english)]
    assert levels[0] == levels[1]


@both
def test_headings_name_the_same(name: str) -> None:
    """What is code in them: commands with their arguments, options."""
    named = [[re.findall(r"`[^`]+`", heading) for heading in headings(text)] for text in pair(name)]
    assert named[0] == named[1]


@both
def test_code_is_the_same(name: str) -> None:
    french, english = pair(name)
    if name == "README":
        english = english.replace('        language="en",\n', "")
        for one, other in OTHERWISE.items():
            french = french.replace(one, other)
    assert code(french) == code(english)


@both
def test_tables_have_the_same_shape(name: str) -> None:
    """Rows and columns are as many, and options, settings, defaults and addresses stand in the same cells."""
    french, english = pair(name)
    assert tables(french) == tables(english)


@both
def test_items_are_as_many(name: str) -> None:
    found = [re.findall(r"^ *(?:-|\d+\.) ", prose(text), re.MULTILINE) for text in pair(name)]
    assert found[0] == found[1]


@both
def test_links_lead_to_the_same(name: str) -> None:
    """In each section: files in the language of the page, headings by their own names."""

    def targets(text: str, language: str) -> list[list[str]]:
        every = [[link.partition("#")[0] for link in LINK.findall(part)] for part in sections(text)]
        return [sorted(link.replace(f"docs/{language}/", "docs/") for link in part) for part in every]

    french, english = pair(name)
    assert targets(french, "fr")[1:] == targets(english, "en")[1:]


@both
def test_figures_are_the_same(name: str) -> None:
    """In each section, by their digits: 2 872 is 2,872 in English."""
    found = [[sorted(re.findall(r"[0-9]", prose(part))) for part in sections(text)] for text in pair(name)]
    for heading, french, english in zip(headings(pair(name)[0]), *(each[1:] for each in found), strict=True):
        assert french == english, heading


@both
def test_names_are_the_same(name: str) -> None:
    """In each section: settings, files, addresses, events, options, whatever is code and no French."""

    def named(part: str) -> set[str]:
        return {one for one in re.findall(r"`([^`\n]+)`", prose(part)) if re.fullmatch(r"[\w.]*[_./][\w./]*", one)}

    for heading, french, english in zip(
        headings(pair(name)[0]), *(sections(text)[1:] for text in pair(name)), strict=True
    ):
        assert named(french) == named(english), heading


def sections(text: str) -> list[str]:
    """Return what stands before the first heading, then each heading with what follows."""
    blocks = FENCED.sub(lambda block: re.sub(r"^#", " #", block[0], flags=re.MULTILINE), text)
    return re.split(r"^(?=#+ )", blocks, flags=re.MULTILINE)


def anchor(heading: str) -> str:
    """Return the name by which a heading is linked to, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower()).replace(" ", "-")


PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("**/*.md"), *ROOT.glob("examples/*/*.md"), *ROOT.glob("tests/*/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(read(page))):
        path, _, heading = link.partition("#")
        if "://" in path:
            continue
        target = page.parent / path if path else page
        assert target.exists(), link
        if heading:
            assert heading in map(anchor, headings(read(target))), link


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_leads_to_pages_of_its_language(language: str) -> None:
    other = {"fr": "../en/", "en": "../fr/"}[language]
    for page in sorted((DOCS / language).glob("*.md")):
        assert {link for link in LINK.findall(read(page)) if link.startswith(other)} == {f"{other}{page.name}"}, page
