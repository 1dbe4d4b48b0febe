"""Asks over keep-alive connections, one thread for all of them: what the client itself costs is a tenth of an answer.

A program of its own process, on the loopback only, bounded in requests and in time.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence

SECONDS = 300
"""After which asking is given up."""


class Client:
    """One connection, with the request that it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.asked = 0.0

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self.received.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> int | None:
        """Receive what has come; return the bytes of the body once it is whole."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server hung up")
        self.received += part
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(head.splitlines()[0].decode("latin-1"))
        wanted = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        return wanted if len(body) >= wanted else None


def request_of(target: str) -> bytes:
    """Return a GET request."""
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n".encode("ascii")


def load(port: int, requests: Sequence[bytes], clients: int, count: int) -> tuple[list[float], float, int]:
    """Ask `count` times, `clients` at once, the requests in turn.

    Return the milliseconds of each, the seconds of all, and the mean size of a body.
    """
    times: list[float] = []
    sizes = sent = 0
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        waiting: list[Client] = []
        try:
            for _ in range(min(clients, count)):
                # Each asks as soon as it is there: a worker that is busy then leaves the next one to another.
                waiting.append(client := Client(port))
                selector.register(client.socket, selectors.EVENT_READ, client)
                client.ask(requests[sent % len(requests)])
                sent += 1
            while len(times) < count:
                for key, _ in selector.select(timeout=SECONDS):
                    one: Client = key.data
                    size = one.read()
                    if size is None:
                        continue
                    times.append((time.perf_counter() - one.asked) * 1e3)
                    sizes += size
                    if sent < count:
                        one.ask(requests[sent % len(requests)])
                        sent += 1
                if time.perf_counter() - started > SECONDS:
                    raise TimeoutError(f"{len(times)} of {count} answers in {SECONDS} s")
        finally:
            for client in waiting:
                client.socket.close()
    return times, time.perf_counter() - started, sizes // count
