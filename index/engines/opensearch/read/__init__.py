"""Reads an index on a cluster: address, client, generations, mapping, articles. A search may import this."""
