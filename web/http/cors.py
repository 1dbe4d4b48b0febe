"""CORS (cross-origin requests): which sites' scripts may read the API in a browser, by the setting `cors_origins`.

An origin is a scheme, a host and a port (RFC 6454), compared whole and as browsers write it. Cookies are never let in:
no answer carries `Access-Control-Allow-Credentials`, so another site reads only what everybody may.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

from trouvere.index.errors import SettingsError

ANY_ORIGIN = "*"
WIDGET_SCRIPT = "trouvere-search.js"
DEFAULT_PORTS = {"http": 80, "https": 443}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "7200",  # what Chromium keeps at most
}


class Cors:
    """The origins of one blueprint, and what its answers say of them. Without any, they say nothing."""

    def __init__(self, text: str) -> None:
        self.origins = read_origins(text)

    def preflight(self) -> Response | None:
        """Answer a preflight request; None where this request is none.

        To run before any check of a log-in: a browser sends a preflight without cookies.
        """
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not (asks and self.origins and _is_open()):
            return None
        return Response(status=204, headers=PREFLIGHT_HEADERS if self._allowed() else None)

    def finish(self, response: Response) -> Response:
        """Say on an answer of the API, or on the widget's script, who may read it."""
        if not self.origins or not _is_open():
            return response
        response.vary.add("Origin")
        if allowed := self._allowed():
            response.headers["Access-Control-Allow-Origin"] = allowed
            response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        if _is_widget():
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    def _allowed(self) -> str | None:
        if ANY_ORIGIN in self.origins:
            return ANY_ORIGIN
        origin = request.headers.get("Origin", "")
        return origin if origin in self.origins else None


def read_origins(text: str) -> frozenset[str]:
    """Return the origins of a setting, as browsers write them; raises `SettingsError` for what is none."""
    found = frozenset(_origin(part) for part in re.split(r"[\s,]+", text) if part)
    if ANY_ORIGIN in found and len(found) > 1:
        raise SettingsError(
            "cors_origins : « * » ouvre l'API à tous les sites, les autres origines n'y ajoutent rien",
            hint="gardez « * » seul, ou retirez-le",
        )
    return found


def _origin(part: str) -> str:
    if part == ANY_ORIGIN:
        return part
    try:
        parts = urlsplit(part)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:  # a bad port, half an IPv6 address, a name that IDNA has not
        raise _wrong(part, "https://exemple.fr") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:.]*:[0-9a-f:.]*", host):
        name = re.sub(r"^[^/]*//|[/?#].*$|[^\w.:-]", "", part).strip(".:-")
        raise _wrong(part, f"https://{name}" if "." in name and part != "null" else "https://exemple.fr")
    origin = f"{scheme}://{f'[{host}]' if ':' in host else host}" + (
        f":{port}" if port not in (None, DEFAULT_PORTS[scheme]) else ""
    )
    if parts.username is not None or parts.path or parts.query or parts.fragment or part.endswith(("?", "#")):
        raise _wrong(part, origin)
    return origin


def _wrong(part: str, right: str) -> SettingsError:
    return SettingsError(
        f"cors_origins : « {part} » n'est pas une origine",
        hint=f"écrivez le protocole et le domaine, sans chemin, comme {right}",
    )


def _is_widget() -> bool:
    return (request.endpoint or "").endswith(".static") and (request.view_args or {}).get("filename") == WIDGET_SCRIPT


def _is_open() -> bool:
    return (request.blueprint or "").endswith(".api") or _is_widget()
