"""Exports of Europresse, HTML and text: several articles in a file, without certificates and copyright lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trouvere.index.cleaning.people import is_byline, names_only
from trouvere.index.report import Skipped
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.pages.markup import text_of
from trouvere.index.sources.protocol import Item, OpenFile

_MARKUP = re.compile(
    r"""class\s*=\s*["'][^"'<>]{0,200}\b(?:titreArticle|DocPublicationName|publiC-lblNodoc|docOcurrContainer)\b"""
)
_NUMBER = re.compile(r"\b[a-z]{2,10}·((?:19|20)\d\d)(\d\d)(\d\d)·[\w-]{1,30}·[\w·-]{1,60}")
_NUMBER_LINE = re.compile(rf"^[ \t]*(?:Numéro de document : )?({_NUMBER.pattern})[ \t]*$", re.MULTILINE)
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DATE = re.compile(
    rf"(?:\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?\b\d{{1,2}}(?:er)? (?:{_MONTHS}) \d{{4}}",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\bp\. ?([\w-]{1,20})")
# Lines of the seller, not of the paper.
_NOTICE = re.compile(
    r"^\W{0,3}(?:©|\(c\) |Certificat émis|Tous droits réservés|Le présent document|Illustration\(s\)|Référence\(s\)"
    r"|Cet article est paru dans|Document délivré par|Public ?© )[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_ISSUE = re.compile(r",? (?:no\.?|n°|num\.) ?\d.*$", re.IGNORECASE)
_TITLES = ("titreArticleVisu", "titreArticle", "rdp__articletitle")
_TEXTS = ("docOcurrContainer", "DocText")
_AUTHORS = ("docAuthors", "sm-margin-bottomNews")
_SUBTITLES = ("rdp__subtitle", "sousTitreArticleVisu", "sous-titreArticle")


def looks_like(page: str) -> bool:
    """Return whether a page is an export."""
    return "<article" in page and _MARKUP.search(page) is not None


def is_export(text: str) -> bool:
    """Return whether a text is an export: a line with the number of a document ends each."""
    return "·" in text and _NUMBER_LINE.search(text) is not None


def articles(page: str, file: OpenFile) -> Iterator[Item]:
    """Yield the articles of a page that is an export."""
    from lxml import html

    root = html.document_fromstring(page, parser=html.HTMLParser(huge_tree=True, no_network=True))
    for number, article in enumerate(root.iter("article"), 1):
        yield from _yielded(_of_element(article), f"{file.where} (article {number})", file)


def text_articles(text: str, file: OpenFile) -> Iterator[Item]:
    """Yield the articles of a text that is an export."""
    start = 0
    for number, end in enumerate(_NUMBER_LINE.finditer(text), 1):
        record = _of_text(text[start : end.start()], end[1])
        start = end.end()
        yield from _yielded(record, f"{file.where} (article {number})", file)


def _yielded(record: Mapping[str, object], where: str, file: OpenFile) -> Iterator[Item]:
    if not record["text"] and not record["title"]:
        yield Skipped(where, "ni titre ni texte", unread=False)
        return
    try:
        yield file.names.own({name: value for name, value in record.items() if value}, where)
    except FieldFault as error:
        yield Skipped(where, str(error))


def _of_element(article: Any) -> dict[str, object]:
    told = {name: _first(article, classes) for name, classes in (("title", _TITLES), ("authors", _AUTHORS))}
    # Of exports of before 2018, in which nothing marks the authors.
    lines = (" ".join(line.itertext()).strip() for header in article.iter("header") for line in header.iter("p"))
    told["authors"] = told["authors"] or next(filter(is_byline, lines), "")
    subtitle = _first(article, _SUBTITLES)
    text = "\n\n".join(_text(element) for name in _TEXTS[:1] for element in _of_class(article, name))
    text = text or "\n\n".join(_text(element) for element in _of_class(article, _TEXTS[1]))
    paragraphs = [subtitle] if subtitle and not text.startswith(subtitle) else []
    number = _NUMBER.search(_first(article, ("publiC-lblNodoc",)) or " ".join(article.itertext()))
    header = _first(article, ("DocHeader",))
    return _record(
        told["title"], "\n\n".join((*paragraphs, _without_notices(text))).strip(), told["authors"],
        _first(article, ("DocPublicationName",)), header, number[0] if number else "",
    )  # fmt: skip


def _of_text(block: str, number: str) -> dict[str, object]:
    """Return an article of the text export: source and header, title, authors, text, each after an empty line."""
    groups = [group.strip() for group in re.split(r"\n[ \t]*\n", _without_notices(block)) if group.strip()]
    source, _, header = groups[0].partition("\n") if groups else ("", "", "")
    rest = groups[1:]
    if rest and not header and _DATE.search(rest[0]) and len(rest[0]) < 300:
        header, *rest = rest
    title = rest.pop(0) if rest else ""
    authors = rest.pop(0) if len(rest) > 1 and _is_names(rest[0]) else ""
    return _record(title, "\n\n".join(rest), authors, source, header, number)


def _record(title: str, text: str, authors: str, source: str, header: str, number: str) -> dict[str, object]:
    date, page, found = _DATE.search(header), _PAGE.search(header), _NUMBER.match(number)
    section = header[: date.start()].strip(" ,-—\n") if date else ""
    return {
        "id": number,
        "title": " ".join(title.split()),
        "text": text,
        "date": "-".join(found.groups()) if found else date[0] if date else "",
        "source": _ISSUE.sub("", " ".join(source.split()).split(" - ")[0]).strip(),
        "category": " ".join(section.split()),
        "authors": re.sub(
            r"^\s*(?:Par|De|Propos recueillis par)\s+", "", " ".join(authors.split()), flags=re.IGNORECASE
        ),
        "page": page[1] if page else "",
    }


def _is_names(line: str) -> bool:
    """Return whether a line is names: few words, most of them with a capital, and no sentence."""
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    capital = sum(word[0].isupper() for word in words)
    return names_only(line) or (
        len(line) < 120
        and "\n" not in line
        and not line.endswith((".", "!", "?", ":"))
        and len(words) > 1
        and 2 * capital > len(words)
    )


def _without_notices(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", _NOTICE.sub("", text)).strip()


def _of_class(article: Any, name: str) -> list[Any]:
    return [element for element in article.iter() if name in str(element.get("class") or "").split()]


def _first(article: Any, names: tuple[str, ...]) -> str:
    found = (" ".join(element.text_content().split()) for name in names for element in _of_class(article, name))
    return next(filter(None, found), "")


def _text(element: Any) -> str:
    from lxml import etree

    return text_of(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
