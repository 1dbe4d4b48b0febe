"""What scrapers leave, and prose that looks like it."""

import pytest

from trouvere.index.cleaning.leftovers import without, without_markers


@pytest.mark.parametrize(
    "line",
    [
        "[ad_1]",
        "[ad_2] Source link -39",
        "Source link",
        "Source Link – 39",
        "Lien source -39",
        "Partager sur Facebook",
        "PARTAGER SUR X",
        "Partagez cet article :",
        "Partager",
        "Cliquez pour partager sur Facebook(ouvre dans une nouvelle fenêtre)",
        "J’aime ça :",
        "  S’abonner à la newsletter  ",
        "Abonnez-vous à notre lettre d'information !",
        "Inscrivez-vous à notre newsletter quotidienne",
        "Suivez-nous sur Instagram",
        "La suite après cette publicité",
        "Passer la publicité",
        "Il vous reste 57 % de cet article à lire. La suite est réservée aux abonnés.",
        "Article réservé à nos abonnés",
        "La suite est réservée aux abonnés",
        "Share this:",
        "Subscribe to our newsletter",
    ],
)
def test_leftovers_go(line: str) -> None:
    assert without(f"Avant.\n\n{line}\n\nAprès.") == "Avant.\n\nAprès."
    assert without(f"{line}\nAvant.\nAprès.\n{line}") == "Avant.\nAprès."


@pytest.mark.parametrize(
    "line",
    [
        "Partager la chaussée",
        "Partager sur Facebook est devenu un réflexe.",
        "Il a demandé de partager sur Facebook",
        "Lire aussi : Le pont rouvrira en avril",
        "Publicité",
        "Voir aussi",
        "Il vous reste 57 % de chances",
        "Cet article est réservé aux adultes",
        "Passer la publicité ou la subir",
        "Abonnement",
        "Source",
        "Source : Insee, 2023",
        "The source link -39",
        "[ad hoc]",
        "[ad_]",
        "La suite après la publicité dura deux heures",
        "- Partager",
    ],
)
def test_prose_stays(line: str) -> None:
    text = f"Avant.\n{line}\nAprès."
    assert without(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("mot[ad_1]mot", "mot mot"),
        ("mot [ad_1] mot", "mot mot"),
        ("[ad_1]mot", "mot"),
        ("[ad_[ad_1]1]", "[ad_ 1]"),
        ("Fin. [ad_2] Source link -39", "Fin."),
        ("Fin. Source link -39", "Fin."),
        ("Fin. Source link Source link", "Fin. Source link Source link"),
        ("Fin. Source link. Source link", "Fin. Source link."),
        ("Partager. Source link\nFin.", "Fin."),
        ("a  \nb\t\n \n\n\nc\n\n", "a\nb\n\nc"),
        ("a\r\nb\rc\x0bd\u2028e", "a\nb\nc\nd\ne"),
        ("l\x92eau \x85 \x81fin", "l’eau … fin"),
        ("\ufeffe\u0301te\u0301 co\xadte", "été co\xadte"),
        ("  indenté\n  aussi", "indenté\n  aussi"),
    ],
)
def test_tidying(text: str, clean: str) -> None:
    assert without(text) == clean
    assert without(clean) == clean


def test_hostile_texts_take_no_time() -> None:
    for text in (
        " " * 200_000 + "x",
        "[ad_1]" * 50_000,
        "Fin. " + "Source link " * 50_000,
        "[ad_" * 50_000 + "1]" * 50_000,
    ):
        without(text)
        without_markers(text)
