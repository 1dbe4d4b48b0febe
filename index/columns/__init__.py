"""The columnar format under the index: `docs/format.md` describes it to the byte.

    read/ and write/, a file of the same name in each
        container.py     a file of named columns with a checksum for each block
        sorted_ints.py   posting lists, compressed: ascending integers, in runs of 2¹⁶
        lexicon.py       term dictionary of a field: sorted terms and a hash table
        field.py         inverted index of a field: postings, frequencies, positions
        articles.py      stored articles, zstandard-compressed
        completion.py    display forms and frequent word pairs
        segment.py       all of these for one set of documents

    read/generation.py   all segments of a generation as one set of documents
    read/display_forms.py  how a word or a pair is compared and shown
    write/run.py         an in-memory inverted index of some megabytes of articles
    write/postings.py    posting lists on their way from tokens to a segment
    write/merge.py       k-way merge of runs and segments
    write/usage.py       counts of display forms and word pairs

Readers never import writers.
"""
