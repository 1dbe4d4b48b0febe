"""The laws of the house: import-linter holds what is imported (pyproject.toml), these tests the rest, and its holding.

Each law is shown to refuse what it should: files that break it are planted in a copy of the rooms.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("index", "search", "web")
KINDS = {
    "import": "import {target}\n",
    "from": "from {package} import {name}\n",
    "relative": "from {relative} import {name}\n",
    "in_function": "def planted() -> None:\n    from {package} import {name}\n",
    "in_method": "class Planted:\n    def planted(self) -> None:\n        import {target}.x as x\n",
    "for_types": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from {package} import {name}\n",
    "if_there": "try:\n    import {target} as known\nexcept ImportError:\n    pass\n",
}
READING = "search imports the reading side of index, which imports nothing else of index"
WEB = "web imports public functions and values, never an engine or a file format"
WHOOSH = "whoosh is known to its adapter alone"
CLIENT = "the client of a cluster is known to its engine alone"
CYCLES = "no cycles"
FOLDERS = "the engine of folders knows nothing of clusters"
CLUSTERS = "the engine of clusters knows nothing of folders"
NO_ENGINE = "queries, ranking, highlighting and suggestions are of no engine"
REFUSED = (
    ("web → search → index, never back", "index", "trouvere.search.results"),
    ("web → search → index, never back", "search/query", "trouvere.web.params"),
    (READING, "search", "trouvere.index"),
    (READING, "search", "trouvere.index.sources.reading"),
    (READING, "search/query", "trouvere.index.cleaning.title"),
    (READING, "search/suggest", "trouvere.index.columns.write.completion"),
    (READING, "search/suggest", "trouvere.index.engines.opensearch.update"),
    (READING, "search/suggest", "trouvere.index.engines.opensearch.snapshots"),
    (READING, "search/engines/embedded", "trouvere.index.engines.embedded.publish"),
    (READING, "search/engines/embedded", "trouvere.index.engines.mirror"),
    (READING, "search/evaluation", "trouvere.index.workers.pool"),
    (READING, "search/evaluation", "trouvere.index.cli.commands"),
    (READING, "index/analysis", "trouvere.index.sources.protocol"),
    (READING, "index/columns/read", "trouvere.index.columns.write.usage"),
    (READING, "index/engines/embedded/read", "trouvere.index.engines.embedded.lock"),
    (READING, "index/engines/opensearch/read", "trouvere.index.engines.opensearch.vocabulary"),
    (WEB, "web", "trouvere.index.engines.embedded.read.generation"),
    (WEB, "web/api", "trouvere.index.columns.read.container"),
    (WEB, "web/pages", "trouvere.search.engines.reopening"),
    (WEB, "web/telemetry", "trouvere.search.engines.opensearch.transport"),
    (WHOOSH, "index/workers", "whoosh.index"),
    (WHOOSH, "index/engines/embedded", "whoosh.fields"),
    (CLIENT, "index/engines", "opensearchpy"),
    (CLIENT, "search/engines", "opensearchpy.exceptions"),
    (FOLDERS, "search/engines/embedded", "trouvere.search.engines.opensearch.transport"),
    (CLUSTERS, "search/engines/opensearch", "trouvere.search.engines.embedded.evaluator"),
    (NO_ENGINE, "search/ranking", "trouvere.search.engines.embedded.evaluator"),
    (NO_ENGINE, "search/query", "trouvere.index.engines.opensearch.read.client"),
    (READING, "search/query", "trouvere.index.analysis.bulk.analyzer"),
    ("only web knows the web", "search", "flask.signals"),
    ("only web knows the web", "search/highlight", "markupsafe"),
    ("only commands know the command line", "index", "click.types"),
)
Planted = tuple[str, str, str, str]
"""A contract, a kind of import, the module that is planted, and what it imports as import-linter tells it."""


def linted(*, cwd: Path) -> subprocess.CompletedProcess[str]:
    lint = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(cwd / "tests/links"), "COLUMNS": "1000"}
    return subprocess.run(
        [lint, "--no-cache", "--no-logo"], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_the_house_keeps_its_contracts() -> None:
    done = linted(cwd=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Planted], dict[str, str]]:
    """What was planted in a copy of the house, and what is said there by each contract."""
    house = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(ROOT / room, house / room, ignore=lambda _, names: [n for n in names if not code(n)])
    (house / "tests/links/trouvere").mkdir(parents=True)
    for room in ROOMS:
        (house / "tests/links/trouvere" / room).symlink_to(house / room)
    shutil.copytree(ROOT / "tests/architecture", house / "tests/architecture")
    shutil.copy(ROOT / "pyproject.toml", house)

    plants: list[Planted] = []
    for number, (law, folder, target) in enumerate(REFUSED):
        for kind, form in KINDS.items():
            ours = target.startswith("trouvere.")
            if ours or kind != "relative":
                plant(house, folder, f"planted_{number}_{kind}", form, target)
                told = target if ours else target.partition(".")[0]
                plants.append((law, kind, f"trouvere.{folder.replace('/', '.')}.planted_{number}_{kind}", told))
    for kind, form in KINDS.items():
        one, other = f"ring_{kind}", f"gnir_{kind}"
        plant(house, "search/query", one, form, f"trouvere.search.suggest.{other}")
        plant(house, "search/suggest", other, KINDS["in_function"], f"trouvere.search.query.{one}")
        plants.append((CYCLES, kind, f"trouvere.search.query.{one}", f"trouvere.search.suggest.{other}"))

    done = linted(cwd=house)
    assert done.returncode == 1, done.stdout + done.stderr
    _, *parts = re.split(r"\n(.+)\n-+\n", done.stdout.partition("\nBroken contracts\n")[2])
    said = dict(zip(parts[::2], parts[1::2], strict=True))
    return plants, said


def plant(house: Path, folder: str, name: str, form: str, target: str) -> None:
    package, _, last = target.rpartition(".")
    package, last = (package, last) if package else (target, "Planted")
    up = len(Path(folder).parts) + 1
    relative = f"{'.' * up}{package.removeprefix('trouvere').removeprefix('.')}"
    text = form.format(target=target, package=package, name=last, relative=relative)
    (house / folder / f"{name}.py").write_text(text)


def code(name: str) -> bool:
    return name.endswith(".py") or "." not in name


def test_each_contract_refuses_every_kind_of_import(planted: tuple[list[Planted], dict[str, str]]) -> None:
    plants, said = planted
    assert not [plant for plant in plants if f"{plant[2]} -> {plant[3]} (l." not in said[plant[0]]]
    assert {law for law, *_ in plants} == said.keys(), "a contract that nothing was planted for"


LATER = {
    "index/__init__.py",
    "index/sources/formats.py",
    "index/workers/worker_main.py",
    "web/__init__.py",
    "web/cli.py",
}
"""Where modules are imported by their names: on first use, or as the work of a process."""
FULL = 16
"""Modules of a folder, at the most: as many as a screen shows. `analysis` has one a step."""
MANY = {"index/analysis"}
CHOOSING = {"engine_of", "open_searcher", "is_cluster"}
"""Functions that choose an engine by what INDEX is, and the one that they ask."""
ENGINES = {f"{engine}{side}Engine" for engine in ("Embedded", "OpenSearch") for side in ("Index", "Search")}
"""Classes that nobody else names: whoever does has chosen."""
SCHEMES = ("opensearch://", "opensearchs://")


def modules(house: Path) -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((house / room).rglob("*.py")):
            yield path.relative_to(house).as_posix(), path.read_text("utf-8")


def names_of(node: ast.AST) -> set[str]:
    """The names that code imports or uses at a node."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {name}
        case ast.ImportFrom(names=names):
            return {alias.name for alias in names}
    return set()


