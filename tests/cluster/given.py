"""What the tests of a single node begin with."""

from typing import Any

from trouvere.index import Article
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.settings import Settings

SETTINGS = Settings(opensearch_replicas=0, processes=1)


def some(*numbers: int, word: str = "grève") -> list[Article]:
    return [Article(id=f"a{n}", title=f"Titre {n}", text=f"Une {word} de {n} jours.", source="AFP") for n in numbers]


def stored(client: Any, address: str) -> dict[str, str]:
    """Return the articles of an index in their order, by id: their texts."""
    return {article.id: article.text for article in reading.articles(client, parse(address).name)}
