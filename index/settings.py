"""Settings (configuration), read here alone: defaults, then `trouvere.toml`, then `TROUVERE_…`, then options.

`trouvere settings` prints each with its value and where it came from; `docs/en/settings.md` documents each
(a test fails when one is missing there).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from numbers import Real
from pathlib import Path
from typing import Any

from trouvere.index.errors import SettingsError, UsageError
from trouvere.index.fields import Field, declared
from trouvere.index.validation import told

FILE = "trouvere.toml"
PREFIX = "TROUVERE_"
YES_OR_NO = {"oui": True, "true": True, "1": True, "non": False, "false": False, "0": False}
"""How an environment variable or an option says yes or no; a file may also say true or false, without quotes."""


def _setting(default: Any, doc: str, *, least: float | None = None, most: float | None = None) -> Any:
    return field(default=default, metadata={"doc": doc, "least": least, "most": most})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default. Sizes are in bytes unless the name says characters; times in seconds."""

    # Sources
    max_file_bytes: int = _setting(4 << 30, "Plus gros fichier lu (octets).", least=1)
    max_line_bytes: int = _setting(32 << 20, "Plus longue ligne lue (octets).", least=1)
    max_field_chars: int = _setting(10_000_000, "Plus long champ d'un article (caractères).", least=1)
    max_article_seconds: float = _setting(
        20.0, "Calcul au plus pour un article (secondes de processeur) ; 0 : sans limite.", least=0, most=86_400
    )

    base_url: str = _setting("", "Adresse du site dont ces fichiers sont les sources : chaque article en a une.")
    default: tuple[str, ...] = _setting((), "CHAMP=VALEUR qu'ont les articles qui n'en disent rien.")
    include: tuple[str, ...] = _setting((), "Motifs des fichiers lus dans un dossier ; vide : tous.")
    exclude: tuple[str, ...] = _setting((), "Motifs des fichiers et dossiers laissés de côté.")
    post_types: tuple[str, ...] = _setting(
        (), "Types de contenu d'un export de WordPress lus en plus des articles et des pages."
    )

    # Building
    fields: tuple[Field, ...] = _setting(
        (), "Champs du site, lus dans ce que les articles ont en plus : tables [fields.NOM], ou NOM:TYPE."
    )
    processes: int = _setting(0, "Processus d'indexation ; 0 : autant que de cœurs.", least=0, most=64)
    keep_generations: int = _setting(2, "Générations gardées après une publication.", least=1, most=100)

    lock_wait: float = _setting(
        10.0, "Attente, par une mise à jour, d'une autre écriture en cours (secondes).", least=0, most=3_600
    )

    max_delete: float = _setting(
        30.0, "Part de l'index que `update --mirror` peut supprimer en une fois (%).", least=0, most=100
    )

    analysis_exceptions: str = _setting(
        "", "Fichier de mots à réunir ou à séparer, en plus de ceux livrés ; `--set` et `Settings(…)` n'y font rien."
    )

    # A cluster
    opensearch_shards: int = _setting(1, "Fragments d'une génération sur un cluster.", least=1, most=1_024)
    opensearch_replicas: int = _setting(1, "Copies de chaque fragment, en plus de lui-même.", least=0, most=16)
    opensearch_timeout: float = _setting(30.0, "Attente d'une réponse du cluster (secondes).", least=0.1, most=3_600)
    opensearch_ca: str = _setting("", "Certificat de l'autorité du cluster (PEM), si le système ne la connaît pas.")

    # Searching
    max_query_chars: int = _setting(512, "Caractères lus d'une requête.", least=1, most=10_000)
    max_query_terms: int = _setting(32, "Mots lus d'une requête.", least=1, most=1_024)
    max_query_depth: int = _setting(8, "Profondeur des parenthèses lues.", least=1, most=64)
    max_expansions: int = _setting(1_024, "Mots qu'un préfixe peut désigner.", least=1, most=100_000)
    max_per_page: int = _setting(100, "Articles par page, au plus.", least=1, most=1_000)
    search_deadline: float = _setting(
        5.0, "Temps qu'une recherche peut prendre (secondes) ; 0 : sans limite.", least=0, most=3_600
    )
    max_postings: int = _setting(0, "Occurrences qu'une recherche peut lire dans l'index ; 0 : sans limite.", least=0)
    weight_text: float = _setting(0.6, "Poids des mots du texte tels qu'écrits.", least=0, most=100)
    weight_text_stem: float = _setting(1.0, "Poids des racines des mots du texte.", least=0, most=100)
    weight_title: float = _setting(0.25, "Poids des mots du titre tels qu'écrits.", least=0, most=100)
    weight_title_stem: float = _setting(0.7, "Poids des racines des mots du titre.", least=0, most=100)
    weight_untitled: float = _setting(0.4, "Part de la note du texte qui tient lieu de titre absent.", least=0, most=10)
    weight_light: float = _setting(0.3, "Poids des mots qui ne font qu'amener une question.", least=0, most=1)
    weight_coverage: float = _setting(0.2, "Surcroît pour un article qui a tous les mots.", least=0, most=10)
    weight_near: float = _setting(0.2, "Poids de mots voisins dans la requête et dans le texte.", least=0, most=100)
    weight_near_title: float = _setting(0.4, "Le même, dans le titre.", least=0, most=100)
    weight_family: float = _setting(0.5, "Poids des mots de la même famille, au-delà de la racine.", least=0, most=10)
    min_share: float = _setting(
        0.15,
        "Part du poids des mots cherchés que doit avoir un article (`match=auto`) ; si aucun ne l'a, un mot suffit.",
        least=0,
        most=1,
    )
    recency_half_life: float = _setting(0.0, "Jours après lesquels un article vaut moitié moins ; 0 : jamais.", least=0)
    variants: str = _setting("", "Fichier de variantes à la place de celui livré ; « non » : aucun.")
    synonyms: str = _setting("", "Fichier de synonymes du site, au format de Solr, en plus des variantes.")
    snippets: int = _setting(2, "Extraits par article.", least=0, most=10)
    article_chars: int = _setting(
        40_000, "Longueur d'une page d'un long article (caractères).", least=1_000, most=1_000_000
    )
    max_marks: int = _setting(2_000, "Mots surlignés par page d'article, au plus.", least=1, most=100_000)
    snippet_chars: int = _setting(220, "Longueur visée d'un extrait (caractères).", least=40, most=2_000)

    # Web
    index: str = _setting("", "Index que servent la page et l'API.")
    host: str = _setting("127.0.0.1", "Adresse où écoute `trouvere serve`.")
    port: int = _setting(8080, "Port où écoute `trouvere serve`.", least=0, most=65_535)
    threads: int = _setting(4, "Fils d'exécution de `trouvere serve`.", least=1, most=256)
    max_connections: int = _setting(1_000, "Connexions gardées à la fois par `trouvere serve`.", least=4, most=100_000)
    request_timeout: float = _setting(
        20.0,
        "Attente, par `trouvere serve`, d'une requête entière, ou d'un lecteur qui ne lit plus (secondes).",
        least=1,
        most=3_600,
    )
    max_concurrent: int = _setting(
        64, "Recherches en cours ou en attente à la fois, par processus ; 0 : sans limite.", least=0, most=10_000
    )
    per_page: int = _setting(10, "Articles par page de résultats.", least=1, most=1_000)
    language: str = _setting("fr", "Langue de la page : fr ou en.")
    query_log: str = _setting("", "Journal anonyme des recherches : « oui » (à côté de l'index), ou un fichier.")
    log_format: str = _setting(
        "", "Journal sur la sortie d'erreur : text ou json ; vide : text pour un serveur, rien pour une commande."
    )
    log_level: str = _setting("info", "Ce que le journal retient : debug, info, warning ou error.")
    cors_origins: str = _setting("", "Sites dont les scripts peuvent lire l'API (origines, ou « * ») ; vide : aucun.")
    metrics: bool = _setting(True, "Mesures pour Prometheus à l'adresse /metrics de l'application.")
    site_name: str = _setting("Trouvère", "Nom montré en tête de page.")
    stylesheet: str = _setting("", "Adresse, sur le même site, d'une feuille de style à charger après la nôtre.")
    proxies: int = _setting(0, "Mandataires de confiance devant le service (nginx, Caddy…).", least=0, most=10)
    hosts: str = _setting(
        "", "Noms sous lesquels le service répond (« .exemple.fr » : sous-domaines compris) ; vide : tous."
    )
    hsts: int = _setting(
        31_536_000,
        "Secondes pendant lesquelles un navigateur venu en https ne reviendra pas en http ; 0 : n'en rien dire.",
        least=0,
        most=63_072_000,
    )

    def __post_init__(self) -> None:
        """Check the values as those of a file are; raises `SettingsError` for one that cannot be used."""
        for name, setting in DECLARED.items():
            if type(value := getattr(self, name)) is not type(setting.default) or value != setting.default:
                object.__setattr__(self, name, _checked(name, value, "Settings"))

    @classmethod
    def load(
        cls,
        options: Mapping[str, object] | None = None,
        *,
        folder: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Settings:
        """Return the settings in force in `folder` (default: the current one).

        Raises `SettingsError` for an unknown name or a value that cannot be used.
        """
        return replace(cls(), **{name: value for name, (value, _) in origins(options, folder, environ).items()})


DECLARED = {f.name: f for f in fields(Settings)}
Origin = str
"""Where a value came from: "défaut", the file's name, the variable's name, or "option"."""


def origins(
    options: Mapping[str, object] | None = None,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> dict[str, tuple[Any, Origin]]:
    """Return every setting's value and where it came from, in the order in which they are declared."""
    found: dict[str, tuple[Any, Origin]] = {f.name: (f.default, "défaut") for f in fields(Settings)}
    path = (folder or Path()) / FILE
    for name, raw in _read_file(path).items():
        known = _known(name, str(path))
        found[known] = (_checked(known, raw, str(path)), FILE)
    for variable, raw in sorted((os.environ if environ is None else environ).items()):
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and name in found:
            found[name] = (_checked(name, raw, variable), variable)
    for name, value in (options or {}).items():
        if value is not None:
            known = _known(name, "option")
            found[known] = (_checked(known, value, "option"), "option")
    return found


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} : illisible ({error})", hint="corrigez ce fichier ou retirez-le") from error


def _known(name: str, where: str) -> str:
    if name not in {f.name for f in fields(Settings)}:
        raise SettingsError(
            f"{where} : réglage inconnu « {name} »", hint="« trouvere settings » donne la liste des réglages"
        )
    return name


def _checked(name: str, raw: Any, where: str) -> object:
    setting = DECLARED[name]
    kind: type[Any] = type(setting.default)
    if name == "fields":
        try:
            return declared(raw)
        except UsageError as error:
            raise SettingsError(f"{where} : {error}", hint=error.hint) from None
    try:
        if kind is bool:
            return raw if isinstance(raw, bool) else YES_OR_NO[str(raw).strip().lower()]
        if kind is tuple:
            return _several(raw)
        if isinstance(raw, bool) or not isinstance(raw, str | (Path if kind is str else Real)):
            raise ValueError
        value = kind(raw)
        if isinstance(raw, Real) and value != raw:
            raise ValueError
    except (KeyError, ValueError, OverflowError):
        asked = {
            int: "un nombre entier",
            float: "un nombre",
            str: "un texte",
            bool: "oui ou non",
            tuple: "une liste de textes",
        }[kind]
        raise SettingsError(f"{where} : {name} = {told(raw)} ; il faut {asked}") from None
    least, most = setting.metadata["least"], setting.metadata["most"]
    # NaN compares false with everything: ask for what is wanted, not for what is not.
    if (least is not None and not value >= least) or (most is not None and not value <= most):
        bounds = " et ".join(
            text for text in (least is not None and f"au moins {least}", most is not None and f"au plus {most}") if text
        )
        raise SettingsError(f"{where} : {name} = {told(raw)} ; il faut {bounds}")
    return value


def _several(raw: object) -> tuple[str, ...]:
    """Return the texts of a list, or of one text: each is on a line of its own, or after a `;`."""
    parts = re.split(r"[;\n]", raw) if isinstance(raw, str) else raw
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise ValueError
    return tuple(part.strip() for part in parts if part.strip())
