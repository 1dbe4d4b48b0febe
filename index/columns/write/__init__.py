"""Writes the columnar format: runs, their merge into segments, segments."""
