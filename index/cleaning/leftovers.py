"""Boilerplate removal: lines that scrapers and page templates leave in a text. Only what this table has is removed."""

from __future__ import annotations

import re

from trouvere.index.cleaning.characters import plain

_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whats ?app|telegram|pinterest|reddit|messenger|tumblr|bluesky|mastodon|threads"
    r"|instagram|youtube|tiktok|google\+|google news|google actualités|viber|skype|pocket|flipboard|vk|signal)"
)
_MAIL = r"(?:e-?mails?|courriels?|mails?)"
_LETTER = r"(?:newsletters?|lettres? d'informations?|lettres? d'info|infolettres?)"
_ARTICLE = r"(?:cet article|l'article|cette page|ce contenu)"
_KIND = r"(?: (?:quotidienne|hebdomadaire|gratuite))?"
_JOIN = r"(?:abonnez-vous|s'abonner|je m'abonne|inscrivez-vous|s'inscrire)"
_NUMBER = r"(?: ?-? ?\d+)?"

LINES: tuple[tuple[str, str], ...] = (
    # (who writes it; the whole line in lower case, apostrophes straight, without closing punctuation)
    ("plugins that republish, once translated", rf"(?:source link|lien source|lien de la source){_NUMBER}"),
    ("share buttons", rf"partage[rz](?: {_ARTICLE})?(?: (?:sur|via) {_NETWORK}| (?:par|via) {_MAIL})?"),
    ("Jetpack", rf"cliquez? pour partager sur {_NETWORK} ?(?:\(ouvre dans une nouvelle fenêtre\))?"),
    ("Jetpack", r"(?:j'aime|like) (?:ça|this|ceci)|j'aime chargement|like loading"),
    ("share buttons", rf"(?:envoyer|recommander)(?: {_ARTICLE})? (?:par {_MAIL}|à un ami)"),
    ("share buttons", rf"(?:share|tweet|pin it)(?: (?:this|this article|on {_NETWORK}|via e-?mail))?|tweeter"),
    ("tool bars", rf"(?:imprimer|enregistrer|sauvegarder|commenter) {_ARTICLE}|copier le lien(?: de {_ARTICLE})?"),
    ("subscribe boxes", rf"{_JOIN} (?:gratuitement )?à (?:notre|nos|la|une) {_LETTER}{_KIND}"),
    ("subscribe boxes", rf"(?:abonnez-vous|s'abonner) à notre (?:chaîne|page|compte) {_NETWORK}"),
    ("subscribe boxes", rf"(?:recevez|recevoir) (?:notre|nos|la) {_LETTER}{_KIND}(?: par {_MAIL})?"),
    ("subscribe boxes", r"abonnez-vous|je m'abonne|déjà abonné ?\? ?(?:connectez-vous|se connecter|identifiez-vous)"),
    ("subscribe boxes", rf"subscribe(?: now| to our {_LETTER})?|sign up for our {_LETTER}"),
    ("follow buttons", rf"(?:suivez-nous|nous suivre|suivez notre page)(?: (?:sur )?{_NETWORK})?"),
    ("follow buttons", rf"follow us(?: on {_NETWORK})?"),
    ("advertisement slots", r"la suite après (?:la|cette) publicité|advertisement(?: - continue reading below)?"),
    ("advertisement slots", r"passer la publicité"),
    (
        "paywalls",
        r"il (?:vous )?reste \d{1,3} ?% de cet article à lire(?:\. la suite est réservée (?:aux|à nos) abonnés)?",
    ),
    (
        "paywalls",
        r"(?:la suite(?: de cet article)?|cet article|article|contenu)(?: est)? réservée? (?:aux|à nos) abonnés",
    ),
    ("advertisement slots", r"publicité,? (?:votre contenu continue ci-dessous|lire la suite)"),
)
"""A line is removed only if the whole of it is one of these; "Lire aussi : …" carries words of its own and stays."""

