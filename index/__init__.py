"""Makes an index: sources → cleaning → analysis → engine → generation.

from trouvere.index import Article, build_index, update_index, delete_articles
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trouvere.index.article import Article, RawArticle

if TYPE_CHECKING:
    from trouvere.index.engines.embedded.build import build_index, rebuild_index
    from trouvere.index.engines.embedded.update import delete_articles, optimize, update_index

_LATER = {
    "build_index": "trouvere.index.engines.embedded.build",
    "rebuild_index": "trouvere.index.engines.embedded.build",
    "update_index": "trouvere.index.engines.embedded.update",
    "delete_articles": "trouvere.index.engines.embedded.update",
    "optimize": "trouvere.index.engines.embedded.update",
}
__all__ = [
    "Article",
    "RawArticle",
    "build_index",
    "delete_articles",
    "optimize",
    "rebuild_index",
    "update_index",
]


def __getattr__(name: str) -> Any:
    # Imported on first use: a program that only searches never loads the readers and the writers.
    if name in _LATER:
        import importlib

        return getattr(importlib.import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
