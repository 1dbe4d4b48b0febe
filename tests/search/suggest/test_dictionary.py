"""The list of French words that ships: what is in it, and that it holds exactly what was put into it."""

from importlib.resources import files

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.search.suggest import dictionary
from trouvere.search.suggest.dictionary import is_word, packed

WORDS = st.sets(st.text(alphabet="abcz", min_size=1, max_size=6), max_size=150)


@pytest.mark.parametrize(
    "word",
    [
        *("plastifier", "friche", "mers", "recompensent", "voile", "virer", "boulots", "licite", "dois", "durer"),
        *("visiter", "encart", "combien", "dents", "paternel", "aurions", "chevaux", "oeil", "lyon", "versailles"),
        *("ognon", "oignon", "evenement", "paraitre", "maitre", "strasbourg", "camille"),
    ],
)
def test_french_has(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize(
    "word",
    [
        *("acident", "licenciment", "bibliotheke", "occurence", "matrenite", "zzz", "", "a", "[", "Z", "plastifierr"),
        *("été", "1er", "plastifie r", "\n", "Plastifier", "loukachenko", "b", "zythum" * 5, "\ud800"),
    ],
)
def test_french_has_not(word: str) -> None:
    assert not is_word(word)


@settings(max_examples=100, deadline=None)
@given(WORDS, st.text(alphabet="abcz", max_size=7))
def test_what_is_put_in_is_there_and_nothing_else(words: set[str], other: str) -> None:
    lines = zstandard.ZstdDecompressor().decompress(packed(words, "of a test")).split(b"\n")[1:]
    found = [form.decode() for line in lines for form in dictionary._forms(line)]
    assert found == sorted(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionary, "_lines", lambda: lines)
        assert all(map(is_word, words))
        assert is_word(other) == (other in words)


def test_it_says_where_it_is_from() -> None:
    content = files("trouvere.search.data").joinpath(dictionary.FILE).read_bytes()
    comment = zstandard.ZstdDecompressor().decompress(content).partition(b"\n")[0]
    assert b"Hunspell" in comment
    assert b"MPL 2.0" in comment
    assert len(content) < 500_000
