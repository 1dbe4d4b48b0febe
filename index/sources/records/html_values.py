"""HTML in a value of JSON or of a table, recognised and made plain text; prose that only has a `<` or a `&` stays."""

from __future__ import annotations

import html
import re
from html.entities import html5

from trouvere.index.sources.pages.markup import PARAGRAPH_TAGS, text_of

_NAMES = (
    r"a|abbr|acronym|address|article|aside|audio|b|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup"
    r"|dd|del|details|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img"
    r"|input|ins|kbd|label|li|link|main|mark|meta|nav|noscript|object|ol|p|picture|pre|q|s|samp|script|section|small"
    r"|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|title|tr|tt|u|ul|var"
    r"|video|wbr"
)
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})(?P<more>[\s/][^<>]*+)?>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_CODE = re.compile(r"`[^`]*+`")
_EMPTY_LINE = re.compile(r"\n(?:[ \t\r]*+\n)++")
_VOID = frozenset(("br", "hr", "img", "wbr", "input", "embed"))
_QUOTES = frozenset("\"'`«»“”‘’()")
_BREAKING = PARAGRAPH_TAGS | {"br", "li", "tr", "td", "dt", "dd"}


def plain(value: str) -> str:
    """Return the text of a value that may be HTML: its paragraphs are apart; what is no HTML stays as it is.

    `FieldFault` where there is too much markup in it.
    """
    if "<" in value and is_html(value):
        return text_of(_with_breaks(value))
    if "&" in value and (written := _unescaped(value)) != value:
        # HTML that was escaped once more on its way, whole.
        return text_of(_with_breaks(written)) if _TAG.match(written.lstrip()) and is_html(written) else written
    return value


def plain_line(value: str) -> str:
    """Return the text of a title or a name that may have HTML in it."""
    found = plain(value)
    return value if found == value else " ".join(found.split())


def is_html(value: str) -> bool:
    """Return whether there are tags in a value that mark something up, and are not what it tells about.

    A tag that is one stands at words: `<b>pont</b>`, `.<br>`, or has attributes. `<b>` between blanks or quotes, or in
    a code span, is told about, and `a < b` is no tag.
    """
    if "`" in value:
        value = _CODE.sub("` `", value)
    opened: set[str] = set()
    for tag in _TAG.finditer(value):
        name = tag["name"]
        if name is None:
            return True
        name = name.lower()
        before, after = value[max(0, tag.start() - 1) : tag.start()], value[tag.end() : tag.end() + 1]
        if before in _QUOTES and after in _QUOTES and before and after:
            continue
        apart = before == after == " "
        if "=" in (tag["more"] or "") or (name in _VOID and (not apart or name in opened)):
            return True
        if tag["end"]:
            if not after or (name in opened and not (before.isspace() and apart)):
                return True
        elif (name in opened and name in _BREAKING) or (not value[: tag.start()].strip() and after.strip()):
            return True
        opened.add(name)
    return False


def _with_breaks(value: str) -> str:
    """Return HTML with the breaks that its line feeds stand for, as content managers keep texts.

    An empty line parts paragraphs; where no tag breaks lines at all, so does each line.
    """
    if "\n" not in value or "<pre" in value.lower():
        return value
    names = {(tag["name"] or "").lower() for tag in _TAG.finditer(value)}
    value = _EMPTY_LINE.sub("\n<p>", value)
    return value if names & _BREAKING else value.replace("\n", "\n<br>").replace("\n<br><p>", "\n<p>")


def _unescaped(value: str) -> str:
    return _ENTITY.sub(_character, value)


def _character(entity: re.Match[str]) -> str:
    # Without its semicolon it may be part of an address: `?a=1&copy=2`.
    return html.unescape(entity[0]) if entity[0][1] == "#" or entity[0][1:] in html5 else entity[0]
