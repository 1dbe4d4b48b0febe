"""Read-more links of feeds: « Lire la suite », "The post … appeared first on …", which say nothing of the article.

They are taken off the end of a text, and where they are a line that is one link. Prose that has the same words stays:
what is removed stands after a sentence or is a link, and a footer names the article's title or its site, or links them.
"""

from __future__ import annotations

import re
from html import unescape

from trouvere.index.cleaning.leftovers import is_leftover

LINK, LINK_END = "\ufdd0", "\ufdd1"
"""Non-characters that stand in a text where a link begins and ends, until it is known which of them go."""
MOST_REMOVED = 10
"""Links and footers that are taken off one text."""
REACH_CHARS = 700
"""Characters from the end of a line in which one of them begins."""
NAMED_CHARS = 250
"""Characters of what a link names: « Lire la suite de … »."""

_HINTS = (
    *(
        "suite",
        "SUITE",
        "lecture",
        "Lire",
        "lire",
        "LIRE",
        "savoir",
        "SAVOIR",
        "oir plus",
        "oir l",
        "couvrir",
        "Consulter",
    ),
    *("ead", "READ", "eep", "iew", "See", "earn", "(more", "(plus", "paru", "publi", "ppeared"),
)
"""What a text has in it that may end with one of them."""
_BEGIN = re.compile(r"<a(?=[\s>])[^<>]*+>", re.IGNORECASE)
_END = re.compile(r"</a\s*+>", re.IGNORECASE)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\xa0": " ", "\u202f": " ", "\t": " "})

# All that follows is in lower case, with straight apostrophes. Words that begin a phrase are looked for first: as they
# are literals, prose is passed over fast.
_START = re.compile(
    "pour lire|lire |voir |afficher |découvrir |retrouver |consulter |suite |en savoir|en lire|continuer |poursuivre "
    "|click here|continue reading|keep reading|read |learn more|view |see |la suite|suite…|suite\\.|plus…|plus\\.|more…"
    "|more\\."
)
_KINDS = (
    "(?:article|billet|post|entretien|interview|chronique|dépêche|communiqué|reportage|critique|enquête)"
    "(?: (?:complet|complète|entier|entière|intégral|intégrale|original|en (?:entier|intégralité)"
    "|dans son intégralité))?"
)
_PHRASE = (
    r"(?:pour )?(?:lire|voir|afficher|découvrir|retrouver) (?:la suite|le reste|l'intégralité)"
    r"(?: (?:ici|de (?:l'|cet )(?:article|entretien|interview)|(?:du|de ce) billet|en ligne|sur (?:le|notre) site))?"
    r"|suite de (?:l'article|cet article|la lecture)"
    rf"|(?:lire|voir|découvrir|consulter) (?:l'|le |la |notre |cet? ){_KINDS}"
    r"|lire (?:plus|davantage|encore|tout)|en (?:savoir|lire) (?:plus|davantage)|voir (?:plus|davantage)"
    r"|(?:continuer|poursuivre) (?:la |votre |ma |de |à )?(?:lecture|lire)"
    r"|(?:click here to )?(?:(?:continue|keep) reading|read more)|read on|learn more"
    r"|(?:read|view|see) (?:the )?(?:full |whole |entire |original |complete |rest of (?:this|the) )"
    r"(?:article|story|post|entry|text|interview)|(?:read|view|see) (?:the |this )?(?:article|story|post|entry)"
    r"|(?<=\()(?:la )?(?:suite|plus|more)(?=(?:…|\.\.\.)\))"
)
# What closes a link: arrows, dots, the bracket in which it stands.
_AFTER = rf"[\s{LINK_END}….→›»>⟶➜➔►▶➞⇒+\])]*+"
_POINTER = re.compile(rf"(?P<phrase>{_PHRASE})(?!\w)(?P<of>[^\n]{{0,{NAMED_CHARS}}}?){_AFTER}\Z").match
_OPEN = " \t\xa0([{→›>⟶➜➔►▶➞⇒•–—-" + LINK
_SENTENCE_ENDS = frozenset('.!?…»”")]:;')
_SEVERAL_SENTENCES = re.compile(r"[.!?…]\s+\w").search
_FOOTER = re.compile(
    rf"(?<!\w){LINK}?(?:(?:cet|l') ?(?:article|épisode)|(?:ce|le) (?:billet|post|contenu|texte)|la page|cette page"
    rf"|th(?:e|is) (?:post|article|story|page|entry|episode))(?P<title>[ {LINK}][^\n]*?)?[ {LINK_END}]"
    r"(?:(?:est|a été|fut) (?:d'abord |initialement |originellement )?(?:apparu|paru|publié)e?"
    r"(?: en premier| d'abord| initialement| pour la première fois| en premier lieu)? (?:sur|dans|chez)"
    r"|(?:first |originally |was first |was originally )?(?:appeared|published)(?: first| originally)? (?:on|in|at))"
    rf"(?P<site>[ {LINK}][^\n]{{1,200}})\Z"
).search
_FOOTER_HINTS = ("paru", "publié", "appeared", "published")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE).fullmatch
_PREPOSITION = re.compile(r"\A(?:de|du|des|sur|dans|on|at|of)\s")
_EMPTY_LINES = re.compile(r"\n{3,}")
_NOT_WORDS = re.compile(r"[\W_]+")


