"""Citations of an article: a bibliographic reference as French writes it, and BibTeX."""

from __future__ import annotations

import re

from trouvere.index import Article
from trouvere.index.analysis import folded_value, french
from trouvere.web.catalogue import Catalogue

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "{}$&#_%"},
}


def reference(article: Article, url: str | None, t: Catalogue) -> str:
    """Return author, title, source, date and address as a sentence."""
    title = t("cite.title", title=article.title or t("article.untitled"))
    day = t.day(article.day) if article.day else ""
    parts = [", ".join(article.authors), title, article.source, day, url or ""]
    return ", ".join(part for part in parts if part) + ("" if url else ".")


def bibtex(article: Article, url: str | None) -> str:
    """Return the article as a BibTeX entry; braces around the title keep its capitals."""
    fields = {
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in article.authors),
        "title": f"{{{_escaped(article.title)}}}",
        "journal": _escaped(article.source),
        "year": f"{article.day.year:04}" if article.day else "",
        "date": article.day.isoformat() if article.day else "",
        "url": re.sub(r"[{}\\]", lambda found: f"%{ord(found[0]):02X}", url or ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{_key(article)},", *lines, "}"])


def _key(article: Article) -> str:
    """Return the BibTeX key: source, year and the first word of the title that is no stop word: afp2023pekin."""
    tokens = (token for token in french().tokens(article.title) if not token.stop and token.text.isalpha())
    telling = next((token.text for token in tokens if len(token.text) > 2), "article")
    source = re.sub(r"[^a-z0-9]+", "", folded_value(article.source))[:20]
    return f"{source}{article.day.year if article.day else ''}{re.sub('[^a-z]', '', telling)}"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in " ".join(text.split()))
