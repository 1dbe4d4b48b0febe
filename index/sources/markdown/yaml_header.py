"""YAML of front matter, made of plain values, with what people write that is no YAML: a colon within a value, tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

MAX_NODES = 5_000
"""Values that the aliases (`*name`) of front matter may stand for, nested ones counted each time: nine can be a
billion."""

_KEY_LINE = re.compile(r"(?P<key>[ ]*+(?:- +)?[^\s:#\-\[\]{}\"'|>&*!%@`,?][^:\n]{0,60}?:[ \t]++)(?P<value>[^\n]++)")
_KEY = re.compile(r"[ ]*+[^\s:#\-][^:\n]*+:(?:\s|\Z)")
_BLOCK = re.compile(r".*:[ \t]+[|>][+-]?\d?[ \t]*(?:#.*)?\Z")
_NO_NODE = re.compile(
    r"\[[^\[\]]*+\][ \t]*+[^\s#,]|\{[{%]|\*[^*]++\*|\*\*|[&!](?:[ \t]|[^\s\"'\[{&*]++[ \t]++[^\s\"'\[{&*|>])"
)
"""A value that begins as a list, an alias, an anchor or a tag and is none."""
_TABS = re.compile(r"[ \t]*+")


class YamlFault(Exception):
    """At which line of the YAML, the first being 0, it cannot be read; -1 where that is not known."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def loaded(inside: str) -> object:
    """Return the value of a YAML text; `YamlFault` where it is none, even with its values quoted."""
    try:
        return _loaded(inside)
    except YamlFault as fault:
        mended = _mended(inside)
        if mended == inside:
            raise
        try:
            return _loaded(mended)
        except YamlFault:
            raise fault from None


def _loaded(inside: str) -> object:
    # Here and not above: a build without Markdown need not pay for the import.
    import yaml

    try:
        return yaml.load(inside, Loader=_loader())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(int(mark.line) if mark else -1) from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise YamlFault(-1) from error


def _mended(inside: str) -> str:
    """Return YAML with quotes around the values that need them, and without tabs before its keys."""
    return "\n".join(_mended_lines(_without_tabs(inside.split("\n"))))


def _without_tabs(lines: list[str]) -> list[str]:
    """Return the lines with blanks for the tabs that they begin with, which YAML refuses.

    Below a key that has its value already, there is nothing that a line could be within: it is a neighbour.
    """
    kept: list[str] = []
    below = ""
    for line in lines:
        blanks = _TABS.match(line)
        if blanks and "\t" in blanks[0] and line.strip():
            stripped = line.strip()
            is_inner = not below or below.rstrip().endswith(":") or not _KEY.match(stripped)
            line = ("  " if is_inner and kept else "") + stripped
        if line.strip() and not line.startswith(" "):
            below = line
        kept.append(line)
    return kept


def _mended_lines(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        columns = _columns(line)
        if _BLOCK.match(line):
            yield line
            while at < len(lines) and (not lines[at].strip() or _columns(lines[at]) > columns):
                yield lines[at]
                at += 1
            continue
        found = _KEY_LINE.fullmatch(line)
        if not found or not _needs_quotes(found["value"]):
            yield line
            continue
        value = [found["value"].strip()]
        while at < len(lines) and _continues(lines[at], columns):
            value.append(lines[at].strip())
            at += 1
        yield f"{found['key']}'{_unquoted(' '.join(value)).replace(chr(39), chr(39) * 2)}'"


def _continues(line: str, columns: int) -> bool:
    """Return whether a line is more of the value above it."""
    return bool(line.strip()) and _columns(line) > columns and not line.lstrip().startswith("- ")


def _columns(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _needs_quotes(value: str) -> bool:
    value = value.strip()
    if value[0] in "\"'":
        return not _is_quoted(value)
    if value[0] in "[{*&!":
        return _NO_NODE.match(value) is not None
    return value[0] in "@`%>|" or ": " in value or value.endswith(":") or value.startswith(("- ", "? ", ","))


def _is_quoted(value: str) -> bool:
    """Return whether a value is between quotes, and none of them within."""
    sign, inner = value[0], value[1:-1]
    if len(value) < 2 or value[-1] != sign:
        # A comment may follow; and the end may be in another line.
        return re.search(rf"{sign}[ \t]+#", value) is not None or sign not in value[1:]
    return sign not in (inner.replace("''", "") if sign == "'" else re.sub(r"\\.", "", inner))


def _unquoted(value: str) -> str:
    """Return a value without the quotes that were meant to be around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


@lru_cache(maxsize=1)
def _loader() -> Any:
    """Return PyYAML's safe loader, which makes plain values only, made plainer still.

    A date stays as it is written, "no" is a word and 007 no number: only true, false, null and ordinary numbers are
    more than text. Aliases are bounded by `MAX_NODES`.
    """
    import yaml

    class PlainYamlLoader(yaml.SafeLoader):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  as PyYAML declares it

        def get_single_node(self) -> Any:
            node = super().get_single_node()
            if self.anchors_met:
                _check_aliases(node)
            return node

        anchors_met = False

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.anchors_met = self.anchors_met or self.check_event(yaml.AliasEvent)
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


def _check_aliases(root: Any) -> None:
    """Raise an error of YAML where aliases stand for too many values, or one for what it is in."""
    import yaml

    sizes: dict[int, int] = {}

    def size(node: Any) -> int:
        if id(node) in sizes:
            found = sizes[id(node)]
        else:
            sizes[id(node)] = MAX_NODES + 1  # Met again within itself, there is no end of it.
            inner = node.value if isinstance(node.value, list) else ()
            found = sizes[id(node)] = 1 + sum(
                sum(map(size, one)) if isinstance(one, tuple) else size(one) for one in inner
            )
        if found > MAX_NODES:
            raise yaml.composer.ComposerError(None, None, "aliases", node.start_mark)
        return found

    size(root)
