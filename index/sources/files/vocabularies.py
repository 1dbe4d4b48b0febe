"""Vocabularies of XML that are no feed: what a file is, and what to do with it."""

from __future__ import annotations

import re

from trouvere.index.sources.files.opening import FileFault

_PROLOGUE = r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\])?[^>]*+>)*+"
_ROOT = re.compile(_PROLOGUE + r"<(?:[\w.-]+:)?([\w.-]+)([^>]{0,4000})", re.DOTALL)
_HTML = "convertissez-le en HTML ou en texte"
_VOCABULARIES = (
    (r"TEI|teiCorpus|TEI\.2", "XML-TEI, pas lu", _HTML),
    (r"alto", "XML ALTO (caractères lus sur une page), pas lu", "prenez le texte de la page en .txt"),
    (r"PcGts", "XML PAGE (caractères lus sur une page), pas lu", "prenez le texte de la page en .txt"),
    (r"mets", "XML METS (notice d'un document numérisé), pas lu", "prenez le texte des pages en .txt"),
    (r"nitf", "XML NITF (dépêche), pas lu", _HTML),
    (r"newsItem|newsMessage|NewsML|packageItem|newsML", "XML NewsML (dépêche), pas lu", _HTML),
    (r"mediawiki", "export de MediaWiki, pas lu", "exportez les pages en HTML"),
    (r"urlset|sitemapindex", "plan de site (sitemap), pas un article", "donnez les pages elles-mêmes"),
    (r"opml", "liste d'abonnements (OPML), pas des articles", "donnez les flux eux-mêmes"),
    (r"svg", "image SVG, pas un article", ""),
    (r"kml|gpx", "carte, pas un article", ""),
    (r"book|chapter|refentry", "XML DocBook, pas lu", _HTML),
    (r"document-content|document", "XML OpenDocument, pas lu", "enregistrez-le en .odt"),
    (r"OAI-PMH|record|collection|modsCollection", "notices de bibliothèque (XML), pas lues", "exportez-les en CSV"),
    (r"FictionBook", "livre FictionBook, pas lu", "convertissez-le en EPUB"),
    (r"plist|project|Configuration|config", "fichier d'un programme (XML), pas un article", ""),
)
_JATS = re.compile(r"<article-meta\b|<journal-meta\b")


def check(text: str) -> None:
    """Raise `FileFault` where XML is of a vocabulary that is no feed, and known."""
    root = _ROOT.match(text)
    if not root:
        return
    name = root[1]
    if name == "article":
        if _JATS.search(text, 0, 20_000):
            raise _fault("XML JATS (revue savante), pas lu", _HTML)
        if "docbook" in root[2].lower():
            raise _fault("XML DocBook, pas lu", _HTML)
    for names, what, what_to_do in _VOCABULARIES:
        if re.fullmatch(names, name):
            raise _fault(what, what_to_do)


def _fault(what: str, what_to_do: str) -> FileFault:
    return FileFault(f"{what} : {what_to_do}" if what_to_do else what, unread=False)
