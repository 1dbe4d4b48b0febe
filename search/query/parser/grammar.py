"""Grammar: `-` and SAUF bind tightest, then ET, then OU; what stands side by side comes last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Node, Not, Phrase, Word
from trouvere.search.query.parser.lexer import OPERATORS, Leaf, QueryToken, phrase


def resolved(tokens: Sequence[QueryToken], *, operators: bool) -> list[QueryToken]:
    """Return the tokens with each word in capitals that is no operator made the word that it is.

    ET and OU are operators between two operands, SAUF before one. `operators` is false where everything is in
    capitals, so that OR NOIR is about gold; what stands under a field is then not an ordinary word all the same.
    """
    done: list[QueryToken] = []
    for index, token in enumerate(tokens):
        if token.kind in ("ET", "OU", "SAUF"):
            before = token.kind == "SAUF" or (bool(done) and done[-1].kind in ("leaf", "close"))
            after = index + 1 < len(tokens) and tokens[index + 1].kind in ("leaf", "open", "minus", "SAUF")
            wanted = operators or not any(node.field is None for node in token.nodes)
            done.append(QueryToken(token.kind) if wanted and before and after else QueryToken("leaf", token.nodes))
        else:
            done.append(token)
    return done


def capped(tokens: Iterable[QueryToken], terms: int) -> tuple[list[QueryToken], list[str]]:
    """Return the tokens with the first `terms` words only, and the words left out; a phrase keeps its beginning."""
    kept: list[QueryToken] = []
    dropped: list[str] = []
    room = terms
    for token in tokens:
        nodes: list[Leaf] = []
        for node in token.nodes:
            parts = node.text.split() if isinstance(node, Phrase) else [node.text]
            dropped += parts[room:]
            if len(parts) <= room:
                nodes.append(node)
            elif room:
                nodes.append(phrase(parts[:room], node.slop if isinstance(node, Phrase) else 0, node.field))
            room = max(0, room - len(parts))
        kept.append(QueryToken(token.kind, tuple(nodes)))
    return kept, dropped


def in_capitals(tokens: Iterable[QueryToken]) -> bool:
    """Say whether no word has a small letter. To name a field is to know the language: that is not « in capitals »."""
    leaves = [node for token in tokens for node in token.nodes]
    return not any(node.field or any(map(str.islower, node.text)) for node in leaves)


def settled(tokens: Iterable[QueryToken]) -> list[QueryToken]:
    """Return the tokens with OU and the like in small letters where they are words, so that `written` shows them so."""
    return [QueryToken(token.kind, tuple(map(_lowered, token.nodes))) for token in tokens]


def _lowered(node: Leaf) -> Leaf:
    if isinstance(node, Word) and node.text in OPERATORS and not node.exact and not node.field:
        return replace(node, text=node.text.lower())
    return node


def tree(tokens: Iterable[QueryToken], depth: int) -> tuple[Node, bool]:
    """Return the tree of the tokens, and whether parentheses deeper than `depth` were read as if not there."""
    groups = [_QueryGroup()]
    flattened: list[bool] = []  # parentheses read as if not there: whether each was to be excluded
    excluded = 0  # how many of them were
    too_deep = False
    for token in tokens:
        group = groups[-1]
        if token.kind == "leaf":
            group.excluding |= excluded > 0
            group.add(joined(Beside, token.nodes) if token.nodes else None)
        elif token.kind in ("minus", "SAUF"):
            group.excluding = True
        elif token.kind in ("ET", "OU"):
            group.operator = token.kind
        elif token.kind == "open":
            if len(groups) <= depth:
                groups.append(_QueryGroup())
                continue
            too_deep = True
            flattened.append(group.excluding)
            excluded += group.excluding
            group.excluding = False
        elif flattened:
            excluded -= flattened.pop()
        else:
            groups.pop()
            groups[-1].add_group(group)
    return groups[0].whole(), too_deep


@dataclass(slots=True)
class _QueryGroup:
    """What stands in one pair of parentheses, side by side: exclusions, and alternatives of things all wanted."""

    items: list[Not | list[list[Node]]] = field(default_factory=list)
    latest: list[list[Node]] | None = None
    operator: str = ""
    excluding: bool = False

    def add(self, node: Node | None) -> None:
        """Put in the next operand; none where it is not searched, and what led to it then has no effect.

        An exclusion is no alternative: it holds for the whole group, unless ET ties it to what stands before it.
        OU and ET go past it to the operand before.
        """
        if node is not None:
            if self.excluding and self.operator == "ET" and self.latest:
                self.latest[-1].append(Not(node))
            elif self.excluding:
                self.items.append(Not(node))
            elif self.operator == "ET" and self.latest:
                self.latest[-1].append(node)
            elif self.operator == "OU" and self.latest:
                self.latest.append([node])
            else:
                self.latest = [[node]]
                self.items.append(self.latest)
        self.operator, self.excluding = "", False

    def add_group(self, group: _QueryGroup) -> None:
        """Put in a group that was closed; exclusions with nothing beside them hold here instead."""
        if group.latest:
            self.add(group.whole())
        else:
            self.items.extend(group.items)
            self.add(None)

    def whole(self) -> Node:
        """Return the node of all that is here. Exclusions alone are ordinary words: nothing else is asked."""
        nodes: list[Node] = []
        for item in self.items:
            if isinstance(item, Not):
                nodes.append(item if self.latest else item.node)
            else:
                nodes.append(joined(AnyOf, [joined(AllOf, wanted) for wanted in item]))
        return joined(Beside, nodes)


def joined(kind: type[AllOf] | type[AnyOf] | type[Beside], nodes: Sequence[Node]) -> Node:
    """Return one node of many: one alone is itself, and those of the same kind are taken out of their own group."""
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, kind) and not (kind is Beside and any(isinstance(each, Not) for each in node.nodes)):
            flat.extend(node.nodes)
        else:
            flat.append(node)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
