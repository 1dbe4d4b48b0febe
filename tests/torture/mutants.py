"""What the tests would catch: in a temporary copy of the program a safeguard is taken out, and its test must fail.

The program itself has no switch that is unsafe: a mutant is a change of its text.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from torture.outcome import Both, Outcome, Plan

ROOT = Path(__file__).parents[2]
ROOMS = ("index", "search", "web")


@dataclass(frozen=True)
class Mutant:
    """A safeguard, where it stands, what stands there instead, and what must notice: a part, or a test."""

    name: str
    file: str
    safe: str
    unsafe: str
    noticed_by: tuple[str, ...]


def part(name: str, rounds: int) -> tuple[str, ...]:
    """Return the command of a part."""
    return ("-P", "-m", "torture", "--only", name, "--rounds", str(rounds))


def test(node: str) -> tuple[str, ...]:
    """Return the command of a test."""
    return ("-P", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", node)


MUTANTS = (
    Mutant(
        "no fsync of the files of a generation",
        "index/engines/embedded/publish.py",
        "            storage.sync(self.folder / file)\n",
        "            pass\n",
        part("power", 60),
    ),
    Mutant(
        "CURRENT is written where it stands, not renamed",
        "index/storage.py",
        """    aside = path.with_name(path.name + ".new")
""",
        """    aside = path
""",
        part("power", 60),
    ),
    Mutant(
        "no hash of a block is looked at",
        "index/columns/read/container.py",
        "            if xxh3_64_intdigest(content) != self._hashes[at]:\n",
        "            if False:\n",
        part("corruption", 200),
    ),
    Mutant(
        "files are not held against the manifest when an index is opened",
        "index/engines/embedded/read/generation.py",
        "            check_sizes(folder, manifest, storage)\n",
        "",
        part("corruption", 200),
    ),
    Mutant(
        "`check` believes the SHA-256 of the manifest",
        "index/engines/embedded/check.py",
        "            elif sha256(storage, path) != entry.sha256:\n",
        "            elif False:\n",
        part("corruption", 200),
    ),
    Mutant(
        "any format is opened",
        "index/engines/embedded/read/manifest.py",
        """        if (found := values["format"]) not in formats:
""",
        """        if (found := values["format"]) is None:
""",
        part("compatible", 1),
    ),
    Mutant(
        "the format before is searched as if it were this one",
        "index/engines/embedded/read/generation.py",
        "    if manifest.format != FORMAT:\n",
        "    if False:\n",
        part("compatible", 1),
    ),
    Mutant(
        "a field may be called anything",
        "index/fields.py",
        "        if type(self.name) is not str or not _NAME(self.name):\n",
        "        if False:\n",
        test("tests/index/engines/embedded/test_declared.py"),
    ),
    Mutant(
        "a purge keeps the older generations",
        "index/engines/embedded/update.py",
        "        removed = prune(deletion.index, deletion.storage, keep=1)\n",
        "        removed = ()\n",
        part("erased", 4),
    ),
    Mutant(
        "what could not be read is taken for gone",
        "index/engines/mirror.py",
        "        return () if self._writing.unread else missing, torn\n",
        "        return missing, torn\n",
        part("mirror", 9),
    ),
    Mutant(
        "leftovers stay",
        "index/engines/embedded/publish.py",
        "        self._clear_leftovers()\n",
        "",
        part("kill", 25),
    ),
    Mutant(
        "a query has as many words as it likes",
        "search/query/parser/grammar.py",
        "    room = terms\n",
        "    room = 1 << 30\n",
        test("tests/search/query/test_parser.py"),
    ),
    Mutant(
        "nobody looks whether a file that is open was written to",
        "index/columns/read/generation.py",
        "            if found[1] != written and found[0] == inode:\n",
        "            if False:\n",
        part("overwriting", 60),
    ),
    Mutant(
        "what is open is let go of when what is published cannot be opened",
        "search/engines/embedded/index_reader.py",
        "            if self._snapshot is None:\n                # Who",
        "            if True:\n                # Who",
        part("outliving", 28),
    ),
    Mutant(
        "what a program gives is believed",
        "index/sources/values.py",
        "            values[name] = fit(getattr(article, name))\n",
        "            values[name] = getattr(article, name)\n",
        part("values", 40),
    ),
)


def mutants(plan: Plan) -> Outcome:
    """Run what must notice on a sound copy, then on each of the mutants; `plan.rounds` of them, from the first."""
    outcome = Outcome()
    chosen = MUTANTS[: plan.rounds]
    sound = copied(plan.work / "sound")
    for command in dict.fromkeys(mutant.noticed_by for mutant in chosen):
        status, said = run(sound, command)
        outcome.hold(status == 0, f"{' '.join(command)} fails on a sound copy:\n{said[-2_000:]}")
    for number, mutant in enumerate(chosen):
        copy = copied(plan.work / f"m{number}")
        file = copy / "trouvere" / mutant.file
        text = file.read_text(encoding="utf-8")
        outcome.tries += 1
        if text.count(mutant.safe) != 1:
            outcome.failures.append(f"{mutant.name}: {mutant.file} has no longer, once, {mutant.safe.strip()!r}")
            continue
        file.write_text(text.replace(mutant.safe, mutant.unsafe), encoding="utf-8")
        status, said = run(copy, mutant.noticed_by)
        noticed = status == 1 and "FAILED" in said
        plan.say(f"  {mutant.name}: {'noticed' if noticed else f'NOT noticed ({status})'} by {mutant.noticed_by}")
        outcome.hold(noticed, f"{mutant.name}: not noticed by {' '.join(mutant.noticed_by)} ({status})")
    outcome.note = Both(
        f"{outcome.tries} sauvegardes ôtées d'une copie du programme ; échec : celle que rien ne remarque",
        f"{outcome.tries} safeguards taken out of a copy of the program; a failure is one that nothing notices",
    )
    return outcome


def copied(folder: Path) -> Path:
    """Copy the program as it is installed, tests not included; returns what is to come first on the path."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / "trouvere" / room, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(copy: Path, command: tuple[str, ...]) -> tuple[int, str]:
    """Run a Python that imports the copy; returns its status and what it said."""
    path = os.pathsep.join(map(str, (copy, ROOT / "tests", ROOT / "tests" / "reliability")))
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    where = [sys.executable, "-P", "-c", "import trouvere.index as it; print(it.__file__)"]
    imported = subprocess.run(where, capture_output=True, text=True, env=environment, cwd=ROOT, check=True).stdout
    assert Path(imported.strip()).is_relative_to(copy), imported
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, cwd=ROOT, check=False
    )
    return done.returncode, done.stdout + done.stderr
