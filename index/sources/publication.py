"""Publication: whether a site shows an article, by its metadata: drafts, what is dated ahead, what is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from trouvere.index.cleaning.dates import day_of_value

DRAFT_REASON = "brouillon"
AHEAD_REASON = "à venir"
EXPIRED_REASON = "périmé"
UNLISTED_REASON = "non listé"
PRIVATE_REASON = "non publié"
HIDDEN_REASONS = frozenset((DRAFT_REASON, AHEAD_REASON, EXPIRED_REASON, UNLISTED_REASON, PRIVATE_REASON))

AHEAD = dt.timedelta(days=1)
"""How far ahead a date may be: the next day has begun somewhere."""

DRAFT_STATUSES = frozenset(
    (
        *("draft", "drafts", "brouillon", "brouillons", "pending", "auto-draft", "en attente", "wip"),
        *("work in progress", "in review", "pending review", "en relecture", "à relire", "proposed", "proposé"),
        *("prepa", "prop", "en préparation", "en cours de rédaction", "proposé à publication"),
        *("proposé à l'évaluation",),
    )
)
"""Statuses of what is being written, SPIP's among them, in lower case."""
PRIVATE_STATUSES = frozenset(
    (
        *("hidden", "private", "privé", "privée", "trash", "skip", "unpublished", "non publié", "non publiée"),
        *("deleted", "refuse", "refusé", "refusée", "rejected", "poubelle", "à la poubelle", "corbeille"),
        *("supprimé", "dépublié", "offline", "caché", "cachée", "non-published", "not published", "hors ligne"),
        *("withdrawn", "disabled"),
    )
)
AHEAD_STATUSES = frozenset(("future", "scheduled", "à venir", "programmé", "programmée", "planifié", "planifiée"))
_YES = frozenset(("true", "yes", "on", "y", "1", "oui", "vrai"))
_NO = frozenset(("false", "no", "off", "n", "0", "non", "faux"))
_NOTHING = frozenset(("", "none", "null", "nil", "~", "never", "jamais", "nope", "[]", "{}", "f"))

DRAFT_KEYS = ("draft", "brouillon", "isdraft", "is_draft", "is-draft", "_draft", "drafts", "wip", "unpublished")
"""Keys under which anything but a no makes a draft: `draft: x` is a slip of the pen for no article to show."""
PUBLISHED_KEYS = (
    *("published", "publish", "publié", "publie", "ispublished", "is_published", "public", "ispublic", "is_public"),
    *("online", "en ligne", "en_ligne", "enligne", "dg-publish"),
)
"""Keys under which a no makes a draft."""
STATUS_KEYS = (
    *("status", "statut", "état", "etat", "state", "visibility", "visibilité", "post_status", "poststatus", "stage"),
    *("workflow", "workflow_state", "publish_state", "publishstate", "publication_status", "publicationstatus"),
    *("publishstatus", "publish_status", "published", "publish", "article_status"),
)
KIND_KEYS = ("type", "kind", "layout")
DATE_KEYS = (
    *("publishdate", "date", "pubdate", "publish_date", "publish-date", "published_at", "publishedat"),
    *("published_date", "publicationdate", "publication_date", "date_published", "datepublished", "publisheddate"),
    *("published", "date de publication", "publié le", "date_publication"),
)
_EXPIRY_DATES = (
    *("expirydate", "expiry_date", "unpublishdate", "unpublish_date", "expires", "expirationdate", "expiration_date"),
    *("expiry", "expires_at", "expiresat", "unpublished_at", "date d'expiration"),
)


def hidden(values: Mapping[str, object], today: dt.date | None = None) -> str:
    """Return why a site does not show the article that has this metadata; "" where it shows it.

    Keys are those of static site generators and content managers, in any case: `draft: yes`, `published: "false"`,
    `status: draft`, `expiryDate`, a `date` more than a day ahead of `today`. Each that is there counts: one that says
    no is not made good by another that says yes.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    found = {str(key).strip().lower(): value for key, value in values.items()}
    if any(_may_be_yes(found[key]) for key in DRAFT_KEYS if key in found):
        return DRAFT_REASON
    if any(says_no(found.get(key)) for key in PUBLISHED_KEYS):
        return DRAFT_REASON
    statuses = {str(found[key]).strip().lower() for key in STATUS_KEYS if key in found}
    if not statuses.isdisjoint(DRAFT_STATUSES) or any(_is_draft_kind(found.get(key)) for key in KIND_KEYS):
        return DRAFT_REASON
    if not statuses.isdisjoint(PRIVATE_STATUSES) or says_yes(found.get("headless")) or says_yes(found.get("private")):
        return PRIVATE_REASON
    if not statuses.isdisjoint(AHEAD_STATUSES) or any(is_ahead(found.get(key), today) for key in DATE_KEYS):
        return AHEAD_REASON
    if any((day := day_of_value(found.get(key))) and day < today for key in _EXPIRY_DATES):
        return EXPIRED_REASON
    if says_no(found.get("listed")):
        return UNLISTED_REASON
    return _unlisted(found.get("build") or found.get("_build"))


def _is_draft_kind(value: object) -> bool:
    return isinstance(value, str) and value.strip().lower() in ("draft", "drafts", "brouillon")


def _may_be_yes(value: object) -> bool:
    """Return whether a value is no clear no: a draft is private, and what is written of it may be misspelt."""
    if isinstance(value, list | tuple | set):
        return any(map(_may_be_yes, value))
    return value is not None and not says_no(value) and str(value).strip().lower() not in _NOTHING


def is_ahead(date: object, today: dt.date | None = None) -> bool:
    """Return whether a date is more than a day ahead."""
    day = day_of_value(date)
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
