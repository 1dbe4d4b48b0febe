"""Answers from an index on a cluster of OpenSearch.

The cluster finds and orders; what it gives back is looked at again here, by the same code as everywhere.

  opening.py      which generation answers           finding.py     a plan as the cluster is asked, and its answer
  statistics.py   how frequent words are             querying.py    the same as JSON; filtering.py filters and facets
  vocabulary.py   words that begin so, close words   evidence.py    words of the articles at hand: scores to the digit
  wire.py         requests, deadlines, errors        searcher.py    the `Searcher`
"""
