"""Disks that fail: one at its n-th operation, one that loses its power and with it what was not synced."""

from __future__ import annotations

import errno
import os
import random
import shutil
from pathlib import Path
from typing import Any, BinaryIO

from trouvere.index.storage import DiskStorage


class QuickStorage(DiskStorage):
    """A good disk that need not be waited for: a test that never cuts the power gains nothing from fsync."""

    def sync(self, path: Path) -> None:
        os.stat(path)


class CountedFile:
    """A file each of whose writes is an operation of its storage."""

    def __init__(self, storage: CountingStorage, path: Path, file: BinaryIO) -> None:
        self._storage = storage
        self._path = path
        self._file = file

    def write(self, content: Any) -> int:
        content = bytes(content)

        def half() -> None:
            self._file.write(content[: len(content) // 2])

        self._storage.count("write", self._path, instead=half)
        return self._file.write(content)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __enter__(self) -> CountedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class CountingStorage(QuickStorage):
    """Counts what changes the disk; a subclass says what happens at an operation."""

    def __init__(self) -> None:
        self.operations: list[str] = []

    def count(self, kind: str, path: Path, instead: Any = None) -> None:
        """Called before an operation; `instead` does a part of it."""
        self.operations.append(f"{kind} {path.name}")

    def create(self, path: Path) -> BinaryIO:
        self.count("create", path)
        return CountedFile(self, path, super().create(path))  # type: ignore[return-value]

    def sync(self, path: Path) -> None:
        self.count("sync", path)
        super().sync(path)

    def rename(self, old: Path, new: Path) -> None:
        self.count("rename", new)
        super().rename(old, new)

    def link(self, old: Path, new: Path) -> None:
        self.count("link", new)
        super().link(old, new)

    def make_folder(self, path: Path) -> None:
        self.count("make_folder", path)
        super().make_folder(path)

    def remove(self, path: Path) -> None:
        self.count("remove", path)
        super().remove(path)


class FaultyStorage(CountingStorage):
    """Fails at the n-th operation, once or from then on; a write that fails has written a half."""

    def __init__(self, fail_at: int, code: int = errno.ENOSPC, *, for_good: bool = False) -> None:
        super().__init__()
        self.fail_at = fail_at
        self.code = code
        self.for_good = for_good

    def count(self, kind: str, path: Path, instead: Any = None) -> None:
        super().count(kind, path)
        number = len(self.operations)
        if number == self.fail_at or (self.for_good and number > self.fail_at):
            if instead and number == self.fail_at:
                instead()
            raise OSError(self.code, os.strerror(self.code), str(path))


class PowerLost(BaseException):
    """The machine is off: nothing runs any more, no cleaning up either."""


class Content:
    """A file as the disk knows it."""

    def __init__(self, durable: bytes | None) -> None:
        self.durable = durable
        self.synced = durable is not None


class Folder:
    """A folder as the disk knows it: its entries, those that are sure, and what each unsure one may be."""

    def __init__(self) -> None:
        self.entries: dict[str, Content | Folder | None] = {}
        self.sure: dict[str, Content | Folder | None] = {}
        self.unsure: dict[str, list[Content | Folder | None]] = {}

    def put(self, name: str, entry: Content | Folder | None) -> None:
        self.entries[name] = entry
        self.unsure.setdefault(name, []).append(entry)

    def sync(self) -> None:
        self.sure = dict(self.entries)
        self.unsure.clear()


class PowerLossStorage(CountingStorage):
    """Remembers what was synced, and loses power at the n-th operation; `survivors` is then what a reboot finds."""

    def __init__(self, root: Path, lose_at: int) -> None:
        super().__init__()
        self.root = root
        self.lose_at = lose_at
        self.lost = False
        self.tree = self._load(root)

    def _load(self, path: Path) -> Folder:
        folder = Folder()
        for child in path.iterdir():
            folder.entries[child.name] = self._load(child) if child.is_dir() else Content(child.read_bytes())
        folder.sync()
        return folder

    def count(self, kind: str, path: Path, instead: Any = None) -> None:
        if self.lost:
            raise PowerLost
        super().count(kind, path)
        if len(self.operations) >= self.lose_at:
            if instead:
                instead()
            self.lost = True
            raise PowerLost
        if kind == "write" and isinstance(found := self._at(path), Content):
            found.synced = False

    def _at(self, path: Path) -> Content | Folder | None:
        found: Content | Folder | None = self.tree
        at = self.root
        for name in path.relative_to(self.root).parts:
            assert isinstance(found, Folder), path
            at /= name
            if found.entries.get(name) is None and at.is_dir():
                # Made without this storage, as the folder of the index is with its lock: there, but not for sure.
                found.put(name, Folder())
            found = found.entries.get(name)
        return found

    def _parent(self, path: Path) -> Folder:
        found = self._at(path.parent)
        assert isinstance(found, Folder), path
        return found

    def create(self, path: Path) -> BinaryIO:
        file = super().create(path)
        if isinstance(found := self._at(path), Content):
            found.synced = False
        else:
            self._parent(path).put(path.name, Content(None))
        return file

    def sync(self, path: Path) -> None:
        super().sync(path)
        found = self._at(path)
        if isinstance(found, Folder):
            found.sync()
        else:
            assert found is not None
            found.durable, found.synced = path.read_bytes(), True

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        moved = self._parent(old).entries[old.name]
        self._parent(old).put(old.name, None)
        self._parent(new).put(new.name, moved)

    def link(self, old: Path, new: Path) -> None:
        super().link(old, new)
        self._parent(new).put(new.name, self._at(old))

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self._at(path)

    def remove(self, path: Path) -> None:
        found = self._at(path)
        super().remove(path)
        if found is not None:
            self._parent(path).put(path.name, None)
            _empty(found)

    def survivors(self, target: Path, dice: random.Random) -> None:
        """Write into a new folder what may be left after the loss."""
        current: dict[int, Path] = {}
        self._places(self.tree, self.root, current)
        self._write(self.tree, target, dice, current)

    def _places(self, folder: Folder, path: Path, found: dict[int, Path]) -> None:
        for name, entry in folder.entries.items():
            if isinstance(entry, Folder):
                self._places(entry, path / name, found)
            elif entry is not None:
                found[id(entry)] = path / name

    def _write(self, folder: Folder, target: Path, dice: random.Random, current: dict[int, Path]) -> None:
        target.mkdir(exist_ok=True)
        for name in sorted({*folder.sure, *folder.unsure}):
            entry = dice.choice([folder.sure.get(name), *folder.unsure.get(name, [])])
            if isinstance(entry, Folder):
                self._write(entry, target / name, dice, current)
            elif entry is not None:
                content = entry.durable
                if not entry.synced:
                    path = current.get(id(entry))
                    written = path.read_bytes() if path and path.exists() else b""
                    content = _torn(entry.durable, written, dice)
                if content is not None:
                    (target / name).write_bytes(content)


def _empty(entry: Content | Folder | None) -> None:
    if isinstance(entry, Folder):
        for name, child in list(entry.entries.items()):
            if child is not None:
                entry.put(name, None)
                _empty(child)


def _torn(durable: bytes | None, written: bytes, dice: random.Random) -> bytes | None:
    """Return what may be left of a file that was written and not synced."""
    match dice.randrange(5):
        case 0:
            return durable
        case 1:
            return b""
        case 2:
            return written[: dice.randrange(len(written) + 1)]
        case 3:
            # Blocks reach the disk in any order: the length is there, a part of the content is not.
            torn = bytearray(written)
            start = dice.randrange(len(torn) + 1)
            torn[start : start + 512] = bytes(len(torn[start : start + 512]))
            return bytes(torn)
    return written


def copy_index(index: Path, target: Path) -> None:
    """Copy an index: what is never changed in place under a second name, the rest byte by byte."""
    for path in index.rglob("*"):
        place = target / path.relative_to(index)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif path.parent == index:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.hardlink_to(path)
