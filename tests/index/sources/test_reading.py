"""Files, folders, standard input and values: what is read, what is skipped, and that nothing stops the rest."""

import gzip
import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fixtures import Texts, unexpected

from trouvere.index.article import Article, RawArticle
from trouvere.index.errors import SourceError, UsageError
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import READERS, read, size_of
from trouvere.index.sources.protocol import OpenFile


def test_every_format_in_a_folder_in_sorted_order(tmp_path: Path, skipped: list[Skipped], texts: Texts) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("un", encoding="utf-8")
    (tmp_path / "b" / "c.JSONL").write_text('{"text": "deux"}\n{"text": "trois"}\n', encoding="utf-8")
    (tmp_path / "b" / "d.csv.gz").write_bytes(gzip.compress(b"text\nquatre\n"))
    (tmp_path / "c.json").write_text('[{"text": "cinq"}]', encoding="utf-8")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x.txt").write_text("non", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    assert texts([tmp_path]) == ["un", "deux", "trois", "quatre", "cinq"]
    assert skipped == [Skipped(str(tmp_path / "photo.png"), "format inconnu (.png)", unread=False)]


def test_a_path_that_is_not_there_is_said_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("un", encoding="utf-8")
    with pytest.raises(SourceError, match="introuvable") as caught:
        read([tmp_path / "a.txt", tmp_path / "b.txt"], settings=Settings(), on_skip=unexpected)
    assert caught.value.hint


def test_links_pipes_and_unreadable_files_are_skipped_and_never_opened(
    tmp_path: Path, skipped: list[Skipped], texts: Texts
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("un", encoding="utf-8")
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "leaves.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    os.mkfifo(folder / "pipe.txt")
    assert texts([folder]) == ["un", "un"]
    reasons = {Path(skip.where).name: skip.reason for skip in skipped}
    assert reasons.keys() == {"leaves.txt", "loop", "nowhere.txt", "pipe.txt"}
    assert reasons["leaves.txt"] == "lien qui sort du dossier"
    assert "tube" in reasons["pipe.txt"]


def test_a_pipe_given_by_name_does_not_block(tmp_path: Path, skipped: list[Skipped], texts: Texts) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    found: list[list[str]] = []
    thread = threading.Thread(target=lambda: found.append(texts([tmp_path / "pipe.txt"])), daemon=True)
    thread.start()
    thread.join(5)
    assert found == [[]]
    assert len(skipped) == 1


def test_folders_nested_deeper_than_the_stack(tmp_path: Path, skipped: list[Skipped], texts: Texts) -> None:
    deep = [tmp_path / "/".join("d" * depth) for depth in range(1, 1_200)]
    for folder in deep:
        folder.mkdir()
    (tmp_path / "z.txt").write_text("un", encoding="utf-8")
    try:
        assert texts([tmp_path]) == ["un"]
    finally:
        # pytest's own cleaning up is recursive, and would fail for every later session.
        for folder in reversed(deep):
            folder.rmdir()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"text": "un"}\n{"text": "deux"}\n', ["un", "deux"]),
        (b'\xef\xbb\xbf{"text": "un"}\n', ["un"]),
        (b'[{"text": "un"}]', ["un"]),
        (b'{\n "text": "un"\n}', ["un"]),
        (b"[ad_1]\n\nUn texte.", ["[ad_1]\n\nUn texte."]),
        ("Un été.".encode("utf-16"), ["Un été."]),
        (gzip.compress(b'{"text": "un"}\n', mtime=0), ["un"]),
        (b"", [""]),
    ],
)
def test_standard_input_is_json_or_plain_text(
    monkeypatch: pytest.MonkeyPatch, skipped: list[Skipped], texts: Texts, data: bytes, expected: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert texts("-") == expected
    assert skipped == []


def test_a_file_given_by_name_is_looked_into(tmp_path: Path, skipped: list[Skipped], texts: Texts) -> None:
    (tmp_path / "export").write_text('{"text": "un"}\n', encoding="utf-8")
    (tmp_path / "report.bin").write_bytes(b"%PDF\x00\x01")
    assert texts([tmp_path / "export", tmp_path / "report.bin"]) == ["un"]
    assert [skip.reason for skip in skipped] == ["format inconnu (.bin)"]


def test_values_from_python_become_raw_again(skipped: list[Skipped]) -> None:
    article = Article(id="1", title="dérivé", text="t", title_derived=True, tags=("a",), extra={"k": 1})
    found = list(read([article, RawArticle(text="u"), [Article(id="2")]], settings=Settings(), on_skip=unexpected))
    assert found[0] == RawArticle(id="1", text="t", tags=("a",), extra={"k": 1}, origin="article 1")
    assert [raw.id for raw in found] == ["1", "", "2"]
    assert [raw.id for raw in read((Article(id=i) for i in "ab"), settings=Settings(), on_skip=unexpected)] == [
        "a",
        "b",
    ]
    nothing: Any = [3, [{}]]
    assert list(read(nothing, settings=Settings(), on_skip=skipped.append)) == []
    assert [str(skip) for skip in skipped] == [
        "article n° 1: il faut un Article, pas int",
        "article n° 2: il faut un Article, pas dict",
    ]


def test_gzip_bombs_stop_at_the_limit(tmp_path: Path, skipped: list[Skipped], texts: Texts) -> None:
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"a" * 5_000_000))
    (tmp_path / "lines.jsonl.gz").write_bytes(gzip.compress(b'{"text": "un"}\n' * 100_000))
    (tmp_path / "z.txt").write_text("après", encoding="utf-8")
    found = texts([tmp_path], settings=Settings(max_file_bytes=1_000_000))
    assert found[-1] == "après"
    assert len(found) < 80_000
    assert [Path(skip.where).name for skip in skipped] == ["bomb.txt.gz", "lines.jsonl.gz"]
    assert all("max_file_bytes" in skip.reason for skip in skipped)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.txt.gz"])
