"""Engines that can answer."""
