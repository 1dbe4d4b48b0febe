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
"""Known well enough to be recognised by their name alone."""

_SPACE = r"[ \xa0\u202f]"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_LINK = rf"(?:/|{_SPACE}(?:(?:de|du|des|la|le|les|sur|en|el|al){_SPACE}(?:la{_SPACE})?)?)(?:[ld][’'])?"
_PLACE = rf"{_WORD}(?:{_LINK}{_WORD}){{0,4}}"
_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|janv\.|févr?\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\.)"
)
_DATE = rf"(?:le{_SPACE})?(?:[a-z]{{5,8}}{_SPACE})?\d{{1,2}}(?:er|ᵉʳ)?{_SPACE}{_MONTH}(?:{_SPACE}\d{{4}})?"
_KNOWN = rf"(?:{AGENCIES})(?:(?:/|,{_SPACE}|{_SPACE}et{_SPACE})(?:{AGENCIES}))*"
_DASH = rf"{_SPACE}*(?:[-–—]+|:){_SPACE}*"

_DATELINE = re.compile(
    rf"(?:(?P<place>{_PLACE})(?:,{_SPACE}(?!(?:le{_SPACE})?\d)(?P<land>{_PLACE}))?(?P<date>,{_SPACE}{_DATE})?)?"
    rf"{_SPACE}*(?:"
    rf"\((?P<known>{_KNOWN})\)(?:,?{_SPACE}{_DATE})?(?P<dash>{_DASH})?"
    rf"|\((?P<other>[A-Z][\w.&’' -]{{1,30}})\)(?:,?{_SPACE}{_DATE})?{_DASH}"
    rf"|(?P<bare>{AGENCIES}){_SPACE}*[–—]{_SPACE}*"
    rf"|{_SPACE}[-–—]+{_SPACE}"
    rf"|[-–—]+{_SPACE}"
    rf"){_SPACE}*(?=\S)"
).match
_BARE = re.compile(rf"(?P<place>{_PLACE}){_SPACE}+(?P<bare>{AGENCIES}){_SPACE}*[–—]{_SPACE}*(?=\S)").match


class Dateline(NamedTuple):
    """What a text begins with: a place, a source, and where the prose after them begins."""

    place: str = ""
    source: str = ""
    end: int = 0


NONE = Dateline()


def find(text: str) -> Dateline:
    """Return the dateline that `text` begins with; an empty one that ends at 0 where there is none.

    A parenthesis after capitalised words is common in prose ("Besançon (Doubs)", "Le contrat (CDI)"), so one counts
    only with a known agency in it, or with a place in capitals before it and a dash after it.
    """
    head = text[:160]
    if "(" not in head and "–" not in head and "—" not in head and " - " not in head:
        return NONE
    found = _DATELINE(head)
    if found is None:
        found = _BARE(head)
        return Dateline(found["place"], found["bare"], found.end()) if found else NONE
    place, known, other, bare = found["place"] or "", found["known"], found["other"], found["bare"]
    if known or (bare and not place):
        # "(AFP) ont dit…" is prose; "(AFP) – …" and "Hong-Kong (CNN) …" are not.
        return Dateline(place, known or bare, found.end()) if place or bare or found["dash"] else NONE
    if place.isupper() and len(place) > 1 and (other or found["date"]):
        return Dateline(place, other or "", found.end())
    return NONE
