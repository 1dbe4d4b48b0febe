"""Runs the peers: `peers.py` (given by its path, never copied) and, for what it does not ask, `tantivy_peer`."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.processes import Ended, call, run

WHOOSH_QUERIES = 50

Figures = dict[str, float]
_INDEXED = re.compile(r"^\w+: (\d+) articles in ([\d.]+) s = (\d+)/s, peak (\d+) MB", re.MULTILINE)
_LATENCY = re.compile(r"^\w+ (top 10|top 10 with snippets): p50 ([\d.]+), p95 ([\d.]+), p99 ([\d.]+) ms", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PeerRun:
    """One run of `peers.py`: what it printed, and its index where that was kept."""

    build: Figures
    latency: dict[str, Figures]
    folder: Path | None
    ended: Ended


@dataclass
class Peers:
    """The peers on one corpus. A run that another part of the benchmark made in the same round is not made again."""

    script: Path | None
    corpus: Path
    queries: Path
    work: Path
    _runs: dict[tuple[int, int], PeerRun] = field(default_factory=dict)

    def why_not(self, peer: str) -> str:
        """Return why a peer is not timed, "" where it is."""
        if self.script is None:
            return f"{peer}: not timed (no --peers)"
        if importlib.util.find_spec(peer) is None:
            return f"{peer}: not timed (not installed)"
        return ""

    def tantivy(self, number: int, threads: int) -> PeerRun | None:
        """Return tantivy's run of a round with so many threads; it builds, then answers."""
        if self.why_not("tantivy"):
            return None
        if (number, threads) not in self._runs:
            folder = self.work / f"tantivy-{threads}"
            self._runs[number, threads] = self._run("tantivy", "--threads", str(threads), folder=folder)
        return self._runs[number, threads]

    def tantivy_index(self) -> Path | None:
        """Return the folder of an index that tantivy made of this corpus."""
        made = next((run for (_, threads), run in self._runs.items() if threads == 2), None) or self.tantivy(0, 2)
        return made.folder if made else None

    def tantivy_ask(self, kind: str, requests: Path) -> Figures | None:
        """Return tantivy's latency for requests that `peers.py` does not ask."""
        folder = self.tantivy_index()
        figures: Any = folder and call(self.work, "tantivy_peer", kind, index=folder, requests=requests)[0]
        return figures or None

    def tantivy_sampled(self) -> PeerRun | None:
        """Return a run of tantivy whose memory was watched."""
        if self.why_not("tantivy"):
            return None
        return self._run("tantivy", "--threads", "2", folder=self.work / "tantivy-sampled", sampled=True)

    def whoosh(self, articles: int) -> PeerRun | None:
        """Return plain Whoosh's run over the first articles: it indexes some 250 a second."""
        if self.why_not("whoosh"):
            return None
        few = self.work / "whoosh-queries.jsonl"
        few.write_text("\n".join(self.queries.read_text("utf-8").splitlines()[:WHOOSH_QUERIES]) + "\n", "utf-8")
        return self._run("whoosh", "--limit", str(articles), queries=few)

    def _run(
        self,
        peer: str,
        *options: str,
        folder: Path | None = None,
        queries: Path | None = None,
        sampled: bool = False,
    ) -> PeerRun:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            options = (*options, "--dir", str(folder))
        command = [sys.executable, str(self.script), str(self.corpus), str(queries or self.queries), peer, *options]
        ended = run(command, self.work, sampled=sampled)
        indexed = _INDEXED.search(ended.output)
        if not indexed:
            raise ValueError(f"{self.script} {peer} did not say how much it indexed:\n{ended.output}")
        articles, seconds, rate, peak = map(float, indexed.groups())
        latency = {
            what: {"p50": float(p50), "p95": float(p95), "p99": float(p99)}
            for what, p50, p95, p99 in _LATENCY.findall(ended.output)
        }
        build = {"articles": articles, "seconds": seconds, "rate": rate, "peak_rss_mb": peak}
        return PeerRun(build, latency, folder, ended)
