"""Word lists of the chain: plain text, one entry a line, `#` begins a comment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def entries(name: str, package: str = __name__) -> list[str]:
    """Return the entries of one of the lists that ship with the chain, or with another package, in order."""
    lines = files(package).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [entry for line in lines if (entry := line.partition("#")[0].strip())]


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the entries of a list as a set."""
    return frozenset(entries(name))
