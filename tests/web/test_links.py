"""Addresses ask for what they were made of, whatever that is."""

import pytest
from flask import Flask, request
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.settings import Settings
from trouvere.web.links import Links
from trouvere.web.pages.theme import look
from trouvere.web.params import SearchParams, read_params

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
LINKS = Links("trouvere", Settings(), "v", look())


@settings(max_examples=200, deadline=None)
@given(query=TEXT, source=TEXT)
def test_an_address_asks_for_what_it_was_made_of(app: Flask, query: str, source: str) -> None:
    params = SearchParams(query=query.strip(), match="any", page=3, source=(source,))
    with app.test_request_context("/"):
        address = LINKS.search(params)
    with app.test_request_context(address):
        assert read_params(request.args, Settings()) == (params, ())
        assert request.path == "/search"


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("été à l’œuvre", "été+à+l%E2%80%99œuvre"),
        ("a&b=c#d%e+f", "a%26b%3Dc%23d%25e%2Bf"),
        ("e\u0301t\u200bé", "e%CC%81t%E2%80%8Bé"),
        ('"<b>', "%22%3Cb%3E"),
    ],
)
def test_letters_are_written_as_they_are(app: Flask, query: str, written: str) -> None:
    with app.test_request_context("/"):
        assert LINKS.search(SearchParams(query=query)) == f"/search?q={written}"
        assert LINKS.similar("a b/é", SearchParams(query=query)) == f"/similar?id=a+b/é&q={written}"
        assert LINKS.article("é", SearchParams(query=query)) == f"/articles/%C3%A9?q={written}"
        assert LINKS.search(SearchParams(query=query), whole=True).isascii()
