"""Synonym file: reads variants or synonyms in the format that Solr and Lucene read.

    # Kiev was the Russian name
    Kiev, Kyiv                       each stands for the others
    stéphanois => Saint-Étienne      the left leads to the right, not back
    Lomé\\, Togo, Lomé                a backslash takes the next character as it is

https://solr.apache.org/guide/solr/latest/indexing-guide/filters.html#synonym-graph-filter, `expand=true`; but what was
typed always stays: `a => b` searches b beside a, and `a, b => b` is `a => b`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from trouvere.index.errors import SettingsError


class Rule(NamedTuple):
    """What one line says: any of `left` may be looked up as each of `right` too. `both`: and the other way round."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    both: bool
    line: int


def read_rules(path: Path) -> list[Rule]:
    """Return the rules of a file; raises `SettingsError` naming the line that is none, or the file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{path} : illisible ({error.strerror or error})",
            hint="vérifiez le chemin et les droits : « trouvere settings » montre les réglages",
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{path}:{line} : ce n'est pas de l'UTF-8", hint="enregistrez ce fichier en UTF-8"
        ) from None
    return list(rules_of(text, str(path)))


def rules_of(text: str, name: str) -> Iterator[Rule]:
    """Yield the rules of a text; `name` is what errors call it. Raises `SettingsError`."""
    # Lines end as Solr's do: a form feed or U+2028 is a character like another.
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = line.strip()
        if not line or line[0] == "#":
            continue
        sides = _sides(line)
        if len(sides) > 2:
            raise _error(name, number, "plus d'une flèche « => »")
        if not all(entry for side in sides for entry in side):
            raise _error(name, number, "il manque un mot")
        yield Rule(sides[0], sides[-1], len(sides) == 1, number)


def _sides(line: str) -> list[tuple[str, ...]]:
    """Return the entries left and right of arrows."""
    if "\\" not in line:
        return [tuple(entry.strip() for entry in side.split(",")) for side in line.split("=>")]
    sides: list[list[str]] = [[""]]
    at = 0
    while at < len(line):
        if line.startswith("=>", at):
            sides.append([""])
            at += 2
            continue
        if line[at] == ",":
            sides[-1].append("")
        else:
            at += line[at] == "\\"
            # A backslash at the very end stands for itself.
            sides[-1][-1] += line[at] if at < len(line) else "\\"
        at += 1
    return [tuple(entry.strip() for entry in side) for side in sides]


def _error(name: str, line: int, what: str) -> SettingsError:
    return SettingsError(
        f"{name}:{line} : {what}", hint="il faut « a, b, c » ou « a, b => c » ; « # » commence un commentaire"
    )
