"""The pages that people read, and the other forms of a search: RSS, CSV, JSON Lines.

routes.py        the addresses: a search, values of a facet, an article, similar ones, why it was found, an error
view.py          results cut to what a page shows: passages, paragraphs, page numbers
facts.py         what an article has of the fields that the site declares, as the page writes it
facets.py        values to choose or exclude, ranges, chips; each a link or a small form
refinements.py   what stands around an answer: filters, orders, remarks, looser searches
periods.py       the histogram, months and years as links
citation.py      the reference of an article, BibTeX
exports.py       RSS, CSV, JSON Lines, JSON; the OpenSearch description
theme.py         a host's colours, fonts and measures

Templates are in `web/templates/trouvere/`, in three layers: `base.html` (the layout, which a host may replace),
`page.html` (the main part), and each page. Their words are in `web/catalogue/`.
"""
