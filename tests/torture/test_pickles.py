"""The short forms of `scripts/torture --only pickles,forged`, and what the code may not even mention."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from examples import small

from torture.forged import forged
from torture.outcome import Plan
from torture.pickles import pickles
from torture.walking import ADDRESSES, commands
from trouvere.index.settings import Settings
from trouvere.web import create_app
from trouvere.web.cli import root

ROOMS = [Path(__file__).parents[2] / room for room in ("index", "search", "web")]
BETWEEN_PROCESSES = {"index/workers/pool.py", "index/workers/worker_main.py"}
"""marshal, over the pipes between a build and the processes it has started: nothing of it is ever in a file."""
FORBIDDEN = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "joblib",
    "jsonpickle",
    "dbm",
    "imp",
    "runpy",
    "code",
}


def mentions(path: Path) -> list[str]:
    """Return what in a file could make code of data."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                found += [one.name for one in names if one.name.partition(".")[0] in FORBIDDEN]
            case ast.ImportFrom(module=str(module)):
                found += [module] if module.partition(".")[0] in FORBIDDEN else []
            case ast.Call(func=ast.Name("eval" | "exec" | "compile" | "__import__" as name)):
                found.append(name)
            case ast.Call(func=ast.Attribute(value=ast.Name("yaml"), attr="load"), keywords=keywords):
                safe = [ast.unparse(one.value) for one in keywords if one.arg == "Loader"]
                found += [] if safe == ["_loader()"] else ["yaml.load"]
            case ast.Attribute(attr="unsafe_load" | "full_load" | "open_dir" as name):
                found.append(name)
            case ast.keyword(arg="allow_pickle"):
                found.append("allow_pickle")
            case ast.Call(func=ast.Attribute(value=ast.Name("np" | "numpy"), attr="load" | "fromfile" as name)):
                found.append(f"numpy.{name}")
            case ast.Call(func=ast.Attribute(attr="read"), args=[ast.Name("TOC"), *_]):
                found.append("TOC.read")
    return found


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_nothing_in_the_code_makes_code_of_data(room: Path) -> None:
    for path in sorted(room.rglob("*.py")):
        name = path.relative_to(room.parent).as_posix()
        allowed = {"marshal"} if name in BETWEEN_PROCESSES else set()
        assert set(mentions(path)) <= allowed, name


def test_what_is_forbidden_would_be_seen(tmp_path: Path) -> None:
    lines = (
        "import pickle",
        "from marshal import loads",
        "eval(x)",
        "yaml.load(x)",
        "np.load(x)",
        "yaml.unsafe_load(x)",
    )
    for line in (*lines, "whoosh.index.open_dir(x)", "f(x, allow_pickle=True)"):
        (tmp_path / "x.py").write_text(line)
        assert mentions(tmp_path / "x.py"), line


def test_the_walk_leaves_out_no_command_and_no_route(tmp_path: Path) -> None:
    walked = {tuple(one[:2] if one[0] == "index" else one[:1]) for one in commands(Path("i"), tmp_path)}
    assert {names for names in commands_on_an_index(root, ()) if names != ("serve",)} == walked
    small(tmp_path / "i")
    app = create_app(tmp_path / "i", settings=Settings())
    adapter = app.url_map.bind("localhost")
    asked = {adapter.match(f"/{one.partition('?')[0]}")[0] for one in ADDRESSES}
    ours = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert ours - asked <= {"trouvere.api.nothing", "trouvere.article_by_id", "trouvere.api.article_by_id", "healthz"}


def commands_on_an_index(command: click.Command, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    context = click.Context(command)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner
            yield from commands_on_an_index(inner, (*names, name))
    elif any(isinstance(one, click.Argument) and one.name == "index" for one in command.params):
        yield names


def test_planted_pickles_are_never_run(tmp_path: Path) -> None:
    outcome = pickles(Plan(rounds=8, seed=1, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 8


def test_forged_manifests_and_links_lead_nowhere(tmp_path: Path) -> None:
    outcome = forged(Plan(rounds=1000, seed=1, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries > 100
