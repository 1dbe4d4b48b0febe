"""One contract, whatever the engine: what a `Searcher` promises, tried on an index of this machine and on a cluster's.

`scripts/test` runs it on the embedded engine, `scripts/cluster` on both.
"""
