"""Reads a folder of generations: which is published, what its manifest says. A search may import this.

generation.py   which generation is published
manifest.py     versions, segments, every file with its size and SHA-256
layout.py       which names in the folder are ours
"""
