"""`trouvere report`: what a log of queries tells the owner of an archive, as a table, a page or JSON."""
