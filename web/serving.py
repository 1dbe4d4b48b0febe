"""`trouvere serve`: runs waitress, with graceful shutdown."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import socket
import threading
from contextlib import suppress
from typing import Any

from trouvere.index.cli.click_fr import say
from trouvere.index.errors import TrouvereError, UsageError
from trouvere.index.events import tell
from trouvere.index.settings import Settings
from trouvere.web.http.concurrency import WAITING_KEY
from trouvere.web.http.server import Server, room_for

BODY_BYTES = 64 << 10
"""Size of a request's body at the most, though none here has one: waitress' default keeps up to a gigabyte on disk."""
_DEFAULTS = Settings()


def serve_index(index: str, settings: Settings, *, any_port: bool = False) -> None:
    """Serve the page of `index` until Ctrl-C or SIGTERM; with `any_port`, a port in use is replaced by a free one.

    Raises `IndexNotFound` and its like before anything listens.
    """
    from trouvere.web import create_app

    _give_back()
    app = create_app(index, settings=settings)
    connections = room_for(settings.max_connections)

    def listen(port: int) -> Server:
        patience = settings.request_timeout
        return listening(app, settings.host, port, settings.threads, connections=connections, patience=patience)

    try:
        server = listen(settings.port)
    except PortInUse as error:
        if not any_port:
            raise
        say(f"{error} ; un port libre est pris à sa place")
        server = listen(0)
    before = _on_terminate(_stop)
    try:
        say(f"Trouvère répond à {address(server)} — Ctrl-C pour arrêter.")
        tell("server.started", url=address(server), index=index, threads=settings.threads)
        server.run()  # comes back by itself on KeyboardInterrupt and SystemExit
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        _on_terminate(before)
    tell("server.stopped", index=index)
    say("Arrêté.")


LARGE_BYTES = 4 << 20
"""Allocations from which on malloc uses mmap, so that freed memory returns to the system at once, in bytes."""
_MMAP_THRESHOLD = -3


def _give_back() -> None:
    """Set glibc's mmap threshold: by itself it grows to 32 MB, and each thread keeps freed memory up to that size."""
    with suppress(AttributeError, OSError, TypeError):  # another system, or another library
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, LARGE_BYTES)


class PortInUse(TrouvereError):
    """Another program listens there already."""


def listening(
    app: Any,
    host: str,
    port: int,
    threads: int,
    *,
    connections: int = _DEFAULTS.max_connections,
    patience: float = _DEFAULTS.request_timeout,
) -> Server:
    """Return a server bound to `host` and `port`, for so many connections, each waited for `patience` seconds.

    The socket is ours: where waitress fails to bind, it leaves its own open.
    """
    # It warns whenever a request waits for a thread, which is what its queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    bound = _bound(host, port)
    try:
        server = Server(app, bound, threads=threads, connections=connections, patience=patience, body=BODY_BYTES)
        app.extensions[WAITING_KEY] = lambda: server.waiting
        return server
    except BaseException:
        bound.close()
        raise


ADDRESS_HINT = "donnez une adresse de cette machine : --host 127.0.0.1, ou --host 0.0.0.0 pour toutes"


def _bound(host: str, port: int) -> socket.socket:
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"« {host} » n'est pas une adresse où écouter", hint=ADDRESS_HINT) from error
    family, *_, where = min(addresses, key=lambda address: address[0] != socket.AF_INET)
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere the same option lets two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen()  # two may bind one port with that option; only one may listen
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            hint = "choisissez-en un autre avec --port, ou --port 0 pour un port libre"
            raise PortInUse(f"le port {port} est déjà pris", hint=hint) from error
        if error.errno == errno.EACCES:
            hint = "prenez un port au-dessus de 1023"
            raise TrouvereError(f"le port {port} est réservé au système", hint=hint) from error
        raise TrouvereError(
            f"impossible d'écouter à {host}, port {port} : {error.strerror or error}", hint=ADDRESS_HINT
        ) from error
    return listener


def address(server: Any) -> str:
    """Return the URL at which a person finds the server."""
    host, port = server.effective_host, server.effective_port
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _on_terminate(handler: Any) -> Any:
    if threading.current_thread() is threading.main_thread():
        return signal.signal(signal.SIGTERM, handler)
    return None


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt
