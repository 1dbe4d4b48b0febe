"""Configuration files of static site generators (YAML, TOML, JSON, Python, JavaScript) as values; none is executed."""

from __future__ import annotations

import ast
import json
import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from trouvere.index.sources.files.opening import FileFault, open_regular

MAX_BYTES = 1 << 17
"""Bytes of a configuration file at the most: those of real sites have a tenth of it."""
_JS_TEXT = re.compile(r"""\b(\w{1,40})["']?\s{0,20}[:=]\s{0,20}(["'`])([^"'`\n$]{0,500})\2""")
_JS_FLAG = re.compile(r"""\b(\w{1,40})["']?\s{0,20}[:=]\s{0,20}(true|false)\b""")


def text_of(path: Path) -> str:
    """Return the text of a regular file within its folder; "" where it cannot be read or is far too long."""
    try:
        with open_regular(path, Path(os.path.realpath(path.parent))) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, FileFault, ValueError):
        return ""
    return data.decode("utf-8-sig", "replace") if len(data) <= MAX_BYTES else ""


def values_of(path: Path) -> dict[str, Any]:
    """Return what a configuration file says, under keys as they are written; nothing where it cannot be understood."""
    text = text_of(path)
    try:
        found = _READERS.get(path.suffix, _javascript)(text) if text.strip() else {}
    except Exception:
        # Parsers of others, and no article depends on it: such a site is one without a configuration.
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def lowered(values: Any) -> Any:
    """Return values with all keys in lower case, as generators read them whose keys know no case."""
    if isinstance(values, dict):
        return {str(key).lower(): lowered(value) for key, value in values.items()}
    return values


def _python(text: str) -> dict[str, Any]:
    """Return the names that a Python file gives a literal to. It is parsed, never run."""
    found: dict[str, Any] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign):
            names, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            names, value = [node.target], node.value
        else:
            continue
        try:
            literal = ast.literal_eval(value)
        except (ValueError, TypeError):
            continue
        found |= {name.id: literal for name in names if isinstance(name, ast.Name)}
    return found


def _javascript(text: str) -> dict[str, Any]:
    """Return texts and flags that JavaScript gives a name to, wherever they stand; the first of a name counts."""
    found: dict[str, Any] = {}
    for name, _, value in _JS_TEXT.findall(text):
        found.setdefault(name, value)
    for name, value in _JS_FLAG.findall(text):
        found.setdefault(name, value == "true")
    return found


def _yaml(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=_loader())


@lru_cache(maxsize=1)
def _loader() -> Any:
    """Return PyYAML's safe loader, without merge keys (a few of which make millions), dates and unknown tags."""
    import yaml

    class ConfigLoader(yaml.SafeLoader):  # type: ignore[misc]
        yaml_implicit_resolvers = {  # noqa: RUF012  as PyYAML declares it
            first: [one for one in some if not one[0].endswith((":merge", ":timestamp"))]
            for first, some in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    # MkDocs names Python functions by tags.
    ConfigLoader.add_multi_constructor("", lambda *_: None)
    return ConfigLoader


_READERS: dict[str, Any] = {
    ".yml": _yaml,
    ".yaml": _yaml,
    ".toml": tomllib.loads,
    ".json": json.loads,
    ".py": _python,
}
