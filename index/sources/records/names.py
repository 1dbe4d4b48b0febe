"""Table of names: under which keys producers keep what we call title, text, date…, in French and in English.

Case, accents, spaces and punctuation do not count: « Date de publication », `date_publication` and `datePublication`
are one name. The order within a field is that of preference, our own name first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

SEVERAL_CATEGORIES = "categories"
"""What names of several categories stand for: the first is the article's, the others are tags."""

FULL_TEXT = (
    *("text", "texte", "body", "content", "contenu", "corps", "maintext", "articlebody", "articletext"),
    *("articlecontent", "textearticle", "textedelarticle", "corpsdelarticle", "contenudelarticle", "texteintegral"),
    *("corpsdutexte", "textecomplet", "fulltext", "fullcontent", "bodytext", "contentencoded", "postcontent"),
    *("textcontent", "contentclean", "cleantext", "contenthtml", "htmlcontent", "bodyhtml", "html", "contenttext"),
    *("plaintext", "bodyplain", "contentplain", "selftext", "article", "rawtext", "rawcontent"),
)
PART_OF_TEXT = (
    *("description", "excerpt", "extrait", "summary", "resume", "chapo", "chapeau", "lead", "lede", "standfirst"),
    *("leadparagraph", "accroche", "extract", "abstract", "snippet", "intro", "introduction", "introtext"),
    *("postexcerpt", "customexcerpt", "metadescription", "ogdescription", "dcdescription", "caption"),
)
"""What stands for the text where there is nothing else, and is kept beside it otherwise."""

NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        *("title", "titre", "headline", "webtitle", "posttitle", "articletitle", "titrearticle", "titredelarticle"),
        *("heading", "ogtitle", "dctitle", "intitule", "subject", "objet", "name"),
    ),
    "text": FULL_TEXT + PART_OF_TEXT,
    "date": (
        *("date", "datepublished", "datepublish", "publishedat", "published", "publishedon", "publisheddate"),
        *("publishedtime", "pubdate", "datepub", "publishdate", "publicationdate", "datepublication"),
        *("datedepublication", "dateparution", "datedeparution", "parution", "publiele", "parule", "postdate"),
        *("articlepublishedtime", "webpublicationdate", "firstpublishedat", "firstpublicationdate", "datearticle"),
        *("datedelarticle", "datedemiseenligne", "miseenligne", "dateissued", "issued", "dcdate", "datetime"),
        *("dateheure", "timestamp", "seendate", "created", "createdat", "createdon", "createdtime", "datecreated"),
        *("creationdate", "datecreation", "datedecreation", "creele"),
    ),
    "place": ("place", "lieu", "location", "dateline", "ville"),
    "source": (
        *("source", "journal", "publication", "publisher", "sitename", "ogsitename", "sourcename", "sourcetitle"),
        *("publicationname", "nomdujournal", "titredujournal", "nomdusite", "media", "revue", "magazine", "newspaper"),
        *("outlet", "editeur", "provider", "dcpublisher", "dcsource", "feedtitle", "sourcehostname", "site"),
        *("hostname", "sourcedomain", "domain"),
    ),
    "url": (
        *("url", "link", "lien", "permalink", "permalien", "canonical", "canonicalurl", "urlcanonique", "weburl"),
        *("articleurl", "urlarticle", "urldelarticle", "sourceurl", "originalurl", "fullurl", "htmlurl", "posturl"),
        *("ogurl", "adresse", "adresseweb", "href", "uri", "mainentityofpage", "page", "externalurl"),
    ),
    "category": ("category", "categorie", "rubrique", "section", "sectionname", "primarycategory", "theme"),
    SEVERAL_CATEGORIES: (
        *("categories", "rubriques", "sections", "articlesection", "themes", "thematiques", "thematique"),
    ),
    "language": ("language", "lang", "langue", "inlanguage", "langcode", "languagecode", "dclanguage", "locale"),
    "tags": (
        *("tags", "tag", "keywords", "keyword", "newskeywords", "motscles", "motcle", "motsclefs", "motclef"),
        *("etiquettes", "etiquette", "labels", "hashtags", "topics", "subjects", "sujets", "dcsubject"),
    ),
    "authors": (
        *("authors", "author", "auteurs", "auteur", "auteure", "autrice", "byline", "creator", "creators", "dccreator"),
        *("signature", "signepar", "ecritpar", "journaliste", "journalistes", "journalist", "redacteur", "writer"),
        *("authorname", "nomauteur", "nomdelauteur", "postauthor", "articleauthor"),
    ),
    "id": ("id", "identifiant", "identifier", "guid", "uuid", "ark"),
}
"""The names of each field of ours, in the form that `form_of` gives them."""

STATUS_NAMES = {
    **dict.fromkeys(("status", "statut", "poststatus", "state", "etat", "moderationstate"), "status"),
    **dict.fromkeys(("draft", "brouillon", "isdraft"), "draft"),
    **dict.fromkeys(("published", "publish", "publie", "ispublished", "publishedat"), "published"),
    **dict.fromkeys(("private", "prive", "isprivate"), "private"),
}
"""Names under which records say whether an article is shown, and the key that `publication.hidden` knows."""

MAX_NAME_CHARS = 100
"""Characters of a key that may be a name of ours."""
_WRAPPED = re.compile(r"(?:\.(?:rendered|name|value|#text|\$oid|\$date|fr)|[_ -]fr| \(\d+\))\Z")
"""What tools that make tables of JSON put after a key, exports in several languages, and we after a name met again."""


class Name(NamedTuple):
    """A field of ours, and how good a name for it is: 0 is the best."""

    field: str
    rank: int


def form_of(key: str) -> str:
    """Return what counts of a key: its letters and digits, small and without accents; "" where it names nothing."""
    return "" if len(key) > MAX_NAME_CHARS or key[:1] in ("@", "$", "#") else _form(key)


def name_of(key: str) -> Name | None:
    """Return which field of ours a key means, None if none."""
    return _table().get(form_of(key))


# Each record has the keys of the one before it.
@lru_cache(maxsize=4_096)
def _form(key: str) -> str:
    plain = unicodedata.normalize("NFKD", _WRAPPED.sub("", key)).lower()
    return "".join(filter(str.isalnum, plain))


@lru_cache(maxsize=1)
def _table() -> dict[str, Name]:
    return {name: Name(field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)}


def field_named(key: str) -> str:
    """Return the field that a person means by a name of it; "" if none: `texte` is `text`."""
    found = name_of(key)
    return "" if found is None else "category" if found.field == SEVERAL_CATEGORIES else found.field


def is_full_text(key: str) -> bool:
    """Return whether a key means the text of an article, and not a summary of it."""
    found = name_of(key)
    return found is not None and found.field == "text" and found.rank < len(FULL_TEXT)
