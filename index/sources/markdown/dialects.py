"""Blocks of Markdown dialects, line by line: admonitions, tabs, containers, directives, tables of contents, includes.

Kramdown, Python-Markdown and MkDocs, Docusaurus and VitePress, Pandoc and Quarto, MyST, GitHub and Obsidian. What tells
the generator something goes; titles and contents stay, as plain Markdown. Fenced and indented code is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from trouvere.index.sources.markdown.code_blocks import CODE_COLUMNS, FENCE, LineKinds, indent_of
from trouvere.index.sources.markdown.directives import (
    DIRECTIVE,
    LABEL,
    OPTION,
    PROSE_DIRECTIVES,
    UNSEEN_CODE,
    UNSEEN_DIRECTIVES,
    container_title,
    directive_title,
)

MAX_NESTING = 20
"""Admonitions within one another, of which the contents are still moved to the left."""

MAX_COMMENT_LINES = 200
_GONE_SIGNS = frozenset("{[$@;-<\\ie")
_SIGNS = ("{", "!!!", "???", ":::", "=== ", "[!", "8<", "*[", "\n:", "[ ] ", "[x] ", "[X] ", "%%", "<<<",
          "\\newpage", "\\pagebreak", "import ", "export ", "::", "toc]", "TOC]", "@import", "@[toc")  # fmt: skip
"""One of these is in every text that has something of a dialect."""

ATTRIBUTE = r"""(?:[.#][^\s{}.#=]++|[\w:@-]++=(?:"[^"{}\n]*+"|'[^'{}\n]*+'|[^\s{}"']++))"""
ATTRIBUTES = rf"\{{[ \t]*+(?:{ATTRIBUTE}|-(?=[ \t]*+\}}))(?:[ \t]*+{ATTRIBUTE}|[ \t]++[\w-]++)*+[ \t]*+\}}"
"""An attribute list: `{#id .class key="value"}`."""

_ADMONITION = re.compile(r"[ \t]*+(?:!!!|\?\?\?\+?)[ \t]*+[\w-]++(?P<told>.*+)")
_TAB = re.compile(r"[ \t]*+===[!+]{0,2}[ \t]++\"(?P<told>[^\"]*+)\"[ \t]*+")
_CONTAINER = re.compile(r"[ \t]*+(?P<fence>:{3,}+)(?P<told>.*+)")
_LEAF = re.compile(r"[ \t]*+::[a-zA-Z][\w-]*+(?P<told>(?:\[.*+|\{.*+)?)")
_DEFINITION = re.compile(r"(?P<before>[ ]{0,3}):[ \t]++(?=\S)")
_TASK = re.compile(r"(?P<item>[ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]++)\[[ xX/-]\][ \t]++")
_ALERT = re.compile(r"(?P<quote>[ \t]*+(?:>[ \t]?)++)\[!(?P<kind>[\w-]++)(?:\|[^\]\n]*+)?\][+-]?[ \t]*+(?P<told>.*+)")
_WORDS = re.compile(r"[\w -]*+").fullmatch
_COMMENT_LINE = re.compile(r"[ \t]*+%%")
_TOC_ITEM = re.compile(r"[ \t]*+(?:[-*+]|1[.)])[ \t]++\S.*+")
_TOC = re.compile(r"[ \t]*+\{:\s*+[^{}\n]*?toc[^{}\n]*+\}[ \t]*+")
_GONE = re.compile(
    r"[ \t]*+(?:"
    r"\{:[^{}\n]*+\}"
    rf"|{ATTRIBUTES}"
    r"|\[_{0,2}(?:toc|TOC)_{0,2}\]|\[\[_{0,2}(?:toc|TOC)_{0,2}\]\]|\{\{_?TOC_?\}\}|\$\{toc\}|@\[toc\](?:\([^)\n]*+\))?"
    r"|\[(?:toc|TOC)[ \t][^\]\n]*+\]"
    r"|;?-{1,2}8<-{1,2}(?:[ \t]++.*+)?"
    r"|<<<[ \t]*+[@\w.~/<-].*+"
    r"|@import[ \t]++[\"'].*+|\{![^!\n]*+!\}"
    r"|\\(?:newpage|pagebreak|clearpage|tableofcontents|maketitle|bigskip|medskip|smallskip)(?:\{\})?"
    r"|import[ \t]++(?:[\w*{][^'\"\n]*+(?:(?<=from)|(?<=from[ \t])))?(?:\"[^\"\n]++\"|'[^'\n]++')[ \t]*+;?"
    r"|export[ \t]++(?:const|let|var|default|async|function)[ \t].*+"
    r")[ \t]*+"
)
"""A line that says something to the generator alone."""
_ABBREVIATION = re.compile(r"[ ]{0,3}\*\[[^\]\n]++\]:.*+")
_SNIPPETS = re.compile(r"[ \t]*+-{1,2}8<-{1,2}[ \t]*+")


def without_dialects(markdown: str) -> str:
    """Return Markdown as CommonMark has it, of what a reader sees, in time linear in its length."""
    if not any(sign in markdown for sign in _SIGNS) and not markdown.startswith(":"):
        return markdown
    return _BlockWalk(markdown).result()


class _BlockWalk:
    """One walk through the lines of a text; those of an admonition are moved to the left before they are met."""

    def __init__(self, markdown: str) -> None:
        self._lines = markdown.split("\n")
        self._at = 0
        self._kept: list[str] = []
        self._kinds = LineKinds()
        self._ends: list[int] = []
        """Lines at which the admonitions that are open end."""
        self._closings: dict[str, int] = {}
        self._dealers: dict[str, tuple[Callable[[str], bool], ...]] = {
            "!": (self._admonition,),
            "?": (self._admonition,),
            "=": (self._admonition,),
            ":": (self._container, self._leaf, self._definition),
            ">": (self._alert, self._task),
            "*": (self._abbreviation, self._contents, self._task),
            "-": (self._snippets, self._contents, self._task),
            "+": (self._contents, self._task),
            "%": (self._comment,),
            **dict.fromkeys("0123456789", (self._contents, self._task)),
        }

    def result(self) -> str:
        """Return the text that is left."""
        lines = self._lines
        while self._at < len(lines):
            while self._ends and self._ends[-1] <= self._at:
                # What follows at once is no more of it.
                self._ends.pop()
                self._title("")
            line = lines[self._at]
            sign = line.lstrip(" \t")[:1]
            if sign in ("`", "~") and not self._kinds.in_fence and self._directive(line):
                continue
            if self._kinds.is_code(line):
                self._keep(line)
            elif not any(dealt(line) for dealt in self._dealers.get(sign, ())):
                if sign in _GONE_SIGNS and _GONE.fullmatch(line):
                    self._at += 1
                else:
                    self._keep(line)
        return "\n".join(self._kept)

    def _keep(self, line: str) -> None:
        self._kept.append(line)
        self._at += 1

    def _title(self, title: str, before: str = "") -> None:
        """Keep a title as a paragraph of its own."""
        self._kept += ("", *((f"{before}{title.strip()}", "") if title.strip() else ()))
        self._kinds.is_code("")

    def _admonition(self, line: str) -> bool:
        found = _ADMONITION.fullmatch(line) or _TAB.fullmatch(line)
        if not found:
            return False
        told = found["told"].strip()
        if found.re is _ADMONITION:
            # Kinds may follow, and where the block floats; the title is between quotes.
            begin, end = told.find('"'), told.rfind('"')
            if begin < 0 and not (_WORDS(told) and self._is_within(self._at + 1, indent_of(line))):
                return False
            told = told[begin + 1 : end] if 0 <= begin < end else ""
        before = line[: len(line) - len(line.lstrip(" \t"))]
        self._at += 1
        self._title(told, before)
        self._move_left(self._at, indent_of(line))
        return True

    def _is_within(self, first: int, columns: int) -> bool:
        """Return whether the line `first`, or the one after an empty one, is indented as contents are."""
        for line in self._lines[first : first + 2]:
            if line.strip():
                return indent_of(line) >= columns + CODE_COLUMNS
        return False

    def _move_left(self, first: int, columns: int) -> None:
        """Move what is indented by more than `columns`, from the line `first` on, to them."""
        if len(self._ends) >= MAX_NESTING:
            return
        lines, end = self._lines, first
        inner = columns + CODE_COLUMNS
        while end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) >= inner):
            if lines[end].strip():
                lines[end] = " " * (indent_of(lines[end]) - CODE_COLUMNS) + lines[end].lstrip(" \t")
            end += 1
        while end > first and not lines[end - 1].strip():
            end -= 1
        self._ends.append(end)

    def _container(self, line: str) -> bool:
        found = _CONTAINER.fullmatch(line)
        if not found:
            return False
        self._at += 1
        told = found["told"].strip().rstrip(":").strip()
        title = ""
        if told:
            directive = DIRECTIVE.match(told)
            title = directive_title(directive["name"], directive["told"]) if directive else container_title(told)
        self._title(title)
        if told:
            self._options()
        return True

    def _leaf(self, line: str) -> bool:
        found = _LEAF.fullmatch(line)
        if not found:
            return False
        label = LABEL.match(found["told"])
        self._at += 1
        self._title(label["label"] if label else "")
        return True

    def _options(self) -> None:
        """Pass over the options at the head of a directive; a caption among them stays."""
        while self._at < len(self._lines) and (found := OPTION.fullmatch(self._lines[self._at])):
            self._at += 1
            if found["key"] in ("caption", "title", "alt", "name-title"):
                self._title(found["value"] or "")

    def _directive(self, line: str) -> bool:
        """Take a directive of MyST, between fences; code is left as it is."""
        found = FENCE.match(line)
        if not found:
            return False
        info = found["info"].strip()
        directive = DIRECTIVE.match(info)
        name = directive["name"] if directive else ""
        if UNSEEN_CODE.match(info) or name in UNSEEN_DIRECTIVES:
            self._at = self._closing(found["fence"]) + 1
            return True
        if not directive or name not in PROSE_DIRECTIVES or len(self._ends) >= MAX_NESTING:
            return bool(directive) and self._code_directive(line)
        end = self._closing(found["fence"])
        if end < len(self._lines):
            self._lines[end] = ""
        self._at += 1
        self._title(directive_title(name, directive["told"]), line[: len(line) - len(line.lstrip(" \t"))])
        self._ends.append(end)
        self._options()
        return True

    def _code_directive(self, line: str) -> bool:
        """Keep the fence of a directive whose content is code, without the options at its head."""
        self._kinds.is_code(line)
        self._keep(line)
        while self._at < len(self._lines) and OPTION.fullmatch(self._lines[self._at]):
            self._at += 1
        return True

    def _closing(self, fence: str) -> int:
        """Return the line that closes a fenced block which begins at this one; each is looked for once."""
        end = self._closings.get(fence, 0)
        if end > self._at:
            return end
        end = self._at + 1
        while end < len(self._lines):
            bare = self._lines[end].strip()
            if bare.startswith(fence) and not bare.strip(fence[0]):
                break
            end += 1
        self._closings[fence] = end
        return end

    def _definition(self, line: str) -> bool:
        found = _DEFINITION.match(line)
        if not found or not any(kept.strip() for kept in self._kept[-2:]):
            return False
        if self._kept[-1].strip():
            # The term is a line of its own.
            self._kept[-1] = self._kept[-1].rstrip() + "  "
        self._lines[self._at] = found["before"] + line[found.end() :]
        self._move_left(self._at + 1, 0)
        self._keep(self._lines[self._at])
        return True

    def _task(self, line: str) -> bool:
        found = _TASK.match(line)
        if found:
            self._keep(found["item"] + line[found.end() :])
        return found is not None

    def _alert(self, line: str) -> bool:
        found = _ALERT.fullmatch(line)
        if not found:
            return False
        self._at += 1
        quote = found["quote"].rstrip()
        self._kept += (f"{quote} {found['told']}", quote) if found["told"].strip() else (quote,)
        return True

    def _abbreviation(self, line: str) -> bool:
        found = _ABBREVIATION.fullmatch(line) is not None
        self._at += found
        return found

    def _contents(self, line: str) -> bool:
        """Take a list item that a table of contents is to replace."""
        after = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else ""
        found = "{:" in after and _TOC.fullmatch(after) is not None and _TOC_ITEM.fullmatch(line) is not None
        self._at += 2 * found
        return found

    def _snippets(self, line: str) -> bool:
        """Take a block of paths of snippets, between two lines of scissors."""
        if not _SNIPPETS.fullmatch(line):
            return False
        self._at += 1
        end = self._at
        while end < len(self._lines) and self._lines[end].strip() and not _SNIPPETS.fullmatch(self._lines[end]):
            end += 1
        if end < len(self._lines) and _SNIPPETS.fullmatch(self._lines[end]):
            self._at = end + 1
        return True

    def _comment(self, line: str) -> bool:
        """Take a comment of Obsidian that begins a line, to the next sign."""
        if not _COMMENT_LINE.match(line):
            return False
        end = self._at
        rest = line.lstrip()[2:]
        while "%%" not in rest:
            end += 1
            if end >= self._comment_limit():
                return False
            rest = self._lines[end]
        left = rest.partition("%%")[2]
        self._at = end + 1
        if left.strip():
            self._kept.append(left.lstrip())
        return True

    def _comment_limit(self) -> int:
        return min(len(self._lines), self._at + MAX_COMMENT_LINES)
