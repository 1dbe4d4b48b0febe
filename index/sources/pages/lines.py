"""Boilerplate lines of French pages: paywalls, advertisements, links to other articles, tool bars, credits of photos.

Each rule is one of a whole line, never of words within prose: « Il a lu aussi : … » stays.
"""

from __future__ import annotations

import re

MAX_LINE_CHARS = 320
"""Characters of a line that may be boilerplate."""

_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whats ?app|telegram|pinterest|reddit|messenger|bluesky|mastodon|threads|instagram"
    r"|flipboard|pocket|google news|google actualités|google discover|e-?mails?|courriels?|mails?|sms|un lien|lien"
    r"|viber)"
)
_PAGE = r"(?:cet article|l'article|ce contenu|cette page|cet article|la page|ce texte|cette vidéo|ce podcast)"
_SUBSCRIBERS = r"(?:(?:nos|aux|à nos|aux seuls) )?(?:abonnés?|abonnées et abonnés|membres|inscrits|lecteurs abonnés)"
_DAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(?:\d|hier|aujourd'hui|ce jour|il y a)"
_VERB = r"(?:re)?(?:lire|voir|écouter|découvrir|regarder|consulter)"

CUT_LINES: tuple[tuple[str, str], ...] = (
    # (who writes it; the whole line in lower case, apostrophes straight, without closing punctuation)
    ("paywalls", rf"il (?:vous )?reste \d{{1,3}} ?% (?:de|du) (?:{_PAGE}|article|contenu|texte)\b.*"),
    ("paywalls", rf"vous avez lu \d{{1,3}} ?% (?:de|du) {_PAGE}.*"),
    ("paywalls", r"(?:l[ae] (?:suite|lecture)|le reste)(?: des? .{0,40})? est (?:réservée?|accessible) .*abonn.*"),
    ("paywalls", rf"(?:{_PAGE}|article|contenu|accès|la lecture de {_PAGE})(?: (?:est|vous est))? (?:exclusivement )?"
     rf"réservée?s? (?:exclusivement )?(?:à |aux )?{_SUBSCRIBERS}\b.{{0,120}}"),
    ("paywalls", r"réservé (?:à nos |aux )abonnés|abonnés|article abonnés?|premium|contenu premium|pour les abonnés"),
    ("paywalls", rf"(?:pour |afin de )?(?:lire|découvrir|continuer|poursuivre|accéder à|débloquer|lisez|découvrez"
     rf"|poursuivez)"
     rf" (?:gratuitement )?(?:la suite|la lecture|votre lecture|l'intégralité|{_PAGE}|tout l'article)\b.{{0,80}}"
     r"(?:abonn|inscri|connect|identifi|offre|compte).*"),
    ("paywalls", r"(?:envie|vous souhaitez|vous voulez) (?:de )?lire la suite.*"),
)  # fmt: skip
"""Lines that say that the article goes on where one has paid."""

NOISE_LINES: tuple[tuple[str, str], ...] = (
    ("paywalls", r"(?:abonnez-vous|s'abonner|je m'abonne|m'abonner|m'inscrire|s'identifier|se connecter|connectez-vous"
     r"|créer un compte|j'ai un compte|continuer|lire la suite|voir les offres|découvrir nos offres"
     r"|profiter de l'offre)"
     r"(?: (?:pour|à partir de|dès|gratuitement|maintenant|sans engagement|à notre|au) .{0,120})?"),
    ("paywalls", r"déjà abonnée?s? ?\??(?: .{0,60})?|vous êtes abonnée?s? ?\?(?: .{0,60})?|sans engagement.{0,60}"),
    ("paywalls", r"(?:testez|essayez|profitez|accédez) .{0,80}(?:gratuit|sans engagement|illimité|\d ?€|\d mois"
     r"|offert).*"),
    ("paywalls", rf"offre[rz] (?:gratuitement )?.{{0,60}}{_PAGE}.{{0,60}}|{_PAGE} (?:vous est offert|a été offert"
     rf"|est offert|vous a plu).{{0,120}}|soutenez .{{0,80}}(?:don|abonn).*"),
    ("advertisement slots", r"(?:passer|fermer|masquer|ignorer) (?:la|cette) publicité|(?:- )?publicités?(?: -)?"
     r"|annonces?"),
    ("advertisement slots", r"(?:la )?suite (?:de l'article )?(?:après|sous) (?:la|cette) publicité|pub"),
    ("advertisement slots", r"contenus? (?:sponsorisés?|partenaires?|de nos partenaires|commerciaux)|sponsorisés?"),
    ("advertisement slots", r"publi-?(?:rédactionnel|information|reportage|communiqué)|(?:proposé par )?(?:taboola"
     r"|outbrain)"),
    ("links to others", rf"(?:à|a) {_VERB}(?: (?:aussi|également|encore|sur le même sujet|sur le sujet))?(?: ?[:.>»"
     rf"|→–—-].*)?"),
    ("links to others", rf"{_VERB} (?:aussi|également)(?: ?(?:[:.>»|→–—]|- ).*)?|{_VERB} ?[:>|→►].*"),
    ("links to others", rf"(?:pour aller plus loin|{_VERB} (?:notre|nos|l'|la|le|les)"
     r" (?:dossier|article|enquête|interview|analyse|décryptage|reportage|entretien|éditorial|récit)s?\b) ?[:>|→].*"),
    ("links to others", r"(?:(?:articles? )?sur le même (?:sujet|thème)|dans la même (?:rubrique|catégorie|série)"
     r"|articles? "
     r"(?:liés?|similaires?|associés?|connexes?|recommandés?|récents?)|les plus (?:lus|vus|commentés|partagés)"
     r"|le plus lu"
     r"|(?:à|plus) (?:lire|voir) aussi|nos derniers articles|derniers articles|sujets associés|thèmes associés"
     r"|vous aimerez aussi|cela (?:peut|pourrait) (?:aussi )?vous intéresser|ces articles (?:peuvent|pourraient) vous "
     r"intéresser|(?:à|sur) la une|plus d'(?:articles|infos?|actualités?)(?: .{0,40})?|recommandé pour vous"
     r"|notre sélection"
     r"|en continu|la rédaction vous conseille|la sélection de la rédaction|contenus? liés?|voir (?:plus|tout|aussi)"
     r"|en savoir plus|article (?:précédent|suivant)(?: ?: .{0,120})?|sur le web|dossiers? liés?)"),
    ("share buttons", rf"(?:partage[rz]?|envoyer|tweeter|recommander|copier)(?: {_PAGE})?(?: (?:sur|via"
     rf"|par) {_NETWORK}|"
     rf" {_NETWORK})?(?:[ ,]+(?:partager |envoyer |copier |tweeter )?(?:(?:sur|par|via|le) )?{_NETWORK})*+"),
    ("share buttons", rf"(?!x$|pocket$|threads$){_NETWORK}(?:[ ,]+{_NETWORK})*+|partages?|\d+ partages?|(?:copier"
     rf"|obtenir) le lien|lien copié"),
    ("newsletters", r"(?:recevez|retrouvez|inscrivez-vous|abonnez-vous|s'inscrire|découvrez|je m'inscris)\b.{0,160}"
     r"(?:newsletter|infolettre|lettre d'info|boîte mail|boite mail|par (?:e-?mail|courriel)|alertes).*"),
    ("newsletters", r"(?:chaque|tous les) (?:matins?|soirs?|jours?|semaines?|midis?|mois|\w{3,5}dis?|dimanches?)"
     r",? (?:recevez|retrouvez)\b.{0,160}"),
    ("newsletters", r"(?:la |notre |nos )?(?:newsletters?|infolettres?|lettres? d'info\w*)(?: .{0,40})?"
     r"|je m'inscris|s'inscrire"),
    ("newsletters", r"(?:votre |saisissez votre |entrez votre )?(?:adresse )?(?:e-?mail|courriel"
     r"|adresse électronique).{0,60}"),
    ("newsletters", r"en (?:vous inscrivant|cliquant|renseignant|validant)\b.{0,200}(?:accept|consent|données"
     r"|conditions).*"),
    ("cookie banners", r"(?:nous|ce site|notre site|.{0,40} et (?:nos|ses) partenaires)\b.{0,80}"
     r"(?:utilis|dépos|stock).{0,60}(?:cookies|traceurs).*"),
    ("cookie banners", r"(?:tout |j')?accepte[rz]?(?: (?:et (?:fermer|continuer)|tout|(?:tous )?les cookies))?"
     r"|tout refuser|continuer sans accepter.*|(?:gérer|paramétrer|personn"
     r"aliser) (?:mes|les|vos) (?:choix|cookies|préférences)|(?:paramètres|gestion) des cookies"),
    ("blocked embeds", r"(?:ce|le|cet|pour (?:voir|visualiser|afficher) ce)\b ?(?:contenu|tweet|post|élément|module"
     r"|lecteur).{0,120}"
     r"(?:cookies|accept|bloqué|consent).*"),
    ("application boxes", r"(?:téléchargez|installez) .{0,80}(?:application|appli|app).{0,80}"),
    ("follow buttons", r"(?:suivez|retrouvez)(?:-nous| (?:toute |toutes )?(?:l'actualité|les actualités|nos"
     r"|notre)\b.{0,80}) "
     rf"sur (?:notre |nos )?(?:.{{0,30}}\b)?(?:{_NETWORK}|application|appli|réseaux sociaux|chaîne).*"),
    ("follow buttons", r"(?:suivre|ajouter)(?: (?:ce sujet|cet auteur|ce thème|aux favoris|à mes favoris|à ma liste"
     r"|.{0,30} sur "
     r"google(?: .{0,20})?))?|nous suivre.{0,40}"),
    ("tool bars", rf"(?:imprimer|offrir|sauvegarder|enregistrer|commenter|écouter|envoyer|lire|zoom|réagir"
     rf"|signaler)(?: {_PAGE}"
     r"| plus tard| une (?:erreur|faute|coquille)(?: .{0,40})?)?(?: \d{1,2}:\d\d)?|lire plus tard"
     r"|retour(?: (?:à l'accueil|en haut.{0,20}|au sommaire|à la (?:liste|une|rubrique)))?"),
    ("tool bars", r"haut de page|(?:agrandir|télécharger|fermer|voir|ouvrir)(?: (?:l'image|la photo|la galerie"
     r"|en plein écran|"
     r"le diaporama|le menu))?|(?:cliquez|cliquer) (?:ici )?pour (?:agrandir|zoomer).{0,40}|lire la vidéo|menu"
     r"|rechercher"),
    ("reading times", r"(?:(?:temps|durée) de lecture"
     r"|lecture)(?: estimée?)? ?:? ?(?:de )?(?:environ )?\d{1,3} ?(?:min|mn|m)\w{0,5}"),
    ("reading times", r"\d{1,3} ?(?:min|mn)(?:ute)?s?(?: de lecture)?|lecture \d{1,3} ?min.{0,10}"),
    ("dates", rf"(?:article )?(?:publiée?|mise? à jour|modifiée?|postée?|actualisée?|mise? en ligne"
     rf"|dernière (?:mise à jour"
     rf"|modification)|date de publication|créée?|parue?)(?: ?:)?(?: le)?(?: ?:)? ?{_DAY}.{{0,120}}"),
    ("comments", r"(?:\d+ |aucun |les |vos |voir les |afficher les )?commentaires?(?: ?\(\d*\))?(?: fermés"
     r"| sont fermés)?"),
    ("comments", r"(?:laisser|ajouter|écrire|publier|poster)(?: un)? commentaires?(?: .{0,60})?"
     r"|réagir(?: à cet article)?|vos réactions"),
    ("comments", r"(?:soyez le premier|connectez-vous|identifiez-vous|vous devez).{0,40}(?:comment|réagir|publier).*"),
    ("rights", r"(?:.{0,80}[©-] ?)?(?:.{0,60})tous droits (?:de reproduction )?(?:et de diffusion )?réservés.{0,60}"),
    ("credits", r"(?:©|\(c\)|crédits?(?: |-)photos?\b|photos? ?[:©]|illustrations? ?[:©]|photos? (?:d'illustration"
     r"|d'archives)\b)"
     r".{0,100}"),
    ("rights", r"(?:toute )?reproduction (?:interdite|réservée|même partielle).{0,100}|mentions légales"),
    ("tags", r"(?:tags?|mots?-clés?|étiquettes|thèmes|sujets|thématiques|rubriques|catégories|classé (?:dans"
     r"|sous)) ?:.{0,200}|#\w+(?: #\w+)*"),
)  # fmt: skip
"""Lines that are none of an article."""

_CUT = re.compile("|".join(pattern for _, pattern in CUT_LINES)).fullmatch
_NOISE = re.compile("|".join(pattern for _, pattern in NOISE_LINES)).fullmatch
_IS_DAY = re.compile(
    r"(?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?(?:\d{1,2}(?:er)? [a-zéû.]{3,9} \d{4}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})(?:[ ,|·•–-]*+(?:à )?\d{1,2} ?[h:] ?(?:\d\d)?(?: ?min)?)?"
    r"(?:[ ,|·•–-]*+(?:temps de )?lecture ?:? ?\d{1,3} ?min\w{0,4})?"
).fullmatch
MAX_DAY_CHARS = 60
_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "\xa0": " ", "\u202f": " ", "\u2009": " "})
_BULLETS = " \t-–—•▶►→»>*✔●■|:🔴➡️📰👉\ufe0f"
_CLOSING = " \t:.!…>»→-–|?"
_RELATED = re.compile(
    rf"(?:(?:à|a) {_VERB}|{_VERB})(?: (?:aussi|également|encore|notre|nos|sur))?\b|lire\b|notre dossier"
    rf"|pour aller plus loin"
).match
"""How a paragraph begins that leads to another article, where nearly all of it is a link."""

