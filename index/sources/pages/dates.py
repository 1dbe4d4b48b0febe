"""Day and time of publication of a page, as written: of metadata, `<time>`, « publié le … »; never of a change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from trouvere.index.cleaning.dates import date_of_text
from trouvere.index.sources.pages import json_ld as page_json_ld
from trouvere.index.sources.pages.head import Head
from trouvere.index.sources.pages.json_ld import Linked
from trouvere.index.sources.pages.marks import PageMarks
from trouvere.index.sources.pages.tree import first_lines, line_of
from trouvere.index.validation import calendar_day

DATES = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date",
    "citation_publication_date", "citation_online_date", "citation_date", "parsely-pub-date", "sailthru.date",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publication-date",
    "article.published", "date.release", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "datecreated",
    "article_date_original", "originalpublicationdate", "created", "dateissued", "release_date",
)  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T\s])").match
_DIGITS = re.compile(r"\d").search
_HOUR = r"(?:[01]?\d|2[0-3])\s?"
# « à 17 h », « - 17h30 », ", 17:30"; « · 2 h » may be how long it takes to read.
_WRITTEN_TIME = rf"(?:(?:,?\sà|,|\s[·•|–—-])?\s{_HOUR}[h:]\s?[0-5]\d(?::[0-5]\d)?(?![\w:])|,?\sà\s{_HOUR}h(?!\w))?"
_WRITTEN_DAY = re.compile(
    r"(?:\d{1,2}(?:er)?\s(?:janv|févr|fév|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)[\w.]{0,8}\s\d{4}"
    r"|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})" + _WRITTEN_TIME, re.IGNORECASE,
)  # fmt: skip
_PUBLISHED = re.compile(
    r"(?:par\b.{0,80}?[,|•·–—-]?\s*+)?(?:article\s)?(?:publiée?|mise?\sen\sligne|parue?|postée?|rédigée?|date\sde\spublication"
    r"|vérifiée?|date(?=\s?:)|le(?=\s(?:\w{2,8}di\s)?\d))\b", re.IGNORECASE,
).match  # fmt: skip
_MODIFIED = re.compile(r"(?:mise?|maj|mise à jour|modifiée?|actualisée?|updated)\b[^\d]{0,25}$", re.IGNORECASE)


def day_of(head: Head, found: Linked, marks: PageMarks, body: Any) -> str:
    """Return the day of publication as written; the first that can be understood, else the first.

    Of several that write that day, the first with a time.
    """
    told = [
        *_day_of_node(found, "datePublished"),
        *head.all(DATES),
        *_day_of_node(found, "dateCreated"),
        *(page_json_ld.texts(found.article.get("uploadDate")) if found.article else ()),
        *_shown_dates(marks),
    ]
    found_dates = [(written, date_of_text(written)) for written in map(_plainly, filter(_DIGITS, told))]
    known = [(written, date) for written, date in found_dates if date]
    if not known:
        return next(_days_of_lines(marks, body), found_dates[0][0] if found_dates else "")
    day = calendar_day(known[0][1])
    timed = (one for one, date in known if isinstance(date, dt.datetime) and date.date() == day)
    return next(timed, known[0][0])


def _plainly(written: str) -> str:
    """Return a text that begins with a day in ISO 8601 without what follows there, unless that is a time."""
    day = _ISO_DAY(written)
    return day[0] if day and not isinstance(date_of_text(written), dt.datetime) else written


def _day_of_node(found: Linked, key: str) -> list[str]:
    return [page_json_ld.text(node.get(key)) for node in (found.article, found.page) if node.get(key)]


def _shown_dates(marks: PageMarks) -> Iterator[str]:
    """Yield the dates that the page shows as those of the article: `<time>`, then « publié le … »."""
    times = [time for time in marks.times if not _is_modification(time)]
    times.sort(key=lambda time: not _is_publication(time))
    for time in times[:3]:
        yield (time.get("datetime") or line_of(time, 60)).strip()
    told = sorted((*marks.date, *marks.byline), key=lambda element: not _is_publication(element))
    for element in told:
        if element.tag not in ("meta", "time"):
            parts = [element, *list(element.iter("abbr", "span"))[:5]]
            days = (part.get(name) for part in parts for name in ("content", "datetime", "title"))
            yield from (value for value in days if value and _ISO_DAY(value))
            line = line_of(element, 200)
            for day in _WRITTEN_DAY.finditer(line[:300]):
                if not _MODIFIED.search(line[max(0, day.start() - 40) : day.start()]):
                    yield day[0]
                    break


def _days_of_lines(marks: PageMarks, body: Any) -> Iterator[str]:
    """Yield the days of « Publié le … » among the first lines of the article."""
    for line in first_lines(body, marks.headings):
        if (said := _PUBLISHED(line)) and (day := _WRITTEN_DAY.search(line, said.end(), said.end() + 60)):
            yield day[0]


def _is_publication(time: Any) -> bool:
    told = f"{time.get('itemprop')} {time.get('class')}".lower()
    return "publi" in told or "entry-date" in told or time.get("pubdate") is not None


def _is_modification(time: Any) -> bool:
    told = f"{time.get('itemprop')} {time.get('class')}".lower()
    if "published" in told or "publi" in told:
        return False
    before = time.getprevious()
    lead = (before.tail if before is not None else time.getparent().text if time.getparent() is not None else "") or ""
    return any(word in told for word in ("modif", "updated", "maj")) or bool(_MODIFIED.search(lead[-60:].rstrip(" :")))
