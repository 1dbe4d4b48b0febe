"""Stemming exceptions of a site's owner: a file named by the setting `analysis_exceptions`.

A line is a word, a colon, and the words that have its stem, lower-case and with their accents: « bail: baux ». A word
alone (« mali: ») has a stem of its own. Such a line wins over the lists that ship. The file is read once a process, and
is part of the analysis' version: an index made with another one must be rebuilt.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from trouvere.index.errors import SettingsError
from trouvere.index.settings import Settings


@cache
def own_lines() -> tuple[str, ...]:
    """Return the lines of the file without comments and capitals, none where the setting is empty."""
    name = Settings.load().analysis_exceptions
    if not name:
        return ()
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"analysis_exceptions : {name} illisible ({error})",
            hint="vérifiez le chemin et les droits ; le fichier est en UTF-8",
        ) from error
    return tuple(raw.partition("#")[0].strip().lower() for raw in text.splitlines())


def own_stems() -> list[tuple[str, tuple[str, ...]]]:
    """Return each stem of the file and the words that have it."""
    found = []
    for number, line in enumerate(own_lines(), 1):
        stem, colon, words = line.partition(":")
        if line and (not colon or not stem.strip()):
            raise SettingsError(
                f"{Settings.load().analysis_exceptions}:{number} : il faut « mot : autre autre », pas « {line} »",
                hint="réglage analysis_exceptions ; « mot : » a sa propre racine, « # » commence un commentaire",
            )
        if not line:
            continue
        found.append((stem.strip(), tuple(words.split())))
    return found


def own_version() -> str:
    """Return what the file adds to the version of the analysis."""
    lines = "\n".join(filter(None, own_lines()))
    return f"+{sha256(lines.encode()).hexdigest()[:8]}" if lines else ""
