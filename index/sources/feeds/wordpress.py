"""WordPress exports (WXR): RSS that holds everything, also what the site does not show, in the editor's own markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import loads
from typing import Any

from trouvere.index.sources.feeds.entry_text import EMPTY_LINE, decoded
from trouvere.index.sources.feeds.shortcodes import without_shortcodes
from trouvere.index.sources.files.bounds import check_values
from trouvere.index.sources.pages.markup import text_of
from trouvere.index.sources.publication import PRIVATE_REASON
from trouvere.index.sources.publication import hidden as hidden_by_status
from trouvere.index.sources.records.fields import FieldFault

POST_TYPES = ("post", "page")
"""What a site calls its articles and pages. All else is asked for by the setting `post_types`."""
PASSWORD_REASON = "protégée par un mot de passe"
UNKNOWN_REASON = "état de publication inconnu"
NO_CATEGORIES = frozenset(
    ("non classé", "non classée", "non catégorisé", "uncategorized", "uncategorised", "sans catégorie")
)
"""What a site calls the category of articles that were given none."""
NO_TAXONOMIES = frozenset(
    (
        *("post_format", "nav_menu", "author", "language", "post_translations", "term_language", "term_translations"),
        *("translation_priority", "wp_theme", "wp_template_part_area", "elementor_library_type", "product_type"),
        *("product_visibility", "amp_validation_error", "link_category", "ml-slider", "following_users"),
    )
)
"""Taxonomies that say how an article is shown or kept, not what it is about."""
_ORDINARY = frozenset(("category", "post_tag"))
OWN_VALUE_CHARS = 500
"""Characters of a value of ACF that is no prose."""
BEGINNING_PARAGRAPHS = 3
"""Paragraphs of a text, one of which an excerpt may repeat: a caption or a heading may stand before it."""

# An address alone in its line or paragraph is shown as what it leads to, a video or a post.
_ADDRESS = re.compile(r"https?://[^\s<>\"]++[ \t\r]*+(?=\n|</(?:p|div|figure)>|<br|\Z)")
_LINE_BEGINS = ("\n", "<p>", '__wrapper">')
LINE_REACH = 40
"""Characters before an address in which its line begins."""
_MAIL = re.compile(r"\S+@\S+\.\S+").fullmatch
_FILE_BUTTON = re.compile(r"<a\b[^<>]{0,1000}\bwp-block-file__button\b[^<>]{0,1000}+>[^<]*+</a>")
_ACF_BLOCK = re.compile(r"<!--\s{1,9}wp:acf/[\w/-]{1,100}\s{1,9}\{").search
_NO_PROSE = re.compile(r"(?:https?://|[abiOsd]:\d|[\[{#/]|[\d\s.,:/-]*+\Z)").match
# What PHP writes for a list of texts, such as the boxes that were ticked.
_SERIALISED = re.compile(r"a:\d+:\{").match
_CHOSEN = re.compile(r'i:\d+;s:\d+:"([^"]*)";')
_NULL_DATE = re.compile(r"\s*(?:0000-00-00|0001-01-01)|.*\s-?0001\s").match
_CUT = re.compile(r"\s*+(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*+\Z")
_STRAIGHT = str.maketrans({"’": "'", "\xa0": " ", "\u202f": " "})


def is_export(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> bool:
    """Return whether an entry is one of an export."""
    return "wp_status" in entry or "wp_post_type" in entry or "wp_wxr_version" in feed


def hidden(entry: Mapping[str, Any], more_types: tuple[str, ...] = ()) -> str:
    """Return why the site does not show an entry of its export, or not as an article; "" if it does."""
    kind = entry.get("wp_post_type") or "post"
    if kind not in POST_TYPES and kind not in more_types:
        return f"pas un article ({kind})"
    if "wp_status" not in entry:
        return UNKNOWN_REASON
    status = (entry["wp_status"] or "publish").lower()
    # A file of the library that is asked for has the status of its article.
    if status != "publish" and (kind, status) != ("attachment", "inherit"):
        return hidden_by_status({"status": status}) or f"{PRIVATE_REASON} ({status})"
    return PASSWORD_REASON if entry.get("wp_post_password") else ""


def date_of(entry: Mapping[str, Any]) -> str:
    """Return the date of an article as written, in the site's own time; that of a draft is null, and none."""
    dates = (entry.get(key) or "" for key in ("wp_post_date", "wp_post_date_gmt", "published"))
    return next((date for date in dates if date and not _NULL_DATE(date)), "")


