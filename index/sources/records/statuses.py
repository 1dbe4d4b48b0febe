"""Statuses in records of JSON and of tables: what a content manager keeps and its site does not show."""

from __future__ import annotations

from collections.abc import Mapping

from trouvere.index.sources.publication import DRAFT_REASON, PRIVATE_REASON, hidden

REVISION = "inherit"
"""The status of WordPress's revisions and attachments."""
REVISION_REASON = "révision ou pièce jointe"
_STRAPI = ("publishedAt", "createdAt", "updatedAt")


def reason_hidden(record: Mapping[str, object], statuses: Mapping[str, str]) -> str:
    """Return why a site does not show a record; "" where it does, or where nothing that is known says it does not.

    `statuses` has the keys that may say it, and which of the keys of `publication.hidden` each is. Only words that are
    known count: a table may have a column « statut » of its own.
    """
    for key, kind in statuses.items():
        value = record.get(key)
        if kind == "status" and isinstance(value, str):
            word = value.strip().lower().replace("’", "'")
            if word == REVISION:
                return REVISION_REASON
            value = word
        elif kind == "status" and value is False:
            return PRIVATE_REASON
        elif isinstance(value, float | int) and not isinstance(value, bool):
            value = str(int(value)) if value in (0, 1) else None
        if isinstance(value, str | bool) and (reason := hidden({kind: value})):
            return reason
    is_strapi = all(key in record for key in _STRAPI)
    return DRAFT_REASON if is_strapi and record["publishedAt"] is None else ""
