"""Makes hits of documents: their articles, their titles with the words marked, their best passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trouvere.index.article import Article
from trouvere.index.columns.field import OFFSET_STEP, Field
from trouvere.index.columns.segment import Segment
from trouvere.search.engines.evaluator import Evaluator, Numbers
from trouvere.search.marks import Marks, key_of
from trouvere.search.plan import Expansion, Plan, Term, leaves
from trouvere.search.plan import Sequence as Words
from trouvere.search.results import Hit, Snippet
from trouvere.search.snippets import Place, beginning, fragments, passage, windows

PLACES = 32
"""Places of one word that are looked at in an article: the first ones."""
CHARS_A_WORD = 6


class Presenter:
    """Shows what a plan found in one generation."""

    def __init__(self, evaluator: Evaluator, plan: Plan | None, *, snippets: int, chars: int) -> None:
        self._evaluator = evaluator
        self._generation = evaluator.generation
        self._title, self._text = Marks(plan, "title"), Marks(plan, "text")
        self._leaves = [leaf for leaf in dict.fromkeys(leaves(plan)) if leaf.field != "title"]
        self._weights = {key_of(leaf): evaluator.importance(leaf) for leaf in self._leaves}
        # The index does not keep the words that a prefix stands for together: such an article is read whole.
        self._whole = any(isinstance(leaf, Expansion) for leaf in self._leaves)
        self._snippets, self._chars = snippets, chars

    def hits(self, numbers: Numbers, scores: Sequence[float], offset: int) -> tuple[Hit, ...]:
        """Return the hits of some documents, in their order; ranks count from `offset` + 1."""
        places = self._places(numbers)
        hits: list[Hit] = []
        for rank, (number, score) in enumerate(zip(numbers.tolist(), scores, strict=True), 1):
            segment, document = self._generation.place(number)
            article = segment.articles.read(document)
            title = fragments(article.title, self._title.spans(article.title))
            found = self._shown(article, segment, document, places.get(number, ()))
            hits.append(Hit(offset + rank, score, article, title, found))
        return tuple(hits)

    def _shown(self, article: Article, segment: Segment, document: int, places: Sequence[Place]) -> tuple[Snippet, ...]:
        text = article.text
        if not text or not self._snippets:
            return ()
        if self._whole:
            chars = [(span.start, span.key) for span in self._text.spans(text)]
            near = [(low, high + 1) for low, high in windows(chars, self._weights, self._chars, self._snippets)]
        else:
            size = self._chars // CHARS_A_WORD
            chosen = windows(places, self._weights, size, self._snippets)
            near = _characters(text, segment.field("text"), document, chosen)
        found = [snippet for each in near if (snippet := passage(text, self._text, each, self._chars))]
        return _apart(found) or (beginning(text, self._chars),)

    def _places(self, numbers: Numbers) -> dict[int, list[Place]]:
        """Return, for each document, where in its text the words of the plan stand: in order, by position."""
        found: dict[int, list[Place]] = {}
        if not self._leaves or self._whole or not self._snippets:
            return found
        ascending = np.sort(numbers)
        for index, (segment, base) in enumerate(self._generation.parts()):
            low, high = np.searchsorted(ascending, (base, base + segment.documents))
            docs = ascending[low:high] - base
            if not len(docs):
                continue
            streams: list[list[Place]] = [[] for _ in range(len(docs))]
            for leaf in self._leaves:
                key = key_of(leaf)
                for stream, positions in zip(streams, self._positions(leaf, index, docs), strict=True):
                    stream += [(position, key) for position in positions]
            for document, stream in zip(docs.tolist(), streams, strict=True):
                found[document + base] = sorted(stream)
        return found

    def _positions(self, leaf: Term | Words | Expansion, segment: int, docs: Numbers) -> list[list[int]]:
        match leaf:
            case Term(surface, None, _):
                return self._of_word("text", surface, segment, docs)
            case Term(_, str(stem), _):
                return self._of_word("text_stem", stem, segment, docs)
            case Words(words, slop, _):
                each = [self._of_word("text", word, segment, docs, most=PLACES * 16) for word in words]
                if slop:
                    return [
                        [place for positions in many for place in positions[:PLACES]]
                        for many in zip(*each, strict=True)
                    ]
                return [_sequences(positions) for positions in zip(*each, strict=True)]
        raise AssertionError(leaf)

    def _of_word(self, field: str, word: str, segment: int, docs: Numbers, *, most: int = PLACES) -> list[list[int]]:
        for column, term, _, where in self._evaluator.lookup(field, word)[1]:
            if where == segment:
                return column.positions_in(term, self._evaluator.docs(column, term), docs, most)
        return [[]] * len(docs)


def _sequences(positions: tuple[list[int], ...]) -> list[int]:
    """Return where words that follow each other begin."""
    others = [set(each) for each in positions[1:]]
    return [at for at in positions[0] if all(at + step in each for step, each in enumerate(others, 1))][:PLACES]


def _characters(text: str, field: Field, document: int, chosen: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where in a text the windows of words lie, in characters: a few words more on either side."""
    if not chosen:
        return []
    offsets = field.offsets(document)
    plain = text.isascii()
    encoded = b"" if plain else text.encode("utf-8", "surrogatepass")
    found: list[tuple[int, int]] = []
    for first, last in chosen:
        low, high = int(offsets[first // OFFSET_STEP]), last // OFFSET_STEP + 1
        end = int(offsets[high]) if high < len(offsets) else None
        if not plain:
            start = len(encoded[:low].decode("utf-8", "surrogatepass"))
            end = None if end is None else start + len(encoded[low:end].decode("utf-8", "surrogatepass"))
            low = start
        found.append((low, len(text) if end is None else end))
    return found


def _apart(snippets: list[Snippet]) -> tuple[Snippet, ...]:
    """Return snippets in the order of the text; of two that share text the one found first, the better one, stays."""
    kept: list[Snippet] = []
    for snippet in snippets:
        if all(snippet.end <= other.start or snippet.start >= other.end for other in kept):
            kept.append(snippet)
    return tuple(sorted(kept, key=lambda snippet: snippet.start))
