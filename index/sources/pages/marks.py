"""What elements of a page are by their class, id, role or microdata: byline, standfirst, date, boilerplate."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from trouvere.index.sources.pages.tree import words_of

BYLINE, STANDFIRST, DATE, NOISE, PAYWALL, SECTION, TAGS, CREDIT, CAPTION, ASIDE, SEQUEL = (
    "byline", "standfirst", "date", "noise", "paywall", "section", "tags", "credit", "caption", "aside", "sequel",
)  # fmt: skip
MOST_MARKED = 300
"""Elements of one kind that are looked at, noise excepted."""

CLASSES: tuple[tuple[str, str, str], ...] = (
    # (what it is; who writes it; words of its class or id, between blanks)
    (CREDIT, "newspapers", r"credits?|licen[cs]e|copyright|legende credit|photo credit|image credit|caption credit"
     r"|photographer"),
    (CAPTION, "newspapers", r"captions?|legendes?|fig ?captions?|wp ?caption ?text|caption ?text|image ?(?:caption"
     r"|legend)"
     r"|media ?caption|thumbcaption|photo ?legende"),
    (NOISE, "consent managers", r"(?:cookies?|rgpd|gdpr|cmp|consent|consentement) (?:banner|bandeau|bar|notice"
     r"|consent|popup"
     r"|modal|wall|box|law|info|overlay|container|disclaimer|message)|cookies?|didomi|onetrust|tarteaucitron"
     r"|axeptio|cookiebot"
     r"|cmplz|borlabs|sp message|qc cmp2?|fc consent|orejime|cookie notice|rgpd|bandeau cookies?"),
    (NOISE, "share buttons", r"shar(?:e|es|ing|er)|partage[rs]?|sharedaddy|sharethis|addtoany|a2a kit|addthis"
     r"|socials?|sociaux"
     r"|social networks?|reseaux|share ?box|jp relatedposts|ssba|heateor|toolbar|tool bar|outils|boite ?outils"
     r"|article tools"),
    (NOISE, "newsletters", r"newsletters?|infolettres?|nl|mailing|lettre info|subscri(?:be|ption|ptions)|optin"
     r"|mailchimp|mc4wp"
     r"|inscription newsletter|mailpoet"),
    (PAYWALL, "newspapers", r"(?:offre|bloc|bandeau|promo|teaser|incitation|box|cta|bouton|banner|message|overlay"
     r"|wall|popup|gate)s? "
     r"(?:abo|abonne|abonnement|abonnes?|abonnements|subscription|premium|paywall|payant)|aboshop|piano (?:offer"
     r"|paywall)"
     r"|(?:abo|abonnement|paywall|premium) (?:offre|offer|banner|bandeau|cta|message|promo|box|wall|overlay|popup"
     r"|gate|teaser)s?"
     r"|poool(?: widget)?|metered|regwall|article status"),
    (NOISE, "advertisements", r"pub|pubs|publicite|publicites|ad|ads|advert|adverts|advertising|advertisement"
     r"|adslot|dfp|dfp slot"
     r"|taboola|outbrain|sponsor|sponsors|sponsored|sponsorise|sponsorises|partenaires?|native ?ad|ligatus|teads"
     r"|criteo|promo"
     r"|promoted|adsense|adsbygoogle|pave|gpt ad|skip ad"),
    (NOISE, "links to others", r"related|relateds|similar|similaires?|(?:a )?lire aussi|alireaussi|lireaussi|a lire"
     r"|alire|voir "
     r"aussi|read ?also|read ?more|see ?also|meme sujet|sur le meme sujet|memesujet|dans la meme rubrique"
     r"|articles? lies|lies"
     r"|connexes?|associes?|yarpp|recommend(?:ed|ation|ations)?|recommande[es]?s?|recirculation|most (?:read|viewed"
     r"|popular"
     r"|shared)|plus lus|pluslus|popular|trending|populaires?|en continu|fil info|next articles?|also|readalso|inread"
     r"|article liens|links? ?list|liens ?associes|crp related|wp ?block ?latest ?posts|wp block embed facebook"
     r"|suggestions?"
     r"|suggested|up ?next|teasers?|bloc ?remontee|remontees?|push|rebond|rebonds|a ?la ?une|derniers ?articles"
     r"|selection"),
    (NOISE, "comments", r"comments?|commentaires?|comment ?(?:list|area|form|respond|section)|disqus|disqus thread"
     r"|respond"
     r"|reactions?|forum|forums|repondre|livefyre|coral|coral talk|fb comments|postcomments"),
    (NOISE, "menus", r"breadcrumbs?|bread crumbs?|ariane|fil ?d? ?ariane|filariane|chemin|arborescence|menu|menus"
     r"|navbar|sidebar"
     r"|pagination|post navigation|nav links|skip ?links?|evitement|haut ?de ?page|back ?to ?top"
     r"|site ?header|masthead|topbar|search ?form|recherche|arbo|toc|table ?of ?contents|tableofcontents|sommaire"
     r"|table ?(?:des ?)?matieres|edit ?section|printfooter|cite ?backlink"),
    (NOISE, "authors' boxes", r"disclosure|author ?(?:bio|box|card|info|profile|description)"
     r"|about ?(?:the ?)?author|bio"
     r"|biographie|auteur ?(?:bio|box)"
     r"|signature ?bio|post ?author ?(?:bio|box)"),
    (NOISE, "tool bars", r"reading ?time|temps ?(?:de ?)?lecture|print ?(?:button|only|link)|noprint|no print"
     r"|listen|ecouter|lecteur ?audio"
     r"|audio ?player|vocalise|google ?news|gift|offrir|bookmark|favoris|sauvegarder|font ?size|accessconfig|fontsize"),
    (NOISE, "applications", r"app ?(?:banner|promo|download)|download ?app|smart ?banner|alerte|alertes"
     r"|push ?notification"),
    (BYLINE, "newspapers", r"by ?lines?|authors?|auteurs?|auteures?|signatures?|article ?author|author ?name"
     r"|authors ?list|nom ?auteur"
     r"|post ?author|entry ?author|vcard|fn|journalistes?|article (?:auteur|authors|signature|byline)"
     r"|meta ?author(?:s|name)?"
     r"|redacteurs?|writer|posted by|p ?author|field name field auteur|meta author authors?|name author"
     r"|article ?signature"),
    (STANDFIRST, "newspapers", r"chap(?:o|os|ô|eau|eaux)|standfirst|stand first|lead|lede|intro|introduction|dek"
     r"|deck|accroche|excerpt"
     r"|article ?(?:desc|description|chapo|intro|lead|summary|excerpt|deck|dek|subtitle|subheading|hat"
     r"|headline ?deck|leadtext)"
     r"|summary|resume|sous ?titre|subtitle|subhead(?:line|ing)?|hat|headnote|entry ?summary|post ?(?:excerpt"
     r"|subtitle)|leadtext"
     r"|tease|lead ?text|header ?intro|texte ?intro|descriptif|article ?header ?description|fig standfirst"
     r"|kicker ?text"),
    (DATE, "newspapers", r"dates?|pub ?dates?|publi(?:e|shed|cation)|date ?(?:publi\w*|published|article|created"
     r"|heure|posted)|posted ?on"
     r"|entry ?date|post ?date|time ?stamp|timestamp|dateline|article ?(?:date|dates|published|infos?|metas?|meta"
     r"|publication)"
     r"|meta ?date|datetime|publie ?le|date ?header|entry ?meta|post ?meta|meta|infos?|submitted|date ?time"
     r"|horodatage"),
    (SECTION, "newspapers", r"rubriques?|thematiques?|section ?name|article ?(?:section|category|rubrique)"
     r"|cat ?links|category ?name"
     r"|entry ?categor(?:y|ies)|post ?categor(?:y|ies)"),
    (TAGS, "weblogs", r"tags?|tag ?links|tags ?links|tag ?list|tags ?list|tag ?cloud|mots ?cles|article ?tags"
     r"|post ?tags|keywords|labels?"
     r"|post ?labels|motscles|etiquettes|entry ?tags|themes ?associes"),
    (SEQUEL, "associations", r"ps|post ?scriptum|notes|footnotes?|boite ?noire|notes ?(?:de ?)?bas ?de ?page"),
    (ASIDE, "newspapers", r"encadres?|reperes?|infobox|box ?info|chiffres?|highlight|fact ?box|a ?retenir|a ?savoir"
     r"|inset|focus"
     r"|pull ?quote|exergue|citation|callout|note|bon ?a ?savoir|zoom ?sur|definition"),
)  # fmt: skip
"""The first line that fits decides."""

_BY_CLASS = re.compile(
    "|".join(
        f"(?P<{kind}_{number}> (?:{words})(?= ))".replace(" ?", "[ ]?")
        for number, (kind, _, words) in enumerate(CLASSES)
    )
)
_ITEMPROPS = {"author": BYLINE, "creator": BYLINE, "datepublished": DATE, "description": STANDFIRST,
              "articlesection": SECTION, "keywords": TAGS, "alternativeheadline": STANDFIRST}  # fmt: skip
_POST = " type post "
NOISE_SHARE = 0.3
"""Share of a page's text from which on an element is no noise, whatever its class."""
MOST_LARGE = 20
"""Elements kept for their share; on a page that has more, classes tell nothing."""
_NEVER_NOISE = frozenset(("html", "body", "main", "article", "h1", "head"))
_NOT_LOOKED_AT = frozenset(("html", "head", "body", "script", "style", "meta", "link", "title", "svg", "path", "input"))


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Elements of a page, in document order, by what they are."""

    byline: list[Any] = field(default_factory=list)
    standfirst: list[Any] = field(default_factory=list)
    date: list[Any] = field(default_factory=list)
    noise: list[Any] = field(default_factory=list)
    paywall: list[Any] = field(default_factory=list)
    section: list[Any] = field(default_factory=list)
    tags: list[Any] = field(default_factory=list)
    credit: list[Any] = field(default_factory=list)
    caption: list[Any] = field(default_factory=list)
    aside: list[Any] = field(default_factory=list)
    sequel: list[Any] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    figures: list[Any] = field(default_factory=list)
    headings: list[Any] = field(default_factory=list)


def marks_of(root: Any) -> PageMarks:
    """Return the elements that classes, ids and microdata tell, in one walk; none of what lies within noise."""
    from lxml import etree

    marks = PageMarks()
    most = sum(map(len, root.itertext())) * NOISE_SHARE
    large = 0
    walk = etree.iterwalk(root, events=("start",), tag="*")
    for _, element in walk:
        tag = element.tag
        if tag in _NOT_LOOKED_AT:
            continue
        if tag == "time":
            marks.times.append(element)
        elif tag == "figure":
            marks.figures.append(element)
        elif tag == "h1":
            marks.headings.append(element)
        kind = _kind(element, tag)
        if kind in (NOISE, PAYWALL):
            if tag in _NEVER_NOISE or large > MOST_LARGE:
                continue
            if _is_longer(element, most):
                large += 1
                continue
            walk.skip_subtree()
        if kind and (kind == NOISE or len(getattr(marks, kind)) < MOST_MARKED):
            getattr(marks, kind).append(element)
    return marks


def _is_longer(element: Any, most: float) -> bool:
    """Return whether an element holds so much of the page's text that it is not beside the article, but around it."""
    length = 0
    for part in element.itertext():
        length += len(part)
        if length > most:
            return True
    return any(True for _ in element.iter("h1"))


def _kind(element: Any, tag: str) -> str:
    if (itemprop := element.get("itemprop")) and (kind := _ITEMPROPS.get(itemprop.strip().lower())):
        return kind
    if rel := element.get("rel"):
        words = rel.lower().split()
        if "author" in words:
            return BYLINE
        if tag == "a" and "tag" in words:
            return SECTION if "category" in words else TAGS
    classes, name = element.get("class"), element.get("id")
    return kind_of(words_of(classes, name)) if classes or name else ""


@lru_cache(maxsize=8_192)
def kind_of(words: str) -> str:
    """Return what an element is by the words of its class and id; "" where they do not tell."""
    if _POST in words:
        # WordPress gives an article its categories and tags as classes: « category-social ».
        return ""
    best = len(CLASSES)
    for found in _BY_CLASS.finditer(words):
        best = min(best, int(str(found.lastgroup).rpartition("_")[2]))
    return CLASSES[best][0] if best < len(CLASSES) else ""
