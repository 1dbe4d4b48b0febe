"""Partial query: what was typed so far, its finished words and the prefix that is being typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from trouvere.index.analysis import Token, french
from trouvere.index.analysis.characters import APOSTROPHES, HYPHENS
from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Node, Prefix, Word
from trouvere.search.query.numbers import joined_numbers

LONGEST_TEXT = 200
"""Characters of the longest text that is completed."""
SHORTEST_WORD = 2
"""Letters from which on a word that is being typed stands for those that begin so."""
_GOES_ON = APOSTROPHES + HYPHENS
_HOUR = re.compile(r"[0-9]{1,2}[hH][0-9]")
"""An hour with half of its minutes: one word still, which will be three."""


@dataclass(frozen=True, slots=True)
class PartialQuery:
    """What was typed so far: its tokens, and where the word begins that is being typed (at the end where none is)."""

    text: str
    tokens: tuple[Token, ...]
    start: int

    @property
    def whole(self) -> tuple[Token, ...]:
        """The words that are finished."""
        return self.tokens[:-1] if self.start < len(self.text) else self.tokens

    @property
    def attached(self) -> tuple[Token, ...]:
        """The words without a space between them and the one that is being typed: « assurance » of « assurance-m »."""
        first = len(self.text) - len(self.text.split()[-1]) if self.prefix else len(self.text)
        return tuple(token for token in self.whole if token.start >= first)

    @property
    def tail(self) -> tuple[Token, ...]:
        """The last word that is no stop word and is finished, with the stop words behind it; empty where none is."""
        last = next((at for at in range(len(self.whole) - 1, -1, -1) if not self.whole[at].stop), None)
        return () if last is None else self.whole[last:]

    @property
    def compound(self) -> bool:
        """Whether some words have no space between them: those are searched as a phrase."""
        between = (self.text[one.end : other.start] for one, other in pairwise(self.tokens))
        return not all(any(map(str.isspace, text)) for text in between)

    @property
    def prefix(self) -> str:
        """The beginning of the last word, folded; empty where that is finished."""
        return self.tokens[-1].text if self.start < len(self.text) else ""


def read_typed(text: str) -> PartialQuery | None:
    """Return what was typed, None where there is nothing to complete or too much."""
    if len(text) > LONGEST_TEXT:
        return None
    text = text.lstrip()
    tokens = tuple(french().tokens(text))
    if not tokens:
        return None
    last = tokens[-1]
    return PartialQuery(text, tokens, last.start if last.end == len(text) else len(text))


def with_last_word_as_prefix(node: Node, query: str, *, alone: bool = True) -> tuple[Node, str]:
    """Return the tree of a query whose last word is being typed, with what it may become; and that word's surface form.

    That is empty where the last word stands for no others: a space or a sign is behind it, it is a stop word (beside
    others: `alone` says it is not), in quotes, excluded, or a letter alone. Behind a hyphen it is let go of then, and
    what stands before it is searched: « rendez » for « rendez-v ».
    """
    match node:
        case Beside(nodes) | AllOf(nodes) | AnyOf(nodes) if nodes:
            if isinstance(node, Beside):
                # « L. 1234-5 » is one word, whose number is not finished.
                nodes = joined_numbers(nodes)
            last, surface = with_last_word_as_prefix(nodes[-1], query, alone=False)
            return (node, "") if last is nodes[-1] else (replace(node, nodes=(*nodes[:-1], last)), surface)
        case Word(text, field, False) if _ends_with(query, text):
            *whole, last_token = french().tokens(text) or (None,)
            if last_token is None or last_token.end < len(text):
                return node, ""
            before = Word(text[: whole[-1].end], field) if whole else None
            if _HOUR.fullmatch(text):
                before = Word(text[:-1], field)
            elif len(last_token.text) >= SHORTEST_WORD and not (last_token.stop and (whole or not alone)):
                other: Node = Prefix(text[last_token.start :], field, unfinished=True)
                # What stands before the last part of « saint-ét » is words that are wanted.
                other = AllOf((before, other)) if before else other
                return AnyOf((node, other), unfinished=True), last_token.text
            return (AnyOf((node, before), unfinished=True) if before else node), ""
    return node, ""


def _ends_with(query: str, word: str) -> bool:
    """Say whether a word ends a query: what is behind « rendez- », « main-d’ » or « S.N. » is about to go on."""
    goes_on = f"{_GOES_ON}." if "." in word else _GOES_ON
    return not query[-1:].isspace() and "".join(query.split()).rstrip(goes_on).endswith(word)
