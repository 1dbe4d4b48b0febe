"""How much there may be in a file beside its text: small values, tags and columns weigh a hundred times their bytes.

The limits on bytes alone do not bound memory, nor time: `[],` is three bytes on disk and sixty-four as a Python list,
and parsers compare each attribute of a tag with all others. What is counted here is counted in the text, before
anything is made of it.
"""

from __future__ import annotations

import re
import sys

from trouvere.index.sources.fields import FieldFault

MOST_VALUES = 500_000
"""Of lists, objects and commas in one value of JSON, those within texts counted as well: long prose has a fifth."""
MOST_TAGS = 150_000
"""Of `<` in one page, text, or feed with all its entries: as trees they take up to a kilobyte each."""
MOST_ATTRIBUTES = 10_000
"""In one tag; several tags together that have fewer may cost as much time as one that has so many."""
MOST_MARKS = 100_000
"""Of lines, twice, and of what may be markup in one Markdown text: each becomes an object or three."""
MOST_COLUMNS = 10_000
MOST_CELLS = 1_000_000
"""Of delimiters in one line of a table, those within texts counted as well."""
MOST_WEIGHT = 20 << 20
"""Bytes that HTML takes in memory, of which parsers make ten copies: an emoji makes four of each character."""
SMALL = 1 << 20
"""What has fewer characters cannot have too many of anything."""

MARKS = "\n\n*_`[]!<>|&\\~#-"
LONG_TAG = 2_000
"""What has fewer characters has not many attributes."""
# A tag ends at its `>`, unless that is within quotes, which count after `=` alone.
TAG = re.compile(rf"""<[a-zA-Z](?:[^>=]*+=\s*+(?:"[^"]*+"?|'[^']*+'?)?){{0,{MOST_ATTRIBUTES}}}+[^>=]*+""")
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]++)""")


def check_values(json: str | bytes) -> None:
    """Raise `FieldFault` where there are too many values in a JSON text."""
    if len(json) > SMALL:
        marks = (b",", b"[", b"{") if isinstance(json, bytes) else (",", "[", "{")
        if sum(map(json.count, marks)) > MOST_VALUES:  # type: ignore[arg-type]  # each is like the text
            raise FieldFault("JSON de trop de valeurs")


def check_tags(html: str) -> None:
    """Raise `FieldFault` where there is too much HTML, too many tags in it, or too many attributes in one."""
    if sys.getsizeof(html) > MOST_WEIGHT:
        raise FieldFault("HTML trop lourd")
    if html.count("<") > MOST_TAGS:
        raise FieldFault("HTML de trop de balises")
    check_attributes(html)


def check_attributes(html: str) -> None:
    """Raise `FieldFault` where a tag of HTML or XML has too many attributes."""
    cost = 0
    if len(html) > LONG_TAG:
        for tag in TAG.finditer(html):
            if tag.end() - tag.start() > LONG_TAG:
                cost += len(_QUOTED.sub("= ", tag[0]).split()) ** 2
                if cost > MOST_ATTRIBUTES**2 or html[tag.end() : tag.end() + 1] == "=":
                    raise FieldFault("balise de trop d'attributs")


def check_marks(markdown: str) -> None:
    """Raise `FieldFault` where there are too many lines and marks in Markdown."""
    if len(markdown) > MOST_MARKS // 2 and sum(map(markdown.count, MARKS)) > MOST_MARKS:
        raise FieldFault("Markdown de trop de lignes ou de marques")
