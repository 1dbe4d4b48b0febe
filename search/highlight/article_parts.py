"""A long article in parts, as a page shows it: cut where a paragraph ends, with so many words marked at most.

What a part costs is bounded by its size, whatever the size of the article: no step of Python is spent on the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from trouvere.index.article import Article
from trouvere.search.budget import for_page, spend
from trouvere.search.highlight.blanks import last_blank
from trouvere.search.highlight.marks import Marks
from trouvere.search.highlight.sentence_ends import sentence_end
from trouvere.search.highlight.snippets import first_snippet, fragments
from trouvere.search.query.plan import Plan
from trouvere.search.results import Fragment, Hit

BEGINNING_CHARS = 100_000
"""Characters of the text of each article in a list, which a page keeps."""
TITLE_CHARS, NAME_CHARS, MAX_NAMES = 2_000, 2_000, 100
"""Characters that a page shows of a title and of a source, a section, a place, an address; tags and authors."""


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """One part of an article: `text` is the part's, with the words of a query marked; so is that of `article`.

    `number` counts from 1 to `parts`. `unmarked`: more words stand in it than may be marked. `elsewhere` are the
    numbers of other parts that have such words, in order: none where the engine does not know.
    """

    article: Article
    title: tuple[Fragment, ...]
    text: tuple[Fragment, ...]
    number: int = 1
    parts: int = 1
    unmarked: bool = False
    elsewhere: tuple[int, ...] = ()

    @property
    def marked(self) -> int:
        """How many words are marked."""
        return sum(fragment.matched for fragment in self.text)


class Cuts:
    """Where the parts of a text begin and end, each of `size` characters at most; all are about as long."""

    def __init__(self, text: str, size: int) -> None:
        self._text = text
        self.parts = max(1, -(-len(text) // size))

    def part(self, number: int) -> tuple[int, int]:
        """Return where a part begins and ends, by its number."""
        return self._end(number - 1), self._end(number)

    def ends(self) -> list[int]:
        """Return where each part ends."""
        return [self._end(number) for number in range(1, self.parts + 1)]

    def _end(self, number: int) -> int:
        text, size = self._text, len(self._text) // self.parts
        if not 0 < number < self.parts:
            return 0 if number <= 0 else len(text)
        latest = size * number
        earliest = latest - size // 2
        for found in (
            text.rfind("\n", earliest, latest),
            sentence_end(text, earliest, latest),
            last_blank(text, earliest, latest),
        ):
            if found >= 0:
                return found + 1
        return latest


def part_of(article: Article, plan: Plan | None, cuts: Cuts, number: int, most: int) -> ArticlePart:
    """Return a part of an article, `most` of its words marked at most; of a number past the last one, the last."""
    number = min(number, cuts.parts)
    start, end = cuts.part(number)
    here = brief(article, article.text[start:end])
    spans = list(islice(Marks(plan, "text").found(here.text), most + 1))
    title = fragments(here.title, Marks(plan, "title").spans(here.title))
    text = fragments(here.text, spans[:most])
    return ArticlePart(here, title, text, number, cuts.parts, len(spans) > most)


def shown(article: Article) -> Article:
    """Return an article as a list of them keeps it: on a page the beginning of its text, elsewhere all of it.

    A page may list a hundred articles of ten million characters.
    """
    return beginning_of(article) if for_page() else article


def unmarked(articles: Iterable[Article], scores: Iterable[float], chars: int) -> tuple[Hit, ...]:
    """Return articles as hits in which nothing is marked; their passage is how they begin, none where `chars` is 0."""
    found: list[Hit] = []
    for article, score in zip(articles, scores, strict=True):
        spend()
        snippets = (first_snippet(article.text, chars),) if article.text and chars else ()
        article = shown(article)
        found.append(Hit(len(found) + 1, score, article, fragments(article.title, ()), snippets))
    return tuple(found)


def beginning_of(article: Article) -> Article:
    """Return an article with the beginning of its text: the article itself where that is all of it."""
    return brief(article, article.text[:BEGINNING_CHARS])


def brief(article: Article, text: str) -> Article:
    """Return an article as it is shown with so much of its text: what else is very long is cut, with dots."""
    names = (article.source, article.place, article.category, article.url)
    if (
        text is article.text
        and len(article.title) <= TITLE_CHARS
        and max(map(len, names)) <= NAME_CHARS
        and not _many(article.authors)
        and not _many(article.tags)
    ):
        return article
    source, place, category, _ = (_cut(name, NAME_CHARS) for name in names)
    return replace(
        article,
        title=_cut(article.title, TITLE_CHARS),
        text=text,
        source=source,
        place=place,
        category=category,
        # An address that is cut leads elsewhere.
        url=article.url if len(article.url) <= NAME_CHARS else "",
        authors=_some(article.authors),
        tags=_some(article.tags),
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _many(names: tuple[str, ...]) -> bool:
    return len(names) > MAX_NAMES or sum(map(len, names)) > MAX_NAMES * NAME_CHARS


def _some(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_cut(name, NAME_CHARS) for name in names[:MAX_NAMES])
