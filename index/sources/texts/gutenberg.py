"""Project Gutenberg's e-books: title, author and language from the header; its licence and credits go."""

from __future__ import annotations

import re

_START = re.compile(
    r"^\*{2,4} ?START OF (?:THE|THIS) PROJECT GUTENBERG E-?(?:BOOK|TEXT)[^*]{0,500}\*{2,4}[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_END = re.compile(
    r"^(?:\*{2,4} ?END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg|Fin de Project Gutenberg)"
    r"[^\n]*",
    re.MULTILINE | re.IGNORECASE,
)
# Files of before 2004.
_SMALL_PRINT = re.compile(r"^\*END\*? ?THE SMALL PRINT[^\n]*\n", re.MULTILINE | re.IGNORECASE)
_FIELD = re.compile(r"^(Title|Author|Language|Subtitle)[ \t]*:[ \t]*([^\n]*+(?:\n[ \t]+[^\s:][^\n]*+)*+)", re.MULTILINE)
_CREDITS = re.compile(
    r"\A\s*+(?:(?:Produced|Prepared|Digitized) by|(?:This )?E-?(?:text|book) (?:was )?(?:prepared|produced) by"
    r"|Produit par|Credits?:|\[?(?:Transcriber['’]s? Notes?|Note (?:du|de la|sur la) transcri))"
    r"[^\n]*(?:\n[^\n]+)*+\n*+",
    re.IGNORECASE,
)
_LANGUAGES = {
    "french": "fr", "english": "en", "german": "de", "italian": "it", "spanish": "es", "latin": "la", "dutch": "nl",
    "portuguese": "pt", "greek": "el", "breton": "br", "occitan": "oc", "catalan": "ca",
    "français": "fr", "middle french": "frm",
}  # fmt: skip
# « Project Gutenberg's Le pont, by Anne Martin »: of before 2004 it is all that tells.
_OLD_TITLE = re.compile(
    r"^\W{0,5}(?:The )?Project Gutenberg(?:'s)? (?:(?:E-?text|E-?book) )?(?:of )?(\S[^\n]{0,300}?),? by ([^\n]{2,200}?)"
    r"\W{0,5}$",
    re.MULTILINE | re.IGNORECASE,
)
_YEARS = re.compile(r",? \(?\d{4}\??-(?:\d{4}\??)?\)?$")
_GIVEN = re.compile(r"[A-ZÀ-Ý][\w.'’ -]{0,40}").fullmatch
HEAD_CHARS = 50_000
MARK = "Project Gutenberg"


def record(text: str) -> dict[str, object] | None:
    """Return what an e-book holds under the names of fields; None where it is none of theirs."""
    if MARK.lower() not in text[:HEAD_CHARS].lower():
        return None
    start = _START.search(text, 0, HEAD_CHARS) or _SMALL_PRINT.search(text, 0, HEAD_CHARS)
    if not start:
        return None
    end = _END.search(text, start.end())
    head = text[: start.start()]
    told = {name: value.strip() for name, value in _FIELD.findall(head)}
    if "Title" not in told and (old := _OLD_TITLE.search(head)):
        told["Title"], told["Author"] = old.groups()
    title = " ".join(told.get("Title", "").split())
    body = text[start.end() : end.start() if end else len(text)]
    for _ in range(3):
        body = _CREDITS.sub("", body, count=1)
    language = told.get("Language", "").lower().split(",")[0].strip()
    return {
        "title": title,
        "text": body.strip(),
        "authors": [
            _unturned(name) for name in re.split(r"\s*(?:;|\n|\bet\b|\band\b|&)\s*", told.get("Author", "")) if name
        ],
        "language": _LANGUAGES.get(language, language if len(language) == 2 else ""),
    }


def _unturned(name: str) -> str:
    """Return a name as it is said: « Hugo, Victor, 1802-1885 » is Victor Hugo."""
    name = _YEARS.sub("", name).strip()
    family, comma, given = name.partition(", ")
    name = f"{given} {family}" if comma and "," not in given and _GIVEN(given) else name
    return name if name.lower() not in {"anonymous", "various", "unknown"} else ""
