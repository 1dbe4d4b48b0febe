"""Reads an index on a cluster: address, client, generations, mapping, articles. A search may import this.

address.py             opensearch://host:port[,host:port…]/name
client.py, retry.py    a client, its errors as ours; waits out what passes by itself
generations.py         which one is published
mapping.py             what each field holds
articles.py            articles and digests read back
term_statistics.py     how frequent words are, asked shard by shard
vocabulary_reader.py   the words beside a generation
"""
