"""The development sets, and an index of each, built once and kept outside the checkout."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from trouvere.index import build_index
from trouvere.index.analysis import VERSION
from trouvere.index.schema import FORMAT
from trouvere.search.evaluation.measures import groups_of
from trouvere.search.evaluation.trec import Qrels, Run, read_qrels, read_queries, read_run


@dataclass(frozen=True, slots=True)
class DevelopmentSet:
    """A collection with queries and grades. `group_by` names what queries are averaged by first."""

    name: str
    corpus: Path
    queries: Path
    qrels: Path
    lucene: Path
    group_by: str | None = None
    ids: str = ""
    """Only articles whose id begins so."""

    def texts(self) -> dict[str, str]:
        """Return the text of each query that has grades."""
        grades = self.grades()
        return {name: str(query["text"]) for name, query in read_queries(str(self.queries)).items() if name in grades}

    def grades(self) -> Qrels:
        """Return query → document → grade."""
        return read_qrels(str(self.qrels))

    def groups(self) -> dict[str, str] | None:
        """Return query → group, None where queries are averaged as they are."""
        return groups_of(read_queries(str(self.queries)), self.grades(), self.group_by) if self.group_by else None

    def lucene_run(self) -> Run:
        """Return Lucene's run (light French)."""
        return read_run(str(self.lucene))


def development_sets(data: Path) -> list[DevelopmentSet]:
    """Return the sets that `data` has, of the four that there are."""
    found = [
        _of(data, "cnil", "queries.jsonl", "qrels.tsv"),
        _of(data, "vddqr", "queries.dev.jsonl", "qrels.dev.tsv"),
        _of(data, "cdtn", "queries.dev.jsonl", "qrels.dev.tsv", group_by="intent"),
        _of(data, "statut", "queries.dev.jsonl", "qrels.dev.tsv", corpus="gov", ids="LEGIARTI"),
    ]
    return [one for one in found if one.corpus.exists() and one.queries.exists()]


def _of(
    data: Path, name: str, queries: str, qrels: str, group_by: str | None = None, corpus: str = "", ids: str = ""
) -> DevelopmentSet:
    folder = data / name
    return DevelopmentSet(
        name,
        data / (corpus or name) / "corpus.jsonl.gz",
        folder / queries,
        folder / qrels,
        folder / "lucene.run.gz",
        group_by,
        ids,
    )


def index_of(one: DevelopmentSet, work: Path) -> Path:
    """Return an index of the set's articles, built where `work` has none of this format and analysis."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / f"{one.name}-{FORMAT}-{VERSION}.idx"
    if (path / "CURRENT").exists():
        return path
    source = one.corpus
    if one.ids:
        source = work / f"{one.name}.jsonl.gz"
        with gzip.open(one.corpus, "rb") as lines, gzip.open(source, "wb", compresslevel=1) as chosen:
            chosen.writelines(line for line in lines if json.loads(line)["id"].startswith(one.ids))
    build_index(path, [str(source)])
    return path
