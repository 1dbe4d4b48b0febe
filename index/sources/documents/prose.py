"""The text of a document from its paragraphs, rows of tables and notes as they come."""

from __future__ import annotations

import re

LONG_CELL_CHARS = 300
"""Characters of a cell from which on a table is one for the layout, and its cells are paragraphs."""
CELL = " | "
_ROW = "\0"
"""Before a row, which no XML can hold."""
# Blanks are gone through from the first of a run alone.
_SPACES = re.compile(r"(?:(?<![ \t\r\f\xa0])[ \t\r\f\xa0]++)?\n[ \t\r\f\xa0]*+")


class Prose:
    """Collects the text. Paragraphs may be in paragraphs (text boxes), and tables in cells."""

    def __init__(self) -> None:
        self._blocks: list[list[str]] = [[]]
        """Lines of the text, of the cell that is open, of the note that is open."""
        self._parts: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._notes: list[str] = []

    def open_paragraph(self) -> None:
        """Begin a paragraph."""
        self._parts.append([])

    def write(self, text: str) -> None:
        """Add to the paragraph."""
        if self._parts:
            self._parts[-1].append(text)

    def close_paragraph(self, *, keep: bool = True) -> str:
        """End a paragraph, and return it."""
        if not self._parts:
            return ""
        told = _SPACES.sub("\n", "".join(self._parts.pop())).strip()
        if told and keep:
            self._blocks[-1].append(told)
        return told

    def open_row(self) -> None:
        """Begin a row."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begin a cell."""
        self._blocks.append([])

    def close_cell(self) -> None:
        """End a cell."""
        if self._rows and len(self._blocks) > 1:
            self._rows[-1].append("\n\n".join(self._blocks.pop()))

    def close_row(self) -> None:
        """End a row: a line with its cells apart; where it is there for the layout, its cells one after another."""
        cells = [cell for cell in self._rows.pop() if cell] if self._rows else []
        if len(cells) == 1 or any(len(cell) > LONG_CELL_CHARS for cell in cells):
            self._blocks[-1] += cells
        elif cells:
            row = CELL.join(" ".join(cell.split()) for cell in cells)
            self._blocks[-1].append(_ROW + row)

    def open_note(self) -> None:
        """Begin a note."""
        self._blocks.append([])

    def close_note(self) -> None:
        """End a note, which goes to the end of the text."""
        if len(self._blocks) > 1:
            self._notes += self._blocks.pop()

    def text(self) -> str:
        """Return all of it: paragraphs and tables with an empty line between two, notes last."""
        parts: list[str] = []
        row = False
        for block in (*self._blocks[0], *self._notes):
            row, row_before = block.startswith(_ROW), row
            parts += ["\n" if row and row_before else "\n\n", block.replace(_ROW, "")]
        return "".join(parts[1:])
