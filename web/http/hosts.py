"""Trusted hosts: the names under which the service answers, by the setting `hosts` (Host header, open redirects).

Absolute addresses in a feed or an OpenSearch description are made of the Host header. A cache poisoned with another
host's name would send its readers there; with `hosts` there is no such answer.
"""

from __future__ import annotations

import re

from flask import abort, request
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response

from trouvere.index.errors import SettingsError
from trouvere.index.events import tell

FREE_ENDPOINTS = ("healthz", "readyz", "metrics")
"""Endpoints that a supervisor asks by the IP address of a machine; no address is in their answers."""


class Hosts:
    """The trusted host names of one app. Without any, every name is trusted."""

    def __init__(self, text: str) -> None:
        self.names = read_hosts(text)

    def admit(self) -> None:
        """Refuse with 400 what came under another name; to be asked before all else."""
        if re.match(r"[/\\]{2}", request.script_root):  # a forwarded prefix: every link of the page would lead there
            abort(400)
        if (
            self.names
            and request.endpoint not in FREE_ENDPOINTS
            and not host_is_trusted(request.host.lower(), self.names)
        ):
            tell("host.refused", host=request.host[:255], hint="si ce nom est le vôtre, ajoutez-le au réglage hosts")
            abort(400)


def keep_here(response: Response) -> Response:
    """Have a redirect within the site say only the path: it leads nowhere else, whatever name was asked."""
    location = response.headers.get("Location", "")
    if location.startswith(request.host_url):
        response.headers["Location"] = "/" + location.removeprefix(request.host_url).lstrip("/\\")
        response.set_data(b"")
    return response


def read_hosts(text: str) -> tuple[str, ...]:
    """Return the names of a setting, in ASCII; raises `SettingsError` for what is none."""
    return tuple(dict.fromkeys(map(_name, filter(None, re.split(r"[\s,]+", text)))))


def _name(part: str) -> str:
    dot = "." if part.startswith(".") else ""
    try:
        name = part.removeprefix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", name):
        return dot + name
    inside = re.sub(r"^[^/]*//|[:/?#].*$|[^\w.-]", "", part).strip(".-")
    raise SettingsError(
        f"hosts : « {part} » n'est pas un nom de machine",
        hint=f"écrivez le nom seul, sans protocole, port ni chemin, comme {inside or 'recherche.exemple.fr'}",
    )
