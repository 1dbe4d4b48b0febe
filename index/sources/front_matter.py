"""Front matter of a Markdown file, its metadata before the text: YAML between `---`, or TOML between `+++`."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import Any

FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(?P<inside>.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
OPENING_FENCE = re.compile(r"(?:---|\+\+\+)[ \t]*\n")
HEADER_LINE = re.compile(r"[ \t]+.*|[#\[\]{}].*|-(?: .*)?|[^\s:=][^:=\n]*[:=].*")
"""A line that may stand in front matter."""
KEY = re.compile(r"""\s*(?:#[^\n]*\n\s*)*(?:\Z|[\w"'-]+[ \t]*[:=]|\[[\w.-]+\]|\{)""")
"""First key of front matter, by which it differs from a text between two horizontal rules."""
MAX_CHARS = 100_000
"""Length of front matter at the most, in characters: metadata of an article has no more."""


class FrontMatterFault(Exception):
    """Why it cannot be read, and at which line of the file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def parted(text: str) -> tuple[dict[str, Any], str]:
    """Return what the front matter of `text` says, and the text after it; raises `FrontMatterFault`."""
    found = FRONT_MATTER.match(text)
    if not found and _is_cut(text):
        raise FrontMatterFault(1, "en-tête sans fin : fichier coupé, peut-être")
    if not found or not KEY.match(found["inside"]):
        return {}, text
    if len(found["inside"]) > MAX_CHARS:
        raise FrontMatterFault(1, "en-tête trop long")
    read = _toml if found[1] == "+++" else _yaml
    values = read(found["inside"])
    return {str(key): value for key, value in values.items()}, text[found.end() :]


def _is_cut(text: str) -> bool:
    """Return whether `text` is the beginning of front matter and nothing else."""
    opened = OPENING_FENCE.match(text[:MAX_CHARS])
    if not opened:
        return False
    # The last line is what is left of one, or nothing.
    *whole, last = text[opened.end() :].split("\n")
    first = whole[0] if whole else last if " " in last else f"{last}:"
    return all(map(HEADER_LINE.fullmatch, whole)) and bool(KEY.match(first))


def _toml(inside: str) -> dict[str, Any]:
    try:
        return tomllib.loads(inside)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise FrontMatterFault(int(line[1]) + 1 if line else 1, "en-tête TOML illisible") from error


def _yaml(inside: str) -> dict[str, Any]:
    # Here and not above: a build without Markdown need not pay for the import.
    import yaml

    try:
        values = yaml.load(inside, Loader=_loader())
    except yaml.MarkedYAMLError as error:
        raise FrontMatterFault(_line_of(error), "en-tête YAML illisible") from error
    except (yaml.YAMLError, ValueError) as error:
        raise FrontMatterFault(1, "en-tête YAML illisible") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise FrontMatterFault(1, "en-tête YAML illisible")
    return values


def _line_of(error: Any) -> int:
    mark = error.problem_mark or error.context_mark
    return int(mark.line) + 2 if mark else 1


@lru_cache(maxsize=1)
def _loader() -> Any:
    """Return PyYAML's safe loader, which makes plain values only, made plainer still.

    A date stays as it is written, "no" is a word and 007 no number: only true, false, null and ordinary numbers are
    more than text. An alias (`*name`) is refused, since nine of them can stand for a billion values.
    """
    import yaml

    class PlainYamlLoader(yaml.SafeLoader):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  as PyYAML declares it

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.composer.ComposerError(None, None, "alias", self.peek_event().start_mark)
            return super().compose_node(parent, index)

    for tag, pattern, first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("int", r"-?(?:0|[1-9][0-9]{0,17})", "-0123456789"),
        ("float", r"-?[0-9]{1,17}\.[0-9]{1,17}", "-0123456789"),
        ("merge", r"<<", "<"),
    ):
        PlainYamlLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})\\Z"), list(first))
    return PlainYamlLoader
