"""The scripts that nothing else runs: what they import of Trouvère is there."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


def imports() -> Iterator[tuple[str, str, str]]:
    for script in sorted(SCRIPTS.iterdir()):
        if script.is_file() and "python" in script.read_text(encoding="utf-8").partition("\n")[0]:
            for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("trouvere."):
                    for name in node.names:
                        yield script.name, str(node.module), name.name


@pytest.mark.parametrize(("script", "module", "name"), list(imports()))
def test_what_a_script_imports_is_there(script: str, module: str, name: str) -> None:
    assert hasattr(import_module(module), name), f"scripts/{script}: {module} has no {name}"


@pytest.mark.parametrize("kind", ["link", "link to nothing", "folder"])
def test_setup_empties_no_environment_that_it_did_not_make(tmp_path: Path, kind: str) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPTS / "setup", tmp_path / "scripts")
    other = tmp_path / ("other" if kind.startswith("link") else ".venv")
    if kind != "link to nothing":
        other.mkdir()
        (other / "precious.txt").touch()
    if kind.startswith("link"):
        (tmp_path / ".venv").symlink_to("other")
    command = ["sh", "-c", "set -- ; . scripts/setup", str(tmp_path / "scripts" / "x")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert ".venv ne convient pas" in done.stderr
    assert (tmp_path / ".venv").is_symlink() == kind.startswith("link")
    assert kind == "link to nothing" or (other / "precious.txt").exists()
