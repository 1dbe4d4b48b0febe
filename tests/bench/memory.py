"""Memory of a tree of processes, as PSS: what several share is divided among them, what is mapped from files counts."""

from __future__ import annotations

import time
from pathlib import Path
from subprocess import Popen

EVERY = 0.05
"""Seconds between two samples. A sample walks the page tables: what is sampled is not timed."""
PROC = Path("/proc")


def measurable() -> bool:
    """Whether this system says what a process's share of memory is (Linux)."""
    return (PROC / "self" / "smaps_rollup").exists()


def pss_mib(pid: int | str = "self", line: str = "Pss") -> float:
    """Return a process's proportional share of memory in MiB; 0 where it has ended."""
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in rollup.splitlines() if row.startswith(f"{line}:")), 0.0)


def tree(root: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                # "pid (name) state ppid …": a name may hold anything, so what follows its last parenthesis is read.
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, UnicodeDecodeError):
                continue
            children.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def peak_mib(process: Popen[bytes]) -> float:
    """Wait for a process; return the most that it and its descendants held together at any sample."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(pss_mib, tree(process.pid))))
        time.sleep(EVERY)
    return peak
