"""Answers from an index: query, parser, searcher, results."""
