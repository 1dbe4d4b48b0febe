"""Readers of documents: one article each, with the title, authors, date and language that it says it has.

package.py          a document that is a .zip of XML, opened within bounds
prose.py            paragraphs, rows of tables and notes as they come, put together as text
metadata.py         titles and authors that nobody meant, dates of PDF; the record of an article
docx.py, odt.py     Word (Office Open XML); LibreOffice (OpenDocument)
epub.py             books, chapter after chapter
pdf.py, layout.py   PDF by pypdf, which `trouvere[documents]` brings; its lines in reading order, as paragraphs
"""
