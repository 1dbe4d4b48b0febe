"""The signal `answered` under the name that docs/api.md gave it: it lives in `web/telemetry/signals.py`."""

from trouvere.web.telemetry.signals import Answer, answered

__all__ = ["Answer", "answered"]
