"""Reads sources and collects what was skipped."""

import pytest

from trouvere.index.settings import Settings
from trouvere.index.sources import read


@pytest.fixture
def skipped():
    return []


@pytest.fixture
def articles(skipped):
    def collect(sources, *, settings=None, rename=None):
        return list(read(sources, settings=settings or Settings(), rename=rename, on_skip=skipped.append))

    return collect


@pytest.fixture
def texts(articles):
    return lambda sources, **options: [article.text for article in articles(sources, **options)]


@pytest.fixture
def reasons(skipped):
    """What was skipped as (line or None, reason)."""

    def pairs():
        lines = (skip.where.rpartition(":")[2] for skip in skipped)
        return [(int(line) if line.isdigit() else None, skip.reason) for line, skip in zip(lines, skipped, strict=True)]

    return pairs
