"""Code of a Markdown text: its fenced and indented blocks and its spans, which no rule for a dialect may touch."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

FENCE = re.compile(r"(?P<before>[ \t]*+(?:>[ \t]*+)*+)(?P<fence>`{3,}+(?=[^`]*+\Z)|~{3,}+)(?P<info>.*+)", re.DOTALL)
"""First line of a fenced block, also within a list or a quotation."""
_LIST_ITEM = re.compile(r"[ \t]*+(?:[-*+]|\d{1,9}[.)])(?:[ \t]|\Z)")
_RUN = re.compile(r"`++")
CODE_COLUMNS = 4
"""Columns that a line is indented by to be code, and that what belongs to an admonition is."""


class LineKinds:
    """Tells of each line of a text, given in order, whether it is code."""

    def __init__(self) -> None:
        self._fence = ""
        self._blank = True
        self._indented = False
        self.in_list = False
        """Whether an indented line belongs to a list: it is no code."""

    @property
    def in_fence(self) -> bool:
        """Whether a fenced block is open."""
        return bool(self._fence)

    def is_code(self, line: str) -> bool:
        """Return whether `line`, the next one, is in a block of code; the fences are."""
        stripped = line.strip()
        if self._fence:
            bare = stripped.lstrip("> \t")
            if bare.startswith(self._fence) and not bare.strip(self._fence[0]):
                self._fence = ""
            return True
        if stripped[:1] in ("`", "~", ">") and (opened := FENCE.match(line)):
            self._fence = opened["fence"]
            self._blank = self._indented = False
            return True
        if not stripped:
            self._blank = True
            return self._indented
        columns = indent_of(line)
        if _LIST_ITEM.match(line) and (columns < CODE_COLUMNS or self.in_list):
            self.in_list = True
        elif columns == 0 and self._blank:
            self.in_list = False
        self._indented = columns >= CODE_COLUMNS and not self.in_list and (self._blank or self._indented)
        self._blank = False
        return self._indented


def indent_of(line: str) -> int:
    """Return the columns of blanks that `line` begins with; a tab goes to the next fourth."""
    columns = 0
    for character in line:
        if character == " ":
            columns += 1
        elif character == "\t":
            columns += CODE_COLUMNS - columns % CODE_COLUMNS
        else:
            break
    return columns


def code_ranges(text: str) -> list[tuple[int, int]]:
    """Return where the blocks of code in `text` begin and end."""
    kinds = LineKinds()
    found: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        end = offset + len(line)
        if kinds.is_code(line):
            if found and found[-1][1] == offset:
                found[-1] = (found[-1][0], end + 1)
            else:
                found.append((offset, end + 1))
        offset = end + 1
    return found


class OutsideCode:
    """The matches of a pattern in a text that stand outside its code; the pattern finds runs of backticks too."""

    def __init__(self, text: str, pattern: re.Pattern[str], blocks: list[tuple[int, int]]) -> None:
        self._text, self._pattern, self._blocks = text, pattern, blocks
        self._block = 0
        self._spans: CodeSpans | None = None

    def after(self, offset: int) -> re.Match[str] | None:
        """Return the first match from `offset` on, which does not go back from one call to the next."""
        while found := self._pattern.search(self._text, offset):
            start = found.start()
            while self._block < len(self._blocks) and self._blocks[self._block][1] <= start:
                self._block += 1
            if self._block < len(self._blocks) and self._blocks[self._block][0] <= start:
                offset = self._blocks[self._block][1]
            elif found[0][0] == "`":
                self._spans = self._spans or CodeSpans(self._text)
                offset = self._spans.end(start, len(found[0]))
            else:
                return found
        return None


class CodeSpans:
    """Code spans of a text, between two equally long runs of backticks in one paragraph."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: defaultdict[int, list[int]] = defaultdict(list)
        for run in _RUN.finditer(text):
            self._runs[len(run[0])].append(run.start())
        self._paragraph_end = -1

    def end(self, start: int, length: int) -> int:
        """Return where the span ends that a run of `length` backticks opens at `start`; the run's end if none does."""
        after = start + length
        if self._paragraph_end < after:
            found = self._text.find("\n\n", after)
            self._paragraph_end = found if found >= 0 else len(self._text)
        runs = self._runs[length]
        nearest = bisect_left(runs, after)
        if nearest < len(runs) and runs[nearest] < self._paragraph_end:
            return runs[nearest] + length
        return after
