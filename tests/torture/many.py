"""A file of each format with many parts of a kind, no two alike: what `growth.py` looks for loops in that compare all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torture.formats import page

Parts = Callable[[int], str]
"""From how many parts to the content of a file that has them."""


def _element(name: str) -> Callable[[int], str]:
    return lambda n: f"<{name}>t{n} </{name}> "


def _meta(key: str) -> Callable[[int], str]:
    named = "property" if ":" in key else "name"
    return lambda n: f'<meta {named}="{key}" content="Anne Goff{n}">'


def _body(each: Callable[[int], str], around: tuple[str, str] = ("", "")) -> Callable[[int], str]:
    return lambda count: page(body="{}", raw=True)(around[0] + "".join(map(each, range(count))) + around[1])


def _head(each: Callable[[int], str]) -> Callable[[int], str]:
    return lambda count: page(head="<title>Un titre</title>{}", raw=True)("".join(map(each, range(count))))


def _entries(each: Callable[[int], str], around: tuple[str, str] = ("<item><title>t</title>", "</item>")) -> Parts:
    return lambda count: (
        "<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>Fil</title>"
        f"{around[0]}{''.join(map(each, range(count)))}{around[1]}</channel></rss>"
    )


def _atom(each: Callable[[int], str]) -> Parts:
    return lambda count: (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Fil</title><entry><title>t</title>"
        f"{''.join(map(each, range(count)))}</entry></feed>"
    )


def _times(each: Callable[[int], str], around: tuple[str, str] = ("", "")) -> Parts:
    return lambda count: around[0] + "".join(map(each, range(count))) + around[1]


_ELEMENTS = (
    *(
        "a",
        "b",
        "br",
        "cite",
        "code",
        "del",
        "details",
        "div",
        "em",
        "figure",
        "h2",
        "hr",
        "img",
        "ins",
        "li",
        "p",
        "pre",
    ),
    *("q", "section", "small", "span", "sub", "table", "td", "time", "tr", "u", "ul", "blockquote", "form", "input"),
)
_LD = '"@context":"https://schema.org","@type":"NewsArticle"'

MANY: Mapping[str, tuple[str, Parts]] = {
    **{
        f"{name} in a {parent}": (".html", _body(_element(name), (f"<{parent}>", f"</{parent}>")))
        for name in _ELEMENTS
        for parent in ("p", "div", "li")
    },
    **{
        f"meta {key}": (".html", _head(_meta(key))) for key in ("author", "keywords", "date", "article:tag", "og:title")
    },
    "authors of JSON-LD": (
        ".html",
        lambda count: page('<script type="application/ld+json">{}</script>', raw=True)(
            f'{{{_LD},"author":[' + ",".join(f'{{"@type":"Person","name":"Anne Goff{n}"}}' for n in range(count)) + "]}"
        ),
    ),
    "scripts of JSON-LD": (
        ".html",
        _head(lambda n: f'<script type="application/ld+json">{{{_LD},"author":{{"name":"Anne Goff{n}"}}}}</script>'),
    ),
    "items": (".rss", _entries(lambda n: f"<item><title>t{n}</title><guid>http://a/{n}</guid></item>", ("", ""))),
    **{
        f"{name} of an item": (".rss", _entries(_element(name)))
        for name in ("category", "author", "title", "description", "c:encoded", "pubDate", "link", "guid", "enclosure")
    },
    "tags of a domain": (".rss", _entries(lambda n: f"<category domain='d{n % 3}'>c{n}</category>")),
    "unknown elements": (".rss", _entries(lambda n: f"<x{n}>a</x{n}>")),
    "bad entities": (".rss", _entries(lambda n: f"a & b{n} <br> ", ("<item><description>", "</description></item>"))),
    "links": (".atom", _atom(lambda n: f"<link href='http://a/{n}'/>")),
    "authors": (".atom", _atom(lambda n: f"<author><name>a{n}</name></author>")),
    "terms": (".atom", _atom(lambda n: f"<category term='t{n}' label='l{n}'/>")),
    "paragraphs": (
        ".atom",
        lambda count: (
            _atom(lambda n: f"<p>a{n}</p>")(count)
            .replace("</title><p>", "</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>")
            .replace("</entry>", "</div></content></entry>")
        ),
    ),
    "references": (
        ".md",
        lambda count: _times(lambda n: f"[l{n}]: http://a/{n}\n")(count) + _times("[l{}] ".format)(count),
    ),
    "notes": (".md", lambda count: _times("mot[^{}] ".format)(count) + "\n\n" + _times("[^{}]: note\n".format)(count)),
    **{
        f"{line!r}": (".md", _times(line.format))
        for line in (
            *(
                "[l{0}](http://a/{0})\n\n",
                "# t{}\n\n",
                "- t{}\n",
                "- t{}\n\n",
                "> t{}\n",
                "t{}\n",
                "t{}\n\n",
                "<b>t{}</b>\n",
            ),
            *(
                "{}. t\n",
                "*t{}* ",
                "**t{}** ",
                "`t{}` ",
                "![t{}](a) ",
                "<div>t{}</div>\n\n",
                "|t{}|b|\n",
                "t{}  \n",
                "    t{}\n",
            ),
        )
    },
    "rows": (".md", _times("|t{}|b|\n".format, ("|a|b|\n|-|-|\n", ""))),
    "a lazy quote": (".md", _times("t{}\n".format, ("> a\n", ""))),
    "keys of front matter": (".md", _times("k{}: v\n".format, ("---\n", "---\nUn texte.\n"))),
    "items of front matter": (".md", _times("- v{}\n".format, ("---\ntags:\n", "---\nUn texte.\n"))),
    "tables of front matter": (".md", _times("[a.b{}]\nc = 1\n".format, ("+++\n", "+++\nUn texte.\n"))),
    "keys": (".jsonl", _times('"k{}":"v",'.format, ("{", '"text":"a"}\n'))),
    "tags": (".jsonl", _times('"k{}",'.format, ('{"text":"a","tags":[', '"z"]}\n'))),
    "names": (".jsonl", _times("Anne Goff{}; ".format, ('{"text":"a","authors":"', '"}\n'))),
    "objects": (".jsonl", _times('{{"k{0}":[{0}]}},'.format, ('{"text":"a","x":[', "1]}\n"))),
    "articles of an id": (".jsonl", _times('{{"id":"a","text":"t{}"}}\n'.format)),
    "articles": (".json", _times('{{"text":"t{}"}},'.format, ("[", '{"text":"a"}]'))),
    "lines": (".csv", _times("t{},a\n".format, ("text,tags\n", ""))),
    "columns": (
        ".csv",
        lambda count: _times("c{},".format, ("text,", "z\n"))(count // 9) + "t," + "a," * (count // 9) + "b\n",
    ),
    "words": (".txt", _times("mot{} ".format)),
    "sentences": (".txt", _times("Une phrase {} ici. ".format)),
    "thousands": (".txt", _times("{} 000 ".format)),
    "compounds": (".txt", _times("mot{}-".format)),
}
"""Many parts of a kind: the suffix of the file, and its content, by their number."""
