"""Suggestions: completion, spelling correction, and what to do where nothing is found."""
