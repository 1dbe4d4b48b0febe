"""A proxy that ends TLS before a node and asks for a password, as one stands before many clusters."""

import base64
import http.client
import ssl
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def certificate(folder: Path, host: str = "localhost") -> tuple[Path, Path]:
    """Make a certificate that only who is told of it trusts; returns it and its key."""
    made, key = folder / f"{host}.pem", folder / f"{host}.key"
    name = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"]
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout"]
    subprocess.run([*asked, str(key), "-out", str(made), *name], check=True, capture_output=True)
    return made, key


class Proxy(ThreadingHTTPServer):
    """Passes on to a node what comes with the right user and password; `asked` counts the requests."""

    daemon_threads = True

    def __init__(self, node: str, made: Path, key: Path, user: str, password: str) -> None:
        super().__init__(("localhost", 0), Passing)
        self.node = node
        self.wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.asked = 0
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, *_: object) -> None:
        """Say nothing: who speaks no TLS, or does not trust us, is what is tried here."""


class Passing(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.headers.get("authorization") != self.server.wanted:
            self._answer(401, [("content-type", "application/json")], b'{"error": "Unauthorized", "status": 401}')
            return
        node = http.client.HTTPConnection(self.server.node, timeout=120)
        kept = {
            name: value for name, value in self.headers.items() if name.lower() not in {*HOP, "authorization", "host"}
        }
        node.request(self.command, self.path, body, kept)
        found = node.getresponse()
        self._answer(found.status, [(k, v) for k, v in found.getheaders() if k.lower() not in HOP], found.read())
        node.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
