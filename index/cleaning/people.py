"""Byline parsing: the people whom « Par … », « Recueilli par … » or « De notre correspondant à Rome, … » names."""

from __future__ import annotations

import re

from trouvere.index.cleaning.dateline import AGENCIES

MAX_BYLINE_CHARS = 300
MAX_NAME_CHARS = 60
MOST_NAME_WORDS = 6

_BY = (
    r"(?:(?:(?:propos|témoignages?|entretien|interview|texte|article|reportage|enquête|dossier|récit|billet"
    r"|photos?)\s)?"
    r"(?:recueilli|réalisé|écrit|rédigé|publié|posté|proposé|signé|préparé|mis\sen\sligne|mise\sen\sligne)e?s?\s)?par\b"
    r"|(?:(?:un|une)\s)?(?:article|texte|reportage|enquête|récit|billet|chronique)s?\s(?:de|d['’])"
    r"|auteure?s?\s*+:|journalistes?\s*+:|rédaction\s*+:|textes?\s*+:|signature\s*+:|written\sby\b|by\b"
)
_OUR = (
    r"(?:(?:de|par|à)\s)?(?:notre|nos)\s(?:envoyée?s?\sspécia(?:les|le|l|ux)|correspondante?s?|journalistes?)\b"
    r"(?:\s(?:permanente?s?|particuli\w+))?(?:\s(?:à|au|aux|en|dans)\s[^,:()]{1,40})?"
)
_INTRODUCTION = re.compile(rf"\s*+(?:(?:{_BY})[\s:]*+)?(?:(?:{_OUR})[\s,:]*+)?", re.IGNORECASE)
_TELLS = re.compile(
    rf"\s*+(?:{_BY}|{_OUR}|(?:publié|posté|mise?\sen\sligne|rédigé|écrit|proposé)e?\b.{{0,60}}?\bpar\s)", re.IGNORECASE
)
_MONTHS = r"(?:janv|févr|fév|mars|avril|avr|mai|juin|juil|août|sept|oct|nov|déc)\w*+"
_WHEN = re.compile(
    r"[\s,;:|•·(–—-]*+(?:\b(?:publiée?|mise?\sà\sjour|postée?|modifiée?|actualisée?|créée?|diffusée?|mise?\sen\sligne"
    r"|rédigée?|paru|parue|maj|m\.à\.j|published|updated)(?!\s(?:chez|par)\b)\b"
    r"|\ble\s(?:\w+di\s)?\d|\b\d{1,2}(?:er)?[\s/.-]++(?:\d|"
    rf"{_MONTHS})|\b\d{{4}}-\d\d|\bil\sy\sa\s\d|\bà\s\d{{1,2}}\s?[h:]|\b\d{{1,2}}\s?[h:]\s?\d\d\b|\btemps\sde\slecture"
    r"|\b\d{1,3}\s(?-i:min)(?:utes?)?\b|\bhier\b|\baujourd['’]hui|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche)\b)",
    re.IGNORECASE,
)
_PUBLISHED_BY = re.compile(r"\bpar\s++(?=[^\W\d_])", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;|•·&/]\s*+(?:(?:et|avec)\s++)?|(?<=\s)(?:et|avec|and|with|[–—-])\s++", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*+\)|\[[^\[\]]*+\]|\S*@\S*")
_ROLE = re.compile(
    r"\b(?:envoyée?s?\sspécia|correspondan|journaliste|rédact(?:eur|rice)|bureau|notre|nos\b|photos?\b|vidéos?\b"
    r"|illustrations?\b|chef(?:fe)?\b|reporter|grand\sreporter|directeur"
    r"|directrice|photographe|professeur|maître|chercheu|économiste|sociologue|historien|écrivain|service\s|agences?$"
    r"|chroniqueu|éditorialiste|universit|institut\b|laboratoire|école\b|cnrs|professeur|stagiaire|spécial\b|spéciale\b)",
    re.IGNORECASE,
)
_TRAILING_ROLE = re.compile(
    r"(?<=\s)(?:[Ee]nvoyée?s?\s[Ss]pécia(?:les|le|l|ux)|[Cc]orrespondante?s?|[Jj]ournalistes?|(?:à|au|aux|en)\s[A-ZÀ-Ý]"
    r"|pour\s(?:[Ll][ea]s?\s|[Ll]['’])?+[A-ZÀ-Ý0-9]).*+$"
)
_AT = re.compile(r"\s*+(?:à|au|aux|en|depuis)\s[A-ZÀ-Ý0-9]").match
_INITIALS = re.compile(r"(?:\w{1,2}\.[\s-]?)+").fullmatch
_AGENCY = re.compile(AGENCIES).fullmatch
_EDITORS = re.compile(
    r"(?:l[ea]s?\s)?(?:rédactions?|service\s\w++|desk)(?:\s(?:de|du|d['’]|web|numérique|digitale?)?.{0,40})?",
    re.IGNORECASE,
).fullmatch
_PARTICLES = frozenset(
    ("de", "du", "des", "la", "le", "les", "van", "von", "der", "den", "di", "da", "do", "dos", "del", "el", "al",
     "ben", "bin", "et", "ter", "of", "the", "y", "à", "en")
)  # fmt: skip
_NOBODY = frozenset(
    ("admin", "administrateur", "administrator", "webmaster", "webmestre", "root", "user", "utilisateur", "author",
     "auteur", "auteurs", "none", "null", "undefined", "anonyme", "inconnu", "editor", "redacteur", "wordpress",
     "suivre", "s'abonner", "voir plus", "en savoir plus", "tous ses articles", "contacter", "contact", "biographie",
     "lire plus", "agences", "agence", "les agences")
)  # fmt: skip
_ARTICLES = frozenset(("Le", "La", "Les", "L’", "L'", "Un", "Une", "Ce", "Cette", "Ces", "Des"))
_BEGINNINGS = frozenset("ABDEÉIJMNPRSTUW" + "abdeéijmnprstuw")
"""First letters of all that `_BY` and `_OUR` begin with: a prefilter."""
_ADDRESS = re.compile(r"https?:|www\.|@|^[\w.-]++\.(?:fr|com|org|net|be|ch|ca|info|eu)$", re.IGNORECASE).search


