"""Contributor lines."""

import pytest

from trouvere.index.cleaning.byline import contributors


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Anne Le Goff et Paul Morin de CNN ont contribué au reportage.", ("Anne Le Goff", "Paul Morin")),
        ("Anne Le Goff a contribué à ce reportage.", ("Anne Le Goff",)),
        (
            "Ana Ruiz, Jean-Paul Morin et Yann d’Arvor ont contribué à cet article.",
            ("Ana Ruiz", "Jean-Paul Morin", "Yann d’Arvor"),
        ),
        ("Ana Ruiz à Madrid et Paul Morin à Brest ont également contribué à ce récit.", ("Ana Ruiz", "Paul Morin")),
        ("Ana Ruiz de l’AFP a contribué à la dépêche", ("Ana Ruiz",)),
        ("Charles de Gaulle a contribué à cette histoire.", ("Charles de Gaulle",)),
        ("La France et la Chine ont contribué à ce rapport.", ()),
        ("Les pluies ont contribué au reportage sur la crue du fleuve.", ()),
        ("Tous ont contribué à la paix.", ()),
    ],
)
@pytest.mark.parametrize("before", ["", "Le texte.\n", "Le texte. ", "Le texte sans point\n\n"])
def test_contributors(line: str, names: tuple[str, ...], before: str) -> None:
    assert contributors(before + line) == names


def test_only_the_end_of_the_text_counts() -> None:
    assert contributors("Ana Ruiz a contribué au reportage.\nLe texte continue.") == ()


def test_a_hostile_tail_takes_no_time() -> None:
    assert contributors("A et " * 10_000 + "contribué") == ()
