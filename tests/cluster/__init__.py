"""Real servers of OpenSearch on this machine, and what is tried on them; run by `scripts/cluster`.

distribution.py   the server, unpacked once into the user's cache folder; a JDK that it runs on
servers.py        nodes as processes: started, waited for, killed
fixtures.py       both as fixtures, for these tests and for `tests/contract`
"""
