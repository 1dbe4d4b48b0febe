"""Identity of an article: its id, given, or hashed (SHA-256) from its URL or its content."""

from __future__ import annotations

import hashlib
import re

from trouvere.index.cleaning.characters import one_line
from trouvere.index.errors import ArticleError

MAX_ID_CHARS = 512
_WEB = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE).fullmatch
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]").search


def identify(given: str, url: str, title: str, text: str) -> str:
    """Return the id: the one given, else made from the URL, else from the content, so that indexing twice is harmless.

    The content is the article's own title (not one derived from the text), a line feed and the text, with each run of
    blanks made one space: the same article as plain text, CSV or HTML has the same id. An id given is never altered,
    as two could become one; `ArticleError` where it holds control characters or is too long.
    """
    given = given.strip()
    if given:
        if len(given) > MAX_ID_CHARS:
            raise ArticleError(f"identifiant de plus de {MAX_ID_CHARS} caractères")
        if _UNSAFE(given):
            raise ArticleError("identifiant avec des caractères de contrôle")
        return given
    if url:
        return "u-" + _digits(url)
    return "h-" + _digits(" ".join(title.split()) + "\n" + " ".join(text.split()))


def _digits(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def web_address(written: str, extra: dict[str, object]) -> tuple[str, dict[str, object]]:
    """Return `written` if it is an address of the web, which may become a link; any other goes to `extra`."""
    written = written.strip()
    if not written:
        return "", extra
    if written.isprintable() and _WEB(written):
        return written, extra
    kept = one_line(written)
    return "", {**extra, "url": kept} if kept else extra
