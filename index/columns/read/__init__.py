"""Reads the columnar format: all that a search needs of it, and the only part that a search may import."""
