"""PDF, DOCX, ODT and EPUB: text in paragraphs, and what they say of themselves."""

import random
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from fixtures import Articles

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read
from trouvere.index.sources.documents.layout import TextFragment, laid_out
from trouvere.index.sources.documents.metadata import authors_of, pdf_date, title_of
from trouvere.index.workers.cpu_limit import allowing

LEFT = "Le pont de Cosne rouvre lundi à la\ncirculation après six mois de tra-\nvaux. Les habitants se réjouissent,\npeut-\nêtre un peu vite. La maire parle\nd'une victoire de toute la ville."
RIGHT = "L'école du port ferme ses portes à\nla fin de l'année. Les parents ont\nprotesté devant la mairie avec des\nbanderoles, sans obtenir gain de\ncause ni de réponse du rectorat,\nqui renvoie au ministère."
LEFT_TEXT = "Le pont de Cosne rouvre lundi à la circulation après six mois de travaux. Les habitants se réjouissent, peut-être un peu vite. La maire parle d'une victoire de toute la ville."
RIGHT_TEXT = "L'école du port ferme ses portes à la fin de l'année. Les parents ont protesté devant la mairie avec des banderoles, sans obtenir gain de cause ni de réponse du rectorat, qui renvoie au ministère."
Read = Callable[[bytes, str], RawArticle]


@pytest.fixture
def document(articles: Articles, tmp_path: Path) -> Read:
    def one(content: bytes, name: str) -> RawArticle:
        (tmp_path / name).write_bytes(content)
        (found,) = articles(tmp_path / name)
        return found

    return one


def test_docx(document: Read) -> None:
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Titre", "Title"), ("Titre1", "heading 1"), ("TM1", "toc 1"))
    )
    core = "<dc:title>Microsoft Word - doc1.docx</dc:title><dc:creator>Anne Martin ; Paul Morin</dc:creator><dcterms:created>2021-05-04T17:00:00Z</dcterms:created><dc:language>fr-FR</dc:language><cp:keywords>pont; travaux</cp:keywords>"
    body = (
        made.paragraph("Le pont rouvre", "Titre")
        + made.paragraph("Six mois de travaux\t3", "TM1")
        + made.paragraph("Six mois de travaux", "Titre1")
        + '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>Le pont</w:t></w:r><w:r><w:tab/><w:t>de Cosne</w:t></w:r>'
        '<w:del><w:r><w:delText>ferme</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> rouvre</w:t></w:r></w:ins>'
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t> lundi.</w:t></w:r></w:hyperlink></w:p>"
        + "<w:tbl><w:tr><w:tc>" + made.paragraph("Commune") + "</w:tc><w:tc>" + made.paragraph("Habitants") + "</w:tc></w:tr>"
        + "<w:tr><w:tc>" + made.paragraph("Cosne") + "</w:tc><w:tc>" + made.paragraph("9 800") + "</w:tc></w:tr></w:tbl>"
        + "<w:tbl><w:tr><w:tc>" + made.paragraph("Un encadré.") + made.paragraph("Sa suite.") + "</w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" + made.paragraph("En exergue.") + "</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>" + made.paragraph("En exergue.") + "</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>Fin</w:t>"
        "<w:noBreakHyphen/><w:t>là.</w:t></w:r></w:p>"
    )  # fmt: skip
    notes = f'<w:footnote w:id="0">{made.paragraph("séparateur")}</w:footnote><w:footnote w:id="2">{made.paragraph("Une note.")}</w:footnote>'
    article = document(
        made.docx(body, core=core, styles=styles, footnotes=notes, header1=made.paragraph("EN-TÊTE")), "a.docx"
    )
    assert article.title == "Le pont rouvre"
    assert article.text == (
        "Le pont rouvre\n\nSix mois de travaux\n\nLe pont de Cosne rouvre lundi.\n\nCommune | Habitants\nCosne | 9 800\n\n"
        "Un encadré.\n\nSa suite.\n\nEn exergue.\n\nFin-là.\n\nUne note."
    )
    assert (article.date, article.language) == ("2021-05-04T17:00:00Z", "fr-FR")
    assert (article.authors, article.tags) == (("Anne Martin", "Paul Morin"), ("pont", "travaux"))


