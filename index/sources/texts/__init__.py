"""Plain text, one article a file; books of Project Gutenberg, and exports of Europresse, which have many.

plain_text.py       the reader
gutenberg.py        a book without header and licence
headed.py           texts and pages with a header as Markdown has it
hyphenation.py      words that were cut at the end of a line
europresse.py       the articles of an export, in text or HTML
"""
