"""Starts what is measured: each measurement in a fresh process, all in the same surroundings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import memory


class Failed(Exception):
    """A measured process ended badly; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process said, how long it ran from start to end, and its peak of memory if that was asked for."""

    output: str
    seconds: float
    peak_mib: float


def surroundings(work: Path) -> dict[str, str]:
    """Return the environment of what is measured.

    Nobody's settings, and bytecode kept (in `work`) as in an installed program, even where the machine forbids it.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROUVERE_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"PYTHONPYCACHEPREFIX": str(work / "bytecode"), "LC_ALL": "C.UTF-8"}


def run(command: list[str], work: Path, *, sampled: bool = False) -> Ended:
    """Run a command in the folder `work`; `sampled` watches its memory, which slows it."""
    with (work / "stdout").open("wb") as out, (work / "stderr").open("wb") as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=work, env=surroundings(work), stdout=out, stderr=err)
        try:
            peak = memory.peak_mib(process) if sampled and memory.measurable() else 0.0
            code = process.wait()
        except BaseException:
            process.terminate()
            raise
        seconds = time.perf_counter() - started
    if code:
        said = (work / "stderr").read_text("utf-8", "replace")
        raise Failed(f"{' '.join(command[:4])[:200]} … ended with {code}:\n{said[-2_000:]}")
    return Ended((work / "stdout").read_text("utf-8", "replace"), seconds, peak)


def call(work: Path, module: str, /, *arguments: str, sampled: bool = False, **values: Any) -> tuple[Any, Ended]:
    """Run a module of the benchmark; return what it printed (JSON) and how it ended."""
    command = [sys.executable, "-P", "-m", f"bench.{module}", *arguments, json.dumps(values, default=str)]
    ended = run(command, work, sampled=sampled)
    return json.loads(ended.output), ended