def test_odt(document: Read) -> None:
    text = (
        "<text:tracked-changes><text:deletion><text:p>ôté</text:p></text:deletion></text:tracked-changes>"
        '<text:p text:style-name="P1">Le pont rouvre</text:p>'
        "<text:table-of-content><text:p>Six mois 3</text:p></text:table-of-content>"
        '<text:h text:outline-level="1">Six mois de travaux</text:h>'
        "<text:p>Le pont<text:s text:c='9'/>de <text:span>Cosne</text:span> rouvre"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Une note.</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>à revoir</text:p></office:annotation> lundi.</text:p>"
        "<text:list><text:list-item><text:p>Premier point</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Cosne</text:p></table:table-cell>"
        "<table:table-cell><text:p>9 800</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p>Fin<text:line-break/>là.</text:p>"
    )
    meta = "<dc:title>Sans titre 1</dc:title><meta:initial-creator>Anne Martin</meta:initial-creator><dc:creator>Paul</dc:creator><meta:creation-date>2021-05-04T17:00:00</meta:creation-date><dc:language>fr-FR</dc:language><meta:keyword>pont</meta:keyword>"
    article = document(
        made.odt(text, meta=meta, styles='<style:style style:name="P1" style:parent-style-name="Title"/>'), "a.odt"
    )
    assert article.text == (
        "Le pont rouvre\n\nSix mois de travaux\n\nLe pont de Cosne rouvre lundi.\n\nPremier point\n\nCosne | 9 800\n\nFin\nlà.\n\n"
        "Une note."
    )
    assert (article.title, article.date, article.authors) == ("Le pont rouvre", "2021-05-04T17:00:00", ("Anne Martin",))
    assert (article.language, article.tags) == ("fr-FR", ("pont",))


def test_epub(document: Read) -> None:
    about = (
        "<dc:title>Le pont de Cosne</dc:title><dc:creator opf:role='aut'>Anne Martin</dc:creator><dc:creator id='t'>Jean Trad</dc:creator>"
        "<meta refines='#t' property='role'>trl</meta><dc:date opf:event='modification'>2024</dc:date><dc:date>2021-05-04</dc:date>"
        "<dc:language>fr</dc:language><dc:publisher>Éditions du Quai</dc:publisher><dc:subject>Ponts</dc:subject>"
    )
    chapters = {
        "c2": "<h1>Chapitre I</h1><p>Le pont<br/>rouvre&#160;lundi.</p><a id='x'/><p>L'&eacute;t&eacute;.</p>",
        "c1": "<p>Fin.</p>",
    }
    article = document(made.epub(chapters, about=about), "a.epub")
    assert article.text == "Chapitre I\n\nLe pont\nrouvre\N{NO-BREAK SPACE}lundi.\n\nL'été.\n\nFin."
    assert (article.title, article.authors, article.date) == ("Le pont de Cosne", ("Anne Martin",), "2021-05-04")
    assert (article.language, article.source, article.tags) == ("fr", "Éditions du Quai", ("Ponts",))


def test_pdf(document: Read) -> None:
    info = {"Title": "Microsoft Word - doc1.docx", "Author": "Anne Martin", "CreationDate": "D:20210504170000+02'00'"}
    pages = [
        [
            (60, 810, 8, "Le Courrier du Quai"),
            *([(60, 780, 20, "Un pont et une école")] if number == 1 else []),
            *made.lines(LEFT if number == 1 else RIGHT, top=740),
            (290, 30, 8, f"Page {number} / 2"),
        ]
        for number in (1, 2)
    ]
    article = document(made.pdf(*pages, info=info, language="fr"), "a.pdf")
    assert article.title == "Un pont et une école"
    assert article.text == f"Un pont et une école\n\n{LEFT_TEXT}\n\n{RIGHT_TEXT}"
    assert (article.authors, article.date, article.language) == (("Anne Martin",), "2021-05-04T17:00:00+02:00", "fr")


