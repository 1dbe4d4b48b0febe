"""Values of fields, out of the shapes that producers give them: `{"rendered": …}`, `{"name": …}`, lists of either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trouvere.index.sources.publication import says_no, says_yes
from trouvere.index.sources.records.html_values import plain_line

# Blanks are gone through from the first of a run alone: from each of them, a run of 100,000 would take minutes.
_BLANKS_BEFORE = r"(?:(?<!\s)\s++)?"
SEPARATORS = {
    "authors": re.compile(rf"{_BLANKS_BEFORE}(?:[;,]\s++|;)|(?<!\s)\s++et\s++"),
    "tags": re.compile(rf"{_BLANKS_BEFORE}[;,|]\s*+"),
    "categories": re.compile(rf"{_BLANKS_BEFORE}[;,|]\s*+"),
}
"""Fields with several values, and the separators at which a string of them is split."""

_TEXT_KEYS = (
    *("rendered", "processed", "value", "#text", "#cdata-section", "__cdata", "_cdata", "@value", "$t", "_text", "_"),
    *("content", "html", "text", "plain", "fr"),
)
"""Keys of an object that stands for a text, the best first."""
_NAME_KEYS = (
    *("rendered", "name", "displayName", "title", "main", "original", *_TEXT_KEYS, "$oid", "$date", "$numberLong"),
    *("$numberInt", "label", "node", "attributes"),
)
"""Keys of an object that stands for a name, a number or a date."""
_FIRST_KEYS = {"url": ("@id", "href", "url", "canonical"), "language": ("alternateName", "code")}
MAX_BLOCK_LEVELS = 12
MAX_DEPTH = 4
"""Objects within objects that are looked into for a text."""
_QUOTED = re.compile(r"""'([^'\\]*+)'|"([^"\\]*+)\"""")
_BY = re.compile(r"(?:par|by)\s++(?=[A-ZÀ-Þ])", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?:)?//|www\.|/(?!\s)", re.IGNORECASE)
_CUT = re.compile(r"\[\+?\d{1,7} (?:chars|characters)\]\Z")
MAX_CUT_CHARS = 40
NO_TEXTS = frozenset(
    ("ONLY AVAILABLE IN PAID PLANS", "ONLY AVAILABLE IN PROFESSIONAL AND CORPORATE PLANS", "[Removed]")
)
"""What interfaces of news give in place of what is to be paid for, or was removed."""


def single(field: str, value: object) -> str | None:
    """Return the one text that a value is for a field; None where it is none: the number of an author is no name."""
    if isinstance(value, str):
        return value if _fits(field, value) else None
    if field == "text" and isinstance(value, list | dict):
        return _paragraphs(value)
    if isinstance(value, list):
        value = next((one for one in value if one), None)
    found = _text(value, _FIRST_KEYS.get(field, ()))
    if found is None or (field in ("source", "category") and not isinstance(value, str | dict)):
        return None
    return found if _fits(field, found) else None


def several(field: str, value: object, *, own: bool = False) -> tuple[str, ...] | None:
    """Return the names that a value holds, those of authors, tags or categories; None where it holds none.

    Under our `own` name they are names already.
    """
    names = [name for one in _ones(field, value) if (name := plain_line(one).strip())]
    if field == "authors" and not own:
        names = [_BY.sub("", name, count=1) if _BY.match(name) else name for name in names]
        names = [name for name in names if not name.isdecimal() and not _ADDRESS.match(name)]
    return tuple(names) or None


def is_address(value: str) -> bool:
    """Return whether a value is an address of the web, or a path on a site."""
    return _ADDRESS.match(value) is not None


def without_cut_mark(text: str) -> tuple[str, bool]:
    """Return a text without the `[+1234 chars]` at its end, and whether there was one."""
    end = _CUT.search(text, max(0, len(text) - MAX_CUT_CHARS))
    if end is None:
        return text, False
    kept = text[: end.start()].rstrip()
    return kept if kept.endswith(("…", "...")) else f"{kept} …", True


def _fits(field: str, value: str) -> bool:
    if field == "url":
        return is_address(value.strip())
    if field == "source":
        return not is_address(value) and not value.strip().isdecimal()
    if field == "date":
        # `published: no` says something else.
        return len(value) > 5 or not (says_yes(value) or says_no(value))
    if field == "category":
        return not value.strip().isdecimal()
    if field == "text":
        return value not in NO_TEXTS
    return True


def _paragraphs(value: object) -> str | None:
    """Return the text of a list of paragraphs, or of an editor's blocks; None where it is none."""
    if isinstance(value, dict):
        found = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str) and value[key]), None)
        return found or "\n\n".join(filter(None, map(str.strip, _blocks(value, 0)))) or None
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(one, str) for one in value):
        return "\n\n".join(one for one in value if one.strip())
    return "\n\n".join(filter(None, map(str.strip, _blocks({"blocks": value}, 0)))) or None


def _blocks(node: object, level: int) -> list[str]:
    """Return the paragraphs of an editor's tree: its leaves have `text`, its `children` may be of one line."""
    if not isinstance(node, dict) or level > MAX_BLOCK_LEVELS:
        return []
    if isinstance(root := node.get("root"), dict):
        return _blocks(root, level + 1)
    key = next((key for key in ("blocks", "children", "content") if isinstance(node.get(key), list)), "")
    if not key:
        data = node.get("data")
        text = node.get("text") or (data.get("text") if isinstance(data, dict) else None)
        return [text] if isinstance(text, str) else []
    found = [_blocks(one, level + 1) for one in node[key]]
    is_line = key != "blocks" and all(isinstance(one, dict) and _is_inline(one) for one in node[key])
    texts = [text for texts in found for text in texts]
    return ["".join(texts)] if is_line else texts


def _is_inline(node: Mapping[str, object]) -> bool:
    kind = str(node.get("type") or node.get("_type") or "text").lower()
    return kind in ("text", "span", "link", "autolink", "mention", "hardbreak", "linebreak", "inlinecode")


def _text(value: object, more: tuple[str, ...] = (), depth: int = 0) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, dict) and depth < MAX_DEPTH:
        for key in (*more, *_NAME_KEYS):
            if value.get(key) and (found := _text(value[key], more, depth + 1)):
                return found
        first, last = (value.get("firstName") or value.get("prenom")), (value.get("lastName") or value.get("nom"))
        names = [name for name in (first, last) if isinstance(name, str)]
        return " ".join(names) or None
    return None


def _ones(field: str, value: object, depth: int = 0) -> Iterator[str]:
    """Yield the names in a value. Numbers are none, but for what refers to them elsewhere."""
    if isinstance(value, str):
        written = value.strip()
        if written.startswith("[") and written.endswith("]"):
            # A list as Python writes it, in a cell of a table.
            yield from (one or other for one, other in _QUOTED.findall(written))
        else:
            yield from filter(None, SEPARATORS[field].split(written))
    elif isinstance(value, list | tuple):
        for one in value:
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict) and (name := _text(one)):
                yield name
            elif isinstance(one, list) and depth < MAX_DEPTH:
                yield from _ones(field, one, depth + 1)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        inner = next((value[key] for key in ("nodes", "edges", "data") if isinstance(value.get(key), list)), None)
        if inner is not None:
            yield from _ones(field, inner, depth + 1)
        elif name := _text(value):
            yield name
