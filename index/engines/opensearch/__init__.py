"""An index on a cluster of OpenSearch: the only importer of opensearch-py, and only where it is used.

reads                                              writes
  address.py      opensearch://host:port/name        documents.py, bulk.py   articles as the cluster takes them, sent
  client.py       a client, its errors as ours       loading.py, build.py    a whole collection, by worker processes
  mapping.py      what each field holds              tally.py                what must be there in the end
  generations.py  which one is published             session.py, lock.py     one writer at a time, verify, publish
  reading.py      articles and digests read back     update.py               what changed
"""
