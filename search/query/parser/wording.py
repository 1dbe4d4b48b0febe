"""Query text of a tree: what was understood, in the French form of the query language."""

from __future__ import annotations

import datetime as dt
import re

from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Node, Not, Phrase, Prefix, TextField, Word

_FIELDS: dict[TextField | None, str] = {None: "", "title": "titre:", "text": "texte:"}
_FILTERS = {"category": "rubrique", "tags": "tag", "authors": "auteur", "language": "langue", "place": "lieu"}
"""What filters are called in French; all others, declared ones too, go by their own name."""
_BETWEEN = {AllOf: " ET ", AnyOf: " OU ", Beside: " "}
_NO_FILTERS = Filters()
_PLAIN_VALUE = re.compile(r'[^\s():"«»“”]*[^\s():"«»“”,;!?…]')


def query_text(node: Node, filters: Filters = _NO_FILTERS) -> str:
    """Return the text that asks for this, for a reader: « grève (train OU métro) -SNCF source:AP prix:10..20 ».

    What `parse` made and this wrote parses to the same again, given room: this form shows parentheses and fields that
    were only meant, so it may be longer and deeper than what was typed. As deep as the tree, it recurs.
    """
    return " ".join(part for part in (_node(node), *_filters(filters)) if part)


def _node(node: Node, *, inside: bool = False) -> str:
    match node:
        case Word(text, field, exact):
            return _FIELDS[field] + (_quoted(text) if exact else text)
        case Prefix(text, field):
            return f"{_FIELDS[field]}{text}*"
        case Phrase(text, slop, field):
            return _FIELDS[field] + _quoted(text) + (f"~{slop}" if slop else "")
        case Not(excluded):
            return "-" + _node(excluded, inside=True)
        case Beside((AllOf() as wanted, *excluded)) if excluded and all(isinstance(each, Not) for each in excluded):
            # An exclusion is about all that stands before it.
            whole = " ".join((_node(wanted), *(_node(each, inside=True) for each in excluded)))
            return f"({whole})" if inside else whole
        case AllOf(nodes) | AnyOf(nodes) | Beside(nodes):
            whole = _BETWEEN[type(node)].join(_node(each, inside=True) for each in nodes)
            return f"({whole})" if inside else whole


def _filters(filters: Filters) -> list[str]:
    parts = [
        f"{'-' if clause.excluded else ''}{_FILTERS.get(clause.field, clause.field)}:"
        f"{value if _PLAIN_VALUE.fullmatch(value) else _quoted(value)}"
        for clause in filters.clauses
        for value in clause.wanted
    ]
    since, until = filters.date_from, filters.date_to
    if since and since == until:
        return [*parts, f"le:{since.isoformat()}"]
    if since:
        parts.append(f"depuis:{since.isoformat()}")
    if until and until < dt.date.max:
        parts.append(f"avant:{(until + dt.timedelta(days=1)).isoformat()}")
    return parts


def _quoted(text: str) -> str:
    return f"«\u00a0{text}\u00a0»"