def imported_by_name(house: Path) -> Iterator[str]:
    """Which modules import others by strings, which no contract sees."""
    means = {"import_module", "__import__", "run_module", "spec_from_file_location", "find_spec"}
    for path, text in modules(house):
        if path not in LATER and not any(name in text for name in means):
            continue
        for node in ast.walk(ast.parse(text)):
            refused = bool(names_of(node) & means) and path not in LATER
            match node:
                case ast.Call(func=func, args=[ast.Constant(), *_]):
                    refused |= bool(names_of(func) & means)
                case ast.Constant(value=str(name)) if name.startswith("trouvere."):
                    refused |= not within(house, path.partition("/")[0], name)
            if refused:
                yield f"{path}:{getattr(node, 'lineno', 0)}"


def within(house: Path, room: str, name: str) -> bool:
    """Whether a module is there, and in a room that `room` may import of."""
    of, *rest = name.split(".")[1:]
    there = house.joinpath(of, *rest)
    return ROOMS.index(of) <= ROOMS.index(room) and (there.is_dir() or there.with_suffix(".py").is_file())


def crowded(house: Path) -> Iterator[str]:
    """Folders with more modules than one looks over."""
    counted = Counter(str(Path(path).parent) for path, _ in modules(house) if not path.endswith("__init__.py"))
    return (folder for folder, count in counted.items() if count > FULL and folder not in MANY)


def twins(house: Path) -> Iterator[str]:
    """Names that more than one class has: whoever looks for one finds another."""
    nodes = (node for _, text in modules(house) for node in ast.walk(ast.parse(text)))
    counted = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    return (name for name, count in counted.items() if count > 1)


