"""What the docs say works: README examples are run, every command and option is in docs/fr/commands.md.

usage: python tests/test_docs.py   writes docs/fr/commands.md anew
"""

import ast
import inspect
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from trouvere.web.cli import COMMANDS, root

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
COMMANDS_DOC = DOCS / "fr" / "commands.md"
READMES = {"README.md": "mes-articles", "README.en.md": "my-articles"}
TOP = ("index", "search", "web", "tests", "scripts", "docs", "examples", "requirements")
MODULES = [path.relative_to(ROOT).as_posix() for top in TOP for path in ROOT.glob(f"{top}/**/*.py")] + [
    "app.py",  # of the program that embeds it, in the READMEs
]
DECISION = ("## Context", "## Decision", "## Roads not taken")
HEAD = """# Les commandes

[English](../en/commands.md)

Cette page est écrite par `python tests/test_docs.py` d'après l'aide des commandes ; un test la compare.

Une commande finit par 0 si le travail est fait, 1 s'il a échoué, 2 si elle est mal employée, 130 par Ctrl-C, 143 et 129
par SIGTERM et SIGHUP, après avoir effacé ce qu'elle préparait. Qui cesse de la lire (`| head`) ne la fait pas échouer. Les
données vont à la sortie standard, les propos à la sortie d'erreur ; `--json` écrit du JSON là où une personne lirait une table.
"""
NOT_OURS = ("git clone", "python3 -m venv", "curl ", "pip install ../trouvere", "flask --app app run")
"""What the examples run that is not of this project."""


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def lines(name: str) -> list[list[str]]:
    """Return the words of every line of the shell examples."""
    return [words for block in blocks(name, "sh") for line in block.splitlines() if (words := words_of(line))]


def words_of(line: str) -> list[str]:
    return shlex.split(line.replace("<", "'<").replace(">", ">'"), comments=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample as the articles of both READMEs."""
    monkeypatch.chdir(tmp_path)
    for variable in [name for name in os.environ if name.startswith("TROUVERE_")]:
        monkeypatch.delenv(variable)
    for name in READMES.values():
        shutil.copytree(ROOT / "index" / "sample", tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("name", READMES)
def test_readme_examples_run(name: str, folder: Path) -> None:
    """Commands first, then Python, in the order in which they stand; `serve` is only read."""
    ours = [words[1:] for words in lines(name) if words[0] == "trouvere"]
    assert len(ours) >= 8
    for arguments in ours:
        if arguments[0] == "serve":
            command = root.get_command(click.Context(root), "serve")
            assert command
            assert command.make_context("serve", arguments[1:]).params["index"] == "articles.idx"
            continue
        result = CliRunner().invoke(root, arguments)
        assert result.exit_code == 0, f"trouvere {arguments}\n{result.output}"
        assert result.stdout or "build" in arguments or "update" in arguments, arguments

    names: dict[str, Any] = {"__name__": "readme"}
    for block in blocks(name, "python"):
        names.pop("app", None)
        exec(compile(block, name, "exec"), names)
        if isinstance(app := names.get("app"), Flask):
            prefix = "/recherche" if "recherche" in app.blueprints else ""
            answer = app.test_client().get(f"{prefix}/search?q=Loukachenko")
            assert answer.status_code == (403 if "authorize" in block else 200)
    assert "app" in names


@pytest.mark.parametrize("name", READMES)
def test_readme_names_what_there_is(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for path in re.findall(r"\]\(([^)#]+)\)", text):
        assert path.startswith("http") or (ROOT / path).exists(), path
    for script in re.findall(r"\bscripts/\w+", text):
        assert os.access(ROOT / script, os.X_OK), script
    for words in lines(name):
        line = " ".join(words)
        assert words[0] == "trouvere" or words[0].startswith("scripts/") or line.startswith(NOT_OURS), line
    first = blocks(name, "sh")[0].splitlines()
    assert [line.split()[0] for line in first] == ["scripts/demo", "scripts/test"]


def test_the_readmes_are_twins() -> None:
    french, english = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    shape = [re.findall(r"^(?:#+|```\w*|- \*\*|!\[|\|)", text, re.MULTILINE) for text in (french, english)]
    assert shape[0] == shape[1]
    assert documents(french) == documents(english)


def documents(text: str) -> list[str]:
    """Return what is linked to in docs/, in whichever language."""
    return re.findall(r"docs/(?:fr/|en/)?([\w./-]+)", text)


def test_the_addresses_of_the_readme_answer(folder: Path) -> None:
    from trouvere.index import build_index
    from trouvere.web import create_app

    build_index("articles.idx", ["mes-articles"])
    client = create_app("articles.idx").test_client()
    addresses = [words[1].partition(":8080")[2] for words in lines("README.md") if words[0] == "curl"]
    assert len(addresses) == 2
    for address in (*addresses, "/healthz", "/readyz"):
        assert client.get(address).status_code == 200, address


def test_pictures_are_shown_and_light() -> None:
    pictures = list((DOCS / "images").iterdir())
    pages = [*ROOT.glob("*.md"), *DOCS.glob("**/*.md"), *ROOT.glob("tests/*/*.md")]
    shown = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert [picture.name for picture in pictures if picture.name not in shown] == []
    assert sum(picture.stat().st_size for picture in pictures) < 1_500_000


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_says_what_was_weighed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number = path.name.partition("-")[0]
    assert text.startswith(f"# {int(number)}. ")
    assert tuple(re.findall(r"^## .*", text, re.MULTILINE)) == DECISION


PAGES = [
    path
    for folder in (".", "docs", "examples", "tests")
    for path in sorted(ROOT.glob(f"{folder}/**/*.md" if folder != "." else "*.md"))
]
MADE_WHEN_RUN = ("examples/newsroom/data",)


OF_OTHERS = {"pelicanconf.py"}
"""Files that pages name and others write."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path) -> None:
    """Its links, their anchors, folders and files by their path, modules by their path or the end of it."""
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), link
        assert not anchor or anchor in anchors(linked), link
    for path in re.findall(rf"`((?:{'|'.join(TOP)})/[\w./-]*)`", text):
        assert path in MADE_WHEN_RUN or (ROOT / path).exists(), path
    for module in re.findall(r"`([\w/]+\.py)`", text):
        assert module in OF_OTHERS or any(f"/{path}".endswith(f"/{module}") for path in MODULES), module


