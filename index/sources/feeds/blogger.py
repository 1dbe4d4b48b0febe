"""Blogger: why a site does not show an entry of its export, which holds drafts, comments, the template and settings.

The export of the old settings page tells the kind by a category, that of Takeout (`feed.atom`) by `blogger:type`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trouvere.index.sources.publication import AHEAD_REASON, DRAFT_REASON, PRIVATE_REASON

KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
KIND_TERM = "http://schemas.google.com/blogger/2008/kind#"

KIND_REASONS = {
    "post": "",
    "page": "",
    "comment": "commentaire",
    "template": "gabarit",
    "layout": "gabarit",
    "settings": "réglage",
    "setting": "réglage",
}
STATUS_REASONS = {"": "", "live": "", "published": "", "draft": DRAFT_REASON, "scheduled": AHEAD_REASON}


def hidden(entry: Mapping[str, Any]) -> str:
    """Return why a site does not show an entry; "" where it does, and of an entry that is no export's."""
    kind = _kind(entry)
    if reason := KIND_REASONS.get(kind, f"pas un article ({kind})") if kind else "":
        return reason
    if entry.get("blogger_trashed"):
        return PRIVATE_REASON
    status = entry.get("blogger_status")
    return STATUS_REASONS.get(status.strip().lower(), PRIVATE_REASON) if isinstance(status, str) else ""


def is_kind(tag: Mapping[str, str | None]) -> bool:
    """Return whether a category says of what kind an entry is, and nothing else."""
    return tag.get("scheme") == KIND_SCHEME or (tag.get("term") or "").startswith(KIND_TERM)


def _kind(entry: Mapping[str, Any]) -> str:
    given = entry.get("blogger_type")
    if isinstance(given, str) and given.strip():
        return given.strip().lower()
    terms = (tag.get("term") or "" for tag in entry.get("tags", ()) if is_kind(tag))
    return next((term.rpartition("#")[2] for term in terms), "")
