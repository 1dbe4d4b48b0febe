"""Reads a folder of generations: which is published, what its manifest says. A search may import this."""
