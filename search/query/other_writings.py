"""Spelling alternatives (other writings) of query words: compounds joined or apart, inflected within a hyphen, figures.

What was typed is looked up by the planner; here are the leaves that stand beside it, and only those that the index
knows. They cost a few lookups, and only words that have the shape for it cost any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice, pairwise, product

from trouvere.index.analysis import Token
from trouvere.index.analysis.compounds import humps, is_compound, joined_words, parts_of, prefixes
from trouvere.index.analysis.data import word_list
from trouvere.index.analysis.folding import folded
from trouvere.index.analysis.lowercase import lowered
from trouvere.index.analysis.stemming import alternatives, stem_of_word
from trouvere.search.query.dates import other_dates, other_hours
from trouvere.search.query.nodes import Node, TextField, Word
from trouvere.search.query.plan import Leaf, OtherWriting, Place, Plan, Sequence, Term
from trouvere.search.query.term_statistics import TermStatistics
from trouvere.search.suggest.dictionary import is_word

OTHER_WORD = 0.5
"""What a word counts for that the one typed may also mean: one with the same inflection, the two joined."""
LAW_TITLE_WEIGHT = 6.0
"""What the number of an article of law counts for in a title, beside the number as typed: that is the article."""
MOST_INFLECTED = 4
"""Sequences of stems that a hyphenated word is looked up in."""
MOST_JOINED = 5
"""Words that are looked up written as one."""

_LAW = re.compile(r"(?:[ldrac]|l[op])([0-9]+(?:-[0-9]+)*)")
_BARE_LAW = re.compile(r"[0-9]{2,4}(?:-[0-9]{1,4}){1,3}")
_LAW_LETTERS = ("l", "r", "d", "a", "lo", "lp")
_ROMAN = re.compile(r"[ivxlc]{2,}")
_SMALL = re.compile(r"[2-9]|[1-3][0-9]")
"""Numbers that kings and centuries have."""
_APOSTROPHE_PREFIXES = frozenset(
    ("aujourd", "presqu", "quelqu", "prud", "entr", "grand", "l", "d", "m", "n", "t", "s", "o", "z")
)
"""What may stand before an apostrophe that is left out: « aujourd hui », « N Golo »."""
_AS_WRITTEN = frozenset(
    "être avoir aller va faire pouvoir vouloir devoir savoir voir dire mettre venir vivre laisser rendre".split()  # noqa: SIM905
)
"""Stems of verbs that do not inflect within a hyphen: « peut-être » is not « pouvait être »."""
_INVARIABLE = frozenset(("sous", "sans", "avant", "apres", "hors", "entre", "non", "ex", "ci", "la", "vis", "quasi"))
_TITLES = {"monsieur": ("m", "mr"), "maitre": ("me",)}
_ABBREVIATED = {"mr": ("m",), "m": ("monsieur", "mr"), "me": ("maitre",)}
"""Of a name: what stands before it for these."""
_DASH = "–"
"""What is typed for the hyphen of an article of law."""
_NUMBERED = re.compile(r"no([0-9]+)")
_NUMBER = frozenset(("numero", "numeros"))
_ONE_LETTER = {"5": "v", "10": "x", "v": "5", "x": "10"}
"""Roman numerals of one letter: a letter is a number only behind a name."""


@cache
def _elided_names() -> dict[str, str]:
    """Return the names that begin like an elision, by what they are without their apostrophe."""
    return {name.replace("'", ""): name for name in word_list("apostrophe_words.txt")}


class OtherWritings:
    """Finds the other ways of one query's words; `tokens` analyses a word."""

    def __init__(self, index: TermStatistics, tokens: Callable[[str], tuple[Token, ...]]) -> None:
        self._index = index
        self._tokens = tokens
        self.writings: list[OtherWriting] = []
        """All that was found."""

    # One word as typed

    def of_word(self, text: str, token: Token, field: TextField | None) -> list[Leaf]:
        """Return the other ways to write a word of one token."""
        found = list(self._of_word(text, token, field))
        self.writings += (OtherWriting(leaf, (token.text,)) for leaf in found)
        return found

    def _of_word(self, text: str, token: Token, field: TextField | None) -> Iterator[Leaf]:
        surface = token.text
        if surface.isdecimal():
            if _SMALL.fullmatch(surface):
                yield from self._known(Term("", surface, field, OTHER_WORD))
            return
        if token.stem is not None and token.stem.isdecimal() and _ROMAN.fullmatch(surface):
            yield from self._known(Term(token.stem, None, field, OTHER_WORD))
            return
        if law := _LAW.fullmatch(surface):
            yield from self._itself((surface,), field)
            numbers = law[1].split("-")
            yield from self._known(Sequence.of_surfaces(numbers, 0, field, OTHER_WORD) if len(numbers) > 1 else None)
        if number := _NUMBERED.fullmatch(surface):
            yield from self._numbered((number[1],), field)
        typed = Term(surface, token.stem, field)
        if name := _elided_names().get(surface):
            yield from self._known(Term(name, stem_of_word(name), field, OTHER_WORD))
        written = written_in(text, token)
        # A part keeps its accents: those of « préretraité » tell it from « pré-retraite ».
        accented = written if folded(written) == surface and len(written) == len(surface) else surface

        def has(word: str) -> bool:
            return self._has(accented[-len(word) :] if surface.endswith(word) else word)

        for parts in (*parts_of(surface, self._articles, has, is_word), humps(text)):
            if parts:
                last = parts[-1]
                yield from self._apart((*parts[:-1], accented[-len(last) :] if surface.endswith(last) else last), typed)

    def of_parts(self, text: str, tokens: tuple[Token, ...], field: TextField | None) -> list[Leaf]:
        """Return the other ways to write a word that the analysis cuts: inflected, joined, in other figures."""
        found = list(self._of_parts(text, tokens, field))
        self.writings += (OtherWriting(leaf, tuple(token.text for token in tokens)) for leaf in found)
        return found

    def _of_parts(self, text: str, tokens: tuple[Token, ...], field: TextField | None) -> Iterator[Leaf]:
        surfaces = tuple(token.text for token in tokens)
        yield from self._inflected(text, tokens, field)
        if _DASH in text and len(law := self._tokens(text.replace(_DASH, "-"))) == 1:
            yield from self._known(Term(law[0].text, law[0].stem, field))
            yield from self._of_word(text, law[0], field)
        # Of « C/C++ », a name that ends with signs is one that is meant: articles have it alone.
        yield from self._known(*(Term(each, each, field, OTHER_WORD) for each in surfaces if not each[-1].isalnum()))
        if surfaces[0] == "n" and "°" in text:
            yield from self._numbered(surfaces[1:], field)
        if surfaces[0].isdecimal():
            yield from self._of_figures(text, surfaces, field)
        elif len(surfaces) == 2:
            yield from self._joined(surfaces, field)

    def _inflected(self, text: str, tokens: tuple[Token, ...], field: TextField | None) -> Iterator[Leaf]:
        """Yield « grands-mères » for « grand-mère »: its words by their stems."""
        places = [_places_within(text, token, last=token is tokens[-1]) for token in tokens]
        for chosen in islice(product(*places), MOST_INFLECTED):
            if any(stemmed for _, stemmed in chosen):
                yield from self._known(Sequence(chosen, 0, field, OTHER_WORD))

    def _of_figures(self, text: str, surfaces: tuple[str, ...], field: TextField | None) -> Iterator[Leaf]:
        match surfaces:
            case _, "h", *_:
                yield from self._written(other_hours(surfaces), field)
            case one, other if "×" in text:
                yield from self._known(
                    Term(f"{one}x{other}", None, field), Sequence.of_surfaces((one, "x", other), 0, field)
                )
            case _, other if not other.isdecimal():
                yield from self._joined(surfaces, field)
            case _ if all(map(str.isdecimal, surfaces)):
                dates = other_dates(surfaces)
                yield from self._written(dates, field)
                if _BARE_LAW.fullmatch(number := "-".join(surfaces)) and (not dates or max(map(len, surfaces)) == 2):
                    articles = [f"{letter}{number}" for letter in _LAW_LETTERS]
                    yield from self._known(*(Term(each, each, field, OTHER_WORD) for each in articles))
                    yield from self._itself(articles, field)

    def _itself(self, articles: Iterable[str], field: TextField | None) -> Iterator[Leaf]:
        """Yield the numbers of articles of law in titles: those that cite one name it more often than it does."""
        if field is None:
            yield from self._known(*(Term(each, None, "title", LAW_TITLE_WEIGHT) for each in articles))

    # Words side by side

    def of_words(self, nodes: Iterable[Node]) -> dict[Node, list[Plan]]:
        """Return, for words set side by side, what stands for several of them: the same leaf for each."""
        found: dict[Node, list[Plan]] = {}
        for words in _runs(nodes):
            surfaces = [_surface(self._tokens(word.text)) for word in words]
            for first, count, leaf in self._together(words, surfaces):
                for word in words[first : first + count]:
                    found.setdefault(word, []).append(leaf)
                self.writings.append(OtherWriting(leaf, tuple(surfaces[first : first + count])))
        return found

    def _together(self, words: list[Word], surfaces: list[str]) -> Iterator[tuple[int, int, Leaf]]:
        """Yield leaves, each with the first of the words that it stands for and how many these are."""
        field = words[0].field
        for at, (one, other) in enumerate(pairwise(words)):
            yield from ((at, 2, leaf) for leaf in self._pair(one, other, surfaces[at], surfaces[at + 1]))
            if titles := _TITLES.get(surfaces[at]):
                yield from ((at, 1, leaf) for leaf in self._titled(titles, other, field))
            elif (titles := _ABBREVIATED.get(surfaces[at])) and one.text[0].isupper() and other.text[:1].isupper():
                # « M. » is a stop word, which steps aside: what it stands for is said of the name.
                yield from ((at + 1, 1, leaf) for leaf in self._titled(titles, other, field))
        if any(surface.isdecimal() or surface in _ONE_LETTER for surface in surfaces):
            yield from self._with_figures(words, surfaces)
        if 3 <= len(words) <= MOST_JOINED and all(surfaces):
            yield from ((0, len(words), leaf) for leaf in self._known(Term("".join(surfaces), None, field, OTHER_WORD)))

    def _with_figures(self, words: list[Word], surfaces: list[str]) -> Iterator[tuple[int, int, Leaf]]:
        field = words[0].field
        for at, (one, other) in enumerate(pairwise(surfaces)):
            if one in _NUMBER and other.isdecimal():
                yield from ((at, 1, leaf) for leaf in self._numbered((other,), field))
            if letter := _ONE_LETTER.get(other):
                # « Charles V » for « Charles 5 », and back.
                before = self._tokens(words[at].text)
                if len(before) == 1 and before[0].stem is not None:
                    leaf = Sequence((place_of(before[0]), (letter, False)), 0, field, OTHER_WORD)
                    yield from ((at, 2, each) for each in self._known(leaf))
        for count in (3, 2):
            for at in range(len(words) - count + 1):
                several = tuple(surfaces[at : at + count])
                if several[0].isdecimal() or several[-1].isdecimal():
                    others = self._written((*other_dates(several), *other_hours(several)), field)
                    yield from ((at, count, leaf) for leaf in others)

    def _pair(self, one: Word, other: Word, first: str, second: str) -> Iterator[Leaf]:
        """Yield two words written as one: « total energies » joined, « aujourd hui » with its apostrophe."""
        if self._may_be_joined(one, other) and (joined := joined_words(one.text, other.text)):
            stem = stem_of_word(joined)
            # Asked of every pair of words: what has a form of it has its stem.
            if self._index.knows(Term("", stem, one.field)) and not self._by_accident(first, second, joined):
                yield Term(joined, stem, one.field, OTHER_WORD)
        elif first in _APOSTROPHE_PREFIXES:
            # What is elided for certain, « d essai », is no word of the index.
            yield from self._known(Term(f"{first}'{second}", None, one.field, OTHER_WORD))

    def _by_accident(self, first: str, second: str, joined: str) -> bool:
        """Say whether two known words give another word of French: « entre prise » is not « entreprise »."""
        if not is_word(joined) or is_compound(first, joined):
            return False
        return all(self._articles(word) or is_word(word) for word in (first, second))

    def _may_be_joined(self, one: Word, other: Word) -> bool:
        """Say whether neither of two words only holds a sentence together: « pour suivre » is not « poursuivre »."""
        return not (self._holds_together(one) or self._holds_together(other))

    def _holds_together(self, word: Word) -> bool:
        tokens = self._tokens(word.text)
        # Letters are stop words too: « A 320 », « 3 D », « t shirt ».
        a_letter = len(word.text) == 1 and (word.text.isupper() or word.text == "t")
        return not a_letter and bool(tokens) and all(token.stop for token in tokens)

    def _titled(self, titles: Iterable[str], name: Word, field: TextField | None) -> Iterator[Leaf]:
        """Yield « M. Martin » for « monsieur Martin », and back."""
        tokens = self._tokens(name.text)
        if tokens and not tokens[0].stop:
            places = tuple(map(place_of, tokens))
            yield from self._known(*(Sequence(((title, False), *places), 0, field, OTHER_WORD) for title in titles))

    def _numbered(self, number: tuple[str, ...], field: TextField | None) -> Iterator[Leaf]:
        """Yield the ways to write « numéro 12 »: n° 12, no 12, nº12."""
        yield from self._written(((word, *number) for word in ("numero", "n", "no")), field)
        yield from self._known(*(Term(f"no{one}", None, field, OTHER_WORD) for one in number if len(number) == 1))

    def _written(self, ways: Iterable[tuple[str, ...]], field: TextField | None) -> Iterator[Leaf]:
        return self._known(*(Sequence.of_surfaces(way, 0, field, OTHER_WORD) for way in ways))

    # What the index knows

    def _apart(self, parts: tuple[str, ...], typed: Term) -> Iterator[Leaf]:
        """Yield the parts of a joined word in order, as they are and inflected."""
        tokens = [token for part in parts for token in self._tokens(part)]
        places = tuple((token.text, False) if token.text in prefixes() else place_of(token) for token in tokens)
        for leaf in self._known(
            Sequence.of_surfaces(parts, 0, typed.field), Sequence(places, 0, typed.field, OTHER_WORD)
        ):
            yield self._no_more_than(typed, leaf)

    def _joined(self, parts: tuple[str, ...], field: TextField | None) -> Iterator[Leaf]:
        """Yield the parts of a word written as one."""
        joined = "".join(parts)
        for leaf in self._known(Term(joined, stem_of_word(joined), field, OTHER_WORD)):
            yield self._no_more_than(Sequence.of_surfaces(parts, 0, field), leaf)

    def _no_more_than(self, typed: Leaf, leaf: Term | Sequence) -> Leaf:
        """Return a leaf that counts for no more than what was typed: its words may be rarer, or more."""
        most = self._index.importance(typed) / self._index.importance(leaf)
        return leaf if most >= 1 else replace(leaf, weight=leaf.weight * most)

    def _known(self, *leaves: Term | Sequence | None) -> Iterator[Term | Sequence]:
        return (leaf for leaf in leaves if leaf and self._index.knows(leaf))

    def _articles(self, word: str) -> int:
        return self._index.articles(word, 1_000)

    def _has(self, word: str) -> bool:
        tokens = self._tokens(word)
        return len(tokens) == 1 and tokens[0].stem is not None and self._index.knows(Term("", tokens[0].stem))


