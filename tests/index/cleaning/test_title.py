"""Titles: the article's own, repeated or derived."""

import pytest

from trouvere.index.cleaning.title import derive, separate


@pytest.mark.parametrize(
    ("given", "text", "title", "left"),
    [
        ("", "Un titre\n\nLe texte.", "Un titre", "Le texte."),
        ("", "Un titre ?\n\nLe texte.", "Un titre ?", "Le texte."),
        ("", "« Nous resterons », dit le maire\n\nLe texte.", "« Nous resterons », dit le maire", "Le texte."),
        ("", "Et après...\n\nLe texte.", "Et après...", "Le texte."),
        ("", "Une phrase entière.\n\nLe texte.", "", "Une phrase entière.\n\nLe texte."),
        ("", "« Il pleut. »\n\nLe texte.", "", "« Il pleut. »\n\nLe texte."),
        ("", "Madame,\n\nLe texte.", "", "Madame,\n\nLe texte."),
        ("", "Une ligne\nLe texte.", "", "Une ligne\nLe texte."),
        ("", "Titre seul", "", "Titre seul"),
        ("", "***\n\nLe texte.", "", "***\n\nLe texte."),
        ("", "PARIS (AFP) – Le début\n\nLa suite.", "", "PARIS (AFP) – Le début\n\nLa suite."),
        ("", "m" * 201 + "\n\nLe texte.", "", "m" * 201 + "\n\nLe texte."),
        ("", "Un titre\n\nUn titre\n\nLe texte.", "Un titre", "Le texte."),
        ("Un titre", "Un titre\nLe texte.", "Un titre", "Le texte."),
        ("Un titre", "Un  titre\n\nLe texte.", "Un titre", "Le texte."),
        ("Un titre", "Un titre et plus\n\nLe texte.", "Un titre", "Un titre et plus\n\nLe texte."),
        ("Un titre", "Un titre", "Un titre", "Un titre"),
        ("Un titre", "", "Un titre", ""),
    ],
)
def test_own_titles(given: str, text: str, title: str, left: str) -> None:
    assert separate(given, text) == (title, left)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Le pont est fermé. Il rouvrira.", "Le pont est fermé"),
        ("Le pont est-il fermé ? Oui.", "Le pont est-il fermé ?"),
        ("« Il rouvrira. » La mairie l’a dit.", "« Il rouvrira. »"),
        ("M. Le Goff a parlé. Il pleut.", "M. Le Goff a parlé"),
        ("L’art. 5 du code. Ensuite.", "L’art. 5 du code"),
        ("J.-C. Morin a parlé à Mme. Durand. Fin.", "J.-C. Morin a parlé à Mme. Durand"),
        ("Le taux est de 3.5 points. Fin.", "Le taux est de 3.5 points"),
        ("***\n\nLe pont\nsuite", "Le pont"),
        ("", ""),
    ],
)
def test_derived_titles(text: str, title: str) -> None:
    assert derive(text) == title


def test_a_long_sentence_is_cut_at_a_word() -> None:
    title = derive("Le conseil municipal, " * 20)
    assert title.endswith((" municipal…", " conseil…", " Le…"))
    assert 80 < len(title) <= 100
    assert derive("Le conseil municipal, " * 20).removesuffix("…") in "Le conseil municipal, " * 20


def test_one_endless_word_is_cut_all_the_same() -> None:
    assert derive("m" * 5_000) == "m" * 99 + "…"
