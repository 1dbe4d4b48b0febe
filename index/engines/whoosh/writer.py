"""Writes one Whoosh generation."""
