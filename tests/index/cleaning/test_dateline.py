"""Datelines, and parentheses that are none."""

import pytest

from trouvere.index.cleaning.dateline import find


@pytest.mark.parametrize(
    ("head", "place", "source"),
    [
        ("Hong-Kong (CNN) ", "Hong-Kong", "CNN"),
        ("BEIJING (AP) – ", "BEIJING", "AP"),
        ("PARIS, 1er mars (AFP) - ", "PARIS", "AFP"),
        ("Paris, le 3 mars 2023 (AFP) – ", "Paris", "AFP"),
        ("PARIS, mercredi 1er mars (AFP) — ", "PARIS", "AFP"),
        ("Paris (AFP) – ", "Paris", "AFP"),
        ("Rio de Janeiro (Reuters) - ", "Rio de Janeiro", "Reuters"),
        ("La Haye (ANP) – ", "", ""),
        ("LA HAYE (ANP) – ", "LA HAYE", "ANP"),
        ("L’HAŸ-LES-ROSES (AFP) – ", "L’HAŸ-LES-ROSES", "AFP"),
        ("MOSCOU/KIEV (Reuters) – ", "MOSCOU/KIEV", "Reuters"),
        ("MOSCOU, Russie (AP) — ", "MOSCOU", "AP"),
        ("NEW DELHI (AFP/AP) – ", "NEW DELHI", "AFP/AP"),
        ("Londres (CNN Business) ", "Londres", "CNN Business"),
        ("Hong Kong CNN — ", "Hong Kong", "CNN"),
        ("(AFP) – ", "", "AFP"),
        ("AFP – ", "", "AFP"),
        ("PARIS\xa0(AFP)\xa0– ", "PARIS", "AFP"),
        ("La Haye (CNN) ", "La Haye", "CNN"),
        ("GENÈVE (OMS) – ", "GENÈVE", "OMS"),
        ("PARIS, 1er mars – ", "PARIS", ""),
    ],
)
def test_datelines(head: str, place: str, source: str) -> None:
    text = head + "Le président est arrivé mardi."
    found = find(text)
    assert (found.place, found.source) == (place, source)
    assert text[found.end :] == ("Le président est arrivé mardi." if place or source else text)


@pytest.mark.parametrize(
    "text",
    [
        "Besançon (Doubs) – Le pont est fermé.",
        "Le contrat de travail à durée indéterminée (CDI) – c’est la règle.",
        "Emmanuel Macron (LREM) – Le président a parlé.",
        "L’Agence nationale de l’habitat (Anah) aide.",
        "COVID-19 – Comment se protéger ?",
        "FAQ – Les questions.",
        "Paris - Brest en vélo.",
        "Le journaliste (AFP) a parlé.",
        "(AFP) ont dit qu’ils partaient.",
        "L’Agence France-Presse (AFP) a annoncé mardi.",
        "Le Figaro (Reuters) a annoncé mardi.",
        "Paris (AFP) –",
        "",
    ],
)
def test_prose_is_no_dateline(text: str) -> None:
    assert find(text).end == 0


def test_a_hostile_text_takes_no_time() -> None:
    for text in ("A" * 100_000, "A " * 100_000 + "(", "A/" * 100_000 + "– ", "PARIS, " * 50_000 + "("):
        assert find(text).end == 0
