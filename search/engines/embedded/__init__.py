"""Searches an index of this machine, on columns."""
