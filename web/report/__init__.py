"""`trouvere report`: what a log of queries tells the owner of an archive, as a table, a page or JSON.

cli.py              the command
log_reader.py       from lines of the log to values
figures.py          counts: frequent queries, those that found nothing, slow ones, days, hours
asked_again.py      queries that found nothing, asked again
terminal.py         tables and JSON
plots.py, page.py   shapes of the plots; the page, which needs no other file
"""
