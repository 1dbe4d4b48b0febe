"""Directives and containers of Markdown dialects (MyST, Docusaurus, Pandoc): which show a text, and their titles."""

from __future__ import annotations

import re

_TITLE = re.compile(r"""\b(?:title|titre|caption|label|summary)[ \t]*+=[ \t]*+(?:"(?P<a>[^"]*+)"|'(?P<b>[^']*+)')""")
LABEL = re.compile(r"\[(?P<label>[^\[\]]*+)\]")
_BRACES = re.compile(r"\{[^{}]*+\}")
DIRECTIVE = re.compile(r"\{(?P<name>[\w:.-]++)\}(?P<told>.*+)")
OPTION = re.compile(r"[ \t]*+:(?P<key>[\w-]++):(?:[ \t]++(?P<value>.*+)|[ \t]*+)")
UNSEEN_CODE = re.compile(r"\{[^}\n]*(?:echo|include)\s*[=:]\s*(?:F|FALSE|false)\b")
PROSE_DIRECTIVES = ("note", "warning", "tip", "hint", "important", "attention", "caution", "danger", "error", "seealso",
                  "admonition", "dropdown", "topic", "sidebar", "card", "epigraph", "pull-quote", "margin", "figure",
                  "versionadded", "versionchanged", "deprecated", "todo", "exercise", "solution", "tab-set", "tab-item",
                  "grid", "grid-item", "grid-item-card", "rubric", "container", "highlights", "blockquote", "aside",
                  "definition", "proof", "theorem", "example", "remark", "centered", "details", "tabbed")  # fmt: skip
"""Directives of MyST whose content is Markdown."""
_PATH_FIRST = ("figure",)
UNSEEN_DIRECTIVES = ("toctree", "include", "image", "contents", "tableofcontents", "bibliography", "index", "meta",
                      "literalinclude", "raw", "youtube", "video", "iframe", "currentmodule", "only")  # fmt: skip


def container_title(told: str) -> str:
    """Return the title in what follows `:::`: `note Titre`, `note[Titre]{#id}`, `{.note title="Titre"}`."""
    if title := _TITLE.search(told):
        return title["a"] or title["b"] or ""
    if label := LABEL.search(told):
        return label["label"]
    told = _BRACES.sub("", told)
    return told.partition(" ")[2] if not told.startswith(" ") else told


def directive_title(name: str, told: str) -> str:
    """Return the title that follows the name of a directive; of some, it is a path or a number."""
    return "" if name in _PATH_FIRST or name.startswith(("tab-set", "grid", "container")) else told