def may_have_links(html: str) -> bool:
    """Return whether an HTML text may end with what is removed here: whether its links are worth marking."""
    return any(hint in html for hint in _HINTS)


def with_marked_links(html: str) -> str:
    """Return `html` with marks in its text where links begin and end."""
    return _END.sub(rf"{LINK_END}\g<0>", _BEGIN.sub(rf"\g<0>{LINK}", html))


def unmarked(text: str) -> str:
    """Return a text without the marks of links."""
    return text.replace(LINK, "").replace(LINK_END, "")


def without_links(text: str, title: str = "", site: str = "") -> str:
    """Return `text`, in which links may be marked, without the links that lead to the rest of it, and without marks."""
    known = {_words(title), _words(site)} - {""}
    lines = text.split("\n")
    if LINK in text:
        lines = [line for line in lines if not _is_link_to_the_rest(line)]
    for _ in range(MOST_REMOVED):
        while lines and (not (line := unmarked(lines[-1]).strip()) or is_leftover(line)):
            lines.pop()
        if not lines:
            break
        left = _without_footer(lines[-1], known)
        if left == lines[-1]:
            left = _without_pointer(left, known)
        if left == lines[-1]:
            break
        lines[-1] = left
    return _EMPTY_LINES.sub("\n\n", unmarked("\n".join(lines))).strip()


def _is_link_to_the_rest(line: str) -> bool:
    """Return whether the whole of a line is one link that leads to the rest of the article."""
    line = line.strip()
    if not line.startswith(LINK) or len(line) > REACH_CHARS or line.count(LINK) > 1 or LINK_END not in line:
        return False
    found = _POINTER(_lowered(line), len(line) - len(line.lstrip(_OPEN)))
    return found is not None and LINK_END not in found["of"]


def _without_pointer(line: str, known: set[str]) -> str:
    """Return a line without a link to the rest of the article at its end, be it marked as one or not."""
    start = max(0, len(line) - REACH_CHARS)
    tail = line[start:]
    lowered = _lowered(tail)
    for begun in _START.finditer(lowered):
        at = begun.start()
        found = None if tail[at - 1 : at].isalnum() else _POINTER(lowered, at)
        if not found or LINK_END in found["of"]:
            continue
        before = line[: start + at].rstrip(_OPEN)
        opened = line[len(before) : start + at]
        linked = LINK in opened or LINK in tail[:at].rpartition(LINK_END)[2]
        said = unmarked(before).strip()
        alone, capital, ended = said in ("", "»"), tail[at].isupper(), said[-1:] in _SENTENCE_ENDS
        bracketed = "(" in opened or "[" in opened
        if not (alone or bracketed or (linked and (capital or ended)) or (capital and ended)):
            continue
        of = unmarked(found["of"]).strip(" :")
        if linked or not of or _ADDRESS(of) or _PREPOSITION.sub("", _words(of)) in known | {""}:
            return "" if alone else before
    return line


def _without_footer(line: str, known: set[str]) -> str:
    """Return a line without "The post … appeared first on …" at its end."""
    start = max(0, len(line) - REACH_CHARS)
    tail = _lowered(line[start:])
    found = _FOOTER(tail) if any(hint in tail for hint in _FOOTER_HINTS) else None
    if not found:
        return line
    title, site = found["title"] or "", found["site"]
    if LINK not in title + site and not known & {_words(unmarked(title)), _words(unmarked(site))}:
        return line
    before = line[: start + found.start()].rstrip()
    said = unmarked(before).rstrip()
    stands_apart = not said or said[-1] in _SENTENCE_ENDS or LINK in title + site
    return before if stands_apart and not _SEVERAL_SENTENCES(unmarked(site)) else line


def _lowered(text: str) -> str:
    """Return a text in lower case, character by character, with straight apostrophes."""
    straight = text.translate(_STRAIGHT)
    lowered = straight.lower()
    return lowered if len(lowered) == len(straight) else straight


def _words(text: str) -> str:
    """Return the words of a title or of a site's name, so that two writings of it are equal."""
    return _NOT_WORDS.sub(" ", unescape(text).translate(_STRAIGHT)).strip().casefold()
