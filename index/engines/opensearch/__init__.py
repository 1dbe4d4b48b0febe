"""An index on a cluster of OpenSearch: the only importer of opensearch-py, and only where it is used.

engine.py                `OpenSearchIndexEngine`, its `IndexEngine`
session.py, lock.py      what every writing has in common; one writer at a time
build.py, loader.py      a whole collection, by worker processes; what a worker does to a batch
update.py                what changed
documents.py, bulk.py    articles as the cluster takes them; sends them, again where refused for now
checksums.py             what must be there in the end: ids and digests, 24 bytes an article
vocabulary.py            the words of a generation, beside it
reindex.py               a new generation from articles of another one, or of another index
admin.py, snapshots.py   info, check, optimize, prune; backup, restore
read/                    what a search needs too
"""
