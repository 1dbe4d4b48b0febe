"""Archives and compressed files are read inside as folders and files are, within bounds."""

import bz2
import gzip
import io
import json
import lzma
import random
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from fixtures import Articles, Reasons, Texts

from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read, size_of
from trouvere.index.sources.files import archives

Pack = Callable[[bytes], bytes]
Files = list[tuple[str, bytes]]

PACKS: dict[str, Pack] = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
FILES: Files = [
    ("export/b.md", "# Le marché\n\nIl ouvre à midi.\n".encode()),
    ("export/a.jsonl", '{"text": "Le pont rouvre."}\n{"text": "L\'école ferme."}\n'.encode()),
    ("export/.git/config.txt", b"rien"),
    ("__MACOSX/export/._b.md", b"rien"),
    ("export/photo.png", b"\x89PNG"),
]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


ARCHIVES = {"a.zip": zipped(FILES), "a.tar": tarred(FILES)} | {
    f"a.{suffix}": PACKS[pack](tarred(FILES))
    for suffix, pack in {
        "tar.gz": "gz", "tgz": "gz", "TAR.GZ": "gz", "tar.zst": "zst", "tar.bz2": "bz2", "tbz2": "bz2", "tar.xz": "xz", "txz": "xz"
    }.items()
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize("in_folder", [True, False])
def test_archive_is_read_as_a_folder(
    name: str, in_folder: bool, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(ARCHIVES[name])
    found = articles(tmp_path if in_folder else tmp_path / name)
    assert sorted(article.text for article in found) == ["Il ouvre à midi.", "L'école ferme.", "Le pont rouvre."]
    assert {article.origin for article in found} == {
        f"{tmp_path / name}!/export/{place}" for place in ("a.jsonl:1", "a.jsonl:2", "b.md")
    }
    assert [(skip.where, skip.reason, skip.unread) for skip in skipped] == [
        (f"{tmp_path / name}!/export/photo.png", "format inconnu (.png)", False)
    ]


def test_zip_is_read_in_sorted_order(texts: Texts, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(ARCHIVES["a.zip"])
    assert texts(tmp_path) == ["Le pont rouvre.", "L'école ferme.", "Il ouvre à midi."]


@pytest.mark.parametrize("name", ARCHIVES)
def test_archive_without_its_name(name: str, texts: Texts, tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(ARCHIVES[name])
    assert len(texts(tmp_path / "export")) == 3


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.zst"])
def test_archive_on_standard_input(name: str, texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.RawIOBase):
        content = io.BytesIO(ARCHIVES[name])

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            return self.content.readinto(buffer)

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": io.BufferedReader(Pipe())}))
    assert len(texts("-")) == 3


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("size", [1, 10, 30_000])
def test_compressed_file_of_several_streams(pack: str, size: int, texts: Texts, tmp_path: Path) -> None:
    dice = random.Random(size)
    lines = [f"{number} {dice.random()}" for number in range(size)]
    half = max(1, size // 2)
    parts = ["".join(json.dumps({"text": line}) + "\n" for line in some) for some in (lines[:half], lines[half:])]
    (tmp_path / f"a.jsonl.{pack}").write_bytes(b"".join(PACKS[pack](part.encode()) for part in parts))
    assert texts(tmp_path) == lines


@pytest.mark.parametrize("pack", PACKS)
def test_compressed_file_that_is_truncated_or_damaged(
    pack: str, texts: Texts, skipped: list[Skipped], tmp_path: Path
) -> None:
    dice = random.Random(1)
    whole = PACKS[pack]("".join(f'{{"text": "{dice.random()}"}}\n' for _ in range(20_000)).encode())
    (tmp_path / f"a.jsonl.{pack}").write_bytes(whole[: len(whole) // 2])
    texts(tmp_path)
    assert "fichier compressé abîmé ou tronqué" in [skip.reason for skip in skipped]
    assert all(skip.unread for skip in skipped)
    for damaged in (
        whole[:-1],
        whole[: len(whole) // 2] + b"????" + whole[len(whole) // 2 + 4 :],
        whole + b"rien de tel",
    ):
        skipped.clear()
        (tmp_path / f"a.jsonl.{pack}").write_bytes(damaged)
        texts(tmp_path)
        assert skipped or (pack == "gz" and damaged.endswith(b"tel"))


@pytest.mark.parametrize("pack", PACKS)
def test_bomb(pack: str, texts: Texts, reasons: Reasons, tmp_path: Path) -> None:
    (tmp_path / f"a.jsonl.{pack}").write_bytes(PACKS[pack](bytes(30 << 20)))
    assert not texts(tmp_path)
    assert ("fichier compressé hors de proportion") in [reason for _, reason in reasons()]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("a.txt", b"a" * (50 << 20))], "fichier compressé hors de proportion"),
        ([(f"{n}.txt", b"a " * 400_000) for n in range(300)], "fichier compressé hors de proportion"),
    ],
)
def test_zip_bomb(files: Files, why: str, texts: Texts, reasons: Reasons, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(files))
    texts(tmp_path)
    assert why in [reason for _, reason in reasons()]


def test_same_bytes_for_many_files(texts: Texts, skipped: list[Skipped], tmp_path: Path) -> None:
    whole = bytearray(zipped([(f"{n:03}.txt", bytes([65 + n % 26]) * 900_000 + b"%d" % n) for n in range(400)]))
    # Each entry of the list points at the first file.
    at = 0
    while (at := whole.find(b"PK\x01\x02", at)) >= 0:
        whole[at + 42 : at + 46] = bytes(4)
        at += 4
    (tmp_path / "a.zip").write_bytes(whole)
    assert len(texts(tmp_path)) < 20
    assert skipped


def test_limits_hold_for_each_file_and_for_all(texts: Texts, skipped: list[Skipped], tmp_path: Path) -> None:
    dice = random.Random(1)
    files = [(f"{n}.txt", dice.randbytes(300_000).hex().encode()) for n in range(4)]
    settings = Settings(max_file_bytes=1_600_000)
    for name, content in (("a.zip", zipped(files)), ("a.tar.gz", gzip.compress(tarred(files)))):
        (tmp_path / name).write_bytes(content)
        assert size_of(tmp_path / name) < 1_600_000
        assert len(texts(tmp_path / name, settings=settings)) == 2
        assert {skip.reason for skip in skipped} == {"fichier plus gros que la limite (max_file_bytes)"}
        skipped.clear()


def test_files_without_end(
    articles: Articles, skipped: list[Skipped], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 10)
    files = [(f"{n:02}.txt", b"Un texte.") for n in range(11)]
    for name, content in (("a.zip", zipped(files)), ("a.tar", tarred(files))):
        (tmp_path / name).write_bytes(content)
        assert len(articles(tmp_path / name)) <= 10
        assert skipped.pop() == Skipped(str(tmp_path / name), archives.MEMBERS_REASON)


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.xz"])
def test_archive_that_is_truncated_anywhere(
    name: str, articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    whole = ARCHIVES[name]
    # What follows the end of a .tar are zeros.
    for end in range(1, len(whole.rstrip(b"\0")) if name != "a.tar" else 5_000, 17):
        (tmp_path / name).write_bytes(whole[:end])
        skipped.clear()
        articles(tmp_path)
        assert any(skip.unread for skip in skipped), end


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.zst"])
def test_archive_that_is_damaged_anywhere(name: str, articles: Articles, tmp_path: Path) -> None:
    dice = random.Random(2)
    for _ in range(300):
        whole = bytearray(ARCHIVES[name])
        for _ in range(dice.choice((1, 4, 30))):
            whole[dice.randrange(len(whole))] = dice.randrange(256)
        (tmp_path / name).write_bytes(whole)
        assert len(articles(tmp_path)) < 10


def test_damage_of_one_file_costs_that_file(texts: Texts, skipped: list[Skipped], tmp_path: Path) -> None:
    whole = bytearray(zipped([("a.txt", b"Un."), ("b.txt", b"Deux."), ("c.txt", b"Trois.")], zipfile.ZIP_STORED))
    whole[whole.index(b"Deux.")] = ord("d")
    (tmp_path / "a.zip").write_bytes(whole)
    assert texts(tmp_path) == ["Un.", "Trois."]
    assert [str(skip) for skip in skipped] == [f"{tmp_path / 'a.zip'}!/b.txt: archive abîmée ou tronquée"]


def test_what_is_no_file_is_left_alone(texts: Texts, skipped: list[Skipped], tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Secret.", encoding="utf-8")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE)):
            info = tarfile.TarInfo(f"{number}.txt")
            info.type, info.linkname = kind, str(tmp_path / "secret.txt")
            archive.addfile(info)
        folder = tarfile.TarInfo("dossier.txt")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    link = zipfile.ZipInfo("lien.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zip_archive:
        zip_archive.writestr(link, str(tmp_path / "secret.txt"))
    assert not texts([tmp_path / "a.tar", tmp_path / "a.zip"])
    assert [(skip.reason, skip.unread) for skip in skipped] == [(archives.LINK_REASON, False)] * 5


@pytest.mark.parametrize(
    "name", ["../../etc/a.txt", "/etc/a.txt", "C:\\a\\..\\..\\a.txt", "a\x00b.txt", "a\nb.txt", "é" * 9_000 + ".txt"]
)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_names_are_shown_and_nothing_else(
    name: str, make: Callable[[Files], bytes], articles: Articles, skipped: list[Skipped], tmp_path: Path
) -> None:
    (tmp_path / "dans").mkdir()
    (tmp_path / "dans" / "a.zip").write_bytes(b"")
    path = tmp_path / "dans" / f"a.{'zip' if make is zipped else 'tar'}"
    path.write_bytes(make([(name, b"Un texte.")]))
    for article in articles(path):
        where, _, inside = article.origin.partition("!/")
        assert where == str(path)
        assert ".." not in inside and not inside.startswith("/") and inside.isprintable() and len(inside) < 600
    assert sorted(child.name for child in tmp_path.rglob("*") if child.is_file()) == sorted({"a.zip", path.name})


def test_names_of_macos(articles: Articles, tmp_path: Path) -> None:
    whole = zipped([("été.txt", b"Un texte.")])
    # It writes UTF-8 and does not set the flag that says so.
    whole = whole.replace(b"PK\x03\x04\x14\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00")
    at = whole.index(b"PK\x01\x02") + 8
    (tmp_path / "a.zip").write_bytes(whole[:at] + b"\0\0" + whole[at + 2 :])
    assert [article.origin for article in articles(tmp_path)] == [f"{tmp_path / 'a.zip'}!/été.txt"]


def test_ciphered_files_are_told(texts: Texts, skipped: list[Skipped], tmp_path: Path) -> None:
    whole = bytearray(zipped([("a.txt", b"Un texte.")]))
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(whole)
    assert not texts(tmp_path)
    assert [skip.reason for skip in skipped] == ["chiffré par un mot de passe : extrayez-le d'abord"]


@pytest.mark.parametrize("inner", ["b.zip", "b.tar.gz", "b.tgz"])
def test_archive_in_an_archive_is_told(inner: str, texts: Texts, skipped: list[Skipped], tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped([(inner, ARCHIVES["a.zip"]), ("c.txt", b"Un texte.")]))
    assert texts(tmp_path) == ["Un texte."]
    assert [skip.reason for skip in skipped] == ["archive dans une archive : extrayez-la d'abord"]


@pytest.mark.parametrize("pack", PACKS)
def test_compressed_file_in_an_archive(pack: str, texts: Texts, tmp_path: Path) -> None:
    content = PACKS[pack](b'{"text": "Un texte."}\n')
    (tmp_path / "a.zip").write_bytes(zipped([(f"a.jsonl.{pack}", content)]))
    (tmp_path / "b.tar").write_bytes(tarred([(f"a.jsonl.{pack}", content)]))
    assert texts(tmp_path) == ["Un texte."] * 2


def test_empty_file_in_an_archive_is_told_where_all_is_to_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped([("a.txt", b""), ("b.txt", b"Un texte.")]))
    (tmp_path / "b.tar").write_bytes(tarred([]))
    skipped: list[Skipped] = []
    assert len(list(read(tmp_path, settings=Settings(), on_skip=skipped.append, whole=True))) == 2
    assert [Path(skip.where).name for skip in skipped if skip.unread] == ["a.txt", "b.tar"]


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_progress_goes_on_to_the_size(name: str, tmp_path: Path) -> None:
    dice = random.Random(1)
    files = [(f"{n}.txt", dice.randbytes(300_000).hex().encode()) for n in range(9)]
    (tmp_path / name).write_bytes(zipped(files) if name == "a.zip" else gzip.compress(tarred(files)))
    reader = read(tmp_path, settings=Settings(), on_skip=lambda _: None)
    steps = [reader.read_bytes for _ in reader]
    assert steps == sorted(steps)
    assert steps[0] < steps[-1] <= reader.size == reader.read_bytes


SITE: Files = [
    ("site/_layouts/post.html", b"<html>{{ content }}</html>"),
    ("site/_posts/2021-05-04-pont.md", b"Le pont rouvre."),
    ("site/interne/secret.md", b"Un secret."),
    ("site/node_modules/a/a.md", b"Une page."),
    ("site/node_modules/b/README.md", b"Une autre."),
    ("site/README.md", b"Lisez-moi."),
]


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
@pytest.mark.parametrize(
    ("options", "read_texts", "left"),
    [
        (
            {},
            {"Le pont rouvre.", "Un secret."},
            {"site/_layouts", "site/node_modules", "site/README.md"},
        ),
        (
            {"exclude": ("interne",)},
            {"Le pont rouvre."},
            {"site/_layouts", "site/node_modules", "site/README.md"},
        ),
        ({"include": ("_posts/",)}, {"Le pont rouvre."}, {"site/_layouts", "site/node_modules"}),
        (
            {"include": ("README.md",), "exclude": ("interne", "*.html")},
            {"Le pont rouvre.", "Lisez-moi."},
            {"site/node_modules", "site/_layouts"},
        ),
    ],
)
def test_what_is_left_alone_in_a_folder_is_in_an_archive(
    name: str,
    options: dict[str, tuple[str, ...]],
    read_texts: set[str],
    left: set[str],
    texts: Texts,
    skipped: list[Skipped],
    tmp_path: Path,
) -> None:
    (tmp_path / name).write_bytes(zipped(SITE) if name == "a.zip" else tarred(SITE))
    assert set(texts(tmp_path / name, settings=Settings(**options))) == read_texts  # type: ignore[arg-type]
    assert {skip.where.partition("!/")[2] for skip in skipped} == left
    assert len(skipped) == len(left)
    assert not any(skip.unread for skip in skipped)
