"""Headers without fences: lines `Title: …` (Pelican, MultiMarkdown), `% title` (Pandoc), `.. title:` (Nikola)."""

from __future__ import annotations

import re
from typing import Any

KNOWN_KEYS = frozenset(
    (
        *("title", "date", "author", "authors", "tags", "category", "categories", "slug", "status", "summary", "lang"),
        *("language", "modified", "updated", "subtitle", "keywords", "description", "template", "url", "save_as"),
        *("translation", "draft", "published", "layout", "permalink", "source", "copyright", "affiliation", "image"),
        *("titre", "auteur", "auteurs", "catégorie", "categorie", "rubrique", "mots-clés", "mots clés", "étiquettes"),
        *("résumé", "resume", "chapô", "chapo", "statut", "langue", "sous-titre", "brouillon", "publié", "tag", "id"),
        *("lieu", "place", "thème", "theme", "catégories", "date de publication", "mise à jour", "modifié", "série"),
        *("base header level", "css", "html header", "latex input", "email", "web", "revision", "quotes language"),
    )
)
"""Keys by which lines are known for a header and not for prose, in lower case."""
LONE_KEYS = frozenset(
    (
        *("title", "titre", "date", "author", "authors", "auteur", "auteurs", "tags", "category", "slug", "status"),
        *("draft", "rubrique", "layout"),
    )
)
"""Those that are one by themselves."""
MANY_KEYS = frozenset(("author", "authors", "auteur", "auteurs", "tags", "keywords", "categories"))
"""Keys whose further lines are further values."""
MAX_LINES = 200

_LINE = re.compile(
    r"(?P<key>[^\W\d_][\w '’-]{0,40}?)(?P<blank>[ \t\u00a0\u202f]?):(?!//)[ \t\u00a0\u202f]*+(?P<value>.*+)"
)
_MORE = re.compile(r"(?:[ ]{2,}|\t)[ \t]*+(?P<value>\S.*+)")
_RULE = re.compile(r"-{3,}+[ \t]*+\Z")
_NIKOLA = re.compile(r"(?P<comment><!--[ \t]*+\n\s*+)?(?P<lines>(?:\.\. [\w-]++:[^\n]*+(?:\n|\Z))++)\s*+")
_COMMENT_END = re.compile(r"-->[ \t]*+(?:\n|\Z)")
_PANDOC = re.compile(r"%(?: [^\n]*+)?(?:\n[ ]++\S[^\n]*+)*+(?:\n%(?: [^\n]*+)?(?:\n[ ]++\S[^\n]*+)*+){0,2}+(?:\n|\Z)")
_PANDOC_KEYS = ("title", "author", "date")


def parted(head: str, text: str) -> tuple[dict[Any, Any], str]:
    """Return what a header without fences says, and the text after it; `head` is the beginning of `text`."""
    if head.startswith("% "):
        return _pandoc(head, text)
    if head.startswith((".. ", "<!--")) and (found := _NIKOLA.match(head)):
        return _nikola(found, text)
    first = head.find(":", 0, 45)
    if first < 0 or "\n" in head[:first] or not head[0].isalpha():
        return {}, text
    return _lines(head, text)


def _lines(head: str, text: str) -> tuple[dict[str, str], str]:
    values: dict[str, str] = {}
    keys: list[str] = []
    spaced = ended = False
    end = 0
    for line in head.split("\n", MAX_LINES)[:MAX_LINES]:
        if not line.strip() or _RULE.match(line):
            ended = True
            end += len(line) + 1
            break
        if keys and (more := _MORE.fullmatch(line)):
            joint = ", " if keys[-1].lower() in MANY_KEYS else " "
            values[keys[-1]] = joint.join(filter(None, (values[keys[-1]].rstrip(", "), more["value"].strip())))
        elif found := _LINE.fullmatch(line):
            spaced = spaced or bool(found["blank"])
            keys.append(found["key"].strip())
            values[keys[-1]] = _unquoted(found["value"].strip())
        else:
            break
        end += len(line) + 1
    ended = ended or end >= len(text)
    return (values, text[end:]) if _is_header(keys, spaced=spaced, ended=ended) else ({}, text)


def _is_header(keys: list[str], *, spaced: bool, ended: bool) -> bool:
    """Return whether lines with these keys are a header: the first is known, and enough of the others.

    Not every blank before a colon makes prose of them, since French has one there; nor does a text that follows at
    once (not `ended`): Python-Markdown lets it.
    """
    names = [key.lower() for key in keys]
    known = sum(name in KNOWN_KEYS or name.replace("_", " ") in KNOWN_KEYS for name in names)
    if not names or names[0] not in KNOWN_KEYS:
        return False
    if spaced:
        return ended and known >= 2 and known == len(names)
    if len(names) == 1:
        return names[0] == "title" or (ended and names[0] in LONE_KEYS)
    lone = sum(name in LONE_KEYS for name in names)
    return lone >= 1 and (known >= 2) and (ended or 2 * known >= len(names))


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _nikola(found: re.Match[str], text: str) -> tuple[dict[str, str], str]:
    end = found.end()
    if found["comment"]:
        if not (closing := _COMMENT_END.match(text, end)):
            return {}, text
        end = closing.end()
    pairs = (line[3:].partition(":") for line in found["lines"].splitlines())
    return {key: value.strip() for key, _, value in pairs}, text[end:]


def _pandoc(head: str, text: str) -> tuple[dict[str, object], str]:
    """Return the title, the authors and the date of a title block; each may go on in an indented line."""
    found = _PANDOC.match(head)
    if not found or (found[0].count("\n%") == 0 and head[found.end() : found.end() + 1].strip()):
        return {}, text
    parts = [" ".join(part.split()) for part in re.split(r"^%", found[0], flags=re.MULTILINE)[1:]]
    values: dict[str, object] = {key: part for key, part in zip(_PANDOC_KEYS, parts, strict=False) if part}
    if "author" in values:
        lines = re.split(r"^%", found[0], flags=re.MULTILINE)[2]
        values["author"] = [one.strip() for one in re.split(r"[;\n]", lines) if one.strip()]
    return values, text[found.end() :]
