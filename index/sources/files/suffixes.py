"""Suffixes of names: the format that one stands for, and what to do with a format that is not read."""

from __future__ import annotations

from pathlib import PurePosixPath

PACKINGS = (".gz", ".zst", ".bz2", ".xz")
"""Suffixes of compressed files, which may follow any other."""
ZIP, TAR = ".zip", ".tar"
ARCHIVE_SUFFIXES = (ZIP, TAR)
SHORT_SUFFIXES = {".tgz": ".tar", ".tzst": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}

_DATABASE = "exportez les articles en JSON Lines ou en CSV"
_WHAT_TO_DO = (
    (".xlsx .xls .xlsm .xlsb .ods .fods .numbers", "enregistrez chaque feuille en CSV"),
    (".rst .adoc .asciidoc .org .tex .textile .typ", "convertissez-le en Markdown (pandoc -t gfm)"),
    (".ipynb", "un carnet Jupyter : convertissez-le en Markdown (jupyter nbconvert --to markdown)"),
    (".doc .dot .rtf .docm .wpd .wps .pages .sxw .fodt", "enregistrez-le en .docx ou en .odt"),
    (".ppt .pptx .odp .key .pub", "exportez-le en PDF"),
    (".djvu .ps .eps .xps .indd .qxd .tif .tiff", "convertissez-le en PDF qui a du texte, ou en .txt"),
    (".mobi .azw .azw3 .kfx .fb2 .lit", "convertissez-le en EPUB"),
    (".eml .emlx .msg", "un courriel : enregistrez-en le texte en .txt ou la page en .html"),
    (".mbox .mbx .pst", "des courriels : enregistrez le texte de chacun en .txt"),
    (".warc .wet .wat .wacz .arc", "une archive du web : extrayez-en les pages en .html"),
    (".mhtml .mht .webarchive .maff", "enregistrez la page en .html"),
    (".enex", "des notes d'Evernote : exportez-les en HTML"),
    (".opml", "une liste d'abonnements : donnez les flux eux-mêmes"),
    (".sql .sqlite .sqlite3 .db .mdb .accdb .dump .dbf", _DATABASE),
    (".parquet .feather .arrow .orc .avro .pkl .yaml .yml .toml", _DATABASE),
    (".rar .7z .lz .lzma .iso .cab .z .br", "une archive : extrayez-la, ou refaites-la en .zip ou en .tar.gz"),
)
HINTS = {suffix: what_to_do for suffixes, what_to_do in _WHAT_TO_DO for suffix in suffixes.split()}
"""By suffix of a format that is not read, what its owner can do."""
_OTHERS = """
.png .jpg .jpeg .gif .webp .avif .svg .ico .bmp .heic .psd .ai .mp3 .mp4 .m4a .m4v .ogg .oga .ogv .opus .wav .flac
.webm .mov .avi .mkv .woff .woff2 .ttf .otf .eot .css .scss .sass .less .js .mjs .cjs .ts .jsx .tsx .vue .svelte
.py .rb .go .rs .c .h .cpp .java .sh .bat .ps1 .exe .dll .so .bin .class .jar .wasm .map .lock .ics .vcf .bib .ris
.gpx .kml .shp .dwg .torrent .url .webloc .lnk .srt .vtt .xsd .xsl .xslt .dtd
"""
OTHERS = frozenset(_OTHERS.split())
"""Suffixes of what holds no article, for which there is nothing to do."""
PAGES = frozenset((".php", ".asp", ".aspx", ".jsp", ".cgi", ".shtml"))
"""Suffixes of pages, or of the programs that make them: a saved page is read where it is given by name."""


def suffix_of(name: str) -> str:
    """Return the suffix that says in which format a file is, lower-case and without that of its compression."""
    path = PurePosixPath(name.lower())
    suffix = PurePosixPath(path.stem if path.suffix in PACKINGS else path).suffix
    return SHORT_SUFFIXES.get(suffix, suffix)


def unknown(suffix: str) -> str:
    """Return why a file of such a suffix is not read, and what to do about it."""
    if not suffix:
        return "format inconnu (sans suffixe) : donnez-le par son nom, ou ajoutez-lui un suffixe (.txt)"
    reason = f"format inconnu ({suffix})"
    return f"{reason} : {HINTS[suffix]}" if suffix in HINTS else reason
