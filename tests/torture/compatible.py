"""An index that another version wrote opens and answers as it did, or says so with the command that repairs it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from examples import QUICK
from xxhash import xxh3_64_digest

from torture.outcome import Both, Outcome, Plan
from trouvere.index import build_index, rebuild_index
from trouvere.index.article import Article
from trouvere.index.columns.read.container import BLOCK_BYTES, TRAILER
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.embedded.read.manifest import NAME, entry_of
from trouvere.index.errors import IncompatibleIndex, TrouvereError
from trouvere.index.schema import FORMAT, FORMATS_OF_ARTICLES
from trouvere.index.settings import Settings
from trouvere.search import open_searcher

KEPT = Path(__file__).parents[1] / "data" / "indexes"


def versions(plan: Plan) -> Outcome:
    """Open every index that is kept in tests/data/indexes, and the newest as if each other format had written it."""
    outcome = Outcome()
    kept = sorted(folder for folder in KEPT.iterdir() if (folder / "index").is_dir())
    outcome.hold(bool(kept), "no index is kept")
    opened = 0
    for folder in kept:
        outcome.tries += 1
        shutil.copytree(folder / "index", index := plan.work / folder.name)
        expected = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        opened += answered(index, expected, outcome, folder.name)
    outcome.hold(opened > 0, "no kept index opens as it is: keep one of today's analysis, tests/data/indexes/keep.py")
    model = plan.work / "model"
    build_index(model, [Article(id="a", title="Un", text="Un port.")], storage=QUICK, settings=Settings(processes=1))
    for number in (*range(FORMAT), FORMAT + 1, FORMAT + 100):
        index = pretended(model, plan.work / f"f{number}", format=number)
        readable = number in FORMATS_OF_ARTICLES
        refused(index, f"index rebuild {index}" if readable else "index build", outcome, f"{number=}")
        if readable:
            rebuild_index(index, storage=QUICK)
            outcome.hold(ids(index, "port") == ["a"], f"{number=}: rebuild does not repair it")
    index = pretended(model, plan.work / "analysis", analysis="fr-0")
    refused(index, f"trouvere index rebuild {index}", outcome, "analysis")
    rebuild_index(index, storage=QUICK)
    outcome.hold(ids(index, "port") == ["a"], "analysis fr-0: rebuild does not repair it")
    refused(container(model, plan.work / "container"), "index build", outcome, "container")
    outcome.note = Both(
        f"{opened} d'index gardés s'ouvrent, sur {len(kept)} ; les formats d'avant et d'après disent la commande",
        f"indexes kept that open: {opened} of {len(kept)}; formats before and after say the command",
    )
    return outcome


def answered(index: Path, expected: dict[str, list[str]], outcome: Outcome, what: str) -> bool:
    """Ask a kept index what it was asked then; returns whether it opened as it is."""
    try:
        for query, wanted in expected.items():
            outcome.hold((found := ids(index, query)) == wanted, f"{what}: {query}: {found} for {wanted}")
        return True
    except IncompatibleIndex as error:
        outcome.hold("trouvere index " in (error.hint or ""), f"{what}: {error}: no command: {error.hint}")
        if "rebuild" in (error.hint or ""):
            rebuild_index(index, storage=QUICK)
            outcome.hold(bool(ids(index, next(iter(expected)))), f"{what}: rebuild does not repair it")
    except TrouvereError as error:
        outcome.failures.append(f"{what}: {type(error).__name__}: {error}")
    return False


def refused(index: Path, command: str, outcome: Outcome, what: str) -> None:
    """See that an index is refused, with a command."""
    outcome.tries += 1
    try:
        ids(index, "port")
        outcome.failures.append(f"{what}: was opened")
    except IncompatibleIndex as error:
        outcome.hold(command in (error.hint or ""), f"{what}: {error}: {error.hint}")
    except TrouvereError as error:
        outcome.failures.append(f"{what}: {type(error).__name__}: {error}")


def ids(index: Path, query: str) -> list[str]:
    """Return the ids that a query finds, sorted."""
    with open_searcher(index, settings=Settings()) as searcher:
        return sorted(hit.article.id for hit in searcher.search(query, limit=100).hits)


def pretended(model: Path, index: Path, **values: Any) -> Path:
    """Return a copy of an index whose manifest, sound otherwise, says other versions."""
    shutil.copytree(model, index)
    folder, manifest = published(index)
    (folder / NAME).write_bytes(replace(manifest, **values).as_json())
    return index


def container(model: Path, index: Path) -> Path:
    """Return a copy of an index one file of which has another version, as its manifest vouches."""
    shutil.copytree(model, index)
    folder, manifest = published(index)
    content = bytearray((folder / "s1.text").read_bytes())
    content[8] = 99
    # Signed as a version that is to come would: what is not is damage.
    hashes, start, length, _, magic = TRAILER.unpack(content[-TRAILER.size :])
    content[hashes : hashes + 8] = xxh3_64_digest(content[: min(BLOCK_BYTES, hashes)])[::-1]
    digest = int.from_bytes(xxh3_64_digest(content[hashes : start + length]), "big")
    content[-TRAILER.size :] = TRAILER.pack(hashes, start, length, digest, magic)
    (folder / "s1.text").write_bytes(content)
    files = manifest.files | {"s1.text": entry_of(QUICK, folder / "s1.text")}
    (folder / NAME).write_bytes(replace(manifest, files=files).as_json())
    return index
