"""Keeps an index of the sample as this version, its analysis and format write it, with what it answers; never changed after.

.venv/bin/python tests/data/indexes/keep.py
"""

import json
import sys
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

from trouvere.index import Field, build_index
from trouvere.index.analysis import VERSION
from trouvere.index.schema import FORMAT
from trouvere.index.settings import Settings
from trouvere.search import open_searcher

FIELDS = (Field("rubrique_papier", label="Dans le journal"), Field("pages", "number"))
QUERIES = ("Loukachenko Pékin", '"président biélorusse"', "retraite*", "source:AP", "député OU sénateur", "zanzibar")


def answers(index: Path) -> dict[str, list[str]]:
    """Return the ids that each query finds, sorted: which ones is a matter of the index, their order of the version."""
    with open_searcher(index, settings=Settings()) as searcher:
        found = {query: searcher.search(query, limit=100).hits for query in QUERIES}
    return {query: sorted(hit.article.id for hit in hits) for query, hits in found.items()}


def keep(folder: Path) -> None:
    """Write an index and `answers.json` into a new folder."""
    folder.mkdir()
    with as_file(files("trouvere.index") / "sample") as sample:
        build_index(folder / "index", sample, settings=Settings(processes=1), fields=FIELDS)
    text = json.dumps(answers(folder / "index"), ensure_ascii=False, indent=1)
    (folder / "answers.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    place = Path(__file__).parent / f"{version('trouvere')}-{VERSION}-{FORMAT}"
    if place.exists():
        sys.exit(f"{place} is kept already")
    keep(place)
