"""Front matter of a Markdown file, its metadata before the text: YAML, TOML, JSON, or lines (see `headers`)."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from trouvere.index.sources.markdown import headers
from trouvere.index.sources.markdown.yaml_header import YamlFault, loaded

FRONT_MATTER = re.compile(
    r"(?P<fence>-{3,}+|\+\+\+|;;;)[ \t]*(?P<kind>yaml|yml|json5?|toml|js|javascript)?[ \t]*\n"
    r"(?P<inside>.*?)^(?:(?P=fence)-*+|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
OPENING_FENCE = re.compile(r"(?:-{3,}+|\+\+\+)[ \t]*\n")
HEADER_LINE = re.compile(r"[ \t]+.*|[#\[\]{}].*|-(?: .*)?|[^\s:=][^:=\n]*[:=].*")
"""A line that may stand in front matter."""
KEY = re.compile(
    r"""\s*(?:#[^\n]*\n\s*)*(?:\Z|[\w"'-]+[ \t]*[:=]|\w[\w '’-]{0,40}+(?<! ):(?:\s|\Z)|\[[\w.-]+\]|\{)""",
)
"""First key of front matter, by which it differs from a text between two horizontal rules."""
BLANK_LINES = re.compile(r"(?:[ \t\ufeff]*\n)*+\ufeff?")
JSON_OPENING = re.compile(r'\{\s*+(?:"(?:[^"\\\n]|\\.)*+"\s*+:|\}\s*+(?:\n|\Z))')
UNBRACED_JSON = re.compile(r'(?P<inside>"\w[\w -]*+"\s*+:.*?)^;;;[ \t]*(?:\n|\Z)', re.DOTALL | re.MULTILINE)
"""JSON without its braces, to a line of semicolons, as Hexo has it."""
MAX_CHARS = 100_000
"""Length of front matter at the most, in characters: metadata of an article has no more."""


class FrontMatterFault(Exception):
    """Why it cannot be read, and at which line of the file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def parted(text: str) -> tuple[dict[str, Any], str]:
    """Return what the front matter of `text` says, and the text after it; raises `FrontMatterFault`."""
    blank = BLANK_LINES.match(text)
    start = blank.end() if blank else 0
    try:
        values, after = _parted(text[start:] if start else text)
    except FrontMatterFault as fault:
        fault.line += text.count("\n", 0, start)
        raise
    return {str(key): value for key, value in values.items()}, after


def _parted(text: str) -> tuple[dict[Any, Any], str]:
    sign = text[:1]
    if sign == "{" and JSON_OPENING.match(text):
        return _json_before(text)
    if sign == '"' and (found := UNBRACED_JSON.match(text[: MAX_CHARS + 1])):
        return _json("{" + found["inside"].rstrip().rstrip(",") + "}"), text[found.end() :]
    if sign not in ("-", "+", ";"):
        return headers.parted(text[:MAX_CHARS], text)
    found = FRONT_MATTER.match(text)
    if not found and _is_cut(text):
        raise FrontMatterFault(1, "en-tête sans fin : fichier coupé, peut-être")
    if not found or not KEY.match(found["inside"]):
        return {}, text
    if len(found["inside"]) > MAX_CHARS:
        raise FrontMatterFault(1, "en-tête trop long")
    return _READERS[_kind_of(found)](found["inside"]), text[found.end() :]


def _kind_of(found: re.Match[str]) -> str:
    if found["kind"]:
        return str(found["kind"])
    return {"+": "toml", ";": "json"}.get(found["fence"][0], "yaml")


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


def _json(inside: str) -> dict[str, Any]:
    """Return the object of a JSON text, which stands between two fences."""
    inside = inside.strip()
    values, end = _json_object(inside if inside.startswith("{") else "{" + inside.rstrip(",") + "}", line=1)
    if inside[end:].strip("; \t\n"):
        raise FrontMatterFault(1, "en-tête JSON illisible")
    return values


def _json_before(text: str) -> tuple[dict[str, Any], str]:
    """Return the object of JSON that `text` begins with, and the text after it."""
    values, end = _json_object(text[:MAX_CHARS], line=0)
    line, _, _ = text[end:].partition("\n")
    if line.strip():
        # Text in the same line: an object that is shown, no header.
        return {}, text
    return values, text[end:].removeprefix(line).removeprefix("\n")


def _json_object(text: str, *, line: int) -> tuple[dict[str, Any], int]:
    try:
        values, end = json.JSONDecoder(strict=False).raw_decode(text)
    except json.JSONDecodeError as error:
        raise FrontMatterFault(error.lineno + line, "en-tête JSON illisible") from error
    except ValueError as error:
        raise FrontMatterFault(line + 1, "en-tête JSON illisible") from error
    return values, end


def _yaml(inside: str) -> dict[Any, Any]:
    try:
        values = loaded(inside)
    except YamlFault as fault:
        raise FrontMatterFault(fault.line + 2 if fault.line >= 0 else 1, "en-tête YAML illisible") from fault
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise FrontMatterFault(1, "en-tête YAML illisible")
    return values


_READERS = {
    "yaml": _yaml,
    "yml": _yaml,
    "toml": _toml,
    "json": _json,
    "json5": _json,
    "js": _json,
    "javascript": _json,
}
