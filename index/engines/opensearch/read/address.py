"""The address (URL) of an index on a cluster: `opensearch://host:port[,host:port…]/name`, `opensearchs://` for TLS.

User and password are never part of it: they come from the environment, so that no shell history, log or error has them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from trouvere.index.errors import UsageError

USER, PASSWORD = "TROUVERE_OPENSEARCH_USER", "TROUVERE_OPENSEARCH_PASSWORD"
PORT = 9200
EXAMPLE = "par exemple opensearch://localhost:9200/articles"

# A `Path` made of an address has lost one of its slashes.
_SCHEME = re.compile(r"opensearch(s?):/{1,2}", re.IGNORECASE)
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
# What OpenSearch takes for the name of an index, with room for the number of a generation behind it.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class Address:
    """An index on a cluster; any of the hosts may be asked."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool = False

    def __str__(self) -> str:
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"opensearch{'s' if self.tls else ''}://{hosts}/{self.name}"


def is_cluster(index: str | Path) -> bool:
    """Say whether what is given for an index names one on a cluster, rightly written or not."""
    return _SCHEME.match(str(index)) is not None


def parse(index: str | Path) -> Address:
    """Return the address written; raises `UsageError`, which never repeats what may be a password."""
    written = str(index)
    scheme = _SCHEME.match(written)
    if scheme is None:
        raise UsageError(f"{written} : ce n'est pas une adresse opensearch://", hint=EXAMPLE)
    hosts, _, name = written[scheme.end() :].partition("/")
    if "@" in hosts or "@" in name:
        raise UsageError(
            "une adresse opensearch:// ne contient ni utilisateur ni mot de passe",
            hint=f"donnez-les par les variables d'environnement {USER} et {PASSWORD}",
        )
    if not _NAME.fullmatch(name):
        what = f"« {name} » n'est pas un nom d'index" if name else "il manque le nom de l'index"
        raise UsageError(
            f"{written} : {what}", hint=f"minuscules, chiffres, points, traits d'union ou de soulignement ; {EXAMPLE}"
        )
    return Address(tuple(_host(host, written) for host in hosts.split(",")), name, bool(scheme[1]))


def _host(host: str, written: str) -> tuple[str, int]:
    found = _HOST.fullmatch(host)
    port = int(found[2] or PORT) if found else 0
    if found is None or not 0 < port < 1 << 16:
        what = f"« {host} » n'est pas un hôte" if host else "il manque un hôte"
        raise UsageError(f"{written} : {what}", hint=f"il faut hôte:port, séparés par des virgules ; {EXAMPLE}")
    return found[1], port


def credentials() -> tuple[str, str] | None:
    """Return the user and the password that the environment gives, None where it gives none."""
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if not user and not password:
        return None
    if not user or not password:
        missing = PASSWORD if user else USER
        raise UsageError(f"{missing} manque", hint=f"donnez {USER} et {PASSWORD}, ou ni l'une ni l'autre")
    return user, password
