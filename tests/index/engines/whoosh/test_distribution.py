"""Another Whoosh in the environment is said, not searched with."""

from importlib.metadata import PackageNotFoundError

import pytest

from trouvere.index.engines.whoosh import distribution
from trouvere.index.errors import MissingDependency


@pytest.fixture(autouse=True)
def forget() -> None:
    distribution.require_whoosh3.cache_clear()


def test_whoosh3_alone_is_accepted() -> None:
    distribution.require_whoosh3()


@pytest.mark.parametrize("foreign", ["Whoosh", "whoosh-reloaded", "whoosh-ng"])
def test_another_whoosh_beside_it_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, foreign: str) -> None:
    monkeypatch.setattr(distribution, "packages_distributions", lambda: {"whoosh": ["whoosh3", foreign]})
    with pytest.raises(MissingDependency, match=foreign.lower()) as raised:
        distribution.require_whoosh3()
    assert "pip uninstall" in str(raised.value.hint)
    distribution.require_whoosh3.cache_clear()


def test_no_whoosh_at_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(distribution, "packages_distributions", dict)
    monkeypatch.setattr(distribution, "version", absent)
    with pytest.raises(MissingDependency, match="whoosh3"):
        distribution.require_whoosh3()
