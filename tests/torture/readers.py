"""Readers of a server, many at once, all in one thread: what asking costs is taken from what answers, so it is little."""

from __future__ import annotations

import heapq
import random
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

PATIENCE = 60
"""Seconds after which a reader gives up: nobody waits for ever for a server that hangs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader was given, and how long it took; status 0 where the connection was cut."""

    address: str
    status: int
    text: str
    seconds: float


class Reader:
    """One connection that stays open, as a browser's does."""

    def __init__(self, port: int, addresses: Sequence[str], dice: random.Random) -> None:
        self._port = port
        self._addresses = addresses
        self._dice = dice
        self.socket: socket.socket | None = None
        self._received = bytearray()
        self._asked = 0.0
        self._address = ""

    def ask(self) -> socket.socket:
        """Ask for one of the addresses; returns the socket to wait at."""
        self._address = self._dice.choice(self._addresses)
        self._received.clear()
        self._asked = time.perf_counter()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(f"GET {self._address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("ascii"))
        return self.socket

    def receive(self) -> Answer | None:
        """Read what has come; returns the answer once it is whole."""
        assert self.socket
        try:
            part = self.socket.recv(1 << 18)
        except OSError as error:
            return self._ended(0, str(error), hang_up=True)
        self._received += part
        head, found, body = bytes(self._received).partition(b"\r\n\r\n")
        if not part:
            return self._ended(0, f"cut after {len(self._received)} bytes", hang_up=True)
        if not found:
            return None
        fields = head.lower()
        if len(body) < int(fields.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or b"0"):
            return None
        return self._ended(int(head.split(b" ", 2)[1]), body.decode("utf-8", "replace"), b"connection: close" in fields)

    def _ended(self, status: int, text: str, hang_up: bool) -> Answer:
        if hang_up:
            self.close()
        return Answer(self._address, status, text, time.perf_counter() - self._asked)

    def close(self) -> None:
        """Hang up."""
        if self.socket:
            self.socket.close()
        self.socket = None


def read_for(port: int, addresses: Sequence[str], readers: int, seconds: float, pace: float, seed: int) -> list[Answer]:
    """Have so many readers ask for so long, each `pace` seconds after its last answer; at least one question each."""
    dice = random.Random(seed)
    every = [Reader(port, addresses, dice) for _ in range(readers)]
    began = time.perf_counter()
    end = began + seconds
    due = [(began + dice.uniform(0, min(pace, seconds)), number) for number in range(readers)]
    heapq.heapify(due)
    waiting, answers = 0, []
    with selectors.DefaultSelector() as selector:
        try:
            while due or waiting:
                now = time.perf_counter()
                while due and due[0][0] <= now:
                    number = heapq.heappop(due)[1]
                    selector.register(every[number].ask(), selectors.EVENT_READ, number)
                    waiting += 1
                until = max(0.0, due[0][0] - now) if due else PATIENCE
                ready = selector.select(min(until, PATIENCE)) if waiting else time.sleep(until) or []  # type: ignore[func-returns-value]
                if not ready and not due:
                    raise TimeoutError(f"{waiting} questions without an answer for {PATIENCE} s")
                for key, _ in ready:
                    asked = key.fileobj
                    if (answer := every[key.data].receive()) is None:
                        continue
                    selector.unregister(asked)
                    waiting -= 1
                    answers.append(answer)
                    next_one = time.perf_counter() + dice.uniform(0.4 * pace, 1.6 * pace)
                    if next_one < end:
                        heapq.heappush(due, (next_one, key.data))
        finally:
            for reader in every:
                reader.close()
    return answers


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
