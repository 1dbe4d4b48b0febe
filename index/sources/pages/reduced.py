"""Reduces a page by the long attributes and dense inline tags on which trafilatura and libxml2 take quadratic time.

Long values of attributes and long texts of JSON-LD are no name, date or address. Thousands of tags such as `<b>` hold
no text of their own.
"""

from __future__ import annotations

import json
import re

from trouvere.index.sources.files.bounds import TAG

MAX_VALUE_CHARS = 2_000
"""Characters of an attribute, or of a string in JSON-LD, that are kept: an address, a date, a name, many keywords."""
MAX_BROKEN_CHARS = 4_000
"""Characters that are kept of JSON-LD which is not valid JSON."""
MOST_INLINE_TAGS = 1_000
"""Inline tags of a page, such as `<b>`; where there are more, all are removed."""

_MORE = f"{{{MAX_VALUE_CHARS},}}+"
_LONG_VALUE = re.compile(
    rf"""(content\s*+)?=\s*+(?:"([^"]{_MORE})"?|'([^']{_MORE})'?|([^\s>"']{_MORE}))""", re.IGNORECASE
)
_INLINE = re.compile(
    r"</?(?:abbr|acronym|b|bdi|bdo|big|cite|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup"
    r"|tt|u|var|wbr)(?:\s[^<>]*+)?/?>",
    re.IGNORECASE,
)
_JSON_SCRIPT = re.compile(r"<script\b(?=[^<>]*?\+json)[^<>]*+>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_PROSE = frozenset(('"articleBody"', '"reviewBody"', '"text"'))


def reduced(html: str) -> str:
    """Return a page without the attributes, JSON-LD strings and inline tags that would take quadratic time."""
    if len(html) <= MAX_VALUE_CHARS:
        return html
    if any(tag.end() - tag.start() > MAX_VALUE_CHARS for tag in TAG.finditer(html)):
        html = TAG.sub(
            lambda tag: _LONG_VALUE.sub(_beginning, tag[0]) if len(tag[0]) > MAX_VALUE_CHARS else tag[0], html
        )
    if html.count("<") > MOST_INLINE_TAGS and sum(1 for _ in _INLINE.finditer(html)) > MOST_INLINE_TAGS:
        html = _INLINE.sub("", html)
    return _with_short_json(html)


def _beginning(value: re.Match[str]) -> str:
    """Return a long attribute cut: the beginning of a `content` that is no address, nothing of any other."""
    told, double, single, bare = value.groups()
    quote = "'" if single else '"'
    kept = (double or single or bare)[:MAX_VALUE_CHARS]
    return f"{told or ''}={quote}{kept if told and '://' not in kept[:10] else ''}{quote}"


def _with_short_json(html: str) -> str:
    kept: list[str] = []
    taken = 0
    while begin := _JSON_SCRIPT.search(html, taken):
        end = _SCRIPT_END.search(html, begin.end())
        stop = end.start() if end else len(html)
        kept += (html[taken : begin.end()], _short_json(html[begin.end() : stop]))
        taken = stop
    return "".join((*kept, html[taken:])) if kept else html


def _short_json(text: str) -> str:
    if len(text) <= MAX_VALUE_CHARS:
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text[:MAX_BROKEN_CHARS]
    before = ""

    def short(string: re.Match[str]) -> str:
        nonlocal before
        before, key = string[0], before
        return string[0] if len(string[0]) <= MAX_VALUE_CHARS or key in _PROSE else '""'

    return _STRING.sub(short, text)
