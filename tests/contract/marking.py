"""Whether all that was found is marked where it stands, and nothing else: words of articles are asked for, one by one."""

import random
from collections.abc import Iterator, Sequence

from trouvere.index import Article
from trouvere.index.analysis import Token, french
from trouvere.search import Searcher


def questions(articles: Sequence[Article], dice: random.Random, each: int) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Yield words of the texts as they are written there, numbers more often than others, and two in a row, quoted."""
    for article in articles:
        tokens = [token for token in french().tokens(article.text) if not token.stop]
        written = [article.text[token.start : token.end] for token in tokens]
        telling = [at for at, word in enumerate(written) if not word.isalpha()] or range(len(tokens))
        for at in (*dice.choices(range(len(tokens)), k=each), *dice.choices(telling, k=each)) if tokens else ():
            yield f'"{written[at]}"', (tokens[at],)
            beside = tokens[at : at + 2]
            if len(beside) == 2 and beside[1].position == beside[0].position + 1:
                yield f'"{article.text[beside[0].start : beside[1].end]}"', tuple(beside)


def faults(searcher: Searcher, asked: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Yield what is wrong with the passages of an answer to words in quotes."""
    results = searcher.search(asked, limit=10)
    wanted = [token.text for token in tokens]
    if results.corrected or not results.hits:
        yield f"{asked}: not found"
    for hit in results.hits:
        where = f"{asked} in {hit.article.id}"
        marks = [fragment.text for snippet in hit.snippets for fragment in snippet.fragments if fragment.matched]
        for mark in marks:
            if not {token.text for token in french().tokens(mark)} <= {*wanted}:
                yield f"{where}: {mark} is marked"
        surfaces = [token.text for token in french().tokens(hit.article.text)]
        if not marks and any(surfaces[at : at + len(wanted)] == wanted for at in range(len(surfaces))):
            yield f"{where}: nothing is marked"
        for snippet in hit.snippets:
            if "".join(fragment.text for fragment in snippet.fragments) != snippet.text:
                yield f"{where}: the passage is another text"