def authors_of(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> list[str]:
    """Return the authors by the names that readers see. Several are a taxonomy, where a plugin adds them."""
    names: Mapping[str, str] = feed.get("wp_authors", {})
    logins = [tag.get("term") or "" for tag in entry.get("tags", ()) if tag.get("scheme") == "author"]
    logins = logins or [author.get("name") or "" for author in entry.get("authors", ())]
    known = (decoded(names.get(login, login)) for login in logins)
    return [name for name in known if not _MAIL(name)]


def categories_of(entry: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the category of an article, the first one, and its tags, other categories among them."""
    tags = [tag for tag in entry.get("tags", ()) if tag.get("scheme") not in NO_TAXONOMIES]
    tags = [tag for tag in tags if (tag.get("term") or "").strip().lower() not in NO_CATEGORIES]
    names = [decoded(tag.get("label") or tag.get("term") or "") for tag in tags]
    first = next((i for i, tag in enumerate(tags) if tag.get("scheme") == "category"), len(tags))
    return "".join(names[first : first + 1]), names[:first] + names[first + 1 :]


def own_values(entry: Mapping[str, Any]) -> dict[str, object]:
    """Return what an article has of the site's own: terms of its taxonomies, short values of its fields of ACF.

    They stand under `extra`, for a site that declares them. Prose of ACF is text already (`fields_of`).
    """
    found: dict[str, object] = {}
    for tag in entry.get("tags", ()):
        taxonomy = tag.get("scheme") or ""
        if taxonomy and taxonomy not in NO_TAXONOMIES and taxonomy not in _ORDINARY:
            terms = found.setdefault(taxonomy, [])
            if isinstance(terms, list) and (term := decoded(tag.get("label") or tag.get("term") or "")):
                terms.append(term)
    names: set[str] = entry.get("acf_names", set())
    return {name: value for name, value in settings_of(entry).items() if name in names} | found


def settings_of(entry: Mapping[str, Any]) -> dict[str, object]:
    """Return the short values that an article has by name, of ACF or any other plugin: hundreds, most of no reader."""
    found: dict[str, object] = {}
    for name, value in entry.get("acf_values", {}).items():
        if 0 < len(value) <= OWN_VALUE_CHARS and "<" not in value:
            chosen = _CHOSEN.findall(value) if _SERIALISED(value) else value.strip()
            if chosen:
                found[name] = chosen
    return found


def paragraphs(html: str) -> str:
    """Return the text of an article as WordPress keeps it: an empty line parts paragraphs, shortcodes are no text."""
    if not html:
        return ""
    if "<" not in html and "&" not in html and "[" not in html and "http" not in html and "\n" not in html:
        return " ".join(html.split())
    if "wp:acf/" in html:
        html = _with_fields(html)
    if "wp-block-file__button" in html:
        html = _FILE_BUTTON.sub("", html)
    return text_of(EMPTY_LINE.sub("\n<p>", _ADDRESS.sub(_unless_embedded, without_shortcodes(html))))


def _unless_embedded(address: re.Match[str]) -> str:
    before = address.string[max(0, address.start() - LINE_REACH) : address.start()].rstrip(" \t")
    return "" if not before or before.endswith(_LINE_BEGINS) else address[0]


def fields_of(entry: Mapping[str, Any]) -> str:
    """Return the prose in the fields of ACF, of which themes make whole articles; for one that has no other text."""
    names: set[str] = entry.get("acf_names", set())
    values: Mapping[str, str] = entry.get("acf_values", {})
    return "\n\n".join(filter(None, (paragraphs(v) for name, v in values.items() if name in names and _is_prose(v))))


def _with_fields(html: str) -> str:
    """Return `html` with the prose in its blocks of ACF in their places."""
    parts: list[str] = []
    at = 0
    while begun := _ACF_BLOCK(html, at):
        end = html.find("-->", begun.end())
        if end < 0:
            break
        parts += (html[at : begun.start()], *_prose_of(html[begun.end() - 1 : end].rstrip().removesuffix("/")))
        at = end + 3
    return "".join((*parts, html[at:]))


def _prose_of(json: str) -> list[str]:
    try:
        check_values(json)
        data = loads(json).get("data")
    except (ValueError, AttributeError, RecursionError, FieldFault):
        return []
    if not isinstance(data, dict):
        return []
    own = (value for name, value in data.items() if str(data.get(f"_{name}")).startswith("field_"))
    return [f"\n\n<p>{value}\n\n" for value in own if isinstance(value, str) and _is_prose(value)]


def _is_prose(value: str) -> bool:
    """Return whether the value of a field is read as text, and no address, option or list of PHP."""
    said = value.strip()
    return not _NO_PROSE(said) and (" " in said or said[:1].isupper() or "<" in said)


def with_excerpt(text: str, excerpt: str) -> str:
    """Return `text` after the excerpt that an author wrote for it, unless it begins with that already."""
    if not excerpt:
        return text
    said = _words(_CUT.sub("", excerpt))
    beginning = text.split("\n\n", BEGINNING_PARAGRAPHS)
    starts = ("\n\n".join(beginning[at:]) for at in range(min(BEGINNING_PARAGRAPHS, len(beginning))))
    if any(_words(start[: 2 * len(excerpt) + 200]).startswith(said) for start in starts):
        return text
    return f"{excerpt}\n\n{text}" if text else excerpt


def _words(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).split()).casefold()
