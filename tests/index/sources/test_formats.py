"""Each format: its fields, its bad lines, its limits."""

import csv
import json
from pathlib import Path

import pytest
from fixtures import Articles, Reasons, Texts

from trouvere.index.cleaning import clean
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings

TITLE = "Le pont de Kerval fermé"
BODY = (
    "KERVAL (AFP) – Le pont a été fermé mardi, l’accès étant interdit aux piétons comme aux voitures, dit la mairie.\n"
    "« Il rouvrira en avril », a promis le maire devant les habitants réunis à l’hôtel de ville."
)
PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="{charset}"><title>{title} | Le Rivage</title>
<meta name="author" content="Anne Le Goff, Paul Morin"><meta property="og:site_name" content="Le Rivage">
<meta property="article:published_time" content="2023-03-01T10:00:00+01:00">
<meta name="keywords" content="pont, Kerval"><link rel="canonical" href="https://rivage.example/pont"></head>
<body><nav><a href="/">Accueil</a></nav><article><h1>{title}</h1>{paragraphs}<p>Partager sur Facebook</p></article>
<footer>Mentions légales</footer></body></html>"""


def page(charset: str = "utf-8") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.split("\n"))
    return PAGE.format(charset=charset, title=TITLE, paragraphs=paragraphs)


def test_the_same_article_in_every_format_is_the_same_article(
    tmp_path: Path, articles: Articles, skipped: list[Skipped]
) -> None:
    record = {"title": TITLE, "text": BODY}
    (tmp_path / "a.txt").write_text(f"{TITLE}\n\n{BODY}\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps([record], indent=1), encoding="utf-8")
    (tmp_path / "d.csv").write_text(f'Title;Text\n"{TITLE}";"{BODY}"\n', encoding="utf-8")
    (tmp_path / "e.html").write_text(page(), encoding="utf-8")
    (tmp_path / "f.txt").write_bytes(f"{TITLE}\r\n\r\n{BODY}".encode("cp1252"))
    cleaned = [clean(raw) for raw in articles([tmp_path])]
    assert skipped == []
    assert [(article.title, article.text) for article in cleaned] == [(TITLE, BODY)] * 6
    assert len({article.id for article in cleaned if not article.url}) == 1
    assert {article.place for article in cleaned} == {"KERVAL"}


def test_the_metadata_of_a_page(tmp_path: Path, articles: Articles, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    (raw,) = articles([tmp_path])
    assert (raw.title, raw.source, raw.url) == (TITLE, "Le Rivage", "https://rivage.example/pont")
    assert (raw.authors, raw.tags) == (("Anne Le Goff", "Paul Morin"), ("pont", "Kerval"))
    assert (raw.date, raw.language) == ("2023-03-01T10:00:00+01:00", "fr")
    assert "Accueil" not in raw.text and "Mentions" not in raw.text
    assert not caplog.records


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "iso-8859-15", "inconnu-42", "utf-8"])
def test_pages_that_are_not_utf8(tmp_path: Path, texts: Texts, charset: str) -> None:
    (tmp_path / "a.htm").write_bytes(
        page(charset).encode("iso-8859-15" if charset == "iso-8859-15" else "cp1252", "ignore")
    )
    assert "été fermé mardi" in texts([tmp_path])[0]


@pytest.mark.parametrize(
    "content", ["", "<html></html>", "<div>" * 100_000 + "x", "\x00<html>", "<!DOCTYPE html><html><body><p>"]
)
def test_pages_without_an_article_are_skipped(
    tmp_path: Path, texts: Texts, skipped: list[Skipped], content: str
) -> None:
    (tmp_path / "a.html").write_text(content, encoding="utf-8")
    (tmp_path / "b.txt").write_text("un", encoding="utf-8")
    assert texts([tmp_path])[-1] == "un"
    assert len(skipped) == 1


def test_the_keys_of_json_lines(tmp_path: Path, articles: Articles) -> None:
    record = {
        "id": 42,
        "title": "T",
        "body": "B",
        "date": "2023-03-01",
        "source": "AP",
        "url": "https://x.fr",
        "category": ["Monde", "Une"],
        "tags": "a, b; c",
        "authors": "Anne Le Goff et Paul Morin, Ana Ruiz;Z",
        "language": None,
        "place": "Brest",
        "note": {"étoiles": [4, None]},
        "extra": {"vu": 3},
    }
    (tmp_path / "a.jsonl").write_text("\n" + json.dumps(record) + "\r\n", encoding="utf-8")
    (raw,) = articles([tmp_path])
    assert (raw.id, raw.text, raw.category, raw.language, raw.place) == ("42", "B", "Monde, Une", "", "Brest")
    assert raw.tags == ("a", "b", "c")
    assert raw.authors == ("Anne Le Goff", "Paul Morin", "Ana Ruiz", "Z")
    assert raw.extra == {"note": {"étoiles": [4, None]}, "vu": 3}
    assert raw.origin == f"{tmp_path / 'a.jsonl'}:2"


@pytest.mark.parametrize(
    ("record", "rename", "text", "extra"),
    [
        ({"text": "T", "body": "B"}, {}, "T", {"body": "B"}),
        ({"content": "C", "body": "B"}, {}, "B", {"content": "C"}),
        ({"text": "", "content": "C"}, {}, "C", {}),
        ({"texte": "X", "text": "T"}, {"body": "texte"}, "X", {"text": "T"}),
        ({"title": "X", "text": "T"}, {"text": "title"}, "X", {"text": "T"}),
        ({"Body": "B"}, {"text": "Body"}, "B", {}),
    ],
)
def test_synonyms_and_map(
    tmp_path: Path,
    articles: Articles,
    record: dict[str, object],
    rename: dict[str, str],
    text: str,
    extra: dict[str, object],
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (raw,) = articles([tmp_path], rename=rename)
    assert (raw.text, raw.extra) == (text, extra)


def test_what_as_dict_wrote_is_read_back(tmp_path: Path, articles: Articles) -> None:
    (tmp_path / "a.txt").write_text("Le pont est fermé. Il rouvrira.", encoding="utf-8")
    article = clean(articles([tmp_path])[0])
    assert article.title_derived
    (tmp_path / "a.txt").unlink()
    (tmp_path / "b.jsonl").write_text(json.dumps(article.as_dict()), encoding="utf-8")
    assert clean(articles([tmp_path])[0]) == article


def test_a_bad_line_of_json_costs_only_itself(tmp_path: Path, texts: Texts, reasons: Reasons) -> None:
    lines = [
        b'{"text": "un"}',
        b"{pas du JSON",
        b'["une liste"]',
        b'{"text": {"a": 1}}',
        b'{"text": "long ' + b"x" * 300 + b'"}',
        b'{"text": "d\xe9j\xe0"}',
        b"[" * 250,
        b'{"text": "\\ud800 deux"}',
        b'{"text": "' + b"x" * 120 + b'"}',
        b'{"text": "trois"}',
    ]
    (tmp_path / "a.jsonl").write_bytes("é".encode().join([b'{"x": "', b'"}\n']) + b"\n".join(lines))
    settings = Settings(max_line_bytes=256, max_field_chars=100)
    assert texts([tmp_path], settings=settings) == ["", "un", "\ud800 deux", "trois"]
    assert reasons() == [
        (3, "JSON invalide"),
        (4, "pas un objet JSON"),
        (5, "« text » n'est pas un texte"),
        (6, "ligne plus longue que la limite (max_line_bytes)"),
        (7, "octets qui ne sont pas de l'UTF-8"),
        (8, "JSON invalide"),
        (10, "champ plus long que la limite (max_field_chars)"),
    ]


def test_json_nested_beyond_the_stack(tmp_path: Path, texts: Texts, skipped: list[Skipped]) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": ' + "[" * 200_000 + '\n{"text": "un"}\n', encoding="utf-8")
    (tmp_path / "b.json").write_text("[[" + "[" * 200_000, encoding="utf-8")
    assert texts([tmp_path]) == ["un"]
    assert len(skipped) == 2


@pytest.mark.parametrize(
    ("content", "expected", "bad"),
    [
        ('[{"text": "un"}, {"text": "deux"}]', ["un", "deux"], []),
        ("[]", [], []),
        ("", [], []),
        ('{"text": "un"}', ["un"], []),
        ('{"text": "un"}\n{"text": "deux"}\n', ["un", "deux"], []),
        ('[\n{"text": "un"},\n3,\n{"text": "deux"}]', ["un", "deux"], [(3, "pas un objet JSON")]),
        ('[{"text": "un"}, {"text": ', ["un"], [(None, "JSON invalide")]),
        ('[{"text": "un"}, nope]', ["un"], [(None, "JSON invalide")]),
        ('[{"text": "un"},', ["un"], [(None, "JSON coupé : son tableau n'est pas fermé")]),
        ('[{"text": "un"}, {"text": "deux"}', ["un", "deux"], [(None, "JSON coupé : son tableau n'est pas fermé")]),
        *(
            (f'[{{"text": "un"}},\n{bad},\n{{"text": "deux"}}]', ["un", "deux"], [(2, reason)])
            for bad, reason in (
                ('{"n": %s}' % ("9" * 5_000), "nombre de trop de chiffres"),
                ('{"n": [-%s, "]}"], "m": {"k": "\\"}\\\\"}}' % ("9" * 5_000), "nombre de trop de chiffres"),
                ('{"n": %s}' % ("9" * 400_000), "nombre de trop de chiffres"),
                ("9" * 5_000, "nombre de trop de chiffres"),
                ('{"n": ' + "[" * 100_000 + "]" * 100_000 + "}", "JSON trop profondément imbriqué"),
                ('{"n": ' + '{"k": ' * 100_000 + '"[{"' + "}" * 100_001, "JSON trop profondément imbriqué"),
            )
        ),
        ('[{"text": "un", "n": NaN}, {"text": "deux", "n": 1e999}]', ["un", "deux"], []),
        ('[{"text": "un", "n": "\\ud800"}, {"text": "deux"}]', ["un", "deux"], []),
    ],
)
def test_json_arrays(
    tmp_path: Path, texts: Texts, reasons: Reasons, content: str, expected: list[str], bad: list[tuple[int, str]]
) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    assert texts([tmp_path]) == expected
    assert reasons() == bad


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_json_array_of_many_blocks(tmp_path: Path, texts: Texts, encoding: str) -> None:
    wanted = [f"{number} é" * 40 for number in range(5_000)]
    content = json.dumps([{"text": text} for text in wanted], ensure_ascii=False)
    (tmp_path / "a.json").write_bytes(content.encode(encoding))
    assert texts([tmp_path]) == wanted


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("title,text\nT,un\nU,deux\n", ["un", "deux"]),
        ("title;text\nT;un, deux, trois\n", ["un, deux, trois"]),
        ("title\ttext\nT\tun\n", ["un"]),
        ("sep=;\nTEXT;Id\nun;1\n", ["un"]),
        ('text\n"un\ndeux ""trois"""\n\nquatre\n', ['un\ndeux "trois"', "quatre"]),
        ('"title, long",text\nT,un\n', ["un"]),
        ("\ufefftext\r\nun\r\n", ["un"]),
        ("text,title\nun\n", ["un"]),
        ('text,title\nun,T\n"deux","U"', ["un", "deux"]),
        ("text,title\nun,T\ndeux,U", ["un", "deux"]),
    ],
)
def test_tables(tmp_path: Path, texts: Texts, skipped: list[Skipped], content: str, expected: list[str]) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8", newline="")
    assert texts([tmp_path]) == expected
    assert skipped == []