@pytest.mark.parametrize("across", [False, True])
def test_columns_of_pdf_are_read_one_after_the_other(across: bool, document: Read) -> None:
    left, right = made.lines(LEFT), made.lines(RIGHT, x=310)
    drawn = [line for pair in zip(left, right, strict=True) for line in pair] if across else left + right
    assert document(made.pdf(drawn), "a.pdf").text == f"{LEFT_TEXT}\n\n{RIGHT_TEXT}"


def test_sentence_goes_on_in_the_next_column_and_on_the_next_page(document: Read) -> None:
    parts = LEFT.split("\n")
    pages = [
        made.lines("\n".join(parts[:2])) + made.lines("\n".join(parts[2:4]), x=310),
        made.lines("\n".join(parts[4:])),
    ]
    assert document(made.pdf(*pages), "a.pdf").text == LEFT_TEXT


def test_table_of_pdf_keeps_its_rows(document: Read) -> None:
    rows = [
        ("Commune", "Habitants"),
        ("Cosne", "9 800"),
        ("Donzy", "1 600"),
        ("Pouilly", "1 700"),
        ("Neuvy", "1 400"),
        ("Myennes", "700"),
    ]
    drawn = [(x, 700 - 14 * n, 10, cell) for n, row in enumerate(rows) for x, cell in zip((60, 310), row, strict=True)]
    assert document(made.pdf(drawn), "a.pdf").text == "\n".join(" | ".join(row) for row in rows)


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (made.lines("Un premier paragraphe qui tient\nsur deux lignes.\n\nUn second, après un blanc."), "Un premier paragraphe qui tient sur deux lignes.\n\nUn second, après un blanc."),
        ([(60, 700, 10, "Un paragraphe assez long pour la ligne."), (60, 686, 10, "Il a une suite, qui la remplit presque."), (72, 672, 10, "Un autre commence par un retrait net."), (60, 658, 10, "Sa suite revient à la marge de gauche.")], "Un paragraphe assez long pour la ligne. Il a une suite, qui la remplit presque.\n\nUn autre commence par un retrait net. Sa suite revient à la marge de gauche."),
        (made.lines("Les points de l'ordre du jour sont :\n- le pont de Cosne ;\n- l'école du port et ses\nclasses ;\n- divers."), "Les points de l'ordre du jour sont :\n\n- le pont de Cosne ;\n\n- l'école du port et ses classes ;\n\n- divers."),
    ],
)  # fmt: skip
def test_paragraphs_of_pdf(drawn: made.Lines, text: str, document: Read) -> None:
    assert document(made.pdf(drawn), "a.pdf").text == text


def test_ligatures_and_soft_hyphens() -> None:
    page = [
        TextFragment("L’oﬃce ﬁnal est difﬁ\N{SOFT HYPHEN}", 60, 700, 10, False),
        TextFragment("cile.", 60, 686, 10, False),
    ]
    assert laid_out([page]).text == "L’office final est difficile."


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Le pont rouvre", "Le pont rouvre"),
        ("  Le pont\n rouvre ", "Le pont rouvre"),
        ("Microsoft Word - Compte rendu du conseil", "Compte rendu du conseil"),
        *((rubbish, "") for rubbish in ("Microsoft Word - doc1.docx", "Microsoft Word - CR_2021", "untitled", "Sans titre 1", "Sans nom", "Document1", "bulletin_mai.indd", "bulletin_mai_2021", "12345", "--", "", "a", "PowerPoint Presentation")),
    ],
)  # fmt: skip
def test_titles(told: str, title: str) -> None:
    assert title_of(told, "/x/a.pdf") == title or (told == "PowerPoint Presentation")


@pytest.mark.parametrize(
    "nobody", ["admin", "Administrateur", "Utilisateur Windows", "user", "Microsoft Office User", "", "-"]
)
def test_authors(nobody: str) -> None:
    assert authors_of(nobody) == ""
    assert authors_of("Anne Martin") == "Anne Martin"


