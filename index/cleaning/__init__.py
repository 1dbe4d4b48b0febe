"""Cleaning (normalization), RawArticle → Article, by pure functions: one concern a file, in the order of `clean`.

leftovers.py    boilerplate that scrapers and templates leave; the only text that is ever removed
title.py        the title, the article's own or derived from its first sentence
dateline.py     "BEIJING (AP) –": place and source; the text keeps it
byline.py       contributors named at the end: authors
people.py       « Par Anne Martin » given as an author: Anne Martin
dates.py        the day as written, and its time; date_grammar.py, date_words.py: in French and English, beside ISO 8601
identity.py     the id, given, or hashed from the address or the content
extra.py        keys that are no field of ours
defaults.py     values that all articles of some sources share
survey.py       what an owner would mend: articles without a date or source, texts cut, titles that many share
unknown_keys.py  messages for records of which no key is a field of ours
characters.py   Unicode normalization: NFC, no control characters, no lone surrogates
"""

from __future__ import annotations

import re
from itertools import islice

from trouvere.index.article import Article, RawArticle
from trouvere.index.cleaning import byline, dateline, dates, identity, leftovers, people, title
from trouvere.index.cleaning.characters import one_line
from trouvere.index.cleaning.defaults import Defaults, completed
from trouvere.index.cleaning.extra import json_ready
from trouvere.index.cleaning.unknown_keys import PLAIN_REASON, told_keys
from trouvere.index.errors import ArticleError, EmptyArticle
from trouvere.index.workers.cpu_limit import CpuLimit

MOST_WORDS = 1_000_000
"""Words and lines of an article. A novel has a tenth; each takes over a hundred bytes while its article is analysed."""
UNCOUNTED_CHARS = 2 * MOST_WORDS - 1
"""Characters of a text below which its words are not counted: it cannot have `MOST_WORDS`."""

_WORD = re.compile(r"\w+|\n").finditer
_BOUNDED = CpuLimit(ArticleError)


def clean(raw: RawArticle, defaults: Defaults | None = None) -> Article:
    """Return the article in `raw`; `ArticleError` where neither text nor title is left, where there is far too much of
    them, where its id cannot be one, or where it takes more CPU than is allowed.

    Prose is never lost: only leftovers known to `leftovers` are removed, and a title line goes from the text to the
    title. Cleaning an article that is clean changes nothing. `defaults` has the values of fields that it says nothing
    of.
    """
    with _BOUNDED:
        article = _cleaned(raw)
        return completed(article, defaults) if defaults else article


def _cleaned(raw: RawArticle) -> Article:
    if len(raw.text) + len(raw.title) > UNCOUNTED_CHARS and (_too_many(raw.text) or _too_many(raw.title)):
        raise ArticleError("texte de plus d'un million de mots")
    text = leftovers.without(raw.text)
    given = one_line(leftovers.without_markers(raw.title))
    heading, text = title.separate(given, text)
    if not heading and not text:
        raise EmptyArticle(_reason_empty(raw), hint="donnez-lui un texte")
    place, source = one_line(raw.place), one_line(raw.source)
    head = dateline.find(text)
    extra = json_ready(raw.extra)
    date, extra = dates.parse(raw.date, extra)
    url, extra = identity.web_address(raw.url, extra)
    return Article(
        id=identity.identify(raw.id, url, heading, text),
        title=heading or title.derive(text[head.end :]) or title.derive(text),
        text=text,
        date=date,
        place=place or head.place,
        source=source or head.source,
        authors=_several(people.named(raw.authors)) or byline.contributors(text),
        url=url,
        category=one_line(raw.category),
        tags=_several(raw.tags),
        language=one_line(raw.language),
        extra=extra,
        title_derived=not heading,
    )


def _reason_empty(raw: RawArticle) -> str:
    if raw.origin.startswith("article "):
        # From Python: there are no keys that could mean something else.
        return PLAIN_REASON
    known = (raw.id, raw.date, raw.place, raw.source, raw.url, raw.category, raw.language, *raw.tags, *raw.authors)
    return told_keys(raw.extra, nothing_known=not any(known))


def _too_many(text: str) -> bool:
    return next(islice(_WORD(text), MOST_WORDS, None), None) is not None


def _several(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values cleaned, in order, each once."""
    return tuple(dict.fromkeys(filter(None, map(one_line, values)))) if values else ()


__all__ = ["clean"]
