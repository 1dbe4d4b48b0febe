"""Answers from an index on a cluster of OpenSearch.

engine.py                           `OpenSearchSearchEngine`, its `Engine`
index_reader.py                     which generation answers
view.py                             the same as one reader sees it
transport.py                        requests with a deadline; an answer that is not whole is an error
query_builder.py, filters.py        a plan, filters and facets as the cluster is asked for them
finding.py                          the articles of a plan: one request, with what is to be counted along
memory_index.py, evidence.py        where words stand in the articles that came back; `Evidence` of them
page.py                             their scores to the digit, a second look at the best, hits
recency.py                          what age leaves of a score
explanation.py, more_like_this.py   why one article has its score; articles like one
overview.py                         what an archive holds
doc_sets.py                         `DocSets` as queries
terms/                              words of a generation: statistics, vocabulary, excerpts
"""