def people(written: str) -> tuple[str, ...]:
    """Return the people, or agencies, whom a byline names; () where nothing in it looks like a name.

    « Par Anne L'Hostis et Paul Morin, publié le 4 mai 2021 à 17h00 » names two.
    """
    return tuple(dict.fromkeys(filter(None, map(_name, _parts(written)))))


def is_byline(line: str) -> bool:
    """Return whether the whole of `line` is a byline that says so: « Par Anne Martin », not « Par ailleurs, … »."""
    if line[:1] not in _BEGINNINGS or len(line) > MAX_BYLINE_CHARS or not _TELLS.match(line):
        return False
    return names_only(line)


def names_only(line: str) -> bool:
    """Return whether a line is names, and what goes with them, and nothing else."""
    parts = _parts(line)
    return bool(parts) and any(map(_name, parts)) and all(_name(part) or _is_role(part) for part in parts)


def introduced(line: str) -> bool:
    """Return whether a line begins as a byline does."""
    return _TELLS.match(line) is not None


def named(authors: tuple[str, ...]) -> tuple[str, ...]:
    """Return authors with each byline among them replaced by those whom it names."""
    return tuple(name for author in authors for name in (people(author) if is_byline(author) else (author,)))


def _parts(written: str) -> list[str]:
    line = " ".join(written.split())
    if len(line) > MAX_BYLINE_CHARS:
        return []
    begin = _INTRODUCTION.match(line)
    line = line[begin.end() :] if begin else line
    if when := _WHEN.search(line):
        before = line[: when.start()].strip(" ,;:|•·–—-(")
        if not before and (by := _PUBLISHED_BY.search(line, when.end())):
            return _parts(line[by.start() :])
        line = before
    return [part for part in _SEPARATOR.split(_ASIDE.sub(" ", line.replace("(avec ", ", "))) if part and part.strip()]


def _name(part: str) -> str:
    """Return the name that a part of a byline is; "" where it is none."""
    part = part.strip(" ,;:|•·–—-\"'()")
    part = part if _INITIALS(part) else part.rstrip(".")
    if part.lower() in _NOBODY or _ADDRESS(part):
        return ""
    if _AGENCY(part) or _EDITORS(part):
        return part
    part = _TRAILING_ROLE.sub("", part).strip()
    if not part or len(part) > MAX_NAME_CHARS or _is_role(part):
        return ""
    words = part.split()
    if len(words) > MOST_NAME_WORDS or (words[0] in _ARTICLES and len(words) == 1):
        return ""
    if not all(_is_word_of_name(word) for word in words) or words[0] in _PARTICLES - {"de", "van", "von", "la", "le"}:
        return ""
    return _in_case(part) if len(words) > 1 and part.isupper() and not _AGENCY(part) else part


def _is_word_of_name(word: str) -> bool:
    bareword = word.removeprefix("d'").removeprefix("d’").removeprefix("l'").removeprefix("l’")
    return word in _PARTICLES or bareword[:1].isupper() or word[:1].isdigit()


def _is_role(part: str) -> bool:
    return _ROLE.search(part) is not None or _AT(part) is not None or part.strip(" .").lower() in _NOBODY


def _in_case(name: str) -> str:
    """Return a name in capitals as names are written: « JEAN-PAUL DE LA TOUR » is Jean-Paul de la Tour."""
    if all(len(word.strip(".")) <= 3 for word in name.split()):
        return name
    words = [
        word if "." in word else word.lower() if word.lower() in _PARTICLES else word.title() for word in name.split()
    ]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
