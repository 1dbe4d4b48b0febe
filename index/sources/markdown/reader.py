"""Reader of Markdown as static sites keep it (Hugo, Jekyll, Pelican…): metadata, then the text, by markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from trouvere.index.cleaning.extra import json_ready
from trouvere.index.cleaning.unknown_keys import PLAIN_REASON
from trouvere.index.errors import ArticleError
from trouvere.index.sources.files.bounds import check_marks
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.markdown.dialects import without_dialects
from trouvere.index.sources.markdown.front_matter import FrontMatterFault, parted
from trouvere.index.sources.markdown.inline_marks import has_marks, inline_mark
from trouvere.index.sources.markdown.jsx import without_jsx
from trouvere.index.sources.markdown.templates import without_templates
from trouvere.index.sources.pages.markup import text_of
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.publication import PRIVATE_REASON
from trouvere.index.sources.records.fields import FieldFault
from trouvere.index.sources.sites.file_names import name_parts
from trouvere.index.sources.sites.folder_data import reason_in
from trouvere.index.sources.sites.leftout import is_unpublished_name
from trouvere.index.sources.sites.metadata import (
    SECTION_FILE,
    SECTION_REASON,
    is_jekyll,
    reason_hidden,
    record_of,
)

_NAME_END = re.compile(r"[ \n\]]").search
MAX_LABEL_CHARS = 1_000
"""Characters of a footnote's label at the most, as of any label in Markdown."""


class MarkdownReader:
    """Reads a file as one article; without front matter, its first heading is the title."""

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`, unless a site would not show it."""
        if reason := _reason_by_site(file):
            yield file.skip(1, reason, unread=False)
            return
        # A stray NUL would become U+FFFD on its way to text.
        whole = file.whole().replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        if len(whole) > file.settings.max_field_chars:
            raise FileFault("champ plus long que la limite (max_field_chars)")
        name = name_parts(file.relative)
        try:
            front, body = parted(whole)
        except FrontMatterFault as error:
            yield file.skip(error.line, str(error))
            return
        if reason := reason_hidden(front, name):
            yield file.skip(1, reason, unread=False)
            return
        record = record_of(front, file.names, name, jekyll=is_jekyll(front, file.relative, name, body))
        try:
            heading, text = plain_text(without_jsx(body)) if file.suffix == ".mdx" else plain_text(body)
            # Some generators make the address of the title.
            if "url" in file.names and (address := file.address({"title": heading} | front)):
                record["url"] = address
            raw = file.names.own(record | ({"text": text} if text or "text" not in record else {}), file.where)
            # A time in TOML is no value that goes to another process as it is.
            raw = replace(raw, extra=json_ready(raw.extra))
        except (FieldFault, ArticleError) as error:
            yield file.skip(1, str(error))
            return
        if not raw.text and file.relative.stem.partition(".")[0] == SECTION_FILE:
            yield file.skip(1, SECTION_REASON, unread=False)
            return
        if front and not (raw.text or raw.title or heading):
            # Not by its keys, as a record of data: the card of one person has others than the next. A file without
            # anything is for `reading` to tell: it may be one that is being saved.
            yield file.skip(1, PLAIN_REASON, unread=False)
            return
        if raw.title and heading:
            # A heading beside a title is the first line of the text; cleaning takes it off where it only repeats it.
            raw = replace(raw, text="\n\n".join(filter(None, (heading, raw.text))))
        yield replace(raw, title=raw.title or heading)


def _reason_by_site(file: OpenFile) -> str:
    """Return why the site of a file does not show it, by its name or by what is said of its folder."""
    for site in file.site()[:1] if file.relative.name else ():
        if is_unpublished_name(site.generator, file.relative.name):
            return PRIVATE_REASON
        return reason_in(site, file.root, file.relative)
    return ""


def plain_text(markdown: str) -> tuple[str, str]:
    """Return the heading that `markdown` begins with ("" if none) and the text after it, both without any markup.

    `FieldFault` where there is too much markup in it.
    """
    check_marks(markdown)
    markdown = without_dialects(without_templates(markdown))
    # Made anew from what is in it, it may have more lines than before.
    check_marks(markdown)
    parser = _parser(has_marks(markdown))
    env: dict[str, Any] = {}
    tokens = parser.parse(markdown, env)
    after = 3 if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1" else 0
    heading, text = (
        text_of(parser.renderer.render(part, parser.options, env)) for part in (tokens[:after], tokens[after:])
    )
    return " ".join(heading.split()), text


def _may_be_note(state: Any) -> bool:
    """Return whether a footnote label of bounded length begins here; the end of a label is looked for once."""
    begin = state.pos + 2
    if not state.src.startswith("[^", state.pos):
        return False
    end = getattr(state, "name_end", -1)
    if end < begin:
        found = _NAME_END(state.src, begin)
        end = state.name_end = found.start() if found else len(state.src)
    return bool(end - begin <= MAX_LABEL_CHARS and state.src.startswith("]", end))


@lru_cache(maxsize=2)
def _parser(marks: bool) -> Any:
    """Return the parser; with the rule for the marks of dialects where there are any."""
    # Here and not above: a build without Markdown need not pay for the import.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.footnote.index import footnote_ref

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    # The plugin looks for the end of a note's name from each of them on.
    parser.inline.ruler.at("footnote_ref", lambda state, silent: _may_be_note(state) and footnote_ref(state, silent))
    if marks:
        parser.inline.ruler.before("strikethrough", "inline_mark", inline_mark)
    # The notes stay, at the end of the text; the numbers and arrows that lead to and fro are none of its words.
    for rule in ("footnote_ref", "footnote_anchor"):
        parser.add_render_rule(rule, lambda *_: "")
    return parser
