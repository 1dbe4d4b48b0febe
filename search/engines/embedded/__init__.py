"""Searches an index of this machine, on columns.

engine.py                      `EmbeddedSearchEngine`, its `Engine`
index_reader.py, snapshot.py   opens the published generation; one generation with all that answers from it
view.py                        the same as one reader sees it
finding.py                     the documents of a plan that pass the filters
evaluator.py, scoring.py       plans become documents and scores; what a leaf adds to them, BM25F with exact lengths
leaf_cache.py                  LRU cache of what leaves found
facets.py                      filters as masks, and counts of values
page.py, hits.py               puts what was found in order, with a second look at the best; makes hits of it
evidence.py                    `Evidence` from columns
doc_sets.py                    `DocSets` as bits, one a document
matching_parts.py              which parts of a long article have words of a query
overview.py                    what an archive holds
values/                        columns of values as arrays: what they count, how they order documents
terms/                         words of a generation: statistics, display forms, phrases, those that begin so
"""
