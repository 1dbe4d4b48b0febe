"""View models of the pages: snippets with ellipses, paragraphs, pagination (page numbers)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from trouvere.index import Article
from trouvere.search.budget import watched
from trouvere.search.results import Fragment, Snippet
from trouvere.web.catalogue import Catalogue
from trouvere.web.pages.facets import FilterChoice

ELLIPSIS = "…"
SENTENCE_ENDS = '.!?…»”"'


def passage(snippet: Snippet, article: Article) -> tuple[Fragment, ...]:
    """Return the fragments of a passage, with dots where the sentence goes on outside of it."""
    before, after = article.text[max(0, snippet.start - 8) : snippet.start], article.text[snippet.end : snippet.end + 8]
    fragments = snippet.fragments
    if before and not _ended(before):
        fragments = (Fragment(f"{ELLIPSIS} ", matched=False), *fragments)
    if after and not _ended(snippet.text) and not after.lstrip(" \u00a0").startswith(("\n", "\r")):
        fragments = (*fragments, Fragment(f" {ELLIPSIS}", matched=False))
    return fragments


def _ended(text: str) -> bool:
    """Say whether a sentence, or a line, ends with `text`."""
    words = text.rstrip()
    return not words or words[-1] in SENTENCE_ENDS or "\n" in text[len(words) :]


def paragraphs(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """Return the fragments cut at line ends, empty lines left out."""
    lines: list[list[Fragment]] = [[]]
    for fragment in watched(fragments):
        first, *others = re.split(r"[\n\r\u2028\u2029]+", fragment.text)
        lines[-1].append(Fragment(first, fragment.matched))
        lines += [[Fragment(line, fragment.matched)] for line in others]
    return [[part for part in line if part.text] for line in lines if any(part.text.strip() for part in line)]


def numbered(paragraphs: list[list[Fragment]]) -> list[list[tuple[Fragment, int]]]:
    """Return the fragments with the number of each mark, from 1, so that a link can lead to it; 0 where none is."""
    numbers = itertools.count(1)
    return [[(part, next(numbers) if part.matched else 0) for part in parts] for parts in paragraphs]


def language_of(article: Article, t: Catalogue) -> str | None:
    """Return the `lang` attribute of an article's text, or None where it is the language of the page."""
    language = (article.language or "fr").lower()
    return language if re.fullmatch("[a-z]{2}", language) and language != t.language else None


def host_of(url: str) -> str:
    """Return the host name of an address, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def page_choices(page: int, last: int, to: Callable[[int], str], t: Catalogue) -> Iterator[FilterChoice | None]:
    """Yield the numbered pages worth showing, None where some are left out; `to` gives the address of each."""
    previous = 0
    for number in page_numbers(page, last):
        if number > previous + 1:
            yield None
        yield FilterChoice(t.number(number), to(number), number == page)
        previous = number


def page_numbers(page: int, last: int) -> list[int]:
    """Return the first page, the last, and those around `page`; a gap of a single page is filled."""
    shown = {1, last, page - 1, page, page + 1}
    if page <= 2:
        shown |= {2, 3}
    if page >= last - 1:
        shown |= {last - 1, last - 2}
    shown |= {number + 1 for number in shown if number + 2 in shown}
    return sorted(number for number in shown if 1 <= number <= last)
