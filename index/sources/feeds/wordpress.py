"""WordPress exports (WXR): RSS that holds everything, also what the site does not show, in the editor's own markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from trouvere.index.sources.feeds.entry_text import EMPTY_LINE, decoded
from trouvere.index.sources.feeds.shortcodes import without_shortcodes
from trouvere.index.sources.pages.markup import text_of
from trouvere.index.sources.publication import PRIVATE_REASON
from trouvere.index.sources.publication import hidden as hidden_by_status

POST_TYPES = ("post", "page")
"""What a site calls its articles and pages. All else is asked for by the setting `post_types`."""
PASSWORD_REASON = "protégée par un mot de passe"
NO_TAXONOMIES = frozenset(
    (
        *("post_format", "nav_menu", "author", "language", "post_translations", "term_language", "term_translations"),
        *("translation_priority", "wp_theme", "wp_template_part_area", "elementor_library_type", "product_type"),
        *("product_visibility", "amp_validation_error", "link_category", "ml-slider", "following_users"),
    )
)
"""Taxonomies that say how an article is shown or kept, not what it is about."""
BEGINNING_PARAGRAPHS = 3
"""Paragraphs of a text, one of which an excerpt may repeat: a caption or a heading may stand before it."""

# An address alone in its line or paragraph is shown as what it leads to, a video or a post.
_ADDRESS = re.compile(r"https?://[^\s<>\"]++[ \t\r]*+(?=\n|</(?:p|div|figure)>|<br|\Z)")
_LINE_BEGINS = ("\n", "<p>", '__wrapper">')
LINE_REACH = 40
"""Characters before an address in which its line begins."""
_NULL_DATE = re.compile(r"\s*(?:0000-00-00|0001-01-01)|.*\s-?0001\s").match
_CUT = re.compile(r"\s*+(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*+\Z")
_STRAIGHT = str.maketrans({"’": "'", "\xa0": " ", "\u202f": " "})


def is_export(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry is one of an export."""
    return "wp_status" in entry or "wp_post_type" in entry


def hidden(entry: Mapping[str, Any], more_types: tuple[str, ...] = ()) -> str:
    """Return why the site does not show an entry of its export, or not as an article; "" if it does."""
    kind = entry.get("wp_post_type") or "post"
    if kind not in POST_TYPES and kind not in more_types:
        return f"pas un article ({kind})"
    status = entry.get("wp_status") or "publish"
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
    return [decoded(names.get(login, login)) for login in logins]


def categories_of(entry: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the category of an article, the first one, and its tags, other categories among them."""
    tags = [tag for tag in entry.get("tags", ()) if tag.get("scheme") not in NO_TAXONOMIES]
    names = [decoded(tag.get("label") or tag.get("term") or "") for tag in tags]
    first = next((i for i, tag in enumerate(tags) if tag.get("scheme") == "category"), len(tags))
    return "".join(names[first : first + 1]), names[:first] + names[first + 1 :]


def paragraphs(html: str) -> str:
    """Return the text of an article as WordPress keeps it: an empty line parts paragraphs, shortcodes are no text."""
    if not html:
        return ""
    return text_of(EMPTY_LINE.sub("\n<p>", _ADDRESS.sub(_unless_embedded, without_shortcodes(html))))


def _unless_embedded(address: re.Match[str]) -> str:
    before = address.string[max(0, address.start() - LINE_REACH) : address.start()].rstrip(" \t")
    return "" if not before or before.endswith(_LINE_BEGINS) else address[0]


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
