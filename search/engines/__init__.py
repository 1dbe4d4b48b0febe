"""Engines that look plans up, each an `Engine`: on a folder (`embedded/`), on a cluster (`opensearch/`).

searcher.py    the searcher of all engines: reads a request, has the engine find and rank, makes the answer
engine.py      `Engine`, what it asks of them
reopening.py   which generation answers: the published one, opened anew when it changes, or one that is pinned

What an engine decides, and what is decided above it, is in docs/decisions/0020-what-an-engine-answers.md.
"""
