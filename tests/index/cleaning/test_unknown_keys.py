"""What is said of a record in which there is no title and no text."""

import pytest

from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.errors import EmptyArticle


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (
            RawArticle(text="", extra={"foo": "un", "bar": "Un long texte.", "baz": 3}, origin="a.jsonl:1"),
            "aucun champ connu parmi : foo, bar, baz ; essayez --map text=bar --map title=foo",
        ),
        (
            RawArticle(text="", date="2021", extra={"mon texte": "Un long texte."}, origin="a.jsonl:1"),
            "ni titre ni texte parmi : mon texte ; essayez --map 'text=mon texte'",
        ),
        (RawArticle(text="", extra={"foo": 3}, origin="a.jsonl:1"), "aucun champ connu parmi : foo"),
        (RawArticle(text="", date="2021", origin="a.jsonl:1"), "ni titre ni texte"),
        (RawArticle(text="", extra={"foo": "un"}, origin="article 7"), "ni titre ni texte"),
    ],
)
def test_reasons(raw: RawArticle, reason: str) -> None:
    with pytest.raises(EmptyArticle) as fault:
        clean(raw)
    assert str(fault.value) == reason
