"""A page without what would take trafilatura and libxml2 time that grows with the square of it; none of it is prose.

Long values of attributes and long texts of JSON-LD are no name, date or address. Thousands of tags such as `<b>` hold
no text of their own.
"""

from __future__ import annotations

import json
import re

from trouvere.index.sources.bounds import TAG

LONGEST_VALUE = 2_000
"""Characters of an attribute, or of a text in JSON-LD, that are kept: an address, a date, a name, many keywords."""
LONGEST_BROKEN = 4_000
"""Characters that are kept of JSON-LD which is no JSON."""
MOST_INLINE = 1_000
"""Tags within lines; where a page has more of them, all go."""

_MORE = f"{{{LONGEST_VALUE},}}+"
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
    """Return a page of which what takes so long is left out, if there is any."""
    if len(html) <= LONGEST_VALUE:
        return html
    if any(tag.end() - tag.start() > LONGEST_VALUE for tag in TAG.finditer(html)):
        html = TAG.sub(lambda tag: _LONG_VALUE.sub(_beginning, tag[0]) if len(tag[0]) > LONGEST_VALUE else tag[0], html)
    if html.count("<") > MOST_INLINE and sum(1 for _ in _INLINE.finditer(html)) > MOST_INLINE:
        html = _INLINE.sub("", html)
    return _with_short_json(html)


def _beginning(value: re.Match[str]) -> str:
    """Return what stays of a long value: the beginning of what is told of the page, unless it is an address."""
    told, double, single, bare = value.groups()
    quote = "'" if single else '"'
    kept = (double or single or bare)[:LONGEST_VALUE]
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
    if len(text) <= LONGEST_VALUE:
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text[:LONGEST_BROKEN]
    before = ""

    def short(string: re.Match[str]) -> str:
        nonlocal before
        before, key = string[0], before
        return string[0] if len(string[0]) <= LONGEST_VALUE or key in _PROSE else '""'

    return _STRING.sub(short, text)
