"""Values of filters are compared without case and accents; their words stay apart."""

import pytest

from trouvere.index.analysis import folded_value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Île de France", "ile de france"),
        ("NIÈVRE", "nievre"),
        ("Pays  de la\u00a0Loire", "pays de la loire"),
        (" Œuvre d’art ", "oeuvre d'art"),
        ("Straße", "STRASSE"),
    ],
)
def test_same_values(one: str, other: str) -> None:
    assert folded_value(one) == folded_value(other)


@pytest.mark.parametrize(("one", "other"), [("Le Mans", "lemans"), ("Côte d'Or", "cotedor"), ("A", "B")])
def test_other_values(one: str, other: str) -> None:
    assert folded_value(one) != folded_value(other)
