"""A build in a process of its own, of which is known what it said, what any of its processes took, and whom it called."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# The peak of a process counts what the one that started it had before `exec`: from a small one it is its own.
MEASURE = """
import json, resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
open(sys.argv[1], "w").write(json.dumps([status, peak * 1024]))
"""
BUILD = """
import json, re, sys
from trouvere.index import build_index
from trouvere.index.engines.embedded.session import Session
from trouvere.index.settings import Settings
folder, index, told, settings = sys.argv[1:]
# A report keeps a thousand; here every file's reasons count, each once.
said, skip = {}, Session.skip
def noted(self, what):
    said[re.sub(r":\\d+$| \\(entrée \\d+\\)$", "", what.where), what.reason] = None
    skip(self, what)
Session.skip = noted
report = build_index(index, [folder], settings=Settings(**json.loads(settings)))
open(told, "w", encoding="utf-8").write(json.dumps([report.articles, list(said)]))
"""
# Imported by every Python of the build, its workers too: whoever speaks to a socket is written down, and stopped.
LISTEN = """
import os, sys
HEARD, LOCAL = os.environ["TORTURE_HEARD"], ("socket.__new__", "socket.gethostname")
def hook(event, arguments):
    if event == "socket.bind" and arguments[1] == ("::1", 0):
        return  # urllib3, which trafilatura imports, asks so whether there is IPv6: nobody hears of it
    if (event.startswith("socket.") and event not in LOCAL) or event in ("urllib.Request", "os.system", "os.exec"):
        with open(HEARD, "a") as out:
            out.write(f"{event} {arguments}\\n")
        raise PermissionError(event)
sys.addaudithook(hook)
"""

CALL = re.compile(r"\b(?:connect|sendto|sendmsg|sendmmsg)\(\d+, .*AF_INET.*")


@cache
def watch() -> tuple[str, ...]:
    """Return how a program is started so that the kernel's side of its calls is written into the file named next.

    Nothing where that does not work here: no strace, or no right to trace. It is tried on a call that is made.
    """
    strace = shutil.which("strace")
    if not strace:
        return ()
    start = (strace, "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o")
    call = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    with tempfile.TemporaryDirectory() as place:
        seen = Path(place) / "calls"
        subprocess.run([*start, str(seen), sys.executable, "-c", call], stderr=subprocess.DEVNULL, check=False)
        return start if seen.exists() and CALL.search(seen.read_text("utf-8", "replace")) else ()


@dataclass(frozen=True)
class Done:
    """What became of a build."""

    status: int
    articles: int
    skipped: tuple[tuple[str, str], ...]
    peak: int
    """The most bytes that any one of its processes held at once."""
    heard: str
    """Whom it tried to call, by Python or, where `watch` works, by any library."""
    errors: str


def build_confined(folder: Path, index: Path, **settings: object) -> Done:
    """Build `index` from `folder`; nothing of what happens there can hurt the caller."""
    with tempfile.TemporaryDirectory() as place:
        aside = Path(place)
        (aside / "sitecustomize.py").write_text(LISTEN, encoding="utf-8")
        told, measured, heard, errors = (aside / name for name in ("told", "measured", "heard", "errors"))
        environ = {**os.environ, "PYTHONPATH": str(aside), "TORTURE_HEARD": str(heard)}
        calls = aside / "calls"
        watched = [*watch(), str(calls)] if watch() else []
        build = [*watched, sys.executable, "-c", BUILD, str(folder), str(index), str(told), json.dumps(settings)]
        with errors.open("wb") as out:
            subprocess.run([sys.executable, "-c", MEASURE, str(measured), *build], env=environ, stderr=out, check=False)
        status, peak = json.loads(measured.read_text("utf-8"))
        articles, skipped = json.loads(told.read_text("utf-8")) if told.exists() else (0, [])
        called = heard.read_text("utf-8") if heard.exists() else ""
        if watched:
            called += "\n".join(CALL.findall(calls.read_text("utf-8", "replace")))
        said = errors.read_text("utf-8", "replace")
        return Done(status, articles, tuple(map(tuple, skipped)), peak, called, said)
