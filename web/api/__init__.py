"""The JSON API, version 1, and its OpenAPI description.

routes.py       the addresses under `api/v1/`; docs/api.md has what is promised
parameters.py   the parameters as types, for the description; `params.py` reads them
openapi.py      the description, made of routes, docstrings, parameters and `search/shapes.py`
examples.py     an answer of each kind, for the description
"""
