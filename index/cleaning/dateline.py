"""Datelines: "BEIJING (AP) –", "PARIS, 1er mars (AFP) -", "Hong-Kong (CNN)": where and who. The text keeps them."""

from __future__ import annotations

import re
from typing import NamedTuple

AGENCIES = (
    "Agence France-Presse|AFP|The Associated Press|Associated Press|AP|Reuters|Thomson Reuters|CNN|CNN Business"
    "|CNN Sports?|BBC|BBC News|DPA|dpa|ANSA|EFE|Belga|Agence Belga|ATS|Keystone-ATS|TASS|Tass|Xinhua|Chine nouvelle"
    "|UPI|PA Media|Bloomberg|NPR|NBC News|ABC News|CBS News|Fox News|Anadolu|Agence Anadolu|Kyodo|Yonhap|PTI|IANS"
    "|Sputnik|RIA Novosti|Interfax|Ukrinform|BelTA|Belta|La Presse Canadienne|Presse canadienne|QMI|Agence QMI"
    "|Relaxnews|AWP|APA|Lusa|APS|TAP|SPA|IRNA|ISNA|WAM"
)
"""News agencies and outlets that are recognised in a dateline by their name alone."""

_SPACE = r"[ \xa0\u202f]"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_LINK = rf"(?:/|{_SPACE}(?:(?:de|du|des|la|le|les|sur|en|el|al){_SPACE}(?:la{_SPACE})?)?)(?:[ld][’'])?"
_PLACE = rf"{_WORD}(?:{_LINK}{_WORD}){{0,4}}"
_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|janv\.|févr?\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\.)"
)
_DATE = rf"(?:le{_SPACE})?(?:[a-z]{{5,8}}{_SPACE})?\d{{1,2}}(?:er|ᵉʳ)?{_SPACE}{_MONTH}(?:{_SPACE}\d{{4}})?"
_AGENCY_LIST = rf"(?:{AGENCIES})(?:(?:/|,{_SPACE}|{_SPACE}et{_SPACE})(?:{AGENCIES}))*"
_DASH = rf"{_SPACE}*(?:[-–—]+|:){_SPACE}*"
_PROSE = r"(?=[^\s–—-])"
_WHERE = rf"(?P<place>{_PLACE})(?:,{_SPACE}{_PLACE})?"

_KNOWN_OUTLET = re.compile(
    rf"(?:{_WHERE}(?:,{_SPACE}{_DATE})?{_SPACE}*)?"
    rf"\((?P<source>{_AGENCY_LIST})\)(?:,?{_SPACE}{_DATE})?(?P<dash>{_DASH})?{_SPACE}*{_PROSE}"
).match
_BARE_OUTLET = re.compile(rf"(?:{_WHERE}{_SPACE}+)?(?P<source>{AGENCIES}){_SPACE}*[–—]{_SPACE}*{_PROSE}").match
_IN_CAPITALS = re.compile(
    rf"{_WHERE}(?P<date>,{_SPACE}{_DATE})?{_SPACE}*(?:\((?P<source>[A-Z][\w.&’' -]{{1,30}})\))?{_DASH}{_PROSE}"
).match
_NO_PLACE = re.compile(
    r"(?:L[’']|L[ae]s? (?!Caire|Cap\b|Havane|Havre|Haye|Mecque|Paz|Valette))|.*\b(?:Agen|News|Network|Press)"
).match


class Dateline(NamedTuple):
    """What a text begins with: a place, a source, and where the prose after them begins."""

    place: str = ""
    source: str = ""
    end: int = 0


NO_DATELINE = Dateline()


def find(text: str) -> Dateline:
    """Return the dateline that `text` begins with; an empty one that ends at 0 where there is none.

    A parenthesis after capitalised words is common in prose ("Besançon (Doubs)", "L’Agence France-Presse (AFP) a dit"),
    so one counts only with a known outlet in it, or with a place in capitals before it and a dash after it.
    """
    head = text[:160]
    if "(" not in head and "–" not in head and "—" not in head and " - " not in head:
        return NO_DATELINE
    if match := _KNOWN_OUTLET(head):
        place = match["place"] or ""
        # Without a dash, "Hong-Kong (CNN) …" is a dateline; "(AFP) ont dit" and "Le Figaro (AFP)" are prose.
        return _dateline(match) if match["dash"] or (place and not _NO_PLACE(place)) else NO_DATELINE
    if match := _BARE_OUTLET(head):
        return _dateline(match)
    match = _IN_CAPITALS(head)
    if match and match["place"].isupper() and len(match["place"]) > 1 and (match["source"] or match["date"]):
        return _dateline(match)
    return NO_DATELINE


def _dateline(found: re.Match[str]) -> Dateline:
    return Dateline(found["place"] or "", found["source"] or "", found.end())
