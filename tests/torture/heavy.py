"""Files within every limit of bytes that would take gigabytes or days, each with the reason it must be refused for."""

from __future__ import annotations

from collections.abc import Iterator

from torture.traps import ANY, Trap, file_of, rss

LARGE = 200_000_000
"""Bytes of the long ones, below which none of these is heavy."""
EMOJI = "😀".encode()
WORDS = "d'un million de mots|plus long"


def heavy(size: int) -> Iterator[Trap]:
    """Yield the traps: for a `size` of 200 MB the largest that the limits of bytes let through."""
    full = size // 20
    for name, content, reason in _contents(full):
        yield Trap(f"lourd-{name}", file_of(content), reason)


def _contents(full: int) -> Iterator[tuple[str, bytes, str]]:
    for name, unit in (
        *(
            ("apostrophes", rb"\* "),
            ("code", b"`a` "),
            ("liens", b"[a](b) "),
            ("notes", b"[^a]: b\n"),
            ("url", b"<a:b> "),
        ),
        *(
            ("lignes", b"a\n"),
            ("liste", b"- a\n"),
            ("numeros", b"1. a\n"),
            ("paragraphes", b"a\n\n"),
            ("titres", b"# a\n"),
        ),
        *(("entites", b"&amp;"), ("barres", b"|"), ("images", b"![a](b) "), ("citations", b"> a\n\n")),
    ):
        yield f"{name}.md", _times(unit, full), "Markdown de trop|plus long"
    for name, unit in (("mots", b"a "), ("lignes", b"a\n"), ("vides", b"a\n\n"), ("accents", "a\u0315\u0300".encode())):
        yield f"{name}.txt", _times(unit, full), WORDS
    yield "mots-emoji.txt", EMOJI + _times(b"abcdefghij ", full * 9 // 10), ANY
    yield "pile.txt", b"a" + _times("\u0315\u0300".encode(), full), ANY
    yield "titre.jsonl", b'{"text":"a","title":"' + _times(b"mot ", full) + b'"}\n', WORDS
    yield "pile.jsonl", b'{"text":"a","title":"a' + _times("\u0315\u0300".encode(), full) + b'"}\n', ANY
    yield "mots.jsonl", b'{"text":"' + _times(b"a ", full) + b'"}\n', WORDS
    yield "emoji.jsonl", b'{"text":"' + _times(rb"\ud83d\ude00", 3 * full) + b'"}\n', ANY
    yield "echappes.json", b'[{"text":"' + _times(rb"\n", 3 * full) + b'"}]', "plus long"
    numbers = range(full // 20)
    yield "tags.jsonl", b'{"text":"a","tags":[' + b",".join(b'"%d"' % n for n in numbers) + b"]}\n", ANY
    yield "cles.jsonl", b'{"text":"a",' + b",".join(b'"k%d":1' % n for n in numbers) + b"}\n", ANY
    attributes = b" ".join(b'a%d="1"' % n for n in range(full // 5))
    page, end = b"<html><body><article><p>", b"</p></article></body></html>"
    yield (
        "attributs.html",
        b"<html><body " + attributes + b"><p>Un texte.</p></body></html>",
        "attributs|lourd|plus long",
    )
    yield (
        "attributs-meme.html",
        b"<html><body " + _times(b"a=1 ", 3 * full) + b"><p>Un texte.</p></body></html>",
        "attributs|lourd|plus long",
    )
    yield (
        "attributs-nus.html",
        b"<html><body " + _times(b"a /", 3 * full) + b"><p>Un texte.</p></body></html>",
        "attributs|lourd|plus long",
    )
    yield (
        "attributs-egal.html",
        b"<html><body a=" + _times(b"=", full) + attributes + b"><p>Un texte.</p>",
        "attributs|lourd|plus long",
    )
    yield "attributs.md", b"Un texte.\n\n<div " + attributes[: full // 2] + b">a</div>\n", "attributs|lourd|plus long"
    yield (
        "attributs.rss",
        rss("Un texte.").encode().replace(b"<item>", b"<item " + attributes + b">"),
        "attributs|lourd|plus long",
    )
    yield "texte.html", page + EMOJI + _times(b"abcdefghij ", full * 9 // 10) + end, "lourd|plus long"
    yield "texte-leger.html", page + EMOJI + _times(b"abcdefghij ", full // 2) + end, ANY
    for name, mark, share in (("emoji", EMOJI, 3), ("emoji-leger", EMOJI, 1.15), ("apostrophe", "’".encode(), 2.3)):
        text = mark + _times(b"abcdefghij ", int(share * full))
        yield f"texte-{name}.rss", rss(text.decode()).encode(), "lourd|plus long"


def _times(unit: bytes, size: int) -> bytes:
    return unit * (size // len(unit))
