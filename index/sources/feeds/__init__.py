"""RSS and Atom, with the exports of WordPress and Blogger, by parsers made of feedparser's.

feed.py                        the reader
parts.py                       a feed in parts of bounded size
feedparsing.py                 parsers that keep `media:`, `itunes:` and their like apart
entries.py, entry_text.py      an entry as an article; which of its texts is the article
wordpress.py, blogger.py       what their exports hold that a site does not show, and their own markup
shortcodes.py, read_more.py    `[gallery]`; « Lire la suite »: what goes from a text
"""