_AGENCY = (
    r"(?:AFP|R(?:euters|EUTERS)|AP|A\.P\.|S(?:IPA|ipa)(?: P(?:RESS|ress))?|MAXPPP|Max ?PPP|G(?:etty|ETTY)"
    r"(?: I(?:mages|MAGES))?"
    r"|Shutterstock|Belga|BELGA|Keystone|KEYSTONE|Hans Lucas|HANS LUCAS|ABACA|Abaca|Bestimage|EPA|PhotoPQR|PHOTOPQR"
    r"|DR|D\.R\.|iStock|Adobe ?Stock|Unsplash|Pixabay|Pexels|Flickr|Wikimedia(?: Commons)?|Archives?|ARCHIVES?"
    r"|Divergence|VU|IP3|ZUMA|Xinhua|dpa|DPA|La Presse [Cc]anadienne|Le Devoir|LP|[Cc]apture d['’]écran)"
)
_MARK = (
    r"(?:©|\([cC]\)|[Cc]rédits?(?:[ -][Pp]hotos?)?|CRÉDITS?(?: PHOTOS?)?|[Pp]hotographies?|[Pp]hotos?|PHOTOS?|[Pp]h\."
    r"|[Ii]llustrations?)"
)
_CREDIT = re.compile(
    rf"(?:(?:©|\([cC]\)|[Cc]rédits?\b|CRÉDITS?\b).{{0,120}}"
    rf"|{_MARK}\s?(?::|©|/|-|–|d['’](?:illustration|archives?)|par\b)?\s?[A-ZÀ-Ý0-9].{{0,100}}"
    rf"|[Pp]hotos?\s(?:d['’](?:illustration|archives?)|[Aa]rchives?|prétexte|non datée|transmise)\.?(?:.{{0,60}})"
    rf"|(?:[\w.'’ -]{{1,60}}[/,|–—-]\s?)?{_AGENCY}(?:\s?[/,|–—-]\s?[\w.'’ -]{{1,40}})*+"
    rf"|[A-ZÀ-Ý][A-ZÀ-Ý.'’ -]{{3,50}}\s?/\s?[A-ZÀ-Ý].{{1,40}}"
    r"|[A-ZÀ-Ý][\w.'’-]+(?:\s[A-ZÀ-Ý][\w.'’-]+){1,3}\s?/\s?[A-ZÀ-Ý].{1,40})"
).fullmatch
_CREDIT_TAIL = re.compile(
    r"(?:(?<=[.!?…»\"”)])\s{1,3}|\s{1,3}(?=©|\([cC]\)\s|\([^()]{3,80}\)\.?$)|\s{1,3}[|–—-]\s(?=[^.!?]{1,80}$))"
)
_CAPTION_REACH = 160


