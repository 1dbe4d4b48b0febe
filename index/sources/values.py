"""Articles from Python, made raw again so that they go through the same cleaning as those of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trouvere.index.article import Article, RawArticle
from trouvere.index.errors import SourceError


def as_raw(articles: Iterable[Article | RawArticle]) -> Iterator[RawArticle]:
    """Yield each article raw; `SourceError` for anything else, which is a mistake of the program that gave it."""
    for article in articles:
        if isinstance(article, RawArticle):
            yield article
        elif isinstance(article, Article):
            yield raw(article)
        else:
            raise SourceError(
                f"pas un article : {type(article).__name__}", hint="donnez des valeurs trouvere.index.Article"
            )


def raw(article: Article) -> RawArticle:
    """Return the raw article that is cleaned into `article` again. A derived title is left out: it is not its own."""
    return RawArticle(
        id=article.id,
        title="" if article.title_derived else article.title,
        text=article.text,
        date=article.date.isoformat() if article.date else "",
        place=article.place,
        source=article.source,
        authors=tuple(article.authors),
        url=article.url,
        category=article.category,
        tags=tuple(article.tags),
        language=article.language,
        extra=article.extra,
    )
