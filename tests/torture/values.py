"""Articles of junk among good ones, given from Python: each is in the index or refused by its name, the others are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from torture.junk import faulty, single, some_fields
from torture.outcome import Both, Outcome, Plan
from trouvere.index import Article, build_index, update_index
from trouvere.index.settings import Settings
from trouvere.index.validation import is_suite
from trouvere.index.workers import batches
from trouvere.search import open_searcher

CREW = 20
"""One build in so many goes through worker processes, which are slow to start."""
SMALL = 500
"""Characters of a batch: there are several in each build."""

strangers = single.filter(lambda value: not isinstance(value, str | Path) and not is_suite(value))
"""What is no article at all. A text would be a path, and a suite be gone through."""


def values(plan: Plan) -> Outcome:
    """Build and update from articles of junk, `plan.rounds` times; Hypothesis makes a failure as small as it can be."""
    outcome = Outcome()
    seen = {"articles": 0, "refused": 0}

    @seed(plan.seed)
    @settings(
        max_examples=plan.rounds,
        derandomize=False,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(some_fields, min_size=1, max_size=12), st.lists(strangers, max_size=3))
    def tried(several: list[dict[str, Any]], others: list[object]) -> None:
        outcome.tries += 1
        processes = 2 if outcome.tries % CREW == 1 else 1
        given, refused = mixed(plan.work / f"i{outcome.tries}", several, others, processes)
        seen["articles"] += given
        seen["refused"] += refused

    try:
        tried()
    except Exception as error:
        outcome.failures.append(f"{type(error).__name__}: {error} {getattr(error, '__notes__', '')}")
    outcome.note = Both(
        f"{seen['articles']} articles donnés, {seen['refused']} refusés par leur nom",
        f"{seen['articles']} articles given, {seen['refused']} refused by name",
    )
    return outcome


def mixed(index: Path, several: list[dict[str, Any]], others: list[object], processes: int) -> tuple[int, int]:
    """Build from articles with these fields, a good one before each; returns how many were given and refused."""

    def given() -> Iterator[object]:
        for number, fields in enumerate(several):
            yield Article(id=f"bon{number}", title="Un bon voisin", text=f"Le texte du voisin {number}.")
            yield faulty(number, fields)
        yield from others

    articles = list(given())
    known = Settings(processes=processes)
    with patch.object(batches, "RUN_CHARS", SMALL):
        report = build_index(index, iter(articles), settings=known)  # type: ignore[arg-type]
    assert report.indexed + report.duplicates + report.skipped_total == len(articles), report
    refused = {skip.where for skip in report.skipped}
    assert all(where.strip() for where in refused), refused
    with open_searcher(index, settings=known) as searcher:
        for number, fields in enumerate(several):
            assert searcher.article(f"bon{number}").title == "Un bon voisin"
            if "id" not in fields and f"article n{number}" not in refused:
                assert searcher.article(f"n{number}").id == f"n{number}"
        stored = [hit.article for hit in searcher.search("texte OU voisin OU titre", limit=len(articles)).hits]
    # What was taken is written as it is read again.
    assert not update_index(index, stored, settings=known).published
    return len(articles), report.skipped_total
