"""Lexer: cuts a text into words and phrases, parentheses in pairs, minus signs, words that may be operators.

Whatever has no place in the language is left out here, so that the grammar has no errors to deal with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from trouvere.index.analysis.characters import APOSTROPHES, HYPHENS, LETTER
from trouvere.index.analysis.signs import SIGN, SIGNED_WORD
from trouvere.index.fields import Field
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Phrase, Prefix, TextField, Word
from trouvere.search.query.parser.fields import (
    DATE_FIELDS,
    QUOTES,
    TEXT_FIELDS,
    VALUE_FIELDS,
    DeclaredFields,
    FilterMaker,
)
from trouvere.search.results import Ignored

Leaf = Word | Prefix | Phrase
Operator = Literal["ET", "OU", "SAUF"]

OPERATORS: dict[str, Operator] = {"ET": "ET", "AND": "ET", "OU": "OU", "OR": "OU", "SAUF": "SAUF", "NOT": "SAUF"}
MAX_SLOP = 100

_FIELD_NAMES = "|".join(
    form
    for name in (*TEXT_FIELDS, *VALUE_FIELDS, *DATE_FIELDS)
    for form in dict.fromkeys((name, name.capitalize(), name.upper()))
)
# No part can be matched in two ways and what follows a repetition always matches: nothing is tried twice. (Repeated
# groups are not possessive: Python before 3.11.5 then keeps half of a round that failed.) A chunk is what stands
# between spaces; a parenthesis inside it that is closed inside it is part of it: citoyen(ne)s.
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<quote>(?P<quoted>"[^"]*"|«[^»]*»|“[^”]*”)(?:~(?P<slop>[0-9]+))?)
  | (?P<minus>(?<![^\s(])-(?=[^\s)-]))
  | (?P<field>{_FIELD_NAMES}):(?=[^\s)])
  | (?P<open>\()
  | (?P<close>\))
  | (?P<chunk>(?:[^\s()«“]++|\([^\s()«“]*+\))+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What may be the name of a declared field, accents apart from their letters too.
_OWN_FIELD = re.compile(r"(?P<field>[^\W\d_][\w\u0300-\u036f-]{0,79}+):(?=[^\s)])")
# A word starts with a letter or a digit, or with a sign that is a word: €, an emoji, that of .NET.
_INSIDE = rf"[^\s:*(){QUOTES}]"
_WORD = re.compile(rf"((?:{LETTER}|{SIGN}|{SIGNED_WORD}){_INSIDE}*+(?:\({_INSIDE}++\){_INSIDE}*+)*)(\*?)")
_LOOSE_ENDS = f".,;!?…{APOSTROPHES}{HYPHENS}–—_/\\|~^=&<>[]{{}}"
_WITH_POINT = re.compile(r"[LRDA]\.|L\.?[OP]\.")
"""What an article of law has before its number: without its point « D. 180 » would be two words."""
_LISTED = re.compile(r"[0-9][,;]")
_LOOKAHEAD_CHARS = 4
"""Characters behind a word that are looked at for the next one."""


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A piece of the text. A leaf without nodes is something that is not searched: a filter, a stray sign.

    What may be an operator carries the word that it is where it is none.
    """

    kind: Literal["leaf", "open", "close", "minus"] | Operator
    nodes: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryTokens:
    """The tokens of a text, with every `open` closed, and the filters found among them."""

    tokens: list[QueryToken]
    filters: Filters
    ignored: list[Ignored]


def lex(text: str, fields: Iterable[Field] = ()) -> QueryTokens:
    """Return the tokens of `text`, each with the field that it stands under; `fields` are those that are declared."""
    declared = DeclaredFields(fields)
    maker = FilterMaker(declared)
    ignored: list[Ignored] = []
    tokens: list[QueryToken] = []
    groups: list[tuple[str, bool]] = [("", False)]  # field, and whether what it filters is excluded
    waiting = ""  # a field whose value comes next

    for match in _paired(text, declared):
        kind = match.lastgroup
        if kind == "field":
            waiting = declared.name_of(match["field"]) or match["field"].lower()
            continue
        name = waiting or groups[-1][0]
        after_minus = bool(tokens) and tokens[-1].kind in ("minus", "SAUF")
        excluded = groups[-1][1] or after_minus
        if kind == "open":
            groups.append((name, excluded))
            tokens.append(QueryToken("open"))
        elif kind == "close":
            groups.pop()
            tokens.append(QueryToken("close"))
        elif kind == "minus":
            tokens.append(QueryToken("minus"))
        elif kind == "chunk" and not waiting and match[0] in OPERATORS:
            nodes = () if maker.knows(name) else words(match[0], TEXT_FIELDS.get(name))
            tokens.append(QueryToken(OPERATORS[match[0]], nodes))
        elif maker.knows(name):
            tokens.append(QueryToken("leaf", _filter(match, name, excluded, maker, ignored)))
        else:
            nodes = _nodes(match, TEXT_FIELDS.get(name))
            typed = _OWN_FIELD.match(match.string, match.start()) if declared and kind == "chunk" else None
            if typed and declared.is_near(typed["field"]):
                ignored.append(Ignored(f"{typed['field']}:", "unknown_field"))
            if nodes or after_minus or waiting:
                tokens.append(QueryToken("leaf", nodes))
        waiting = ""
    return QueryTokens(tokens, maker.filters(), ignored)


