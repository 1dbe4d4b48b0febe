"""The engine of this machine: an index is a folder of generations, published by one rename.

engine.py             `EmbeddedIndexEngine`, its `IndexEngine`
session.py            what every writing has in common: lock, stage, count, verify, publish, report
build.py, update.py   a whole collection; what changed
publish.py            a stage, and its publication by one rename of `CURRENT`
lock.py               one writer at a time
check.py, damage.py   verifies every byte; what is lost with a damaged file, and what mends it
backup.py             old generations removed, one copied away, one brought back
read/                 what a search needs too
"""
