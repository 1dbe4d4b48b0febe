"""Lines handed on unparsed give the same articles and the same faults as lines that are parsed where they are read."""

import gzip
from pathlib import Path

import pytest
from fixtures import unexpected

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read
from trouvere.index.sources.data import json_lines
from trouvere.index.sources.data.json_lines import parsed
from trouvere.index.sources.protocol import Lines
from trouvere.index.sources.records.fields import FieldNames

RENAME = {"text": "texte"}
LIMITS = Settings(max_line_bytes=400, max_field_chars=300)
LINES = [
    b'{"texte": "un", "id": "1"}',
    b"",
    '{"texte": "Un été.", "source": "AP"}'.encode(),
    b'{"texte": "un',
    b"  \t",
    b'["texte"]',
    b'{"texte": {"de": 1}}',
    b'{"texte": "%s"}' % (b"a" * 300 + b"b"),
    b'{"texte": "%s"}' % (b"a" * 500),
    '{"texte": "Où l\'été"}'.encode("cp1252"),
    '{"texte": "L’été\u2028où"}\r'.encode(),
    b'{"texte": "\\u00e9"}',
    b"[" * 200 + b"]" * 200,
    '{"texte": "fin\x85"}'.encode(),
]


def both_ways(path: Path) -> list[tuple[list[RawArticle], list[Skipped]]]:
    names = FieldNames(RENAME, most_chars=LIMITS.max_field_chars)
    found = []
    for unparsed in (False, True):
        articles: list[RawArticle] = []
        skipped: list[Skipped] = []
        reader = read(path, settings=LIMITS, rename=RENAME, on_skip=skipped.append)
        for piece in reader.pieces() if unparsed else reader:
            for item in parsed(piece, names) if isinstance(piece, Lines) else [piece]:
                (skipped if isinstance(item, Skipped) else articles).append(item)  # type: ignore[arg-type]
        found.append((articles, sorted(skipped, key=lambda skip: (len(skip.where), skip.where))))
    return found


@pytest.mark.parametrize("at_once", [1, 60, 1 << 18])
@pytest.mark.parametrize(
    "content",
    [
        b"\n".join(LINES),
        b"\n".join([*LINES * 3, b""]),
        b"\n".join(LINES[9:10] * 3 + LINES),
        b"\xef\xbb\xbf" + b"\n".join(LINES),
        '{"texte": "Un été"}\n\n{"texte"\n'.encode("utf-16"),
        b"",
        b"\n\n",
    ],
)
def test_the_same_articles_and_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, at_once: int
) -> None:
    monkeypatch.setattr(json_lines, "BATCH_BYTES", at_once)
    (tmp_path / "a.jsonl").write_bytes(content)
    here, elsewhere = both_ways(tmp_path / "a.jsonl")
    assert here == elsewhere
    assert len(here[0]) + len(here[1]) <= content.count(b"\n") + 1


def test_every_fault_is_met(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(LINES))
    articles, skipped = both_ways(tmp_path / "a.jsonl")[1]
    assert [int(raw.origin.rpartition(":")[2]) for raw in articles] == [1, 3, 11, 12, 14]
    assert [int(skip.where.rpartition(":")[2]) for skip in skipped] == [4, 6, 7, 8, 9, 10, 13]


def test_what_stands_before_the_damage_counts(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"texte": "%d"}\n' % number for number in range(100_000)))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    here, elsewhere = both_ways(tmp_path / "a.jsonl.gz")
    assert here == elsewhere
    assert len(here[0]) > 10_000
    assert [skip.reason for skip in here[1]] == ["fichier compressé abîmé ou tronqué"]


def test_only_lines_of_json_are_handed_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("un", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "deux"}\n', encoding="utf-8")
    (tmp_path / "c.csv").write_text("text\ntrois\n", encoding="utf-8")
    pieces = list(read(tmp_path, settings=Settings(), on_skip=unexpected).pieces())
    assert [type(piece) for piece in pieces] == [RawArticle, Lines, RawArticle]
    assert pieces[1] == Lines(b'{"text": "deux"}', str(tmp_path / "b.jsonl"), 1)
