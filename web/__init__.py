"""Shows answers: pages, JSON API, and the `trouvere` command.

    from trouvere.web import create_app, create_blueprint

What a program may rely on is in `__all__` and in docs/python.md. Everything there is loaded when it is first named: the
command lives in this room too, and `trouvere index …` should not wait for Flask.

app.py, blueprint.py   `create_app`; `create_blueprint`
archive.py             the one door to the index, so that no `base_filter` can be got around
params.py, links.py    reads addresses into checked values; writes them
cli.py, serving.py     the root of the command; `trouvere serve`
watching.py            an older name of `telemetry/signals.py`
pages/, api/           what people read; what programs read
http/, telemetry/      headers, hosts, errors, limits; signals, metrics, logs
report/                `trouvere report`
catalogue/             every sentence that a reader sees, in French and in English
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trouvere.web.app import create_app
    from trouvere.web.archive import BaseFilter
    from trouvere.web.blueprint import Authorize, create_blueprint
    from trouvere.web.pages.theme import Stylesheet, Theme
    from trouvere.web.telemetry.signals import Answer, answered

__all__ = [
    "Answer",
    "Authorize",
    "BaseFilter",
    "Stylesheet",
    "Theme",
    "answered",
    "create_app",
    "create_blueprint",
]

_MODULES = {
    "Answer": "trouvere.web.telemetry.signals",
    "Authorize": "trouvere.web.blueprint",
    "BaseFilter": "trouvere.web.archive",
    "Stylesheet": "trouvere.web.pages.theme",
    "Theme": "trouvere.web.pages.theme",
    "answered": "trouvere.web.telemetry.signals",
    "create_app": "trouvere.web.app",
    "create_blueprint": "trouvere.web.blueprint",
}

if not TYPE_CHECKING:  # for a type checker only the names above are there

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            from importlib import import_module

            return getattr(import_module(_MODULES[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
