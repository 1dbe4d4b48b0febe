"""docs/python.md and docs/embedding.md: their examples run, in order; every name that a program may import is there."""

import inspect
import re
import shutil
import textwrap
import typing
from pathlib import Path

import pytest
from flask import Flask

import trouvere.index
import trouvere.index.errors
import trouvere.search
import trouvere.web

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
ROOMS = (trouvere.index, trouvere.search, trouvere.web)
NAMES = [(room, name) for room in ROOMS for name in room.__all__]
RAISES = {"build_index", "update_index", "delete_articles", "rebuild_index", "optimize", "copy_index", "prune_index", "backup_index", "restore_index", "open_searcher", "create_app", "create_blueprint"}  # fmt: skip


@pytest.mark.parametrize(("name", "least"), [("python.md", 10), ("embedding.md", 4)])
def test_the_examples_run_in_order(name: str, least: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "doc"}
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= least
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"docs/{name}, example {number}", "exec"), names)


def test_the_examples_of_docstrings_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "index" / "sample" / "depeches", "depeches")
    trouvere.index.build_index("articles.idx", trouvere.index.Article(id="42", text="Les trains roulent à nouveau."))
    functions = [(name, getattr(room, name)) for room, name in NAMES if inspect.isfunction(getattr(room, name))]
    names = {name: getattr(room, name) for room, name in NAMES} | {"app": Flask("host"), "Flask": Flask}
    for name, public in functions:
        example = "\n".join(re.findall(r"^    .*", inspect.getdoc(public) or "", re.MULTILINE))
        assert f"{name}(" in example, f"the docstring of {name} has no example"
        if "opensearch://" not in example:
            exec(compile(textwrap.dedent(example), f"docstring of {name}", "exec"), dict(names))


@pytest.mark.parametrize(("room", "name"), NAMES, ids=[name for _, name in NAMES])
def test_every_name_is_documented(room: object, name: str) -> None:
    heading = re.search(rf"^### `{name}\b(.*)`$", DOC, re.MULTILINE)
    assert heading or is_an_error(name), f"docs/python.md has no « ### `{name}` », nor a row in its table of errors"
    documented = inspect.getdoc(getattr(room, name))
    assert documented or typing.get_origin(getattr(room, name))  # an alias has the page alone
    if name in RAISES:
        assert heading and documented
        assert re.search(r"\braise[sd]\b", documented, re.IGNORECASE), f"{name} does not say what it raises"
        signature = inspect.signature(getattr(room, name))
        # What the page promises is there, with the default that it says.
        for part in heading[1].strip("()").split(", "):
            parameter, _, default = part.partition("=")
            if parameter != "*":
                assert parameter in signature.parameters, f"{name} has no {parameter}"
                found = signature.parameters[parameter].default
                assert (repr(found) if found is not inspect.Parameter.empty else "") == default.replace('"', "'"), part
        assert signature.return_annotation is not inspect.Signature.empty


FUNCTIONS = [name for room, name in NAMES if inspect.isfunction(getattr(room, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_heading_has_every_parameter(name: str) -> None:
    """But `storage`, which the section of `Storage` tells for all."""
    heading = re.search(rf"^### `{name}\((.*)\)`$", DOC, re.MULTILINE)
    assert heading
    told = [part.partition("=")[0] for part in heading[1].split(", ") if part != "*"]
    function = next(getattr(room, name) for room, each in NAMES if each == name)
    assert told == [each for each in inspect.signature(function).parameters if each != "storage"]


def is_an_error(name: str) -> bool:
    return hasattr(trouvere.index.errors, name) and f"\n| `{name}` |" in DOC.partition("\n### Errors\n")[2]


def test_every_error_is_in_the_table() -> None:
    tree = [name for name, each in vars(trouvere.index.errors).items() if inspect.isclass(each)]
    assert [name for name in tree if not is_an_error(name)] == []


def test_every_field_of_a_value_is_documented() -> None:
    """A value's section, or the section of what it is part of, names each of its public fields and properties."""
    for room, name in NAMES:
        value = getattr(room, name)
        if not inspect.isclass(value) or issubclass(value, Exception) or name in ("Article", "RawArticle", "Settings"):
            continue
        section = re.split(r"^#", DOC.partition(f"### `{name}`\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
        fields = [
            *getattr(value, "__annotations__", {}),
            *(key for key, each in vars(value).items() if isinstance(each, property)),
        ]
        missing = [field for field in fields if not field.startswith("_") and f"`{field}" not in section]
        assert missing == [], f"{name}: {missing}"


def test_every_method_of_a_searcher_is_in_the_table() -> None:
    methods = {name for name in vars(trouvere.search.Searcher) if not name.startswith("_")}
    table = DOC.partition("### `Searcher`")[2].partition("###")[0]
    assert {name for name in methods if f"`{name}" not in table} == set()
