"""A trial analysis of a long article, so that one whose analysis takes too long is given up alone.

The real analysis is of many articles at once, and of one there it is too late to say. A short article is not tried:
whatever its words are, 100,000 characters are soon analysed.
"""

from __future__ import annotations

from trouvere.index.article import Article
from trouvere.index.errors import ArticleError
from trouvere.index.workers.cpu_limit import CpuLimit

LONG_CHARS = 100_000
"""Characters of a text that is tried."""
_BOUNDED = CpuLimit(ArticleError)


def tried(article: Article) -> Article:
    """Return the article; `ArticleError` where its analysis takes more CPU than is allowed."""
    if len(article.text) > LONG_CHARS or len(article.title) > LONG_CHARS:
        # Here and not above: what only cleans has no use for numpy.
        from trouvere.index.analysis.bulk.analyzer import BulkAnalyzer

        with _BOUNDED:
            BulkAnalyzer().analyze([article.title, article.text])
    return article
