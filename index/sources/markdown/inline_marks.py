"""Inline marks of Markdown dialects, as a rule for markdown-it: attribute lists, wikilinks, emoji, math, critic markup.

Code spans and addresses of links are not touched: the parser has them already, or passes over them.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from trouvere.index.sources.markdown.dialects import ATTRIBUTES

_SIGNS = ("{", "$", "^", "~", "==", "++", "[[", "%%")
_NAMED = re.compile(r":(?:[a-z0-9_+-]++:|[a-z][\w-]*+\[)").search


class Mark(NamedTuple):
    """A pattern of a mark, from its first character on; `kept` says what is done with the group `inner`."""

    pattern: re.Pattern[str]
    verbatim: bool = False
    """Whether the inner text is shown as it is written, and not as Markdown."""


def _mark(pattern: str, *, verbatim: bool = False) -> Mark:
    return Mark(re.compile(pattern), verbatim)


MARKS: dict[str, tuple[Mark, ...]] = {
    "{": (
        _mark(r"\{\+\+(?P<inner>(?:[^{}+]|\+(?!\+\}))*+)\+\+\}"),
        _mark(r"\{--(?:[^{}-]|-(?!-\}))*+--\}"),
        _mark(r"\{~~(?:[^{}~]|~(?!>))*+~>(?P<inner>(?:[^{}~]|~(?!~\}))*+)~~\}"),
        _mark(r"\{==(?P<inner>(?:[^{}=]|=(?!=\}))*+)==\}"),
        _mark(r"\{>>(?:[^{}<]|<(?!<\}))*+<<\}"),
        _mark(r"\{:[^{}\n]*+\}"),
        _mark(r"\{![^{}\n]*+!\}"),
        _mark(r"\{=[a-z]++\}"),
        _mark(rf"{ATTRIBUTES}(?=[ \t]*+(?:\n|\Z))"),
        _mark(rf"(?<![\w\s]){ATTRIBUTES}"),
        _mark(r"\{[a-z][\w:.-]*+\}`(?P<inner>[^`<\n]++)(?:<[^`<>\n]*+>)?`", verbatim=True),
    ),
    "[": (
        _mark(r"\[\[(?:[^\[\]|\n]{1,500}+\|)?(?P<inner>[^\[\]|\n]{1,500}+)\]\](?![(\[:])"),
        _mark(rf"\[(?P<inner>[^\[\]\n]{{1,1000}}+)\]{ATTRIBUTES}"),
    ),
    "!": (_mark(r"!\[\[[^\[\]|\n]{1,500}+(?:\|(?:[\dx]++|(?P<inner>[^\[\]|\n]{1,500}+)))?\]\]"),),
    ":": (
        _mark(r"(?<![\w:/]):(?:[+-]1|(?=[\d_+-]*+[a-z])[a-z0-9_+-]{1,80}+):(?![\w:/])"),
        _mark(r"(?<![\w:]):[a-z][\w-]*+\[(?P<inner>[^\[\]\n]{0,1000}+)\](?:\{[^{}\n]*+\})?"),
    ),
    "=": (_mark(r"(?<![\w=])==(?=[^\s=])(?P<inner>[^=\n]{1,2000}+)(?<=\S)==(?![\w=])"),),
    "+": (_mark(r"(?<![\w+])\+\+(?=[^\s+])(?P<inner>[^+\n]{1,200}+(?:\+[^+\n]{1,200}+)*+)(?<=\S)\+\+(?!\+)"),),
    "^": (
        _mark(r"\^\^(?=[^\s^])(?P<inner>[^\^\n]{1,2000}+)(?<=\S)\^\^"),
        _mark(r"(?<=\w)\^(?P<inner>[^\s^\[\]{}()]{1,40}+)\^(?!\^)"),
        _mark(r"(?<![^ \t\n])\^[a-zA-Z0-9-]{4,40}+[ \t]*+(?=\n|\Z)"),
    ),
    "~": (_mark(r"(?<=\w)~(?!~)(?P<inner>[^\s~]{1,40}+)~(?!~)"),),
    "%": (_mark(r"(?<!\w)%%[^%\n]{1,2000}+%%"),),
    "$": (
        _mark(r"\$\$(?P<inner>[^$]{1,5000}+)\$\$", verbatim=True),
        _mark(r"(?P<inner>\$(?![\s$])(?=[^$\n`]*+[\\_^={])[^$\n`]{1,500}+(?<![\s\\])\$(?![\d$]))", verbatim=True),
    ),
}
"""By the character that a mark begins with. Of each, only the group `inner` is shown."""


def has_marks(text: str) -> bool:
    """Return whether a text may have one of these marks."""
    return any(sign in text for sign in _SIGNS) or _NAMED(text) is not None


def inline_mark(state: Any, silent: bool) -> bool:
    """Take the mark that begins at the position of `state`, a rule of markdown-it's inline parser."""
    start, most = state.pos, state.posMax
    for mark in MARKS.get(state.src[start], ()):
        if found := mark.pattern.match(state.src, start, most):
            break
    else:
        return False
    if not silent and found.re.groups and found["inner"]:
        if mark.verbatim:
            state.pending += found["inner"].strip() if found[0] != found["inner"] else found["inner"]
        else:
            state.pos, state.posMax = found.span("inner")
            state.md.inline.tokenize(state)
            state.posMax = most
    state.pos = found.end()
    return True
