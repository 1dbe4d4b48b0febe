"""Tables as spreadsheets and databases write them: delimiters, quotes, line ends, encodings, headers."""

from pathlib import Path

import pytest
from fixtures import Articles, Reasons, Texts

from trouvere.index.report import Skipped

HEADER = "Titre;Texte;Date;Auteur;Source;Rubrique\n"
EXCEL = HEADER + '"Le quai";"Le quai, « enfin »,\nferme à 5 €.";04/05/2021;Anne Le Goff;Le Rivage;Travaux\n'


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (EXCEL, "cp1252"),
        (EXCEL, "utf-8-sig"),
        (EXCEL.replace(";", "\t"), "utf-16"),
        (EXCEL.replace(";", "|"), "utf-8"),
        ("sep=;\n" + EXCEL, "utf-8"),
        ("\n" + EXCEL.upper().partition("\n")[0] + "\n" + EXCEL.partition("\n")[2], "utf-8"),
        (EXCEL.replace("\n", "\r\n"), "cp1252"),
        (EXCEL.replace("\n", "\r"), "mac_roman"),
        (EXCEL.replace("\n", "\r"), "utf-8"),
        (EXCEL.replace("\n", "\r"), "cp1252"),
        ('"Titre";"Texte";"Date de publication";"Auteur(s)";"Journal";"Catégorie";""\n'
         + EXCEL.partition("\n")[2].rstrip("\n") + ";\n", "utf-8"),
    ],
)  # fmt: skip
def test_excel(tmp_path: Path, articles: Articles, skipped: list[Skipped], content: str, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(content.encode(encoding))
    (raw,) = articles([tmp_path])
    assert skipped == []
    assert (raw.title, " ".join(raw.text.split())) == ("Le quai", "Le quai, « enfin », ferme à 5 €.")
    assert (raw.date, raw.authors, raw.source, raw.category) == (
        "04/05/2021",
        ("Anne Le Goff",),
        "Le Rivage",
        "Travaux",
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # Quotes that a backslash escapes, as MySQL writes them.
        ('title,text\n"A","Il dit \\"oui\\", puis \\"non\\"."\n', ['Il dit "oui", puis "non".']),
        ('title,text\n"A","\\"Oui\\""\n', ['"Oui"']),
        ('text,title\n"un \\"a\\" \\\\ b","T"\n', ['un "a" \\ b']),
        # A backslash of its own is none.
        ('text,title\n"C:\\","T"\n"D:\\dossier","U"\n', ["C:\\", "D:\\dossier"]),
        ('text,title\n"un ""C:\\a"" deux","T"\n', ['un "C:\\a" deux']),
        # What databases write for nothing.
        ("text,chapo,date\n\\N,un,NULL\nNaN,deux,nan\n", ["un", "deux"]),
        # Names that are empty or there twice; cells beyond the last name that are empty.
        ("text,text\n,deux\n", ["deux"]),
        ("text,,\nun,x,y\n", ["un"]),
        ("text;title\nun;T;;;\n", ["un"]),
        # HTML, in a cell too.
        ("text;title\n<p>un <b>deux</b></p>;T\n", ["un deux"]),
        # A delimiter in names of columns.
        ("titre;texte, intégral;date\nT;un;2021\n", ["un"]),
        ("titre|texte\nT|un, deux; trois\n", ["un, deux; trois"]),
    ],
)
def test_texts(tmp_path: Path, texts: Texts, skipped: list[Skipped], content: str, expected: list[str]) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8", newline="")
    assert texts([tmp_path]) == expected
    assert skipped == []


def test_columns_of_one_name(tmp_path: Path, articles: Articles) -> None:
    (tmp_path / "a.csv").write_text("titre;note;note;\nT;a;b;c\n", encoding="utf-8")
    (raw,) = articles([tmp_path])
    assert raw.extra == {"note": "a", "note (3)": "b", "colonne 4": "c"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            "foo;bar;baz\n1;Un long texte sur le quai;Un quai\n",
            "aucune colonne connue pour le titre ou le texte parmi : foo, bar, baz ; "
            "essayez --map text=bar --map title=baz",
        ),
        (
            "foo;le contenu ici\n1;Un long texte sur le quai\n",
            "aucune colonne connue pour le titre ou le texte parmi : foo, le contenu ici ; "
            "essayez --map 'text=le contenu ici'",
        ),
        ("date;foo\n2021;1\n", "aucune colonne connue pour le titre ou le texte parmi : date, foo"),
        (
            '"Le quai","Le quai ferme.","2021-05-04"\n',
            "aucune colonne connue : la première ligne doit nommer les colonnes (title,text,date…), "
            "elle a : Le quai, Le quai ferme., 2021-05-04",
        ),
    ],
)
def test_a_header_that_says_nothing(
    tmp_path: Path, articles: Articles, reasons: Reasons, content: str, reason: str
) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    assert articles([tmp_path]) == []
    assert [told for _, told in reasons()] == [reason]


def test_the_row_of_an_unquoted_delimiter_is_told(tmp_path: Path, texts: Texts, reasons: Reasons) -> None:
    (tmp_path / "a.csv").write_text("title;text\nT;Le quai ferme;enfin.\nU;deux\n", encoding="utf-8")
    assert texts([tmp_path]) == ["deux"]
    assert reasons() == [(2, "plus de cellules que de colonnes")]


def test_rows_that_are_not_shown(tmp_path: Path, texts: Texts, skipped: list[Skipped]) -> None:
    table = "titre;texte;statut\nT;un;publié\nU;deux;brouillon\nV;trois;terminé\n"
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    assert texts([tmp_path]) == ["un", "trois"]
    assert [(skip.where[-2:], skip.reason, skip.unread) for skip in skipped] == [(":3", "brouillon", False)]
