"""Whether all that was found is marked where it stands, and nothing else: words of articles are asked for, one by one."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

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


def unquoted(articles: Sequence[Article], dice: random.Random, most: int) -> Iterator[str]:
    """Yield what readers type whose words stand in texts in another form: of each kind `most`, as often as there are.

    Words that accents alone tell apart, without accents and with; numbers of law without their letter; words in capitals,
    without stems, with signs; two in a row as one; what `other_writings.py` and the variants have other words for.
    """
    stems: dict[str, dict[str | None, str]] = defaultdict(dict)
    laws, signs, compounds = set[str](), set[str](), set[str]()
    for article in articles:
        tokens = [token for token in french().tokens(article.text) if not token.stop]
        for token in tokens:
            written = article.text[token.start : token.end]
            stems[token.text][token.stem] = written
            if law := _LAW.fullmatch(token.text):
                laws.add(law[1])
            elif token.stem is None or token.stem == token.text or not written.isalpha():
                signs.add(written)
        compounds.update(one.text + other.text for one, other in pairwise(tokens) if one.end + 1 == other.start)
    homographs = [surface for surface, its in stems.items() if len(its) > 1]
    accented = [written for surface in homographs for written in stems[surface].values()]
    for kind in (homographs, accented, laws, signs, compounds, stems):
        several = sorted(kind)
        yield from dice.sample(several, min(most, len(several)))
    yield from ("14 juillet 1789", "louis 14", "n° 5", "article 5", "20h30", "etats unis", "aujourd hui", "RATP", "ONU")


_LAW = re.compile(r"[a-z]{1,2}([0-9]{2,4}(?:-[0-9]{1,4})+)")


def unmarked(searcher: Searcher, asked: str) -> Iterator[str]:
    """Yield the articles that an answer has without a mark."""
    for hit in searcher.search(asked, limit=100).hits:
        passages = (fragment for snippet in hit.snippets for fragment in snippet.fragments)
        if not any(fragment.matched for fragment in (*hit.title, *passages)):
            yield f"{asked} in {hit.article.id}: nothing is marked"


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
