"""Makes hits of documents: their articles, their titles with the words marked, their best passages."""

from __future__ import annotations

from collections.abc import Sequence

from trouvere.index.article import Article
from trouvere.index.columns.segment import Segment
from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.engines.matches import Numbers
from trouvere.search.marks import Marks, key_of
from trouvere.search.plan import Expansion, Plan, Term, leaves
from trouvere.search.plan import Sequence as Words
from trouvere.search.results import Hit, Snippet
from trouvere.search.snippets import WORD_BITS, beginning, fragments, passage, windows

PLACES = 32
"""Places of one word that are looked at in an article: the first ones."""
CHARS_A_WORD = 6


class Presenter:
    """Shows what a plan found in one generation."""

    def __init__(self, evaluator: Evaluator, plan: Plan | None, *, snippets: int, chars: int) -> None:
        self._evaluator = evaluator
        self._generation = evaluator.generation
        found = list(dict.fromkeys(leaves(plan)))
        self._text = Marks(plan, "text")
        self._title = self._text if all(leaf.field is None for leaf in found) else Marks(plan, "title")
        self._leaves = [leaf for leaf in found if leaf.field != "title"]
        weights = {key_of(leaf): evaluator.impacts.importance(leaf) for leaf in self._leaves}
        self._words = {key: word for word, key in enumerate(sorted(weights))}
        self._weights = [weights[key] for key in self._words]
        # The index does not keep the words that a prefix stands for together: such an article is read whole.
        self._whole = any(isinstance(leaf, Expansion) for leaf in self._leaves)
        self._snippets, self._chars = snippets, chars

    def hits(self, numbers: Numbers, scores: Sequence[float], offset: int) -> tuple[Hit, ...]:
        """Return the hits of some documents, in their order; ranks count from `offset` + 1."""
        ranked = list(enumerate(numbers.tolist()))
        hits: dict[int, Hit] = {}
        for index, (segment, base) in enumerate(self._generation.parts()):
            here = [(rank, number - base) for rank, number in ranked if 0 <= number - base < segment.documents]
            places = self._places(index, [document for _, document in here])
            for (rank, document), where in zip(here, places, strict=True):
                article, near = self._read(segment, document, where)
                title = fragments(article.title, self._title.spans(article.title))
                hits[rank] = Hit(offset + rank + 1, scores[rank], article, title, self._shown(article.text, near))
        return tuple(hits[rank] for rank, _ in ranked)

    def _read(self, segment: Segment, document: int, places: list[int]) -> tuple[Article, list[tuple[int, int]]]:
        """Return an article, and where in its text the best passages lie: each begins and ends between words."""
        if self._whole and self._snippets:
            article = segment.articles.read(document)
            spans = self._text.spans(article.text)
            ends = {span.start: span.end for span in spans}
            places = [span.start << WORD_BITS | self._words[span.key] for span in spans]
            chosen = windows(places, self._weights, self._chars, self._snippets)
            return article, [(low, ends[high]) for low, high in chosen]
        chosen = windows(places, self._weights, self._chars // CHARS_A_WORD, self._snippets)
        near = segment.field("text").octets(document, chosen) if chosen else []
        article, before = segment.articles.read_at(document, sorted({place for both in near for place in both}))
        return article, [(before[low], before[high]) for low, high in near]

    def _shown(self, text: str, near: list[tuple[int, int]]) -> tuple[Snippet, ...]:
        if not text or not self._snippets:
            return ()
        found = [snippet for each in near if (snippet := passage(text, self._text, each, self._chars))]
        return _apart(found) or (beginning(text, self._chars),)

    def _places(self, segment: int, docs: list[int]) -> list[list[int]]:
        """Return, for each document, where in its text the words of the plan stand: in order, by position."""
        found: list[list[int]] = [[] for _ in docs]
        if not docs or self._whole or not self._snippets:
            return found
        for leaf in self._leaves:
            word = self._words[key_of(leaf)]
            for places, positions in zip(found, self._positions(leaf, segment, docs), strict=True):
                places += [position << WORD_BITS | word for position in positions]
        for places in found:
            places.sort()
        return found

    def _positions(self, leaf: Term | Words | Expansion, segment: int, docs: list[int]) -> list[list[int]]:
        match leaf:
            case Term(surface, None, _):
                return self._of_word("text", surface, segment, docs)
            case Term(_, str(stem), _):
                return self._of_word("text_stem", stem, segment, docs)
            case Words(words, slop):
                each = [self._of_word("text", word, segment, docs, most=PLACES * 16) for word in words]
                if slop:
                    return [
                        [place for positions in many for place in positions[:PLACES]]
                        for many in zip(*each, strict=True)
                    ]
                return [_sequences(positions) for positions in zip(*each, strict=True)]
        raise AssertionError(leaf)

    def _of_word(self, field: str, word: str, segment: int, docs: list[int], *, most: int = PLACES) -> list[list[int]]:
        for column, term, _, where in self._evaluator.impacts.lookup(field, word)[1]:
            if where == segment:
                return column.positions_in(term, docs, most)
        return [[]] * len(docs)


def _sequences(positions: tuple[list[int], ...]) -> list[int]:
    """Return where words that follow each other begin."""
    others = [set(each) for each in positions[1:]]
    return [at for at in positions[0] if all(at + step in each for step, each in enumerate(others, 1))][:PLACES]


def _apart(snippets: list[Snippet]) -> tuple[Snippet, ...]:
    """Return snippets in the order of the text; of two that share text the one found first, the better one, stays."""
    kept: list[Snippet] = []
    for snippet in snippets:
        if all(snippet.end <= other.start or snippet.start >= other.end for other in kept):
            kept.append(snippet)
    return tuple(sorted(kept, key=lambda snippet: snippet.start))
