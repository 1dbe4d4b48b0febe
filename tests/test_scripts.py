"""The scripts that nothing else runs: what they import of Trouvère is there."""

from __future__ import annotations

import ast
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