def test_what_a_recipe_names_is_in_its_files() -> None:
    """Constants of the recipe for a step, and of each cell of a table that names modules, stand in these modules."""
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in ("ARCHITECTURE.md", "CONTRIBUTING.md")]
    cells = [cell for page in pages for row in re.findall(r"^\|.*", page, re.MULTILINE) for cell in row.split("|")]
    recipe = pages[0].partition("### What a word becomes")[2].partition("\n## ")[0]
    checked = []
    for told in (recipe, *cells):
        named = re.findall(r"`([\w/]+\.py)`", told)
        paths = [path for path in MODULES[:-1] if any(f"/{path}".endswith(f"/{module}") for module in named)]
        code = "".join((ROOT / path).read_text(encoding="utf-8") for path in paths)
        for name in re.findall(r"`(?:\|\w+` to `)?(_?[A-Z][A-Z_]+)`", told) if named else ():
            assert re.search(rf"\b{name}\b", code), name
            checked.append(name)
    assert {"_ELISION", "VERSION", "JOINERS", "FACETS", "FILTERED", "KINDS"} <= set(checked)


TOLD = [path.parent for room in ("index", "search", "web") for path in sorted(ROOT.glob(f"{room}/**/__init__.py"))]


@pytest.mark.parametrize("folder", TOLD, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_says_what_is_in_it(folder: Path) -> None:
    """Its docstring, or that of the folder above, names every module and folder; the modules that it names are there."""
    own, above = told_by(folder), told_by(folder.parent)
    files = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    if "one a file" in own:  # the steps of the analysis chain are told by the chain itself
        files = []
    below = [path.parent.name for path in folder.glob("*/__init__.py") if path.parent.name != "data"]
    assert [name for name in files if name not in own and name not in above] == []
    assert [name for name in below if f"{name}/" not in own and f"`{name}`" not in own] == []
    for name in re.findall(r"^ *([\w/]+\.py)", own, re.MULTILINE):
        assert (folder / name).exists() or list(folder.glob(f"*/{name}")), name


def told_by(folder: Path) -> str:
    path = folder / "__init__.py"
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" if path.exists() else ""


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_decisions_are_counted_through() -> None:
    numbers = [int(path.name.partition("-")[0]) for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_command_and_option_is_documented() -> None:
    assert COMMANDS_DOC.read_text(encoding="utf-8") == commands_markdown(), "python tests/test_docs.py writes it anew"


def every_command() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(root, info_name="trouvere")
    for name in sorted(COMMANDS):
        command = root.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", inner) for below, inner in sorted(command.commands.items()))
        else:
            yield name, command


def commands_markdown() -> str:
    """Return docs/fr/commands.md: every command as its own help tells it."""
    parts = [HEAD]
    for name, command in every_command():
        context = click.Context(command, info_name=f"trouvere {name}")
        usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS] ", "").replace("[OPTIONS]", "")
        told, _, example = inspect.cleandoc(command.help or "").partition("\b\n")
        parts.append(f"\n## `trouvere {name} {usage}".rstrip() + f"`\n\n{told.strip()}\n")
        parts.append("\n```sh\n" + "\n".join(line.strip() for line in example.strip().splitlines()[1:]) + "\n```\n")
        rows = [option for option in command.params if isinstance(option, click.Option)]
        if rows:
            parts.append("\n| Option | Ce qu'elle fait |\n| --- | --- |\n")
            parts.extend(
                f"| `{spelt(option, context)}` | {(option.help or '').replace('|', '—')} |\n" for option in rows
            )
    return "".join(parts)


def spelt(option: click.Option, context: click.Context) -> str:
    value = "" if option.is_flag else " " + option.make_metavar(context).replace("|", " ou ")
    return option.opts[0] + value


if __name__ == "__main__":
    COMMANDS_DOC.write_text(commands_markdown(), encoding="utf-8")
