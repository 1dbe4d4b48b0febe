"""Highlighting: snippets, titles and parts of articles with the words of a query marked.

highlighter.py                a hit of an article: its marked title, its best passages
marks.py                      which words of a text a plan is about
chunks.py                     the same in a passage, without analysing its other words again
snippets.py                   chooses passages; texts with marks as fragments
sentence_ends.py, blanks.py   where a sentence ends; which blanks stand between words
article_parts.py              a long article in parts, as pages show it
"""
