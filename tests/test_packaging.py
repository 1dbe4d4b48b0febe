"""The folders are named index/, search/, web/; nobody's `import search` may ever find them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

EVERYTHING = """
import importlib, pkgutil, sys
import trouvere
for room in ("index", "search", "web"):
    package = importlib.import_module(f"trouvere.{room}")
    for module in pkgutil.walk_packages(package.__path__, f"trouvere.{room}."):
        importlib.import_module(module.name)
print(sorted({"index", "search", "web"} & set(sys.modules)))
"""


def python(code: str, *, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_bare_names_are_never_imported(tmp_path: Path) -> None:
    assert python(EVERYTHING, cwd=tmp_path) == "[]"


@pytest.mark.parametrize("name", ["index", "search", "web"])
def test_bare_names_cannot_be_imported(name: str, tmp_path: Path) -> None:
    code = f"""
try:
    import {name}
except ImportError:
    print("absent")
"""
    assert python(code, cwd=tmp_path) == "absent"


@pytest.mark.parametrize("room", ["index", "search", "web"])
def test_each_room_is_typed(room: str) -> None:
    assert (ROOT / room / "py.typed").exists()


def test_importing_a_room_imports_nothing_heavy(tmp_path: Path) -> None:
    code = """
import sys
import trouvere.index, trouvere.search, trouvere.web
print(sorted({"flask", "trafilatura", "waitress", "rich", "lxml"} & set(sys.modules)))
"""
    assert python(code, cwd=tmp_path) == "[]"
