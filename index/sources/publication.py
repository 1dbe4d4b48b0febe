"""Publication: whether a site shows an article, by its metadata: drafts, what is dated ahead, what is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from trouvere.index.cleaning.dates import day_of_text

DRAFT_REASON = "brouillon"
AHEAD_REASON = "à venir"
EXPIRED_REASON = "périmé"
UNLISTED_REASON = "non listé"
PRIVATE_REASON = "non publié"

AHEAD = dt.timedelta(days=1)
"""How far ahead a date may be: the next day has begun somewhere."""

DRAFT_STATUSES = frozenset(("draft", "brouillon", "pending", "auto-draft", "en attente"))
PRIVATE_STATUSES = frozenset(("hidden", "private", "privé", "privée", "trash", "skip", "unpublished", "non publié"))
AHEAD_STATUSES = frozenset(("future", "scheduled", "à venir"))
_YES = frozenset(("true", "yes", "on", "y", "1", "oui", "vrai"))
_NO = frozenset(("false", "no", "off", "n", "0", "non", "faux"))
_DATES = ("publishdate", "date")
_EXPIRY_DATES = ("expirydate", "expiry_date", "unpublishdate")


def hidden(values: Mapping[str, object], today: dt.date | None = None) -> str:
    """Return why a site does not show the article that has this metadata; "" where it shows it.

    Keys are those of static site generators and content managers, in any case: `draft: yes`, `published: "false"`,
    `status: draft`, `expiryDate`, a `date` more than a day ahead of `today`.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    found = {str(key).lower(): value for key, value in values.items()}
    if says_yes(found.get("draft")) or says_no(found.get("published")) or says_no(found.get("publish")):
        return DRAFT_REASON
    status = str(found.get("status") or "").strip().lower()
    if status in DRAFT_STATUSES:
        return DRAFT_REASON
    if status in PRIVATE_STATUSES or says_yes(found.get("headless")) or says_yes(found.get("private")):
        return PRIVATE_REASON
    if status in AHEAD_STATUSES or any(is_ahead(found.get(key), today) for key in _DATES):
        return AHEAD_REASON
    if any((day := _day(found.get(key))) and day < today for key in _EXPIRY_DATES):
        return EXPIRED_REASON
    return _unlisted(found.get("build") or found.get("_build"))


def is_ahead(date: object, today: dt.date | None = None) -> bool:
    """Return whether a date is more than a day ahead."""
    day = _day(date)
    return day is not None and day > (today or dt.datetime.now(dt.UTC).date()) + AHEAD


def says_yes(value: object) -> bool:
    """Return whether a value of metadata, or a text for one, is a yes."""
    return value is True or str(value).strip().lower() in _YES


def says_no(value: object) -> bool:
    """Return whether a value of metadata, or a text for one, is a no; nothing is none."""
    return value is False or str(value).strip().lower() in _NO


def _unlisted(build: object) -> str:
    """Return the reason where Hugo is told to make no page, or to list it nowhere."""
    if not isinstance(build, Mapping):
        return ""
    if str(build.get("render", "")).lower() in {"never", "false"}:
        return PRIVATE_REASON
    return UNLISTED_REASON if str(build.get("list", "")).lower() in {"never", "false"} else ""


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return day_of_text(value) if isinstance(value, str) else None
