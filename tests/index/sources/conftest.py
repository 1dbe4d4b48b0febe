"""Reads sources and collects what was skipped."""

from typing import Any

import pytest
from fixtures import Articles, Reasons, Texts

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read


@pytest.fixture
def skipped() -> list[Skipped]:
    return []


@pytest.fixture
def articles(skipped: list[Skipped]) -> Articles:
    def collect(
        sources: Any, *, settings: Settings | None = None, rename: dict[str, str] | None = None
    ) -> list[RawArticle]:
        return list(read(sources, settings=settings or Settings(), rename=rename, on_skip=skipped.append))

    return collect


@pytest.fixture
def texts(articles: Articles) -> Texts:
    return lambda sources, **options: [article.text for article in articles(sources, **options)]


@pytest.fixture
def reasons(skipped: list[Skipped]) -> Reasons:
    """What was skipped as (line or None, reason)."""

    def pairs() -> list[tuple[int | None, str]]:
        lines = (skip.where.rpartition(":")[2] for skip in skipped)
        return [(int(line) if line.isdigit() else None, skip.reason) for line, skip in zip(lines, skipped, strict=True)]

    return pairs
