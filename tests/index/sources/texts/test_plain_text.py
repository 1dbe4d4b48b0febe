"""Texts that are more than prose: e-books of Project Gutenberg, and words cut at the ends of lines."""

from pathlib import Path

import pytest
from fixtures import Articles, Texts

from trouvere.index.sources.texts.hyphenation import joined

BOOK = """The Project Gutenberg EBook of Le Pont, by Anne Martin

This eBook is for the use of anyone anywhere at no cost.

Title: Le Pont
       de Cosne

Author: Anne Martin

Release Date: May 4, 2021 [EBook #12345]

Language: French

{start}

Produced by Jean Untel and the Online Distributed
Proofreading Team

LE PONT

Le pont rouvre, après six mois de tra-
vaux.

{end}

Updated editions will replace the previous one.
"""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("*** START OF THE PROJECT GUTENBERG EBOOK LE PONT ***", "*** END OF THE PROJECT GUTENBERG EBOOK LE PONT ***"),
        (
            "*** START OF THIS PROJECT GUTENBERG EBOOK LE PONT\nDE COSNE ***",
            "End of the Project Gutenberg EBook of Le Pont",
        ),
        ("***START OF THE PROJECT GUTENBERG EBOOK LE PONT***", "***END OF THE PROJECT GUTENBERG EBOOK LE PONT***"),
        (
            "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
            "Fin de Project Gutenberg Etext de Le Pont",
        ),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_gutenberg(start: str, end: str, mark: str, articles: Articles, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(mark + BOOK.format(start=start, end=end), encoding="utf-8")
    (book,) = articles(tmp_path)
    assert (book.title, book.authors, book.language, book.date) == ("Le Pont de Cosne", ("Anne Martin",), "fr", "")
    assert book.text == "LE PONT\n\nLe pont rouvre, après six mois de travaux."


@pytest.mark.parametrize(
    ("head", "title", "authors"),
    [
        ("Title: Le Pont\n\nAuthor: Anne Martin\n        Paul Morin\n", "Le Pont", ("Anne Martin", "Paul Morin")),
        ("Title: Le Pont\nAuthor: Martin, Anne, 1840-1901\n", "Le Pont", ("Anne Martin",)),
        ("", "Le Pont", ("Anne Martin",)),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_who_wrote_a_book_of_gutenberg(
    head: str, title: str, authors: tuple[str, ...], end: str, articles: Articles, tmp_path: Path
) -> None:
    book = (
        f"Project Gutenberg Etext of Le Pont, by Anne Martin\n#2 in our series\n\n{head}\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK LE PONT ***\n\nLe pont rouvre.\n"
    )
    (tmp_path / "a.txt").write_bytes(book.replace("\n", end).encode())
    (one,) = articles(tmp_path)
    assert (one.title, one.authors, one.text) == (title, authors, "Le pont rouvre.")


def test_a_text_about_gutenberg_is_prose(texts: Texts, tmp_path: Path) -> None:
    told = "Le Project Gutenberg a trente ans.\n\nTitle: rien\n"
    (tmp_path / "a.txt").write_text(told, encoding="utf-8")
    assert texts(tmp_path) == [told]


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        *((f"{a}-\n{b} x", f"{a}{b} x") for a, b in (("con", "seil"), ("circu", "lation"), ("nou", "velle"), ("entre", "prise"), ("mi", "nistre"), ("voi", "là"), ("RÉPU", "BLIQUE"), ("l'augmenta", "tion"), ("ver", "tu"), ("aujour", "d'hui"))),
        *((f"{a}-\n{b} x", f"{a}-{b} x") for a, b in (("peut", "être"), ("dit", "il"), ("avait", "elle"), ("c'est", "à-dire"), ("c'est-à", "dire"), ("vis-à", "vis"), ("rez-de", "chaussée"), ("rendez", "vous"), ("arc", "en-ciel"), ("a-t", "il"), ("vingt", "deux"), ("l'après", "midi"), ("grand", "mère"), ("celui", "ci"), ("lui", "même"), ("est", "ce"), ("porte", "parole"), ("Saint", "Étienne"), ("Jean", "Pierre"), ("au", "dessus"), ("week", "ends"))),
        *((text, text) for text in ("ce -\nqui suit", "1914-\n1918", "fin.-\nSuite", "- un\n- deux", "dit-elle,\n- non", "a\n-b", "mot-\n\nautre", "--\nsuite")),
        ("ou¬\nvriers et de\N{SOFT HYPHEN}\r\nmandent", "ouvriers et demandent"),
        ("Le week-end.\n\nUn week-\nend.", "Le week-end.\n\nUn week-end."),
        ("Le contreordre. Un contre-\nordre.", "Le contreordre. Un contreordre."),
        ("con-  \n  seil", "conseil"),
    ],
)  # fmt: skip
def test_words_cut_at_the_end_of_a_line(cut: str, whole: str, texts: Texts, tmp_path: Path) -> None:
    assert joined(cut) == whole
    # It is what it was, once it is whole.
    assert joined(whole) == whole
    (tmp_path / "a.txt").write_bytes(cut.encode())
    assert [text.replace("\r", "") for text in texts(tmp_path)] == [whole]


def test_only_texts_that_are_wrapped_have_cut_words(texts: Texts, tmp_path: Path) -> None:
    long = "Un paragraphe d'une ligne. " * 20
    (tmp_path / "a.txt").write_text(f"{long}\nréf-\nabc\n", encoding="utf-8")
    assert texts(tmp_path) == [f"{long}\nréf-\nabc\n"]


@pytest.mark.parametrize("unit", ["a-\n", "-\n", "¬\n", "a-a-\n", "- \n \n", "a-a", "'-"])
def test_cuts_without_end(unit: str) -> None:
    joined(unit * 50_000)
