"""Whoosh's storage on Trouvère's: every file that Whoosh writes passes through the seam."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from trouvere.index.storage import Storage


class SeamStorage(FileStorage):
    """A Whoosh storage in a folder, on a `Storage`."""

    def __init__(self, folder: Path, storage: Storage, *, readonly: bool = False) -> None:
        super().__init__(str(folder), readonly=readonly)
        self.under = storage

    def create(self) -> SeamStorage:
        """Make the folder."""
        self.under.make_folder(Path(self.folder))
        return self

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> StructFile:
        """Open a new file for writing."""
        return StructFile(self.under.create(Path(self.folder, name)), name=name, **kwargs)

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        """Open a file for reading."""
        return StructFile(self.under.open(Path(self.folder, name)), name=name, **kwargs)

    def delete_file(self, name: str) -> None:
        """Remove a file."""
        self.under.remove(Path(self.folder, name))

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file over another."""
        self.under.rename(Path(self.folder, oldname), Path(self.folder, newname))

    def temp_storage(self, name: str | None = None) -> SeamStorage:
        """Return a storage in a folder below, for files that go away with it."""
        return SeamStorage(Path(self.folder, name or "whoosh.tmp"), self.under).create()

    def destroy(self) -> None:
        """Remove the folder and all that is in it."""
        self.under.remove(Path(self.folder))
