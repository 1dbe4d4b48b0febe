"""Reader of Markdown as static sites keep it (Hugo, Jekyll): front matter, then the text, by markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from trouvere.index.cleaning.extra import json_ready
from trouvere.index.errors import ArticleError
from trouvere.index.sources.bounds import check_marks
from trouvere.index.sources.fields import FieldFault, FieldNames
from trouvere.index.sources.front_matter import FrontMatterFault, parted
from trouvere.index.sources.markup import text_of
from trouvere.index.sources.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile

OTHER_NAMES = {
    "author": "authors",
    "categories": "category",
    "permalink": "url",
    "lang": "language",
    "publishDate": "date",
}
"""Keys of static site generators for our fields, read where the file has no key of our own name."""

_OPENING = re.compile(r"\{(?:\{[<%]|%)").search
_CLOSING = {"{{": re.compile(r"[>%]\}\}").search, "{%": re.compile(r"%\}").search}
_NAME_END = re.compile(r"[ \n\]]").search
MAX_LABEL_CHARS = 1_000
"""Characters of a footnote's label at the most, as of any label in Markdown."""
MAX_TEMPLATE_CHARS = 2_000
"""Characters of a template tag, `{% … %}` or `{{< … >}}`, at the most."""
_ZONE = re.compile(r"(?<=\d)\s+(?=[+-]\d\d:?\d\d\Z)")


class MarkdownReader:
    """Reads a file as one article; without front matter, its first heading is the title."""

    suffixes = (".md", ".markdown")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`, unless it is a draft."""
        # A stray NUL would become U+FFFD on its way to text.
        whole = file.whole().replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        if len(whole) > file.settings.max_field_chars:
            raise FileFault("champ plus long que la limite (max_field_chars)")
        try:
            front, body = parted(whole)
        except FrontMatterFault as error:
            yield file.skip(error.line, str(error))
            return
        if front.get("draft") is True or front.get("published") is False:
            yield file.skip(1, "brouillon", unread=False)
            return
        record = _record(front, file.names)
        if "url" in file.names and (address := file.address(front)):
            record["url"] = address
        try:
            heading, text = plain_text(body)
            raw = file.names.article(record | ({"text": text} if text or "text" not in record else {}), file.where)
            # A time in TOML is no value that goes to another process as it is.
            raw = replace(raw, extra=json_ready(raw.extra))
        except (FieldFault, ArticleError) as error:
            yield file.skip(1, str(error))
            return
        if raw.title and heading:
            # A heading beside a title is the first line of the text; cleaning takes it off where it only repeats it.
            raw = replace(raw, text="\n\n".join(filter(None, (heading, raw.text))))
        yield replace(raw, title=raw.title or heading)


def plain_text(markdown: str) -> tuple[str, str]:
    """Return the heading that `markdown` begins with ("" if none) and the text after it, both without any markup.

    `FieldFault` where there is too much markup in it.
    """
    check_marks(markdown)
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(_without_templates(markdown), env)
    after = 3 if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1" else 0
    heading, text = (
        text_of(parser.renderer.render(part, parser.options, env)) for part in (tokens[:after], tokens[after:])
    )
    return " ".join(heading.split()), text


def _without_templates(markdown: str) -> str:
    """Return Markdown without template tags (shortcodes) of the site's generator, which readers never see.

    Each closing tag is looked for once, however many tags have been opened before it: linear time.
    """
    kept: list[str] = []
    taken = offset = 0
    ends = {kind: closing(markdown) for kind, closing in _CLOSING.items()}
    while any(ends.values()) and (opening := _OPENING(markdown, offset)):
        kind = opening[0][:2]
        end = ends[kind]
        if end and end.start() < opening.end():
            end = ends[kind] = _CLOSING[kind](markdown, opening.end())
        if end and end.start() - opening.end() <= MAX_TEMPLATE_CHARS:
            kept.append(markdown[taken : opening.start()])
            taken = offset = end.end()
        else:
            offset = opening.start() + 1
    return "".join((*kept, markdown[taken:]))


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


@lru_cache(maxsize=1)
def _parser() -> Any:
    # Here and not above: a build without Markdown need not pay for the import.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.footnote.index import footnote_ref

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    # The plugin looks for the end of a note's name from each of them on.
    parser.inline.ruler.at("footnote_ref", lambda state, silent: _may_be_note(state) and footnote_ref(state, silent))
    # The notes stay, at the end of the text; the numbers and arrows that lead to and fro are none of its words.
    for rule in ("footnote_ref", "footnote_anchor"):
        parser.add_render_rule(rule, lambda *_: "")
    return parser


def _record(front: Mapping[str, Any], names: FieldNames) -> dict[str, object]:
    """Return front matter under our names; a key that `--map` gives to a field is left to it."""
    record: dict[str, object] = {}
    for key, value in {**front, **_mapping(front.get("taxonomies"))}.items():
        if key == "taxonomies":
            continue
        ours = OTHER_NAMES.get(key)
        taken = key in names or ours is None or ours not in names or front.get(ours) is not None
        record[key if taken or ours is None else ours] = value
    if isinstance(several := record.get("category"), list) and "category" in names:
        # As in a feed: the first is the article's, the others are words to find it by.
        record["category"] = several[0] if several else None
        record["tags"] = [*_listed(record.get("tags")), *several[1:]]
    if isinstance(authors := record.get("authors"), list | dict):
        record["authors"] = [one.get("name") if isinstance(one, dict) else one for one in _listed(authors)]
    for key, value in record.items():
        if hasattr(value, "isoformat"):
            record[key] = value.isoformat()
    if isinstance(date := record.get("date"), str):
        record["date"] = _ZONE.sub("", date)
    return record


def _mapping(value: object) -> dict[str, Any]:
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
