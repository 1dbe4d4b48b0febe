"""Highlighting: snippets, titles and parts of articles with the words of a query marked."""
