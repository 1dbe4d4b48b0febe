"""An app served to a browser as `trouvere serve` serves it: by waitress, which closes a file whose reader has hung up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Flask
from waitress import create_server, wasyncore

Serve = Callable[[Flask], AbstractContextManager[str]]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an app for as long as the block lasts, at the address that it is given."""
    # A browser asks for more at once than there are threads.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    opened: dict[int, wasyncore.dispatcher] = {}
    server = create_server(app, map=opened, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: wasyncore.close_all(opened))  # in its own thread, which ends with them
        thread.join()
