"""Deprecated alias of `web/telemetry/signals.py`, kept for programs that import it."""

from trouvere.web.telemetry.signals import Answer, answered

__all__ = ["Answer", "answered"]
