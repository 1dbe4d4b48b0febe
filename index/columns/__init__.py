"""The columnar format under the index: `docs/format.md` describes it to the byte.

    container.py    a file of named columns with a hash for each block       written by container_writer.py
    ascending.py    lists of ascending numbers in few bytes                  written by ascending_writer.py
    lexicon.py      sorted terms, found by hash or by prefix                 written by lexicon_writer.py
    field.py        the postings of one field                                written by field_writer.py
    articles.py     the stored articles                                      written by articles_writer.py
    segment.py      all of these for one set of documents                    written by segment_writer.py
    generation.py   all segments as one set of documents

    run.py makes postings of articles, lists.py holds them on their way, merge.py joins runs and segments.

Readers never import writers.
"""
