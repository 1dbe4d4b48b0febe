"""Shows answers: pages, JSON API, and the `trouvere` command.

    from trouvere.web import create_app, create_blueprint

What a program may rely on is in `__all__` and in docs/python.md. Everything there is loaded when it is first named: the
command lives in this room too, and `trouvere index …` should not wait for Flask.

`app.py` and `blueprint.py` put it together; `archive.py` is the one door to the index, which no reader's `base_filter`
can be got around by. `params.py` reads an address into checked values, `links.py` writes addresses. `cli.py` is the
root of the command, `serving.py` runs waitress. `watching.py` is an older name of `telemetry/signals.py`.
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
    "Answer": "telemetry.signals",
    "Authorize": "blueprint",
    "BaseFilter": "archive",
    "Stylesheet": "pages.theme",
    "Theme": "pages.theme",
    "answered": "telemetry.signals",
    "create_app": "app",
    "create_blueprint": "blueprint",
}

if not TYPE_CHECKING:  # for a type checker only the names above are there

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            from importlib import import_module

            return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
