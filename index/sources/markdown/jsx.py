"""JSX of MDX, Markdown with components: imports, exports, tags and expressions go; what is within and titles stay."""

from __future__ import annotations

import re

from trouvere.index.sources.markdown.code_blocks import OutsideCode, code_ranges

MAX_STATEMENT_LINES = 200

_STATEMENT = re.compile(r"(?:import|export)\b(?![ \t]*[’',.])")
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+\}"
_TAG = re.compile(
    rf"</?(?P<name>[A-Za-z][\w.:-]*+)(?=[\s/>{{])(?P<told>(?:{_BRACES}|\"[^\"]*+\"|'[^']*+'|[^<>{{}}\"'])*+)>|</?>"
)
_VALUE = re.compile(r"\b(?:title|label|caption|alt|summary)=(?:\{\s*)?(?:\"(?P<a>[^\"]*+)\"|'(?P<b>[^']*+)')")
_EXPRESSION = re.compile(_BRACES)
_QUOTED = re.compile(r"\{\s*+(?:\"(?P<a>[^\"{}]*+)\"|'(?P<b>[^'{}]*+)'|`(?P<c>[^`{}]*+)`)\s*+\}")
_TOKEN = re.compile(r"`++|<[A-Za-z/>]|\{(?!/?[#.:])")


def without_jsx(markdown: str) -> str:
    """Return Markdown without what MDX adds to it, in time linear in its length."""
    lines = markdown.split("\n")
    kept: list[str] = []
    at = 0
    blank = True
    while at < len(lines):
        line = lines[at]
        if blank and _STATEMENT.match(line):
            # To the next empty line: a statement may go over several, and several may follow each other.
            end = next(
                (n for n in range(at, min(len(lines), at + MAX_STATEMENT_LINES)) if not lines[n].strip()), at + 1
            )
            at = end
            kept.append("")
            continue
        blank = not line.strip()
        kept.append(line)
        at += 1
    return _without_tags("\n".join(kept))


def _without_tags(text: str) -> str:
    if "<" not in text and "{" not in text:
        return text
    tokens = OutsideCode(text, _TOKEN, [one for one in code_ranges(text) if _is_fence(text, one[0])])
    kept: list[str] = []
    taken = offset = 0
    while token := tokens.after(offset):
        start = token.start()
        found = (_TAG if token[0][0] == "<" else _EXPRESSION).match(text, start)
        if not found:
            offset = start + 1
            continue
        kept += (text[taken:start], _shown(found))
        taken = offset = found.end()
    return "".join((*kept, text[taken:]))


def _is_fence(text: str, start: int) -> bool:
    return text[start : start + 200].lstrip(" \t>-*+0123456789.)")[:3] in ("```", "~~~")


def _shown(found: re.Match[str]) -> str:
    """Return what a reader sees of a tag or an expression."""
    if found.re is _EXPRESSION:
        quoted = _QUOTED.fullmatch(found[0])
        return "" if not quoted else quoted["a"] or quoted["b"] or quoted["c"] or ""
    name, told = found["name"] or "", found["told"] or ""
    if name[:1].islower() and "{" not in told and "." not in name:
        return found[0]
    values = [one["a"] or one["b"] for one in _VALUE.finditer(told) if one["a"] or one["b"]]
    return "\n\n".join(("", *values, "")) if values else ""
