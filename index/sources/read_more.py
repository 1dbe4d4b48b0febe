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

_PHRASE = (
    r"(?:pour )?(?:lire|voir|afficher|découvrir|retrouver) (?:la suite|le reste|l'intégralité)"
    r"(?: (?:ici|de (?:l'|cet )(?:article|entretien|interview)|(?:du|de ce) billet|en ligne|sur (?:le|notre) site))?"
    r"|suite de (?:l'article|cet article|la lecture)"
    r"|(?:lire|voir|découvrir|consulter) (?:l'|le |la |notre |cet? )(?:article|billet|post|entretien|interview"
    r"|chronique|dépêche|communiqué|reportage|critique|enquête)"
    r"(?: (?:complet|complète|entier|entière|intégral|intégrale|original|en (?:entier|intégralité)"
    r"|dans son intégralité))?"
    r"|lire (?:plus|davantage|encore|tout)|en (?:savoir|lire) (?:plus|davantage)|voir (?:plus|davantage)"
    r"|(?:continuer|poursuivre) (?:la |votre |ma |de |à )?(?:lecture|lire)"
    r"|(?:click here to )?(?:continue|keep) reading|(?:click here to )?read more|read on|learn more"
    r"|(?:read|view|see) (?:the )?(?:full |whole |entire |original |complete |rest of (?:this|the) )"
    r"(?:article|story|post|entry|text|interview)|(?:read|view|see) (?:the |this )?(?:article|story|post|entry)"
    r"|(?<=\()(?:la )?(?:suite|plus|more)(?=(?:…|\.\.\.)\))"
)
# What closes a link: arrows, dots, the bracket in which it stands.
_AFTER = rf"[\s{LINK_END}….→›»>⟶➜➔►▶➞⇒+\])]*+"
_POINTER = re.compile(
    rf"(?P<link>{LINK}?)(?P<lead>[\s→›»>⟶➜➔►▶➞⇒•–—-]*)(?<!\w)(?P<phrase>{_PHRASE})(?!\w)(?P<of>[^\n]{{0,250}}?){_AFTER}\Z",
    re.IGNORECASE,
)
_OPEN = " \t([{→›>⟶➜➔►▶➞⇒•–—-" + LINK
_SENTENCE_ENDS = frozenset('.!?…»”")]:;')
_SEVERAL_SENTENCES = re.compile(r"[.!?…]\s+\w").search
_FOOTER = re.compile(
    rf"(?<!\w){LINK}?(?:(?:cet|l'|l' )\s?(?:article|épisode)|(?:ce|le) (?:billet|post|contenu|texte)|la page|cette page"
    rf"|th(?:e|is) (?:post|article|story|page|entry|episode))(?P<title>[ {LINK}][^\n]*?)?[ {LINK_END}]"
    r"(?:(?:est|a été|fut) (?:d'abord |initialement |originellement )?(?:apparu|paru|publié)e?"
    r"(?: en premier| d'abord| initialement| pour la première fois| en premier lieu)? (?:sur|dans|chez)"
    r"|(?:first |originally |was first |was originally )?(?:appeared|published)(?: first| originally)? (?:on|in|at))"
    rf"(?P<site>[ {LINK}][^\n]{{1,200}})\Z",
    re.IGNORECASE,
)
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
    lines = [line for line in text.split("\n") if not _is_link_to_the_rest(line)]
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
    if not line.startswith(LINK) or len(line) > REACH_CHARS or line.count(LINK) > 1:
        return False
    found = _POINTER.match(line.translate(_STRAIGHT))
    return found is not None and LINK_END not in found["of"] and LINK_END in line


def _without_pointer(line: str, known: set[str]) -> str:
    """Return a line without a link to the rest of the article at its end, be it marked as one or not."""
    start = max(0, len(line) - REACH_CHARS)
    tail = line[start:].translate(_STRAIGHT)
    found = _POINTER.search(tail)
    while found:
        linked = bool(found["link"]) or LINK in tail[: found.start("phrase")].rpartition(LINK_END)[2]
        of = unmarked(found["of"]).strip(" :")
        named = "" if _ADDRESS(of) else _PREPOSITION.sub("", _words(of))
        before = line[: start + found.start()].rstrip()
        bracketed = before.endswith(("(", "["))
        before = before.rstrip(_OPEN) if bracketed or linked else before.rstrip()
        alone = not unmarked(before).strip()
        capital = found["phrase"][0].isupper()
        ended = unmarked(before).rstrip()[-1:] in _SENTENCE_ENDS
        is_pointer = alone or bracketed or (linked and (capital or ended)) or (capital and ended)
        if is_pointer and LINK_END not in found["of"] and (linked or not named or named in known):
            return before
        found = _POINTER.search(tail, found.start("phrase") + 1)
    return line


def _without_footer(line: str, known: set[str]) -> str:
    """Return a line without "The post … appeared first on …" at its end."""
    start = max(0, len(line) - REACH_CHARS)
    tail = line[start:].translate(_STRAIGHT)
    found = _FOOTER.search(tail)
    if not found:
        return line
    title, site = found["title"] or "", found["site"]
    if LINK not in title + site and not known & {_words(unmarked(title)), _words(unmarked(site))}:
        return line
    before = line[: start + found.start()].rstrip()
    said = unmarked(before).rstrip()
    stands_apart = not said or said[-1] in _SENTENCE_ENDS or LINK in title + site
    return before if stands_apart and not _SEVERAL_SENTENCES(unmarked(site)) else line


def _words(text: str) -> str:
    """Return the words of a title or of a site's name, so that two writings of it are equal."""
    return _NOT_WORDS.sub(" ", unescape(text).translate(_STRAIGHT)).strip().casefold()