def is_cut(line: str) -> bool:
    """Return whether a line says that there is more of the article for who pays."""
    return len(line) <= MAX_LINE_CHARS and _CUT(_plain(line)) is not None


def is_noise(line: str) -> bool:
    """Return whether the whole of a line is known boilerplate of pages."""
    if len(line) > MAX_LINE_CHARS:
        return False
    line = _plain(line)
    return not line or _NOISE(line) is not None or _CUT(line) is not None


def is_day(line: str) -> bool:
    """Return whether a line is a day, with or without an hour, and nothing else."""
    return len(line) <= MAX_DAY_CHARS and _IS_DAY(_plain(line)) is not None


def is_related(line: str, linked: str) -> bool:
    """Return whether a line leads to another article: it begins so, and `linked` of it is a link."""
    return (
        len(line) <= MAX_LINE_CHARS
        and bool(linked)
        and len(linked) * 2 >= len(line)
        and _RELATED(_plain(line)) is not None
    )


def is_credit(line: str) -> bool:
    """Return whether a line is the credit of a picture."""
    return len(line) <= _CAPTION_REACH and _CREDIT(line.strip(" .()[]|–—-")) is not None


def caption(line: str) -> str:
    """Return a caption without the credit at its end; "" where it is nothing else."""
    line = line.strip()
    for tail in _CREDIT_TAIL.finditer(line, max(0, len(line) - _CAPTION_REACH)):
        rest = line[tail.end() :]
        if is_credit(rest) or ("|" in tail[0] + rest[:2] and rest.strip(" |").isupper()):
            line = line[: tail.start()]
            break
    line = line.rstrip(" ,;|–—-")
    return "" if is_credit(line) else line


def _plain(line: str) -> str:
    return line.translate(_STRAIGHT).strip(_BULLETS).rstrip(_CLOSING).lower()