def place_of(token: Token) -> Place:
    """Return what a word is looked for as among others: its stem, its surface form where it has none."""
    return (token.text, False) if token.stem is None else (token.stem, True)


def written_in(text: str, token: Token) -> str:
    """Return a word of a text in small letters, with its accents."""
    return lowered(unicodedata.normalize("NFC", text)[token.start : token.end])


def _places_within(text: str, token: Token, *, last: bool) -> list[Place]:
    """Return the same of a part of a hyphenated word, and the other stems that it may have: « finale », « finales »."""
    fixed = token.stem in _AS_WRITTEN or (not last and (token.text in _INVARIABLE or token.text in prefixes()))
    if fixed or token.stem is None:
        return [(token.text, False)]
    return [(stem, True) for stem in dict.fromkeys((token.stem, *alternatives(written_in(text, token))))]


def _runs(nodes: Iterable[Node]) -> Iterator[list[Word]]:
    """Yield words that stand side by side under one field, as many as there are, two at least."""
    run: list[Word] = []
    for node in nodes:
        plain = isinstance(node, Word) and not node.exact
        if run and not (plain and isinstance(node, Word) and node.field == run[0].field):
            if len(run) > 1:
                yield run
            run = []
        if plain and isinstance(node, Word):
            run.append(node)
    if len(run) > 1:
        yield run


def _surface(tokens: tuple[Token, ...]) -> str:
    """Return the surface form of a word of one token, "" for one of more."""
    return tokens[0].text if len(tokens) == 1 else ""