def test_damaged_gzip_is_skipped_after_what_could_be_read(
    tmp_path: Path, skipped: list[Skipped], texts: Texts, name: str
) -> None:
    whole = gzip.compress(b"".join(b'{"text": "%d"}\n' % number for number in range(100_000)))
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.txt.gz").write_bytes(b"pas du gzip")
    (tmp_path / "z.txt").write_text("après", encoding="utf-8")
    assert texts([tmp_path])[-1] == "après"
    assert [skip.reason for skip in skipped] == ["fichier compressé abîmé ou tronqué"]


def test_whatever_a_reader_raises_skips_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, skipped: list[Skipped], texts: Texts
) -> None:
    (tmp_path / "a.txt").write_text("un", encoding="utf-8")
    (tmp_path / "b.csv").write_text("text\ndeux\n", encoding="utf-8")

    def explode(self: object, file: OpenFile) -> Iterator[RawArticle]:
        yield RawArticle(text="avant")
        raise KeyError("surprise")

    monkeypatch.setattr(type(READERS[0]), "read", explode)
    assert texts([tmp_path]) == ["avant", "deux"]
    assert [skip.reason for skip in skipped] == ["lecture impossible (KeyError)"]


def test_what_on_skip_raises_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("pas du JSON\n", encoding="utf-8")

    def strict(skip: Skipped) -> None:
        raise RuntimeError(str(skip))

    with pytest.raises(RuntimeError, match=r"a\.jsonl:1: JSON invalide"):
        list(read([tmp_path], settings=Settings(), on_skip=strict))


def test_progress(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "un"}\n' * 50_000)
    (tmp_path / "b.txt").write_bytes(b"deux")
    (tmp_path / "c.png").write_bytes(b"passe")
    reader = read([tmp_path], settings=Settings(), on_skip=lambda _: None)
    assert reader.size == size_of([tmp_path]) == 750_004
    next(reader)
    assert 0 < reader.read_bytes < 750_000
    for _ in reader:
        pass
    assert reader.read_bytes == 750_004
    assert size_of("-") == size_of([Article()]) == 0


def test_an_unknown_field_in_map_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="couleur"):
        read([tmp_path], settings=Settings(), rename={"couleur": "texte"}, on_skip=unexpected)


def test_names_that_are_not_utf8_can_be_shown(tmp_path: Path, skipped: list[Skipped], texts: Texts) -> None:
    name = os.fsdecode(b"\xe9t\xe9.png")
    (tmp_path / name).write_bytes(b"x")
    assert texts([tmp_path]) == []
    str(skipped[0]).encode()
