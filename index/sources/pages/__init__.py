"""HTML pages: what they say of themselves, then the article among menus and banners, by trafilatura.

web_page.py                    the reader
reduced.py, tree.py, head.py   a page without what takes quadratic time, parsed; its metas, links and scripts
json_ld.py                     its article among nodes of schema.org
marks.py                       what its elements are by class: byline, standfirst, boilerplate
metadata.py                    from these to fields: source, address, sections, tags, language
title.py, dates.py, authors.py the title without the site, the day of publication, the people
lines.py, noise.py             boilerplate lines and elements of French pages, taken out
listing.py                     whether a page is a list of titles, and no article
body.py                        the text that trafilatura finds, standfirst and captions in their places
markup.py                      HTML within feeds, Markdown and records as plain text
"""
