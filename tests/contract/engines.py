"""The engines, each with a place for indexes that no other test has."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from trouvere.index import Article, Field, build_index, delete_articles, update_index
from trouvere.index.settings import Settings
from trouvere.search import Searcher, open_searcher


class Engine:
    """Makes and opens indexes of one kind. `shards` is for a cluster: a folder has none."""

    def __init__(self, name: str, folder: Path | None = None, hosts: str = "") -> None:
        self.name = name
        self._folder, self._hosts = folder, hosts
        self.settings = Settings()
        self.replicas = 0

    def place(self) -> str:
        """Return an INDEX where nothing is yet."""
        one = f"contract-{uuid.uuid4().hex[:10]}"
        return f"opensearch://{self._hosts}/{one}" if self._folder is None else str(self._folder / one)

    def build(
        self, articles: Iterable[Article], index: str = "", shards: int = 1, fields: Iterable[Field] | None = None
    ) -> str:
        """Build an index, a new one or a new generation of one that is there."""
        index = index or self.place()
        settings = replace(self.settings, opensearch_shards=shards, opensearch_replicas=self.replicas)
        build_index(index, list(articles), settings=settings, fields=fields)
        return index

    def update(self, index: str, articles: Iterable[Article]) -> None:
        """Add articles to an index."""
        update_index(index, list(articles), settings=self.settings)

    def delete(self, index: str, *ids: str) -> None:
        """Take articles out of an index."""
        delete_articles(index, ids, settings=self.settings)

    def open(self, index: str, **settings: Any) -> Searcher:
        """Open an index."""
        return open_searcher(index, settings=replace(self.settings, **settings))
