"""What keeps a fault in one file from stopping a build: whatever is raised in it becomes the reason of a `Skipped`."""

from __future__ import annotations

from collections.abc import Iterator

from trouvere.index.report import Skipped
from trouvere.index.sources.files import archives
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.files.unpacking import DAMAGE_ERRORS
from trouvere.index.sources.files.walking import reason_of
from trouvere.index.sources.protocol import Item, Lines
from trouvere.index.workers.cpu_limit import CpuLimit

_BOUNDED = CpuLimit(FileFault)


def guarded(items: Iterator[Item | Lines], where: str) -> Iterator[Item | Lines]:
    """Yield `items` until something is raised, which becomes the reason why the rest is skipped."""
    try:
        while True:
            with _BOUNDED:
                item = next(items, None)
            if item is None:
                return
            yield item
    except FileFault as fault:
        yield Skipped(where, str(fault), fault.unread)
    except archives.DAMAGE_ERRORS:
        yield Skipped(where, archives.DAMAGED_REASON)
    except DAMAGE_ERRORS:
        yield Skipped(where, "fichier compressé abîmé ou tronqué")
    except RecursionError:
        yield Skipped(where, "structure trop profondément imbriquée")
    except MemoryError:
        yield Skipped(where, "trop gros pour la mémoire")
    except OSError as error:
        yield Skipped(where, reason_of(error))
    except Exception as error:
        # Parsers of others meet here whatever the web can hold; one file must never stop a build.
        yield Skipped(where, f"lecture impossible ({type(error).__name__})")
