"""The first hits of some queries in the sample that ships: a change of ranking shows, and is made on purpose.

Run as a program, it writes the report anew: .venv/bin/python tests/relevance/test_sample.py
"""

import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from trouvere.index import build_index
from trouvere.index.settings import Settings
from trouvere.search import open_searcher

GOLDEN = Path(__file__).parent / "golden" / "sample.txt"
RENEW = ".venv/bin/python tests/relevance/test_sample.py"
HITS = 5
QUERIES = (
    "grève des trains",
    "visite de Loukachenko à Pékin",
    "retraite des agriculteurs",
    "guerre en Ukraine",
    "sommet de l'OTAN à Bruxelles",
    "marathon de Pékin",
    "tempête de sable",
    "loi littoral et villas en bord de mer",
    "don d'organes et greffes à l'hôpital",
    "Zelensky à Londres",
    "chevaux",
    "députée",
    "été 2023",
    "visiter un château la nuit",
    "comment contester un licenciement",
    "œuvre musicale",
    "phares",
    "ministre de l'éducation",
)
"""What a French reader would ask of the sample."""


def report(folder: Path) -> str:
    """Return, for each query, how many articles it finds, and the scores and ids of the first."""
    with as_file(files("trouvere.index") / "sample") as sample:
        build_index(folder / "sample.idx", [str(sample)], settings=Settings())
    lines = []
    with open_searcher(folder / "sample.idx", settings=Settings()) as searcher:
        for query in QUERIES:
            found = searcher.rank(query, limit=HITS)
            lines.append(f"{query}  ({found.total})")
            lines += [f"  {score:6.2f}  {name}" for name, score in zip(found.ids, found.scores, strict=True)]
    return "\n".join(lines) + "\n"


def test_the_sample_is_ranked_as_in_the_report(tmp_path: Path) -> None:
    golden = GOLDEN.read_text(encoding="utf-8")
    assert report(tmp_path) == golden, f"if that is on purpose: {RENEW} writes the report anew"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.write_text(report(Path(folder)), encoding="utf-8")
