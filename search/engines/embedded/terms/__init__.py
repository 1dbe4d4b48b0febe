"""The terms of a generation: those that begin so, how they are written, how many articles have them.

term_statistics.py                   postings and frequencies of words, in the whole generation
visible_terms.py                     the same of the articles that a reader may see: the one place that says what exists
phrases.py                           words that stand in order, by their addresses
prefix_terms.py, title_prefixes.py   words, titles that begin so
completions.py                       `Completions` from a generation
display_forms.py, excerpts.py        how words are written; short pieces of articles
following_words.py                   what stands right behind some words
"""