def words(text: str, field: TextField | None = None, after: str = "") -> tuple[Leaf, ...]:
    """Return the words and prefixes of `text`; colons and quotation marks separate, stars only end a prefix.

    `after` is what follows `text` where that was typed.
    """
    found: list[Leaf] = []
    for match in _WORD.finditer(text):
        word = _word(match, after if match.end() == len(text) else "")
        if match[2] and sum(map(str.isalnum, word)) >= 2:
            found.append(Prefix(word, field))
        else:
            found.append(Word(word, field))
    return tuple(found)


def phrase(parts: Sequence[str], slop: int = 0, field: TextField | None = None) -> Leaf:
    """Return the node of quoted words: one alone is asked for exactly as written."""
    return Phrase(" ".join(parts), slop, field) if len(parts) > 1 else Word(parts[0], field, exact=True)


def _nodes(match: re.Match[str], field: TextField | None) -> tuple[Leaf, ...]:
    if match["quoted"] is None:
        return words(match[0], field, match.string[match.end() : match.end() + _LOOKAHEAD_CHARS].lstrip())
    quoted = match["quoted"]
    parts = [
        _word(found, quoted[found.end() : found.end() + _LOOKAHEAD_CHARS].lstrip()) for found in _WORD.finditer(quoted)
    ]
    slop = min(int((match["slop"] or "0")[:4]), MAX_SLOP)
    return (phrase(parts, slop, field),) if parts else ()


def _word(match: re.Match[str], following: str) -> str:
    """Return a word without loose ends, but for those that tell « D. 180 » from « D 180 », « 1, 0 » from « 1 0 »."""
    word = match[1].rstrip(_LOOSE_ENDS)
    if _WITH_POINT.fullmatch(match[1]) or (_LISTED.fullmatch(match[1][len(word) - 1 :]) and following[:1].isdigit()):
        return match[1]
    return word


def _filter(
    match: re.Match[str], name: str, excluded: bool, maker: FilterMaker, ignored: list[Ignored]
) -> tuple[Leaf, ...]:
    """Hand `name:value` to the maker; return the words that it is where it is no filter."""
    value = match["quoted"][1:-1] if match["quoted"] else match[0].rstrip(",;!?…")
    as_typed = f"{name}:{match[0]}"
    refusal = maker.add(name, value, excluded=excluded)
    if refusal is None:
        return ()
    if refusal != "empty":
        ignored.append(Ignored(f"-{as_typed}" if excluded else as_typed, refusal))
    elif excluded:
        ignored.append(Ignored(f"-{as_typed}", "bad_value"))
    # To look for what was to be excluded would be the opposite of what is meant.
    return () if excluded else words(as_typed)


def _matches(text: str, declared: DeclaredFields) -> Iterator[re.Match[str]]:
    """Yield the matches one after another; whether a name is that of a declared field no pattern can say."""
    if not declared:
        yield from _TOKEN.finditer(text)
        return
    at = 0
    while at < len(text):
        match = _OWN_FIELD.match(text, at)
        if match is None or not declared.name_of(match["field"]):
            match = _TOKEN.match(text, at)
            # Anything is a token: `other`, if nothing else.
            assert match is not None
        yield match
        at = match.end()


def _paired(text: str, declared: DeclaredFields) -> list[re.Match[str]]:
    """Return the matches that mean something, without the parentheses and quotation marks that have no partner."""
    for opening, closing in ("«»", "“”"):
        last = text.rfind(closing) + 1
        text = text[:last] + text[last:].replace(opening, " ")
    matches: list[re.Match[str] | None] = []
    unclosed: list[int] = []
    before: str | None = None
    for match in _matches(text, declared):
        kind, previous = match.lastgroup, before
        before = kind
        if kind in ("space", "other") or (kind == "open" and previous == "chunk"):
            continue
        if kind == "open":
            unclosed.append(len(matches))
        elif kind == "close":
            if not unclosed:
                continue
            unclosed.pop()
        matches.append(match)
    for index in unclosed:
        matches[index] = None
    return [match for match in matches if match is not None]
