"""Template tags and shortcodes of static site generators (Hugo, Liquid, Jinja): what a reader sees of them.

Instructions go; captions and titles stay, as does what stands between an opening tag and its closing one. What is code,
in Markdown or by a tag such as `{% highlight %}`, is not touched: a page about Hugo shows its shortcodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from trouvere.index.sources.markdown.code_blocks import OutsideCode, code_ranges

MAX_TEMPLATE_CHARS = 2_000
"""Characters of a template tag, `{% … %}`, `{{ … }}` or `{{< … >}}`, at the most."""
FENCE = "~" * 12
"""Put around code that a tag marks: longer than what code has."""

CODE_TAGS = frozenset(("highlight", "codeblock", "code", "mermaid", "prism"))
VERBATIM_TAGS = frozenset(("raw", "verbatim", "nomarkdown"))
SILENT_TAGS = frozenset(("comment", "javascript", "style", "stylesheet", "css", "script", "schema"))
"""Tags whose content no reader sees."""
CONTROL_TAGS = frozenset(
    (
        *("assign", "capture", "if", "elsif", "elif", "unless", "for", "case", "when", "set", "macro", "import"),
        *("extends", "from", "with", "cycle", "increment", "decrement", "layout", "block", "seo", "param", "ref"),
        *("relref", "post_url", "post_link", "post_path", "link", "asset_path", "youtube", "vimeo", "tweet", "gist"),
    )
)
"""Tags of which nothing is shown, whatever they are given."""
TITLED_TAGS = frozenset(
    (
        *("details", "expand", "spoiler", "collapse", "accordion", "tab", "tabitem", "button", "badge", "summary"),
        *("img", "image", "figure", "fig", "asset_img", "note", "notice", "callout", "admonition", "hint", "alert"),
        *("box", "panel", "card", "section", "steps", "step", "folding", "fold", "hideToggle", "tooltip", "quote"),
        *("blockquote", "pullquote", "pullout", "epigraph", "tip", "warning", "info", "attention", "kbd", "abbr"),
    )
)
"""Tags that show a text which they are given without a name; of others, it is a path or a kind."""
VISIBLE_KEYS = ("title", "titre", "caption", "legend", "legende", "légende", "heading", "header", "label", "text",
                "texte", "summary", "quote", "subtitle", "sous-titre")  # fmt: skip
"""Parameters that are shown."""
_INSTEAD_KEYS = ("alt",)
"""Shown where none of the others is."""
_SIGNED_TAGS = {"quote": ("author", "source", "cite"), "blockquote": ("author", "source", "cite"), "tab": ("name",)}

_SIGNED_BY_ALL = ("blockquote", "pullquote", "quote")
"""Tags that show all that they are given but addresses, as Hexo has them."""

_TOKEN = re.compile(r"`++|\{\{|\{%|\{#(?=\s)|\{::")
_NAME = re.compile(r"[<%-]*+\s*+(?P<close>/)?\s*+(?P<name>[\w/.:-]*+)")
_QUOTED = r"""(?:"(?P<{0}a>(?:[^"\\]|\\.)*+)"|'(?P<{0}b>(?:[^'\\]|\\.)*+)'|`(?P<{0}c>[^`]*+)`|“(?P<{0}d>[^”]*+)”)"""
_PARAMETER = re.compile(
    rf"(?:(?P<key>[\w-]++)\s*+[=:]\s*+)?(?:{_QUOTED.format('v')}|(?P<word>[^\s\"'`“=:]++))|.", re.DOTALL
)
_ESCAPED = re.compile(r"\\([\"'\\])")
_ENDS = {
    "{%": re.compile(r"%\}").search,
    "{{": re.compile(r"\}\}").search,
    "{{<": re.compile(r"[>%]\}\}").search,
    "{#": re.compile(r"#\}").search,
    "{::": re.compile(r"\}").search,
}
_LINK = re.compile(r"(?:\]\(|^ {0,3}+\[[^\[\]\n]*+\]:)[ \t<]*+\Z", re.MULTILINE).search
"""Before the address of a link, which has to be something."""
_BLANK_BEFORE = re.compile(r"[ \t]\Z")
_CLOSING_SIGNS = ("", " ", "\n", ".", ",", ")", "…")


def without_templates(markdown: str) -> str:
    """Return Markdown with what a reader sees of its template tags, in time linear in its length."""
    if "{{" not in markdown and "{%" not in markdown and "{#" not in markdown and "{::" not in markdown:
        return markdown
    return _TagScan(markdown).result()


