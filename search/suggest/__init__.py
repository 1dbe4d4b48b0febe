"""Suggestions: completion, spelling correction, and what to do where nothing is found.

completion.py                    completions of what is being typed
correction.py                    did you mean: another text for a query with a typo
spelling.py                      words of the index that are close to one
edit_distance.py, phonetics.py   close in letters; close in sound
dictionary.py                    whether French has a word: then no other is proposed
no_results.py                    advice where nothing is found: what left nothing, what would find some
relaxation.py                    looser forms of a query
doc_sets.py                      `DocSets`: sets of articles, as an engine is asked whether words stand together
display_forms.py, excerpts.py    how articles write their words; short pieces of them
word_pairs.py                    pairs of words, and what stands behind words
"""