def test_a_bad_row_costs_only_itself(tmp_path: Path, articles: Articles, reasons: Reasons) -> None:
    rows = [b"id,text,note", b"1,un,a", b"2,deux,b,trop", b'3,"trois\nlignes",', b"4," + b"x" * 300, b"5,cinq,c"]
    (tmp_path / "a.csv").write_bytes(b"\n".join(rows))
    found = articles([tmp_path], settings=Settings(max_line_bytes=256))
    assert [(raw.id, raw.text, raw.extra) for raw in found] == [
        ("1", "un", {"note": "a"}),
        ("3", "trois\nlignes", {}),
        ("5", "cinq", {"note": "c"}),
    ]
    assert found[1].origin.endswith(":4")
    assert reasons() == [
        (3, "plus de cellules que de colonnes"),
        (6, "ligne plus longue que la limite (max_line_bytes)"),
    ]


@pytest.mark.parametrize(
    "content",
    ['text,title\nun,T\n"deux', 'text,title\nun,T\n"deux\n', 'text,title\nun,T\n"deux"', "text,title\nun,T\ndeux,"],
)
def test_a_row_that_breaks_off_is_told(tmp_path: Path, texts: Texts, reasons: Reasons, content: str) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    assert [text.strip() for text in texts([tmp_path])] == ["un", "deux"]
    assert [reason[:20] for _, reason in reasons()] == ["ligne de tableau cou"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.rss", "a.json", "a.jsonl", "a.csv", "sans-suffixe"])
@pytest.mark.parametrize(
    "content", [bytes(3), bytes(5_000), b"\xff" * 5_000, b"Un d\xe9but de texte.\n" + bytes(4_096), b"\x81" * 40]
)
def test_what_a_crash_left_is_no_article(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert [clean(raw).text for raw in articles([tmp_path / name])] == []
    assert skipped
    assert all(skip.unread for skip in skipped)


def test_a_page_that_breaks_off_is_told(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    whole = page()
    (tmp_path / "a.html").write_text(whole, encoding="utf-8")
    assert len(articles([tmp_path])) == 1
    assert not skipped
    for size in range(100, whole.index("</body>"), 40):
        skipped.clear()
        (tmp_path / "a.html").write_text(whole[:size], encoding="utf-8")
        articles([tmp_path])
        assert skipped and skipped[-1].unread, whole[:size]


def test_a_quote_never_closed_stops_the_file(tmp_path: Path, texts: Texts, reasons: Reasons) -> None:
    before = csv.field_size_limit(1_000)
    (tmp_path / "a.csv").write_text('text\nun\n"' + "mot\n" * 100_000, encoding="utf-8")
    assert texts([tmp_path], settings=Settings(max_field_chars=50_000)) == ["un"]
    assert reasons() == [(3, "guillemet jamais fermé, la suite du fichier n'est pas lue")]
    csv.field_size_limit(before)


def test_a_cell_too_long_costs_one_row(tmp_path: Path, texts: Texts, reasons: Reasons) -> None:
    (tmp_path / "a.csv").write_text('text\n"' + "mot\n" * 500 + '"\nun\n', encoding="utf-8")
    assert texts([tmp_path], settings=Settings(max_field_chars=1_000)) == ["un"]
    assert reasons() == [(2, "champ plus long que la limite (max_field_chars)")]


def test_a_table_without_a_column_we_know(tmp_path: Path, texts: Texts, reasons: Reasons) -> None:
    (tmp_path / "a.csv").write_text("nom,prix\nun,2\n", encoding="utf-8")
    assert texts([tmp_path]) == []
    assert reasons()[0][1].startswith("aucune colonne connue")
    assert texts([tmp_path], rename={"text": "nom"}) == ["un"]


def test_plain_text_is_held_to_the_limits(tmp_path: Path, texts: Texts, skipped: list[Skipped]) -> None:
    (tmp_path / "a.txt").write_text("é" * 200, encoding="utf-8")
    assert texts([tmp_path], settings=Settings(max_field_chars=199)) == []
    assert texts([tmp_path], settings=Settings(max_line_bytes=399)) == []
    assert texts([tmp_path], settings=Settings(max_line_bytes=400, max_field_chars=200)) == ["é" * 200]
    assert ["max_field_chars" in skipped[0].reason, "max_line_bytes" in skipped[1].reason] == [True, True]
