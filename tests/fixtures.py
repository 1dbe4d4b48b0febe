"""What tests of sources share: types of the fixtures in index/sources/conftest.py, which collect what was skipped."""

from collections.abc import Callable

import pytest

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped

Articles = Callable[..., list[RawArticle]]
Texts = Callable[..., list[str]]
Reasons = Callable[[], list[tuple[int | None, str]]]


def unexpected(skip: Skipped) -> None:
    """Fail: for whoever reads sources of which nothing is skipped."""
    pytest.fail(str(skip))