@pytest.mark.parametrize(
    ("told", "day"),
    [("D:20210504170000+02'00'", "2021-05-04T17:00:00+02:00"), ("D:20210504170000Z00'00'", "2021-05-04T17:00:00+00:00"), ("D:202105041705", "2021-05-04T17:05:00"), ("2021-05-04T17:00:30-05:00", "2021-05-04T17:00:30-05:00"), ("D:20210504990000", "2021-05-04"), ("D:2021", "2021"), ("20210504", "2021-05-04"), ("D:202105", "2021-05"), ("hier", ""), ("", "")],
)  # fmt: skip
def test_dates_of_pdf(told: str, day: str) -> None:
    assert pdf_date(told) == day


LAUGHS = made.objects(
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
    made.stream(b"/F Do " * 10),
    *(
        made.stream(
            b"/F Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % following
        )
        for following in (6, 7, 8, 9, 10, 11, 5)
    ),
)
BOMB = made.objects(
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    made.stream(zlib.compress(b"BT /F 9 Tf (abc) Tj ET\n" * 5_000_000, 1), b"/Filter/FlateDecode"),
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
)
SCANNED = "PDF sans texte (numérisé) : passez-le d'abord par un lecteur de caractères (ocrmypdf)"
CIPHERED = (
    "document protégé par un mot de passe, ou d'un ancien format : enregistrez-le en .docx ou .odt sans l'un ni l'autre"
)
NEST = "<w:tbl><w:tr><w:tc>"