def deciding(house: Path) -> Iterator[str]:
    """Which modules ask what engine an index is of, other than those that are there to choose it."""
    for path, text in modules(house):
        if "is_cluster" in text or "opensearch" in text or any(engine in text for engine in ENGINES):
            nodes = list(ast.walk(ast.parse(text)))
            defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
            asked = any(names_of(node) & ({"is_cluster"} | ENGINES - defined) for node in nodes)
            spelt = any(isinstance(node, ast.Constant) and node.value in SCHEMES for node in nodes)
            if (asked or spelt) and not defined & CHOOSING:
                yield path


def test_nothing_is_imported_past_the_contracts() -> None:
    assert not list(imported_by_name(ROOT))


def test_no_folder_is_crowded() -> None:
    assert not list(crowded(ROOT))


def test_a_class_has_its_name_for_itself() -> None:
    assert not list(twins(ROOT))


def test_an_engine_is_chosen_in_one_place_of_each_room() -> None:
    assert not list(deciding(ROOT))


@pytest.mark.parametrize(
    "text",
    [
        "from trouvere.index.engines.opensearch.read.address import is_cluster",
        "def f(index):\n    from trouvere.index.engines.opensearch.read.address import is_cluster as far",
        "import trouvere.index.engines.opensearch.read.address as address\n\nx = address.is_cluster(y)",
        "def f(where):\n    from trouvere.search.engines.opensearch.engine import OpenSearchSearchEngine as far",
        "import trouvere.search.engines.embedded.engine as near\n\nx = near.EmbeddedSearchEngine(y, z)",
        'def f(index):\n    return str(index).startswith("opensearch://")',
        'def f(index):\n    return index.startswith(("opensearch://", "opensearchs://"))',
    ],
)
def test_an_engine_chosen_elsewhere_is_refused(text: str, tmp_path: Path) -> None:
    write(tmp_path, "index/engines/__init__.py", f"{text}\n\ndef engine_of(index): ...")
    assert not list(deciding(tmp_path))
    write(tmp_path, "index/engines/embedded/check.py", text)
    assert list(deciding(tmp_path)) == ["index/engines/embedded/check.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("search/a.py", 'import importlib\n\nimportlib.import_module("trouvere.index.columns.write.usage")'),
        ("search/a.py", 'def f():\n    from importlib import import_module as load\n    return load("whoosh")'),
        ("index/columns/read/a.py", 'x = __import__("whoosh")'),
        ("web/a.py", 'import runpy\n\nrunpy.run_module("trouvere.index.cli.commands")'),
        ("web/cli.py", 'import importlib\n\nimportlib.import_module("whoosh")'),
        ("web/cli.py", 'TABLE = {"a": "trouvere.web.nowhere"}'),
        ("index/__init__.py", 'LATER = {"a": "trouvere.search.searcher"}'),
    ],
)
def test_an_import_by_name_is_refused(path: str, text: str, tmp_path: Path) -> None:
    write(tmp_path, "search/searcher.py", "")
    assert not list(imported_by_name(tmp_path))
    write(tmp_path, path, text)
    assert {found.partition(":")[0] for found in imported_by_name(tmp_path)} == {path}


def test_what_is_crowded_or_named_twice_is_refused(tmp_path: Path) -> None:
    for number in range(FULL):
        write(tmp_path, f"search/query/m{number}.py", f"class C{number}: ...")
    write(tmp_path, "search/query/__init__.py", "class D: ...")
    assert not list(crowded(tmp_path)) and not list(twins(tmp_path))
    write(tmp_path, "search/query/one_more.py", "")
    write(tmp_path, "web/m.py", "def f():\n    class D: ...")
    assert list(crowded(tmp_path)) == ["search/query"]
    assert list(twins(tmp_path)) == ["D"]


def write(house: Path, path: str, text: str) -> None:
    (house / path).parent.mkdir(parents=True, exist_ok=True)
    (house / path).write_text(text)


def test_a_search_loads_nothing_that_writes() -> None:
    program = """
import importlib, pkgutil, sys
import trouvere.search
for module in pkgutil.walk_packages(trouvere.search.__path__, "trouvere.search."):
    importlib.import_module(module.name)
writers = ("sources", "cleaning", "workers", "columns.write", "analysis.bulk", "engines.whoosh", "cli.commands")
print([name for name in sys.modules if name.startswith(tuple(f"trouvere.index.{one}" for one in writers))])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_folder_of_modules_is_a_package_that_the_contracts_see() -> None:
    # import-linter does not look into a folder without __init__.py, which Python imports all the same.
    assert not [path for path, _ in modules(ROOT) if not (ROOT / path).with_name("__init__.py").is_file()]