MARKERS = re.compile(
    r"(?:\[ad_\w{1,20}\][ \t]*)+(?:source link(?:[ \t]*(?:[-–][ \t]*)?\d{1,9})?[ \t]*$)?", re.IGNORECASE | re.MULTILINE
)
"""`[ad_1]`, `[ad_2]`: where a plugin would have put advertisements, in a line of its own or inside one."""

_TAIL = re.compile(r"(?<!\w)source link(?:[ \t]*(?:[-–][ \t]*)?\d{1,9})?[ \t]*$", re.IGNORECASE)
_TAIL_REACH = 48
_ENDS = ".!?…»”\"')]"

_LINE = re.compile("|".join(pattern for _, pattern in LINES)).fullmatch
_MAX_LINE_CHARS = 100
_BEGINNINGS = (
    "sourc", "lien ", "parta", "cliqu", "j'aim", "like ", "envoy", "recom", "share", "tweet", "pin i", "impri", "enreg",
    "sauve", "comme", "copie", "abonn", "s'abo", "je m'", "inscr", "s'ins", "recev", "déjà ", "subsc", "sign ", "suive",
    "nous ", "follo", "la su", "adver", "publi",
    "passe", "il vo", "il re", "cet a", "artic", "conte",
)  # fmt: skip
_STARTS = frozenset(
    cased.replace("'", apostrophe)
    for start in _BEGINNINGS
    for cased in (start, start.capitalize(), start.title(), start.upper())
    for apostrophe in "'’"
)
"""First five letters of every line above: a prefilter that rules out nearly all lines of prose."""

_BLANK = frozenset(" \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
_SUSPECT_ENDS = _BLANK | frozenset("kK0123456789")
"""Last characters of a line that may need work: blanks to trim, or a "Source link -39"."""

_STRAIGHT = str.maketrans({"’": "'", "\xa0": " ", "\u202f": " "})
_CLOSING_SIGNS = " \t:.!…>»→-–|"


def without(text: str) -> str:
    """Return `text` tidied: without leftovers, trailing blanks, or more than one empty line between paragraphs."""
    text = without_markers(plain(text))
    lines = text.split("\n")
    if _is_tidy(lines):
        return text
    kept: list[str] = []
    blank = True
    for line in map(str.rstrip, lines):
        left = _without_tail(line)
        if left:
            if len(left) > _MAX_LINE_CHARS or not is_leftover(left):
                kept.append(left)
                blank = False
        elif not line:
            if not blank:
                kept.append("")
            blank = True
    return "\n".join(kept).strip()


def without_markers(text: str) -> str:
    """Return `text` without `[ad_1]` and its like; the words on both sides of one stay apart."""
    # One character is looked for much faster than four.
    if "[" not in text or "[ad_" not in text:
        return text
    return MARKERS.sub(lambda found: "" if found.start() == 0 or text[found.start() - 1].isspace() else " ", text)


def is_leftover(line: str) -> bool:
    """Return whether the whole of `line` is a known leftover."""
    line = line.strip()
    return line[:5] in _STARTS and _LINE(line.translate(_STRAIGHT).rstrip(_CLOSING_SIGNS).lower()) is not None


def _is_tidy(lines: list[str]) -> bool:
    """Return whether nothing in `lines` needs work, as is the case for nearly every text."""
    starts, blanks, suspect = _STARTS, _BLANK, _SUSPECT_ENDS
    blank = True
    for line in lines:
        if not line:
            if blank:
                return False
            blank = True
            continue
        blank = False
        if line[-1] in suspect and (line[-1] in blanks or _without_tail(line) != line):
            return False
        if (line[:5] in starts or line[0] in blanks) and len(line) <= _MAX_LINE_CHARS and is_leftover(line):
            return False
    return not blank and lines[0][0] not in blanks


def _without_tail(line: str) -> str:
    """Return `line` without a "Source link -39" after its last sentence; "" if the line is nothing else."""
    end = len(line)
    while tail := _TAIL.search(line, max(0, end - _TAIL_REACH), end):
        before = tail.start()
        while before and line[before - 1].isspace():
            before -= 1
        if before == 0:
            return ""
        if line[before - 1] not in _ENDS:
            break
        end = before
    return line[:end]
