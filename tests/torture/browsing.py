"""Ids that are trying, and what a browser makes of a link before it asks for it (https://url.spec.whatwg.org, for http)."""

from __future__ import annotations

import re
from urllib.parse import quote

ODD = (
    *("..", ".", "a/..", "../a", "a/../../b", "/", "//", "a//b", "/a", "a/", "//evil.example", "///evil.example/x"),
    *("%2e%2e", "%2E%2e/x", "a%2fb", "a%2Fb", "%", "%%", "%25", "%00", "%0d%0aX: y", "%ff", "a%", ".%2e", "a/%2e"),
    *(
        "\\",
        "a\\b",
        "\\\\evil.example",
        "/\\evil.example",
        "..\\..",
        "C:\\x",
        "javascript:alert(1)",
        "http://x.y//z?a#b",
    ),
    *(
        "search.rss",
        "search",
        "api/v1/search",
        "?q=x",
        "#x",
        "?",
        "#",
        "a?b#c",
        "&",
        "a&b=c",
        "a+b",
        "a b",
        ";x=y",
        "a;b",
    ),
    *(
        "é",
        "e\u0301",
        "œ",
        "😀",
        "\u200b",
        "\ufeff",
        "\u202e",
        "İ",
        "ß",
        "K",
        "@",
        "[",
        "]",
        "{}",
        "|",
        "^",
        "`",
        '"',
        "'",
    ),
    *(
        "<b>",
        "*",
        "!",
        "~",
        "$",
        ",",
        "=",
        ":",
        "x:y",
        "mailto:x",
        "1",
        "-1",
        "0",
        "null",
        "é" * 512,
        "/" * 512,
    ),
)
"""Ids that an address could take for something else."""
DOT = re.compile(r"\.|%2e", re.IGNORECASE)


def asked(href: str, base: str = "/search") -> str:
    """Return the path and query that a browser asks for, where it stays on the site; raises `ValueError` where not."""
    href = re.sub(r"[\t\r\n]", "", href.strip("".join(map(chr, range(33)))))
    if re.match(r"[a-zA-Z][\w+.-]*:", href) or re.match(r"[/\\]{2}", href):
        raise ValueError(f"leaves the site: {href}")
    href, _, _ = href.partition("#")
    path, mark, query = href.partition("?")
    path = path.replace("\\", "/")
    if not path.startswith("/"):
        path = f"{base.rpartition('/')[0]}/{path}" if path else base
    kept: list[str] = []
    parts = path.split("/")[1:]
    for at, part in enumerate(parts):
        plain = DOT.sub(".", part)
        if plain == "..":
            kept[-1:] = []
        elif plain != ".":
            kept.append(part)
        if plain in (".", "..") and at == len(parts) - 1:
            kept.append("")
    return (
        "/"
        + quote("/".join(kept), safe="/%!$&'()*+,;=:@~[]|^\\")
        + mark
        + quote(query, safe="/%?!$&()*+,;=:@~[]|^\\`{}")
    )
