"""Limits on the complexity of a file: counts of JSON values, HTML tags, attributes, Markdown marks, table cells.

The limits on bytes alone do not bound memory, nor time: `[],` is three bytes on disk and sixty-four as a Python list,
and parsers compare each attribute of a tag with all others. What is counted here is counted in the text, before
anything is made of it.
"""

from __future__ import annotations

import re
import sys

from trouvere.index.sources.faults import FieldFault

MOST_VALUES = 500_000
"""Lists, objects and commas in one value of JSON, those within texts counted as well: long prose has a fifth."""
TOO_MANY_REASON = "JSON de trop de valeurs"
MOST_TAGS = 150_000
"""`<` in one page, text, or feed with all its entries: each takes up to a kilobyte in the parsed tree."""
MOST_ATTRIBUTES = 10_000
"""Attributes of one tag; several tags that have fewer are refused where they cost as much time together."""
MOST_MARKS = 100_000
"""Lines, counted twice, and possible markup in one Markdown text: each becomes up to three tokens of the parser."""
MOST_COLUMNS = 10_000
MOST_CELLS = 1_000_000
"""Delimiters in one line of a table, those within texts counted as well."""
MOST_BYTES = 20 << 20
"""Bytes of HTML in memory, of which parsers make ten copies: one emoji makes every character take four bytes."""
SMALL_CHARS = 1 << 20
"""Characters of a text below which no limit can be exceeded, and nothing is counted."""

MARKS = "\n\n*_`[]!<>|&\\~#-"
LONG_TAG_CHARS = 2_000
"""Characters of a tag below which its attributes are not counted."""
# A tag ends at its `>`, unless that is within quotes, which count after `=` alone.
TAG = re.compile(rf"""<[a-zA-Z](?:[^>=]*+=\s*+(?:"[^"]*+"?|'[^']*+'?)?){{0,{MOST_ATTRIBUTES}}}+[^>=]*+""")
_QUOTED_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]++)""")


def check_values(json: str | bytes) -> None:
    """Raise `FieldFault` where there are too many values in a JSON text."""
    if len(json) > SMALL_CHARS:
        marks = (b",", b"[", b"{") if isinstance(json, bytes) else (",", "[", "{")
        if sum(map(json.count, marks)) > MOST_VALUES:  # type: ignore[arg-type]  # each is like the text
            raise FieldFault(TOO_MANY_REASON)


def check_tags(html: str) -> None:
    """Raise `FieldFault` where there is too much HTML, too many tags in it, or too many attributes in one."""
    if sys.getsizeof(html) > MOST_BYTES:
        raise FieldFault("HTML trop lourd")
    if html.count("<") > MOST_TAGS:
        raise FieldFault("HTML de trop de balises")
    check_attributes(html)


def check_attributes(html: str) -> None:
    """Raise `FieldFault` where a tag of HTML or XML has too many attributes."""
    cost = 0
    if len(html) > LONG_TAG_CHARS:
        for tag in TAG.finditer(html):
            if tag.end() - tag.start() > LONG_TAG_CHARS:
                cost += len(_QUOTED_VALUE.sub("= ", tag[0]).split()) ** 2
                if cost > MOST_ATTRIBUTES**2 or html[tag.end() : tag.end() + 1] == "=":
                    raise FieldFault("balise de trop d'attributs")


def check_marks(markdown: str) -> None:
    """Raise `FieldFault` where there are too many lines and marks in Markdown."""
    if len(markdown) > MOST_MARKS // 2 and sum(map(markdown.count, MARKS)) > MOST_MARKS:
        raise FieldFault("Markdown de trop de lignes ou de marques")
