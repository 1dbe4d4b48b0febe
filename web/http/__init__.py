"""HTTP: security headers, trusted hosts, CORS, ETags, concurrency limit, problems (errors), pagination, the server.

security.py      headers of every answer, and which links may leave the page
hosts.py         the names under which the service answers
cors.py          which other sites' scripts may read the API
etags.py         ETags, and 304 for whoever has an answer already
concurrency.py   how many requests search at once, and their one deadline
problems.py      errors as a status, and for the API as problem+json
paging.py        the `Link` header
server.py        waitress, with bounds on what a connection may take
"""
