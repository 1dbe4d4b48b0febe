"""Engines that can hold an index."""
