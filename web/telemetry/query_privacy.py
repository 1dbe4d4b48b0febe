"""Anonymization (masking) of logged queries: mail addresses, account and telephone numbers are replaced."""

from __future__ import annotations

import re
import unicodedata

MAIL_MASK, NUMBER_MASK = "[courriel]", "[numéro]"
_MAIL = re.compile(r"[^\s@<>\"«»(),;]{1,64}@[^\s@<>\"«»(),;]{1,255}")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,8}(?:[ -]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_DIGITS = re.compile(r"\+?\(?\d(?:[ .\-‐‑–/()·]{0,3}\d)*\)?")
MOST_CHARS = 200
_READ_CHARS = 1_000


def masked(query: str) -> str:
    """Return `query` on one line, without what may name a person (mail addresses, long numbers), and not too long."""
    query = unicodedata.normalize("NFC", query[:_READ_CHARS])
    query = " ".join(
        "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char for char in query).split()
    )
    query = _ACCOUNT.sub(NUMBER_MASK, _MAIL.sub(MAIL_MASK, query))
    query = _DIGITS.sub(lambda found: NUMBER_MASK if _is_personal(found[0]) else found[0], query)
    return query if len(query) <= MOST_CHARS else query[: MOST_CHARS - 1] + "…"


def _is_personal(number: str) -> bool:
    """Say whether it may be a telephone, a card, an insured person; dates, years and amounts are not."""
    groups = re.findall(r"\d+", number)
    digits = sum(map(len, groups))
    if len(groups) == 1:
        return digits >= 7
    in_fours = len(groups) >= 4 and all(len(group) == 4 for group in groups)
    return in_fours or (digits >= 9 and (number[0] in "+0(" or all(len(group) <= 3 for group in groups)))
