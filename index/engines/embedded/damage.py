"""Damage to a file: what is lost with it, and the commands that repair it, as sentences for a person."""

from __future__ import annotations

from collections.abc import Collection

from trouvere.index.columns.read.segment import ARTICLES, COMPLETION, DELETED
from trouvere.index.engines.embedded.read.manifest import NAME, Manifest
from trouvere.index.french_format import count

_FIELDS = {
    "title": "le titre de {} ne peut plus être cherché",
    "text": "le texte de {} ne peut plus être cherché",
    "title_stem": "le titre de {} n'est plus trouvé que sous les formes écrites",
    "text_stem": "le texte de {} n'est plus trouvé que sous les formes écrites",
    "id": "{} ne peuvent plus être retrouvés par leur identifiant",
    "source": "{} ne peuvent plus être filtrés par source",
    "category": "{} ne peuvent plus être filtrés par rubrique",
    "tags": "{} ne peuvent plus être filtrés par mot-clé",
    "authors": "{} ne peuvent plus être filtrés par auteur",
    "language": "{} ne peuvent plus être filtrés par langue",
    "place": "{} ne peuvent plus être filtrés par lieu",
    "date": "{} ne peuvent plus être filtrés ni triés par date",
    "minute": "{} ne sont plus triés par heure au sein d'un jour",
    "title_order": "{} ne peuvent plus être triés par titre",
    COMPLETION: "rien n'est plus complété ni corrigé d'après {}",
    ARTICLES: "{} ne peuvent plus être lus",
    DELETED: "on ne sait plus lesquels de {} sont supprimés",
}
ORIGINAL_PARTS = (ARTICLES, DELETED)
"""Parts of a segment that no other part can be made of."""


def lost_with(file: str, manifest: Manifest) -> str:
    """Return what an index cannot do any more without one of its files."""
    if file not in manifest.files:
        return "rien : il n'est pas de cet index, et n'est pas lu"
    name, _, part = file.partition(".")
    documents = next((segment.documents for segment in manifest.segments if segment.name == name), None)
    own = next((field.name for field in manifest.fields if field.column == part), None)
    if documents is None or (part not in _FIELDS and own is None):
        return "rien pour Trouvère : Whoosh n'ouvre plus ce dossier par open_dir"
    lost = _FIELDS.get(part) or f"{{}} ne peuvent plus être filtrés, comptés ni triés par {own}"
    return lost.format(count(documents, "article"))


LOST_WITH_MANIFEST = "tout : on ne sait plus ce que cette génération contient"


def remedy(index: str, files: Collection[str]) -> str:
    """Return the commands that mend an index whose `files` are damaged."""
    ways = [f"« trouvere index restore SAUVEGARDE {index} » remet une sauvegarde"]
    if not any(file == NAME or file.partition(".")[2] in ORIGINAL_PARTS for file in files):
        ways.insert(0, f"« trouvere index rebuild {index} » refait ce qui manque, d'après les articles gardés")
    else:
        ways.append(f"« trouvere index build {index} SOURCE… » refait l'index d'après les sources")
    return " ; ".join(ways)
