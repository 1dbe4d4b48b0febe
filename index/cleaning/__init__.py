"""RawArticle → Article, by pure functions: one concern a file, the order visible in `clean`."""

from __future__ import annotations

from trouvere.index.article import Article, RawArticle
from trouvere.index.cleaning import byline, dateline, dates, identity, leftovers, title
from trouvere.index.cleaning.characters import one_line
from trouvere.index.cleaning.extra import json_ready
from trouvere.index.errors import ArticleError


def clean(raw: RawArticle) -> Article:
    """Return the article in `raw`; `ArticleError` where neither text nor title is left, or its id cannot be one.

    Prose is never lost: only leftovers known to `leftovers` are removed, and a title line goes from the text to the
    title. Cleaning an article that is clean changes nothing.
    """
    text = leftovers.without(raw.text)
    given = one_line(leftovers.without_markers(raw.title))
    heading, text = title.separate(given, text)
    if not heading and not text:
        raise ArticleError("ni titre ni texte")
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
        authors=_several(raw.authors) or byline.contributors(text),
        url=url,
        category=one_line(raw.category),
        tags=_several(raw.tags),
        language=one_line(raw.language),
        extra=extra,
        title_derived=not heading,
    )


def _several(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values cleaned, in order, each once."""
    return tuple(dict.fromkeys(filter(None, map(one_line, values)))) if values else ()


__all__ = ["clean"]