class _TagScan:
    """One walk through a text. Each kind of end is looked for once, however many have been opened before it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._kept: list[str] = []
        self._taken = 0
        """Where what is not kept yet begins."""
        self._ends: dict[str, tuple[int, int]] = {}
        """Where the next end of each kind begins and ends."""
        self._closings: dict[str, tuple[int, int]] = {}
        """The same of closing tags, by what opens them."""

    def result(self) -> str:
        """Return what is left of the text."""
        text = self._text
        tokens = OutsideCode(text, _TOKEN, code_ranges(text))
        offset = 0
        while token := tokens.after(offset):
            offset = self._tag(token.start(), token[0])
        return "".join((*self._kept, text[self._taken :]))

    def _tag(self, start: int, opening: str) -> int:
        """Take a tag that begins at `start`, and return where to go on."""
        text = self._text
        kind = "{{<" if opening == "{{" and text[start + 2 : start + 3] in ("<", "%") else opening
        inside = start + len(kind)
        end = self._next(self._ends, kind, inside, _ENDS[kind])
        if not 0 <= end[0] - inside <= MAX_TEMPLATE_CHARS or (kind == "{{" and _is_formula(text, start)):
            return start + 1
        told = text[inside : end[0]]
        if kind in ("{#", "{{"):
            return self._replace(start, end[1], "")
        if kind == "{{<" and told.startswith("/*"):
            # Escaped, for a page that shows it.
            return self._replace(start, end[1], f"{{{{&lt;{told[2:].removesuffix('*/')}&gt;}}}}", inline=True)
        name = _NAME.match(told)
        word = name["name"] if name else ""
        if name and not name["close"] and (dealt := self._pair(start, end[1], kind, word)):
            return dealt
        if not name or name["close"] or kind == "{::" or word in CONTROL_TAGS or word.startswith("end"):
            return self._replace(start, end[1], "")
        shown = _shown(word, told[name.end() :])
        if not shown and word in _SIGNED_BY_ALL and kind == "{%":
            shown = " ".join(part for part in told[name.end() :].rstrip("- ").split() if "://" not in part)
        return self._replace(start, end[1], shown)

    def _pair(self, start: int, inside: int, kind: str, word: str) -> int:
        """Take a tag of `CODE_TAGS` and such, to where it is closed; return where to go on, 0 if it is none."""
        if word not in CODE_TAGS and word not in VERBATIM_TAGS and word not in SILENT_TAGS:
            return 0
        search = re.compile(_closing(kind, word)).search
        begin, end = self._next(self._closings, f"{kind}{word}", inside, search)
        if begin < 0:
            return 0
        told = "" if word in SILENT_TAGS else self._text[inside:begin]
        if word in CODE_TAGS:
            line = told.strip("\n")
            told = f"\n\n{FENCE}\n{line}\n{FENCE}\n\n" if "\n" in told else f"`` {line} ``"
        return self._replace(start, end, told, inline=True)

    def _next(
        self,
        known: dict[str, tuple[int, int]],
        kind: str,
        offset: int,
        search: Callable[[str, int], re.Match[str] | None],
    ) -> tuple[int, int]:
        found = known.get(kind)
        if found is None or 0 <= found[0] < offset:
            match = search(self._text, offset)
            found = known[kind] = match.span() if match else (-1, -1)
        return found

    def _replace(self, start: int, end: int, told: str, *, inline: bool = False) -> int:
        """Put `told` for what is between `start` and `end`."""
        text = self._text
        before = text[self._taken : start]
        if not told and _LINK(text, max(0, start - 200), start):
            told = "#"
        elif not told and _BLANK_BEFORE.search(before) and text[end : end + 1] in _CLOSING_SIGNS:
            before = before.rstrip(" \t") if before.strip(" \t") and not before.endswith("\n") else before
        elif told and not inline and self._is_in_prose(start):
            # A figure is a block of its own.
            told = f"\n\n{told}\n\n"
        self._kept += (before, told)
        self._taken = end
        return end

    def _is_in_prose(self, start: int) -> bool:
        """Return whether a paragraph may begin and end at `start`, as in a table or a list it may not."""
        line = self._text.rfind("\n", max(0, start - MAX_TEMPLATE_CHARS), start) + 1
        return self._text[line : line + 1] not in ("|", ">", " ", "\t", "-", "*", "+", "#")


def _is_formula(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in "_^\\"


def _closing(kind: str, word: str) -> str:
    """Return the pattern of the tag that closes the tag `word`."""
    if kind == "{%":
        return rf"\{{%-?\s*+end{word}\s*+-?%\}}"
    return rf"\{{:/(?:{word})?\}}" if kind == "{::" else rf"\{{\{{[<%]\s*+/\s*+{word}\s*+[>%]\}}\}}"


def _shown(name: str, parameters: str) -> str:
    """Return what a reader sees of what a tag is given: its captions, apart."""
    named: dict[str, str] = {}
    others: list[str] = []
    for found in _PARAMETER.finditer(parameters):
        value = next((found[group] for group in ("va", "vb", "vc", "vd") if found[group] is not None), None)
        if value is not None:
            value = _ESCAPED.sub(r"\1", value).strip()
            if found["key"]:
                named.setdefault(found["key"].lower(), value)
            else:
                others.append(value)
    keys = (*VISIBLE_KEYS, *_SIGNED_TAGS.get(name, ()))
    told = [named[key] for key in keys if named.get(key)]
    told = told or [named[key] for key in _INSTEAD_KEYS if named.get(key)]
    if not told and name in TITLED_TAGS:
        told = [value for value in others if value and "/" not in value and not value.isdigit()][:1]
    return "\n\n".join(dict.fromkeys(told))
