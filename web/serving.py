"""`trouvere serve`: waitress around the application, until it is told to stop."""

from __future__ import annotations

import errno
import signal
import threading
from typing import Any

from trouvere.index.command import say
from trouvere.index.errors import TrouvereError, UsageError
from trouvere.index.settings import Settings


def serve_index(index: str, settings: Settings, *, any_port: bool = False) -> None:
    """Serve the page of `index` until Ctrl-C or SIGTERM; with `any_port`, a port in use is replaced by a free one.

    Raises `IndexNotFound` and its like before anything listens.
    """
    from trouvere.search import open_searcher
    from trouvere.web import create_app

    open_searcher(index, settings=settings).close()
    app = create_app(index, settings=settings)
    try:
        server = listening(app, settings.host, settings.port, settings.threads)
    except PortInUse as error:
        if not any_port:
            raise
        say(f"{error} ; un port libre est pris à sa place")
        server = listening(app, settings.host, 0, settings.threads)
    before = _on_terminate(_stop)
    try:
        say(f"Trouvère répond à {address(server)} — Ctrl-C pour arrêter.")
        server.run()  # comes back by itself on KeyboardInterrupt and SystemExit
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        _on_terminate(before)
    say("Arrêté.")


class PortInUse(TrouvereError):
    """Another program listens there already."""


def listening(app: Any, host: str, port: int, threads: int) -> Any:
    """Return a waitress server bound to `host` and `port`."""
    from waitress import create_server

    try:
        return create_server(app, host=host, port=port, threads=threads, ident="trouvere")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            hint = "choisissez-en un autre avec --port, ou --port 0 pour un port libre"
            raise PortInUse(f"le port {port} est déjà pris", hint=hint) from error
        if error.errno == errno.EACCES:
            hint = "prenez un port au-dessus de 1023"
            raise TrouvereError(f"le port {port} est réservé au système", hint=hint) from error
        raise TrouvereError(f"impossible d'écouter à {host}, port {port} : {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"« {host} » n'est pas une adresse où écouter") from error


def address(server: Any) -> str:
    """Return the URL at which a person finds the server."""
    host, port = server.effective_listen[0] if hasattr(server, "effective_listen") else _bound(server)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _bound(server: Any) -> tuple[str, int]:
    return server.effective_host, server.effective_port


def _on_terminate(handler: Any) -> Any:
    if threading.current_thread() is threading.main_thread():
        return signal.signal(signal.SIGTERM, handler)
    return None


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt
