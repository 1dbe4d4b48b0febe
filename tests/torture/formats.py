"""A file of each format with one value in one of its fields: where `growth.py` puts its runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from html import escape
from xml.sax.saxutils import escape as xml_escape

import made_documents as made

Field = Callable[[str], str]
"""From a value to the content of a file that has it in one field."""
DocumentField = Callable[[str], bytes]
"""The same of a file that is no text."""

PROSE = "Un texte assez long pour être un article, avec des mots et des phrases de tous les jours. "
FIELDS = ("title", "text", "id", "date", "place", "source", "url", "category", "language", "tags", "authors", "x")


def _of_json(name: str, opening: str = "", closing: str = "\n") -> Field:
    def content(value: str) -> str:
        return opening + json.dumps({"text": PROSE} | {name: value}, ensure_ascii=False) + closing

    return content


def _several_of_json(name: str) -> Field:
    return lambda value: json.dumps({"text": PROSE, name: [value, "b", value]}) + "\n"


def _row(name: str, delimiter: str = ",") -> Field:
    def content(value: str) -> str:
        out = io.StringIO()
        # A carriage return in a cell is what this module does not quote by itself.
        rows = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
        rows.writerow([name] if name == "text" else [name, "text"])
        rows.writerow([value] if name == "text" else [value, PROSE])
        return out.getvalue()

    return content


def _front(key: str) -> Field:
    return lambda value: f"---\n{key}: {json.dumps(value)}\n---\n\n{PROSE}\n"


def page(head: str = "", body: str = "{}", raw: bool = False) -> Field:
    def content(value: str) -> str:
        value = value if raw else escape(value)
        return (
            "<!DOCTYPE html><html lang='fr'><head><meta charset='utf-8'>"
            + (head.replace("{}", value) or "<title>Un titre</title>")
            + f"</head><body><article><h1>Un titre de page</h1><p>{PROSE * 5}</p>"
            + ("" if head else body.replace("{}", value))
            + f"<p>{PROSE * 5}</p></article></body></html>"
        )

    return content


def _json_ld(name: str) -> Field:
    def content(value: str) -> str:
        told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Titre"} | {name: value}
        written = json.dumps(told).replace("</", "<\\/")
        return page('<script type="application/ld+json">{}</script>', raw=True)(written)

    return content


def _item(element: str, wrap: Field = lambda value: value, *, more: str = "") -> Field:
    def content(value: str) -> str:
        name = element.partition(" ")[0]
        text = "" if name == "description" else f"<description>{PROSE}</description>"
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
            f"<channel><title>Fil</title><item><title>Titre</title>{text}{more}"
            f"<{element}>{xml_escape(_xml(wrap(value)))}</{name}></item></channel></rss>"
        )

    return content


def _entry(inside: str, wrap: Field = lambda value: value) -> Field:
    def content(value: str) -> str:
        told = inside.replace("{}", xml_escape(_xml(wrap(value)), {'"': "&quot;"}))
        text = "" if "<content" in inside or "<summary" in inside else f"<summary>{PROSE}</summary>"
        return (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Fil</title><entry><title>Titre</title>{text}'
            f"{told}</entry></feed>"
        )

    return content


def _xml(value: str) -> str:
    """Return a value without what XML cannot hold."""
    return "".join(sign for sign in value if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))


_HTML = escape


def _docx(value: str) -> str:
    return xml_escape(_xml(value), {'"': "&quot;"})


def _europresse(value: str) -> str:
    return (
        f"<html><body><article><div class='DocPublicationName'>Le Quai</div><div class='DocHeader'>{value}, mardi 4 mai "
        f"2021</div><p class='titreArticle'>Titre {value}</p><div class='docOcurrContainer'><p>{PROSE}</p><p>{value}</p>"
        "</div></article></body></html>"
    )


DOCUMENTS: Mapping[str, tuple[str, Mapping[str, Field | DocumentField]]] = {
    "docx": (
        ".docx",
        {
            "text": lambda value: made.docx(made.paragraph(_docx(value)) + made.paragraph(PROSE)),
            "cell": lambda value: made.docx(
                f"{made.paragraph(PROSE)}<w:tbl><w:tr><w:tc>{made.paragraph(_docx(value))}</w:tc></w:tr></w:tbl>"
            ),
            "title": lambda value: made.docx(made.paragraph(PROSE), core=f"<dc:title>{_docx(value)}</dc:title>"),
            "authors": lambda value: made.docx(made.paragraph(PROSE), core=f"<dc:creator>{_docx(value)}</dc:creator>"),
        },
    ),
    "odt": (
        ".odt",
        {
            "text": lambda value: made.odt(f"<text:p>{_docx(value)}</text:p><text:p>{PROSE}</text:p>"),
            "title": lambda value: made.odt(f"<text:p>{PROSE}</text:p>", meta=f"<dc:title>{_docx(value)}</dc:title>"),
        },
    ),
    "epub": (
        ".epub",
        {
            "text": lambda value: made.epub({"a": f"<p>{_docx(value)}</p><p>{PROSE}</p>"}),
            "raw": lambda value: made.epub({"a": f"<p>{PROSE}</p>{_xml(value)}"}),
            "title": lambda value: made.epub({"a": f"<p>{PROSE}</p>"}, about=f"<dc:title>{_docx(value)}</dc:title>"),
        },
    ),
    "pdf": (
        ".pdf",
        {
            "text": lambda value: made.pdf(made.lines(f"{PROSE}\n{_latin(value)}\n{PROSE}")),
            "pages": lambda value: made.pdf(
                *(made.lines(f"{PROSE}\n{part}") for part in _latin(value).split("\n")[:50])
            ),
            "title": lambda value: made.pdf(made.lines(PROSE), info={"Title": value}),
        },
    ),
    "europresse": (".html", {"text": lambda value: _europresse(escape(value)), "raw": _europresse}),
    "europresse, text": (
        ".txt",
        {
            "text": lambda value: f"Le Quai\nmardi 4 mai 2021\n\nTitre\n\n{PROSE}{value}\n\nnews·20210504·LQ·1\n",
            "header": lambda value: f"{value}\nmardi 4 mai 2021\n\nTitre\n\n{PROSE}\n\nnews·20210504·LQ·1\n",
        },
    ),
    "gutenberg": (
        ".txt",
        {
            "head": lambda value: (
                f"Project Gutenberg\nTitle: {value}\n*** START OF THE PROJECT GUTENBERG EBOOK A ***\n{PROSE}"
            ),
            "text": lambda value: (
                f"Project Gutenberg\n*** START OF THE PROJECT GUTENBERG EBOOK A ***\n{value}\n{PROSE}"
            ),
        },
    ),
}


def _latin(value: str) -> str:
    return value.encode("cp1252", "ignore").decode("cp1252")


TEXTS: Mapping[str, tuple[str, Mapping[str, Field | DocumentField]]] = {
    "txt": (
        ".txt",
        {
            "text": lambda value: f"Titre\n\n{PROSE}\n{value}\n{PROSE}",
            "alone": lambda value: value,
            "line": lambda value: f"{value}\n\n{PROSE}",
            "last": lambda value: f"{PROSE}\n{value} ont contribué à ce reportage.",
        },
    ),
    "jsonl": (
        ".jsonl",
        {name: _of_json(name) for name in FIELDS}
        | {f"{name}, several": _several_of_json(name) for name in ("authors", "tags", "category")}
        | {
            "title again": lambda value: json.dumps({"title": "a", "text": f"a\n{value}"}) + "\n",
            "title of a line": lambda value: json.dumps({"title": value[:100], "text": f"{value[:100]}\n" * 9 + value}),
            "extra": lambda value: json.dumps({"text": PROSE, "extra": {"a": [value, {value[:99]: value}]}}),
        },
    ),
    "json": (".json", {name: _of_json(name, "[", "]") for name in ("text", "title", "authors", "tags", "x")}),
    "csv": (".csv", {name: _row(name) for name in FIELDS}),
    "tsv": (".tsv", {name: _row(name, "\t") for name in ("text", "title", "authors")}),
    "md": (
        ".md",
        {
            "text": lambda value: f"# Titre\n\n{PROSE}\n{value}\n\n{PROSE}",
            "start": lambda value: value[1:],
            "line": lambda value: f"{PROSE}\n\n{value[1:]}\n",
            "code": lambda value: f"{PROSE}\n\n    {value}\n\n{PROSE}",
            "fence": lambda value: f"{PROSE}\n\n```\n{value}\n```\n",
            "item": lambda value: f"- {value}\n- b\n",
            "quote": lambda value: f"> {value}\n",
            "head": lambda value: f"# {value}\n\n{PROSE}",
            "html": lambda value: f"<div>\n{value}\n</div>\n\n{PROSE}",
            "cell": lambda value: f"|a|b|\n|-|-|\n|{value}|c|\n",
            "link": lambda value: f"[a]({value}) {PROSE}",
            "note": lambda value: f"Mot[^1]. {PROSE}\n\n[^1]: {value}\n",
            "front": lambda value: f"---\ntitle: {value}\n---\n{PROSE}",
            "toml": lambda value: f"+++\ntitle = {value}\n+++\n{PROSE}",
            "fences": lambda value: f"---\n{value}",
        }
        | {key: _front(key) for key in ("title", "authors", "tags", "date", "categories", "url", "source", "x")},
    ),
    "html": (
        ".html",
        {
            "text": page(body="<p>{}</p>"),
            "raw": page(body="<p>{}</p>", raw=True),
            "pre": page(body="<pre>{}</pre>"),
            "span": page(body="<p><span>{}</span><b>{}</b></p>"),
            "div": page(body="<div>{}</div>"),
            "item": page(body="<ul><li>{}</li></ul>"),
            "cell": page(body="<table><tr><td>{}</td><td>b</td></tr></table>"),
            "quote": page(body="<blockquote>{}</blockquote>"),
            "link": page(body='<p><a href="{}">{}</a></p>'),
            "image": page(body='<img src="a.png" alt="{}" title="{}">'),
            "comment": page(body="<!-- {} -->", raw=True),
            "time": page(body='<time datetime="{}">{}</time>'),
            "byline": page(body='<p class="author">{}</p>'),
            "title": page(head="<title>{}</title>"),
            "author": page(head='<meta name="author" content="{}">'),
            "date": page(head='<meta property="article:published_time" content="{}">'),
            "dated": page(head='<meta name="date" content="{}">'),
            "tags": page(head='<meta name="keywords" content="{}">'),
            "source": page(head='<meta property="og:site_name" content="{}">'),
            "url": page(head='<link rel="canonical" href="{}">'),
            "category": page(head='<meta property="article:section" content="{}">'),
            "script": page(head="<script>{}</script>", raw=True),
            "style": page(head="<style>{}</style>", raw=True),
            "before": lambda value: f"{value}{page()('a')}",
            "declared": _json_ld("author"),
            "headline": _json_ld("headline"),
            "published": _json_ld("datePublished"),
            "broken": lambda value: page('<script type="application/ld+json">{}</script>', raw=True)(value),
        },
    ),
    "rss": (
        ".rss",
        {
            "title": _item("title"),
            "description": _item("description", _HTML),
            "markup": _item("description"),
            "pre": _item("description", lambda value: f"<pre>{_HTML(value)}</pre>"),
            "content": _item("content:encoded", _HTML),
            "wordpress": _item("content:encoded", more="<wp:status>publish</wp:status>"),
            "date": _item("pubDate"),
            "authors": _item("author"),
            "creator": _item("dc:creator"),
            "category": _item("category"),
            "tags": _item('category domain="post_tag"'),
            "id": _item("guid"),
            "url": _item("link"),
            "source": _item('source url="http://a.fr"'),
            "x": _item("comments"),
            "raw": lambda value: _item("description")("@@").replace("@@", value),
            "before": lambda value: value[1:] + _item("title")("a"),
            "after": lambda value: _item("title")("a") + value,
            "between": lambda value: _item("title")("a").replace("<item>", f"{value}<item>"),
        },
    ),
    "atom": (
        ".atom",
        {
            "title": _entry('<title type="html">{}</title>', _HTML),
            "text": _entry('<content type="text">{}</content>'),
            "html": _entry('<content type="html">{}</content>'),
            "summary": _entry("<summary>{}</summary>"),
            "date": _entry("<published>{}</published>"),
            "updated": _entry("<updated>{}</updated>"),
            "authors": _entry("<author><name>{}</name></author>"),
            "tags": _entry('<category term="{}"/><category term="b" label="{}"/>'),
            "id": _entry("<id>{}</id>"),
            "url": _entry('<link href="{}"/>'),
        },
    ),
}
FORMATS: Mapping[str, tuple[str, Mapping[str, Field | DocumentField]]] = {**TEXTS, **DOCUMENTS}
"""By format: its suffix, and its fields."""
