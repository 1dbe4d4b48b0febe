"""OpenSearch client: connection, TLS, timeouts; its exceptions as ours.

Every call has a timeout; a host that does not answer is left alone for a while and the next one is asked.
"""

from __future__ import annotations

import logging
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson

from trouvere.index.engines.opensearch.read.address import PASSWORD, USER, Address, credentials
from trouvere.index.errors import ClusterError, ClusterUnavailable, MissingDependency, SettingsError
from trouvere.index.settings import Settings

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

INSTALL = "pip install 'trouvere[opensearch]'"
NULL_HANDLER = logging.NullHandler()
"""Keeps what the client logs from standard error, where a program has set no log up."""
LONG_CALL_SECONDS = 600.0
"""Seconds that the cluster may take for what grows with an index: to merge, to copy, to snapshot it."""


def connect(
    address: Address,
    settings: Settings,
    *,
    retries: int | None = None,
    connections: int = 10,
    again_when_late: bool = False,
) -> OpenSearch:
    """Return a client that asks any of the hosts; to be closed.

    `retries` other hosts are asked where one does not answer: by default each of them once. `again_when_late`: also
    where one has not answered in time, for whoever only reads. Nothing is asked yet. Raises `MissingDependency`.
    """
    client = _imported()
    # It warns of every answer that is not 200, also where that is how we ask: without this, on standard error.
    logging.getLogger("opensearch").addHandler(NULL_HANDLER)
    options: dict[str, Any] = {"use_ssl": address.tls}
    if known := credentials():
        # The client itself would write it in Latin-1.
        options["headers"] = {"authorization": f"Basic {b64encode(':'.join(known).encode()).decode()}"}
    if address.tls:
        options["ssl_context"] = _trusting(settings.opensearch_ca)
    return client(
        [{"host": host.strip("[]"), "port": port} for host, port in address.hosts],
        timeout=settings.opensearch_timeout,
        max_retries=len(address.hosts) if retries is None else retries,
        # What writes and went on too long is not begun a second time beside itself.
        retry_on_timeout=again_when_late,
        dead_timeout=5,
        timeout_cutoff=3,
        pool_maxsize=connections,
        serializer=_serializer(),
        **options,
    )


def _trusting(authority: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authority or None)
    except OSError as error:
        raise SettingsError(
            f"opensearch_ca = {authority!r} : ce certificat ne peut pas être lu ({error.strerror or error})",
            hint="il faut un fichier PEM",
        ) from None


def _imported() -> Any:
    try:
        from opensearchpy import OpenSearch
    except ImportError:
        raise MissingDependency("opensearch-py n'est pas installé", hint=INSTALL) from None
    return OpenSearch


class _Serializer:
    """Writes requests and reads answers, articles by the dozen, several times as fast as the client's own, `theirs`."""

    def __init__(self, theirs: Any) -> None:
        self.mimetype, self._theirs = theirs.mimetype, theirs

    def dumps(self, value: Any) -> Any:
        if isinstance(value, str | bytes):
            return value
        try:
            return orjson.dumps(value).decode()
        except orjson.JSONEncodeError:
            # Half a surrogate pair, say: theirs sends it, and the cluster refuses what it cannot take.
            return self._theirs.dumps(value)

    def loads(self, text: str) -> Any:
        return orjson.loads(text)


def _serializer() -> _Serializer:
    from opensearchpy.serializer import JSONSerializer

    return _Serializer(JSONSerializer())


@contextmanager
def speaking(address: Address) -> Iterator[None]:
    """Make errors of the client ours, each with the next step; what is said has no password in it."""
    from opensearchpy import exceptions as theirs

    try:
        yield
    except theirs.SSLError as error:
        raise ClusterUnavailable(
            f"{address} : la liaison chiffrée a échoué",
            hint="le réglage opensearch_ca nomme le certificat de l'autorité ; opensearch:// parle sans chiffrement",
        ) from error
    except theirs.ConnectionTimeout as error:
        raise ClusterUnavailable(
            f"{address} : pas de réponse à temps", hint="voyez l'état du cluster, ou le réglage opensearch_timeout"
        ) from error
    except theirs.ConnectionError as error:
        raise ClusterUnavailable(
            f"{address} : aucun hôte ne répond",
            hint="voyez si le cluster tourne, l'adresse et le port donnés ; s'il chiffre, il faut opensearchs://",
        ) from error
    except (theirs.AuthenticationException, theirs.AuthorizationException) as error:
        raise ClusterError(
            f"{address} : accès refusé ({error.status_code})",
            hint=f"utilisateur et mot de passe viennent de {USER} et {PASSWORD}",
        ) from error
    except theirs.TransportError as error:
        raise ClusterError(
            f"{address} : refusé par le cluster ({error.status_code}, {reason_of(error)})",
            hint="le journal du cluster en dit davantage",
        ) from error


@contextmanager
def opened(address: Address, settings: Settings | None = None) -> Iterator[OpenSearch]:
    """Yield a client for an index, closed at the end, with errors that are ours."""
    client = connect(address, settings or Settings.load())
    try:
        with speaking(address):
            yield client
    finally:
        client.close()


def reason_of(error: Any) -> str:
    """Return in a few words what the cluster gives as its reason, never what was asked of it."""
    kind = error.error if isinstance(error.error, str) else type(error).__name__
    return kind[:200]
