"""The columnar format under the index: `docs/format.md` describes it to the byte.

    container.py    a file of named columns with a hash for each block       written by container_writer.py
    ascending.py    lists of ascending numbers in few bytes                  written by ascending_writer.py
    lexicon.py      sorted terms, found by hash or by prefix                 written by lexicon_writer.py
    field.py        the postings of one field                                written by field_writer.py
    articles.py     the stored articles                                      written by articles_writer.py
    segment.py      all of these for one set of documents                    written by segment_writer.py

Readers never import writers.
"""
