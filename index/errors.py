"""The errors (exceptions) that Trouvère raises on purpose, drawn as one tree.

    TrouvereError
    ├── UsageError            what was asked makes no sense (exit code 2)
    │   ├── SettingsError     a setting is unknown or has a bad value
    │   └── MirrorRefused     a mirror would take away more articles than it may (exit code 1)
    ├── SourceError           a source cannot be read at all
    │   └── ArticleError      one article of a source cannot be used
    │       └── EmptyArticle  there is nothing in it
    ├── BuildError            a build was given up; what was published before is untouched
    │   └── IndexLocked       somebody else is writing to the index
    ├── IndexNotFound         there is no index at this place
    ├── IncompatibleIndex     the index was written by another version
    ├── CorruptIndex          a file of the index is not what was written
    ├── UnreadableIndex       the system does not let it be read: no right to, no descriptor left, links in a loop
    ├── ArticleNotFound       no article has this id
    ├── SearchTimeout         a search went past its deadline, or read more than it may
    ├── TooManySearches       more are under way than may be at once
    ├── ClusterError          a cluster refused what was asked of it
    │   └── ClusterUnavailable  none of its hosts answers, or not in time
    └── MissingDependency     an optional package is absent, or a foreign one is in the way

Every error carries a sentence for the person (`str(error)`) and, where there is one, the next step (`error.hint`).
"""

from __future__ import annotations

from typing import Self


class TrouvereError(Exception):
    """Base of every error that Trouvère raises on purpose."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def anew(self) -> Self:
        """Return the same error without the place that it was raised at, and what was open there."""
        return type(self)(str(self), hint=self.hint)


class UsageError(TrouvereError):
    """What was asked makes no sense as it stands."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting is unknown or its value cannot be used."""


class MirrorRefused(UsageError):
    """A mirror would take away more of the index than it may: nothing was changed."""

    # A command that was right yesterday meets it when its sources are not there: the work failed.
    exit_code = 1


class SourceError(TrouvereError):
    """A source cannot be read."""


class ArticleError(SourceError):
    """One article of a source cannot be used; the others can."""


class EmptyArticle(ArticleError):
    """An article was read and has neither title nor text."""


class BuildError(TrouvereError):
    """A build was given up; the generation published before it is untouched."""


class IndexLocked(BuildError):
    """Another process is writing to the index."""


class IndexNotFound(TrouvereError):
    """There is no index at the place given."""


class IncompatibleIndex(TrouvereError):
    """The index was written by a version whose format this one does not read."""


class CorruptIndex(TrouvereError):
    """A file of the index is not what was written."""


class UnreadableIndex(TrouvereError):
    """The system does not let the index be read: who may, or what it is, is for the machine's owner to mend."""


class ArticleNotFound(TrouvereError):
    """No article of the index has the id asked for."""


class SearchTimeout(TrouvereError):
    """A search went past its deadline, or read more of the index than it may."""


class TooManySearches(TrouvereError):
    """More searches are under way than may be at once."""


class ClusterError(TrouvereError):
    """A cluster refused what was asked of it."""


class ClusterUnavailable(ClusterError):
    """No host of a cluster answers, or not in time: what was asked may be asked again."""


class MissingDependency(TrouvereError):
    """An optional package is not installed, or a foreign one stands in its place."""
