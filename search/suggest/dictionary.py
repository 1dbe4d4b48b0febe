"""Dictionary: whether French has a word, so that no other spelling is proposed of one that is right.

It is the same for every reader, whatever the articles are, so it tells nothing of them. `scripts/lexicon` makes the
file: forms without accents, each as the letters it has in common with the one before (a capital, A for none) and the
others, in lines that can be read by themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import islice

import zstandard

FILE = "words.zst"
LINE_FORMS = 32
"""Forms in a line: that many are looked at for one word."""
_FORM = re.compile(rb"([A-Z])([a-z]*)")
_COMMENT, _FIRST = b"#", ord("A")


def is_word(surface: str) -> bool:
    """Say whether a surface form (folded) is one of a French word or name."""
    if not surface.isascii():
        return False
    word = surface.encode()
    lines = _lines()
    # Behind every line that begins with this very form, as a capital sorts before "[" and that before any letter.
    at = bisect_right(lines, word + b"[") - 1
    return at >= 0 and word in _forms(lines[at])


def packed(words: Iterable[str], comment: str) -> bytes:
    """Return what the file holds of folded words of at most 26 letters; `comment` says where they are from."""
    ordered = iter(sorted(words))
    lines = [_COMMENT + b" " + comment.encode()]
    while some := list(islice(ordered, LINE_FORMS)):
        lines.append(b"".join(_display_form(before, word) for before, word in zip(["", *some], some, strict=False))[1:])
    return zstandard.ZstdCompressor(level=22).compress(b"\n".join(lines))


@cache
def _lines() -> list[bytes]:
    packed = files("trouvere.search.data").joinpath(FILE).read_bytes()
    comment, *lines = zstandard.ZstdDecompressor().decompress(packed).split(b"\n")
    assert comment.startswith(_COMMENT)
    return lines


def _forms(line: bytes) -> Iterator[bytes]:
    before = b""
    for common, rest in _FORM.findall(b"A" + line):
        before = before[: ord(common) - _FIRST] + rest
        yield before


def _display_form(before: str, word: str) -> bytes:
    common = 0
    while common < min(len(before), len(word)) and before[common] == word[common]:
        common += 1
    return bytes([_FIRST + common]) + word[common:].encode()