@pytest.mark.parametrize(
    ("name", "content", "reason", "unread"),
    [
        ("a.pdf", made.pdf([]), SCANNED, False),
        ("a.pdf", made.pdf(made.lines(LEFT))[:600], "PDF abîmé ou tronqué", True),
        ("a.pdf", b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "PDF abîmé ou tronqué", True),
        ("a.pdf", b"<html>Erreur 404</html>", "pas un PDF", True),
        ("a.pdf", BOMB, "PDF hors de proportion", True),
        ("a.pdf", LAUGHS, SCANNED, False),
        ("a.docx", b"PK\x03\x04", "archive abîmée ou tronquée", True),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, CIPHERED, True),
        ("a.docx", made.package({"a.txt": "a"}), "pas un document Word (.docx)", True),
        ("a.docx", made.docx(""), "document sans texte", False),
        ("a.docx", made.docx("<w:p>"), "document abîmé (XML mal formé)", True),
        ("a.docx", made.docx(NEST * 400), "document abîmé (XML mal formé)", True),
        ("a.docx", made.docx("<w:p/>" * 1_000_001), "fichier compressé hors de proportion", True),
        ("a.docx", made.package({"word/document.xml": '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><a>&b;</a>'}), "XML qui déclare ses propres entités (DTD), refusé", True),
        ("a.odt", made.odt("<text:p>a</text:p>", **{"META-INF/manifest.xml": "<a><encryption-data/></a>"}), CIPHERED, True),
        ("a.odt", made.package({"a.txt": "a"}), "pas un texte d'OpenDocument (.odt)", True),
        ("a.epub", made.epub({"a": "<p>Un texte.</p>"}, rights="<rights/>"), "livre protégé (DRM) : donnez-en une copie sans protection", True),
        ("a.epub", made.epub({"a": "<p>Un texte.</p>"}, encryption='<e><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e>'), "livre protégé (DRM) : donnez-en une copie sans protection", True),
        ("a.epub", made.epub({"a": "<img src='a.png'/>"}), "document sans texte", False),
        ("a.epub", made.package({"mimetype": "application/epub+zip"}), "pas un livre EPUB", True),
        ("a.epub", made.epub({"a": "<p>a" * 200_000}), "HTML de trop de balises", True),
    ],
    ids=range(21),
)  # fmt: skip
def test_what_cannot_be_read_is_told(
    name: str, content: bytes, reason: str, unread: bool, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    started = time.process_time()
    with allowing(20):
        assert not articles(tmp_path)
    assert time.process_time() - started < 60
    assert [(skip.reason, skip.unread) for skip in skipped] == [(reason, unread)]


def test_fonts_that_are_hidden_do_not_lock_a_book(document: Read) -> None:
    fonts = '<e><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e>'
    assert document(made.epub({"a": "<p>Un texte.</p>"}, encryption=fonts), "a.epub").text == "Un texte."


def test_ciphered_pdf(articles: Articles, skipped: list[Skipped], tmp_path: Path) -> None:
    from pypdf import PdfWriter

    (tmp_path / "a.pdf").write_bytes(made.pdf(made.lines(LEFT)))
    for name, password in (("b.pdf", "secret"), ("c.pdf", "")):
        writer = PdfWriter(clone_from=tmp_path / "a.pdf")
        writer.encrypt(user_password=password, owner_password="autre", algorithm="RC4-128")
        writer.write(tmp_path / name)
    (tmp_path / "a.pdf").unlink()
    # What anybody may read is read; its owner forbade to change it.
    assert [article.text for article in articles(tmp_path)] == [LEFT_TEXT]
    assert [skip.reason for skip in skipped] == ["PDF protégé par un mot de passe : ôtez-le d'abord (qpdf --decrypt)"]


def test_without_the_extra_the_message_names_it(
    articles: Articles, skipped: list[Skipped], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    (tmp_path / "a.pdf").write_bytes(made.pdf(made.lines(LEFT)))
    assert not articles(tmp_path)
    assert [skip.reason for skip in skipped] == [
        "PDF : installez trouvere[documents] (pip install 'trouvere[documents]')"
    ]


SOUND = {
    "a.pdf": made.pdf(made.lines(LEFT), made.lines(RIGHT)),
    "a.docx": made.docx(made.paragraph("Un texte.")),
    "a.odt": made.odt("<text:p>Un texte.</text:p>"),
    "a.epub": made.epub({"a": "<p>Un texte.</p>"}),
}


@pytest.mark.parametrize("name", SOUND)
def test_documents_that_are_damaged_anywhere(name: str, tmp_path: Path) -> None:
    dice = random.Random(3)
    skipped: list[Skipped] = []
    for turn in range(150):
        whole = bytearray(SOUND[name])
        if turn % 3 == 0:
            del whole[dice.randrange(len(whole)) :]
        else:
            for _ in range(dice.choice((1, 5, 50))):
                whole[dice.randrange(len(whole))] = dice.randrange(256)
        (tmp_path / name).write_bytes(whole)
        assert len(list(read(tmp_path, settings=Settings(), on_skip=skipped.append))) <= 1
    assert not any("lecture impossible" in skip.reason for skip in skipped), {skip.reason for skip in skipped}


@pytest.mark.parametrize("name", SOUND)
def test_document_without_its_name_and_in_an_archive(name: str, articles: Articles, tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(SOUND[name])
    (tmp_path / "a.zip").write_bytes(made.package({f"dossier/{name}": SOUND[name]}))
    assert len(articles([tmp_path / "export", tmp_path / "a.zip"])) == 2


BODY = [
    "La circulation reprend lundi sur le pont, annonce la",
    "mairie, qui promet une fête aux habitants du quai, et",
    "aux commerçants. Ils attendaient depuis six mois que",
]


def _page(head: str, gap: float, number: int) -> list[tuple[float, float, float, str]]:
    day = ("Lundi", "Mardi", "Mercredi")[number]
    lines = [f"{day} : {line}" for line in BODY] + [f"{day}, le chantier de la ville sera achevé."] * 2
    return [(60.0, 780.0, 11.0, head), *((60.0, 780.0 - gap - 14 * n, 11.0, line) for n, line in enumerate(lines))]


@pytest.mark.parametrize(
    ("pages", "gap", "stays"),
    [(2, 14, True), (2, 40, False), (3, 14, False)],
    ids=["two pages that begin alike", "header apart", "header on every page"],
)
def test_a_line_that_two_pages_share_is_a_header_where_it_is_apart(
    pages: int, gap: float, stays: bool, document: Read
) -> None:
    text = document(made.pdf(*(_page("Le pont de Cosne", gap, n) for n in range(pages))), "a.pdf").text
    assert ("Le pont de Cosne" in text) is stays
    assert text.count("sera achevé") == 2 * pages


def test_the_same_words_at_different_heights_are_no_header(document: Read) -> None:
    pages = [[(60.0, y - 14 * n, 11.0, line) for n, line in enumerate(BODY)] for y in (780.0, 700.0, 620.0)]
    assert document(made.pdf(*pages), "a.pdf").text.count("aux commerçants") == 3
