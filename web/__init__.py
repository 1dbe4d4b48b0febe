"""Shows answers: pages, JSON API, and the `trouvere` command.

`create_app` and `create_blueprint` are loaded when first named: the command lives in this room too, and
`trouvere index …` should not wait for Flask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trouvere.web.app import create_app
    from trouvere.web.blueprint import create_blueprint

__all__ = ["create_app", "create_blueprint"]


def __getattr__(name: str) -> object:
    if name == "create_app":
        from trouvere.web.app import create_app

        return create_app
    if name == "create_blueprint":
        from trouvere.web.blueprint import create_blueprint

        return create_blueprint
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
