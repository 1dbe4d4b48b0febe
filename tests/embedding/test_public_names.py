"""What a program may rely on: public names name public types only, and type checkers accept what the docs show."""

import builtins
import inspect
import json
import re
import shutil
import subprocess
import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trouvere.index
import trouvere.search
import trouvere.web

ROOT = Path(__file__).resolve().parents[2]
DOCS = ("docs/python.md", "docs/embedding.md", "docs/api.md", "README.md", "README.en.md")
ROOMS = (trouvere.index, trouvere.search, trouvere.web)
EXPORTED = {name: getattr(room, name) for room in ROOMS for name in room.__all__}
"""Some are imported when they are first named: their modules' globals do not have them."""
PUBLIC = {getattr(room, name) for room in ROOMS for name in room.__all__ if name != "Facets"}
NAMES = [(room, name) for room in ROOMS for name in room.__all__]
FOREIGN = ("builtins", "collections", "datetime", "pathlib", "typing", "types", "flask", "werkzeug")
"""Packages whose types a public name may mention beside our own: the standard library's, and those of a Flask program."""

ACCEPTED = """
import datetime as dt
from trouvere.index import Article
from trouvere.search import Filters, Hit, Match, Results, Searcher, open_searcher
from trouvere.web import Answer, BaseFilter, Theme, answered, create_app, create_blueprint

Filters("AP")
Filters(source=["AP"], category=("Monde",), tags={"rail"}, authors=iter(["Anne Le Goff"]))
Filters(date_from="2023-01-01", date_to=dt.date(2023, 3, 1))
Article(id=42, tags="rail", date="2023-03-01", source=None)
theme: Theme = {"accent": "#0b5394"}
confined: BaseFilter = lambda: Filters(source="AP")
create_blueprint("articles.idx", theme=theme, base_filter=confined)

def best(searcher: Searcher, match: Match = "auto") -> Hit | None:
    results: Results = searcher.search("pont", match=match, sort="date", filters=Filters(source="AP"))
    return results.hits[0] if results.hits else None

with open_searcher("articles.idx") as searcher:
    best(searcher, "any")
"""
REFUSED = """
import trouvere.web
from trouvere.search import Filters, open_searcher
from trouvere.index import Nonsense  # refused
from trouvere.search import Nonsense  # refused
from trouvere.web import Nonsense  # refused
trouvere.web.nonsense  # refused
Filters(source=3)  # refused
Filters(sauce="AP")  # refused
Filters(date_from=2023)  # refused
open_searcher("articles.idx").search("pont", sort=3)  # refused
open_searcher("articles.idx").search("pont", filters={"source": "AP"})  # refused
open_searcher("articles.idx").serach("pont")  # refused
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples of each page as a module, and with what must be accepted and refused."""
    folder = tmp_path_factory.mktemp("typed")
    for page in DOCS:
        blocks = re.findall(
            r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        (folder / f"{page.replace('/', '_').replace('.', '_')}.py").write_text("\n".join(blocks), encoding="utf-8")
    (folder / "accepted.py").write_text(ACCEPTED, encoding="utf-8")
    (folder / "refused.py").write_text(REFUSED, encoding="utf-8")
    return folder


def test_mypy_accepts_the_examples_and_refuses_nonsense(modules: Path) -> None:
    # With the project's own configuration, for the cache that scripts/check has filled; it is strict.
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--no-error-summary",
        "--hide-error-context",
        *map(str, modules.glob("*.py")),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.stderr
    judge(re.findall(r"^(?:.*/)?(\w+)\.py:(\d+): error: (.*)", done.stdout, re.MULTILINE))


@pytest.mark.skipif(not shutil.which("pyright"), reason="there is no pyright on this machine")
def test_pyright_accepts_the_examples_and_refuses_nonsense(modules: Path) -> None:
    places = {"venvPath": sys.prefix + "/..", "venv": Path(sys.prefix).name, "extraPaths": [str(ROOT / "tests/links")]}
    (modules / "pyrightconfig.json").write_text(json.dumps(places), encoding="utf-8")
    done = subprocess.run(["pyright", "--outputjson", "-p", str(modules)], capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    judge(
        (Path(each["file"]).stem, str(each["range"]["start"]["line"] + 1), each["message"])
        for each in found
        if each["severity"] == "error"
    )


def judge(errors: typing.Iterable[tuple[str, str, str]]) -> None:
    """Hold errors (module, line, message) to what must be refused and to nothing else."""
    wanted = {number for number, line in enumerate(REFUSED.splitlines(), 1) if line.endswith("# refused")}
    refused = set()
    for module, line, message in errors:
        assert module == "refused", f"{module}, line {line}: {message}"
        refused.add(int(line))
    assert refused == wanted


@pytest.mark.parametrize(("room", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_public_name_mentions_public_types_only(room: types.ModuleType, name: str) -> None:
    hidden = {each for each in mentioned(getattr(room, name)) if each.__module__.partition(".")[0] not in FOREIGN}
    assert hidden <= PUBLIC, f"{name} mentions {[each.__qualname__ for each in hidden - PUBLIC]}, which no room exports"


@pytest.mark.parametrize(("room", "name"), NAMES, ids=[name for _, name in NAMES])
def test_what_a_public_name_raises_is_public(room: types.ModuleType, name: str) -> None:
    public = getattr(room, name)
    told = [public, *vars(public).values()] if inspect.isclass(public) else [public]
    for each in told:
        text = inspect.getdoc(each) or ""
        for sentence in re.findall(r"\braises? ([^.]*)", text, re.IGNORECASE):
            for error in re.findall(r"`([A-Z]\w+)`", sentence):
                assert error in trouvere.index.__all__ or hasattr(builtins, error), f"{name} raises {error}"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_a_room_has_the_names_that_it_promises_and_no_other(room: types.ModuleType) -> None:
    assert len(set(room.__all__)) == len(room.__all__)
    for name in room.__all__:
        assert getattr(room, name) is not None
    with pytest.raises(AttributeError):
        room.Nonsense  # noqa: B018


def mentioned(public: Any) -> Iterator[type]:
    """Return the classes in the annotations of a public function, alias, or class with its public members."""
    if not inspect.isclass(public):
        if inspect.isfunction(public):
            yield from (each for hint in hints(public) for each in classes(hint))
        else:
            yield from classes(public)
        return
    yield from (each for hint in hints(public) for each in classes(hint))
    for name, member in vars(public).items():
        if not name.startswith("_"):
            function = getattr(member, "__func__", getattr(member, "fget", member))
            if inspect.isfunction(function):
                yield from (each for hint in hints(function) for each in classes(hint))


def hints(annotated: Any) -> list[Any]:
    return [
        hint for name, hint in typing.get_type_hints(annotated, localns=EXPORTED).items() if not name.startswith("_")
    ]


def classes(hint: Any) -> Iterator[type]:
    if arguments := typing.get_args(hint):
        if typing.get_origin(hint) is not typing.Literal:
            for argument in arguments:
                yield from (
                    each for one in (argument if isinstance(argument, list) else [argument]) for each in classes(one)
                )
    elif inspect.isclass(hint):
        yield hint
