"""Canonical addresses: what of a link says where a reader came from goes, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.sources.web_links import canonical

SITE = "https://quai.example/journal/"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://quai.example/pont", "https://quai.example/pont"),
        ("https://quai.example/pont?utm_source=rss&utm_medium=rss", "https://quai.example/pont"),
        ("https://quai.example/pont?id=12&utm_campaign=a&p=2", "https://quai.example/pont?id=12&p=2"),
        ("https://quai.example/pont?id=12&amp;utm_source=rss", "https://quai.example/pont?id=12"),
        ("https://quai.example/pont?fbclid=x&gclid=y&mc_cid=z&xtor=RSS-1", "https://quai.example/pont"),
        ("https://quai.example/pont?at_medium=RSS&at_campaign=flux", "https://quai.example/pont"),
        ("https://quai.example/pont?source=rss", "https://quai.example/pont"),
        ("https://quai.example/?source=12&ref=a&feed=3", "https://quai.example/?source=12&ref=a&feed=3"),
        ("https://quai.example/pont#xtor=RSS-3208", "https://quai.example/pont"),
        ("https://quai.example/pont#comments", "https://quai.example/pont"),
        ("https://quai.example/app#!/pont", "https://quai.example/app#!/pont"),
        ("https://quai.example/app#/pont", "https://quai.example/app#/pont"),
        ("/pont?utm_source=rss", "https://quai.example/pont"),
        ("pont.html", "https://quai.example/journal/pont.html"),
        ("//www.quai.example/pont", "https://www.quai.example/pont"),
        ("www.quai.example/pont", "https://www.quai.example/pont"),
        (" https://quai.example/a b ", ""),
        ("mailto:a@quai.example", ""),
        ("javascript:alert(1)", ""),
        ("https://[quai/", "https://[quai/"),
        ("", ""),
    ],
)
def test_an_article_has_one_address(written: str, expected: str) -> None:
    assert canonical(written, SITE) == expected


def test_parts_of_a_page_keep_their_places() -> None:
    assert canonical("https://quai.example/a#v2", anchored=True) == "https://quai.example/a#v2"
    assert canonical("https://quai.example/a#xtor=RSS-1", anchored=True) == "https://quai.example/a"
    assert canonical("/relatif") == ""


@given(st.text(st.sampled_from("abc/?&=#;:.%é utm_")), st.sampled_from(["", SITE]))
def test_what_is_canonical_stays(written: str, base: str) -> None:
    once = canonical(f"https://quai.example/{written}", base)
    assert canonical(once, base) == once
    assert canonical(written, base) == "" or canonical(written, base).startswith("https://")
