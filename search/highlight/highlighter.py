"""Highlighter: makes a hit of an article, its title and its best passages with the words marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trouvere.index.article import Article
from trouvere.search.highlight.article_parts import shown
from trouvere.search.highlight.blanks import last_blank
from trouvere.search.highlight.marks import Marks, key_of
from trouvere.search.highlight.snippets import WORD_BITS, first_snippet, fragments, passage, windows
from trouvere.search.query.plan import Expansion, Leaf, Plan, Term, leaves
from trouvere.search.query.plan import Sequence as Words
from trouvere.search.results import Hit, Snippet

MAX_POSITIONS = 32
"""Places of one word that are looked at in an article: the first ones."""
CHARS_A_WORD = 6
READ_CHARS = 30_000
"""Characters in which words that begin so are looked for, where the index does not know their places."""

Positions = list[list[int]]
"""Positions of a word, for each of some articles."""
Of = Callable[[str, str, int], Positions]
"""Tells the positions of a word in a form (`text`, `text_stem`): the first so many."""


class Highlighter:
    """Shows what a plan found. `importance` says how much a passage is worth for showing a leaf."""

    def __init__(self, plan: Plan | None, importance: Callable[[Leaf], float], *, snippets: int, chars: int) -> None:
        found = list(dict.fromkeys(leaves(plan)))
        self._text = Marks(plan, "text")
        self._title = self._text if all(leaf.field is None for leaf in found) else Marks(plan, "title")
        self._leaves = [leaf for leaf in found if leaf.field != "title"]
        weights = {key_of(leaf): importance(leaf) for leaf in self._leaves}
        self._words = {key: word for word, key in enumerate(sorted(weights))}
        self._weights = [weights[key] for key in self._words]
        # Where all the words stand that a prefix stands for is not known together: such an article is read whole.
        self.whole = bool(snippets) and any(isinstance(leaf, Expansion) for leaf in self._leaves)
        self._snippets, self._chars = snippets, chars

    def places(self, of: Of, count: int) -> list[list[int]]:
        """Return where in the texts of `count` articles the words of the plan stand, for `windows`: by position."""
        # Sets: a word stands in one place in two forms.
        found: list[set[int]] = [set() for _ in range(count)]
        for leaf in self._leaves if count and self._snippets and not self.whole else ():
            word = self._words[key_of(leaf)]
            for all_positions in _positions(leaf, of):
                for places, positions in zip(found, all_positions, strict=True):
                    places.update([position << WORD_BITS | word for position in positions])
        return list(map(sorted, found))

    def windows(self, places: list[int]) -> list[tuple[int, int]]:
        """Return the first and last position of the best passages."""
        return windows(places, self._weights, self._chars // CHARS_A_WORD, self._snippets)

    def read(self, text: str) -> list[tuple[int, int]]:
        """Return where the best passages of a text begin and end, where it must be read for that (`whole`)."""
        end = None if len(text) <= READ_CHARS else last_blank(text, 0, READ_CHARS) + 1 or READ_CHARS
        spans = self._text.spans(text, 0, end)
        ends = {span.start: span.end for span in spans}
        places = [span.start << WORD_BITS | self._words[span.key] for span in spans]
        return [(low, ends[high]) for low, high in windows(places, self._weights, self._chars, self._snippets)]

    def hit(self, rank: int, score: float, article: Article, near: list[tuple[int, int]]) -> Hit:
        """Return an article as a hit; `near` is where in its text the best passages lie, each between words."""
        snippets = self._shown(article.text, near)
        article = shown(article)
        title = fragments(article.title, self._title.spans(article.title))
        return Hit(rank, score, article, title, snippets)

    def _shown(self, text: str, near: list[tuple[int, int]]) -> tuple[Snippet, ...]:
        if not text or not self._snippets:
            return ()
        found = [snippet for each in near if (snippet := passage(text, self._text, each, self._chars))]
        return _apart(found) or (first_snippet(text, self._chars),)


def _positions(leaf: Leaf, of: Of) -> Iterator[Positions]:
    """Yield the positions of each form of a word; of words in order those of the first one."""
    match leaf:
        case Term():
            yield from (of(form, word, MAX_POSITIONS) for form, word in leaf.forms("text"))
        case Words() if leaf.slop:
            yield from (of(form, word, MAX_POSITIONS) for form, word in leaf.forms("text"))
        case Words():
            each = [of(form, word, MAX_POSITIONS * 256) for form, word in leaf.forms("text")]
            yield [_sequences(positions) for positions in zip(*each, strict=True)]
        case _:
            raise AssertionError(leaf)


def _sequences(positions: tuple[list[int], ...]) -> list[int]:
    """Return where words that follow each other begin."""
    others = [set(each) for each in positions[1:]]
    return [at for at in positions[0] if all(at + step in each for step, each in enumerate(others, 1))][:MAX_POSITIONS]


def _apart(snippets: list[Snippet]) -> tuple[Snippet, ...]:
    """Return snippets in the order of the text; of two that share text, or say the same, the first, the better one."""
    kept: list[Snippet] = []
    for snippet in snippets:
        if all(_differ(snippet, other) for other in kept):
            kept.append(snippet)
    return tuple(sorted(kept, key=lambda snippet: snippet.start))


def _differ(one: Snippet, other: Snippet) -> bool:
    return (one.end <= other.start or one.start >= other.end) and one.fragments != other.fragments
