"""The terms of a generation on a cluster: their statistics, how they are written, those that begin so.

term_statistics.py            how frequent words are: asked once for each, many at a time
visible_terms.py              the same of the articles that a reader may see
vocabulary.py                 all words, read whole when first wanted
completions.py, excerpts.py   `Completions`; short pieces of articles
"""
