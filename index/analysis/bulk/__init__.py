"""The vectorized analyzer: the same tokens as the chain to the letter, for many texts at once, as numpy arrays.

raw_bounds.py   where raw tokens begin and end, by classes of bytes
raw_table.py    a hash table of the raw tokens met so far
word_forms.py   what the chain makes of those never met, many at once
analyzer.py     `BulkAnalyzer`, which puts the three together
"""
