"""What a document says of itself, without what nobody meant: « Microsoft Word - doc1.docx » is no title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from trouvere.index.report import Skipped
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.records.fields import FieldFault

NO_TEXT_REASON = "document sans texte"
MAX_TITLE_CHARS = 300
_PROGRAMS = r"microsoft (?:office )?(?:word|powerpoint|excel|publisher)|powerpoint|diapositive|print"
_PROGRAM = re.compile(rf"^(?:{_PROGRAMS}) ?[-–—:] ?", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"\.(?:docx?|dotx?|rtf|odt|ott|pptx?|xlsx?|indd|qxp|qxd|pub|pdf|ai|eps|tex|dvi|ps|html?|txt|tmp|wpd|p65|idml)$",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"^(?:(?:sans[ _-]?(?:titre|nom)|untitled|no title|document|nouveau document.*|new document.*|présentation"
    r"|presentation|diapositive|mise en page|layout|titre(?: du document)?|title|doc|texte|scan|sortie|test|page"
    r"|fichier)[ _-]?\d*|[\W\d_]*)$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:admin(?:istrat(?:eu|o)r)?|utilisateur.*|user\d*|microsoft.*|windows.*|propriétaire|owner|unknown|inconnue?"
    r"|anonyme|anonymous|auteur|author|pc|poste ?\d*|stagiaire|secr[ée]tariat|un-named|python-docx|acer|asus|hp|dell"
    r"|apple|\W*)$",
    re.IGNORECASE,
)
_PDF_DATE = re.compile(r"^(?:D:)?\s*+((?:19|20)\d\d)(?:-?(\d\d))?(?:-?(\d\d))?")
_PDF_TIME = re.compile(r"[T ]?([01]\d|2[0-3]):?([0-5]\d)(?::?([0-5]\d))?(?:(Z)|([+-]\d\d)[':]?(\d\d)?)?").match


def title_of(told: str, file_name: str = "") -> str:
    """Return a title that a document says it has; "" where a program has put something there."""
    title = " ".join(told.split())
    plain = _PROGRAM.sub("", title)
    stem = PurePosixPath(file_name).stem.lower()
    if plain != title and " " not in plain.strip():
        return ""
    if _FILE_NAME.search(plain) or _NO_TITLE.match(plain) or plain.lower() == stem or len(plain) > MAX_TITLE_CHARS:
        return ""
    return plain if not (plain.isascii() and " " not in plain and "_" in plain) else ""


def authors_of(told: str) -> str:
    """Return the authors that a document says it has; "" where that is the name of a machine or a program."""
    return "" if _NOBODY.match(told.strip()) else told.strip()


def pdf_date(told: str) -> str:
    """Return the day and time of « D:20210504170000+02'00' » in ISO 8601; "" where there is none."""
    found = _PDF_DATE.match(told)
    if not found:
        return ""
    year, month, day = found.groups()
    written = "-".join(part for part in (year, month, day if month else None) if part)
    if not day or not (time := _PDF_TIME(told, found.end())):
        return written
    hour, minute, second, utc, hours, minutes = time.groups()
    zone = "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""
    return f"{written}T{hour}:{minute}:{second or '00'}{zone}"


def article(file: OpenFile, record: Mapping[str, object]) -> Iterator[Item]:
    """Yield the one article of a document."""
    if not str(record.get("text") or "").strip():
        raise FileFault(NO_TEXT_REASON, unread=False)
    try:
        yield file.names.own({key: value for key, value in record.items() if value}, file.where)
    except FieldFault as error:
        yield Skipped(file.where, str(error))
