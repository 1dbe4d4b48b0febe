"""Faults of one record among others: the rest of its file is read."""

from __future__ import annotations


class FieldFault(Exception):
    """Why a record is skipped: a short French sentence."""

    unread = True
    """See `Skipped.unread`."""


class NoArticle(FieldFault):
    """Why a record that was read is no article to be shown: a draft, an organisation."""

    unread = False
