"""Ranking: BM25F scores, rescoring of the best, explanations, more like this; the same for every engine.

bm25.py, weights.py            the formula; what each part of a score counts for, by the settings
matches.py                     documents and their scores, and how findings are put together
top_k.py                       the best of many without sorting them all
rescoring.py                   the second look at the best thirty: neighbours, coverage, families
recency.py                     what age leaves of a score
evidence.py                    `Evidence`: what rescoring and explanations ask of an engine
explain.py                     what each word gave, by the methods that scored
contributions.py               the parts of an explanation, as values
explanation.py, sentences.py   the explanation of a hit; as sentences, in French or English
more_like_this.py              articles about the same as one of them
"""
