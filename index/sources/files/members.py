"""What is left alone in an archive, as in a folder: what is not asked for, libraries, templates, a project's files."""

from __future__ import annotations

from pathlib import PurePosixPath

from trouvere.index.sources.files.selection import Selection
from trouvere.index.sources.sites.leftout import (
    BUILT_REASON,
    LIBRARIES,
    LIBRARY_REASON,
    TEMPLATE_REASON,
    reason_for_file,
)

READ = (PurePosixPath(), None)
_FOLDERS = dict.fromkeys(LIBRARIES, LIBRARY_REASON) | {
    # What is beside them is not known before all of a .tar has passed; nobody else names folders so.
    "_layouts": TEMPLATE_REASON,
    "_includes": TEMPLATE_REASON,
    "_sass": TEMPLATE_REASON,
    "_site": BUILT_REASON,
}


def left_alone(path: PurePosixPath, selection: Selection) -> tuple[PurePosixPath, str | None]:
    """Return what of a path in an archive is left alone, and why: "" in silence, as a walk does, None where it is read.

    What the selection names is read, whatever it is.
    """
    cursor = selection.start
    for number, name in enumerate(path.parts, 1):
        here = PurePosixPath(*path.parts[:number])
        folder = here != path
        onward = selection.chosen(cursor, name, folder=folder) if selection else cursor
        if onward is None:
            return here, ""
        reason = _FOLDERS.get(name, "") if folder else reason_for_file(name)
        if reason and not (selection.include and selection.named(cursor, name, folder=folder)):
            return here, reason
        cursor = onward
    return READ
