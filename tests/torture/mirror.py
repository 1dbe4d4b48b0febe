"""A folder of files in every format, of which some cannot be read: nothing of those is taken for gone, and all that its
owner took away goes once the rest can be read again."""

from __future__ import annotations

import bz2
import csv
import ctypes
import gzip
import io
import json
import lzma
import os
import random
import shutil
import tarfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import made_documents as made
import zstandard
from examples import QUICK, SETTINGS, assert_whole

from torture.outcome import Both, Outcome, Plan
from trouvere.index import Article, build_index, update_index
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.errors import MirrorRefused
from trouvere.index.report import BuildReport
from trouvere.index.storage import DISK

WORDS = "pont vent mer port grève train maire ville école marché rivière été accès réunion chantier piéton".split()
CAPABILITIES, DAC_OVERRIDE, DAC_READ_SEARCH = 0x20080522, 1 << 1, 1 << 2
"""See capset(2)."""
Sources = list[object]


class Maker:
    """Makes articles that no two are alike of, and files of them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.count = 0

    def record(self) -> dict[str, str]:
        self.count += 1
        lines = [
            " ".join(self.dice.choices(WORDS, k=self.dice.randint(6, 30))).capitalize() + "."
            for _ in range(self.dice.randint(1, 4))
        ]
        title = f"Dossier {self.count} : {self.dice.choice(WORDS)}"
        return {"title": title, "text": "\n\n".join([f"Numéro {self.count} {lines[0]}", *lines[1:]])}

    def file(self, path: Path) -> None:
        """Write a file in the format that its name says."""
        pack = PACKS.get(path.suffix)
        content = WRITERS[Path(path.stem if pack else path.name).suffix](self)
        path.write_bytes(pack(content) if pack else content)


def text(maker: Maker) -> bytes:
    record = maker.record()
    return f"{record['title']}\n\n{record['text']}\n".encode()


def markdown(maker: Maker) -> bytes:
    record = maker.record()
    if maker.dice.random() < 0.5:
        return f"# {record['title']}\n\n{record['text']}\n".encode()
    return f'---\ntitle: "{record["title"]}"\ntags: [a, b]\n---\n\n{record["text"]}\n'.encode()


def lines(maker: Maker) -> bytes:
    return "".join(json.dumps(maker.record(), ensure_ascii=False) + "\n" for _ in range(6)).encode()


def array(maker: Maker) -> bytes:
    records = [maker.record() for _ in range(6)]
    return json.dumps(records, ensure_ascii=False, indent=maker.dice.choice((None, 1))).encode()


def table(maker: Maker) -> bytes:
    names = maker.dice.sample(["id", "title", "text", "url", "date"], 5)
    out = io.StringIO()
    quoting: Any = maker.dice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    rows = csv.DictWriter(out, names, quoting=quoting, lineterminator="\n")
    rows.writeheader()
    for _ in range(6):
        record = maker.record()
        number = maker.count
        rows.writerow(record | {"id": f"c{number}", "url": f"https://x.fr/{number}/pont", "date": "2023-03-01"})
    return out.getvalue().encode()


def page(maker: Maker) -> bytes:
    record = maker.record()
    told = "".join(f"<p>{line}</p>" for line in (record["text"] + "\n\n" + maker.record()["text"]).split("\n\n"))
    return (
        f"<!DOCTYPE html><html lang='fr'><head><title>{record['title']}</title></head><body><nav><a href='/'>Accueil"
        f"</a></nav><article><h1>{record['title']}</h1>{told}</article><footer>Fin</footer></body></html>\n"
    ).encode()


def feed(maker: Maker) -> bytes:
    items = "".join(
        f"<item><title>{r['title']}</title><link>https://f.fr/{maker.count}</link><description>{r['text']}"
        "</description></item>"
        for r in (maker.record() for _ in range(6))
    )
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>F</title>{items}</channel></rss>\n'.encode()


def document(maker: Maker) -> bytes:
    record = maker.record()
    return made.docx(made.paragraph(record["title"]) + made.paragraph(record["text"]))


def report(maker: Maker) -> bytes:
    record = maker.record()
    return made.pdf(made.lines("\n".join(textwrap.wrap(f"{record['title']}. {record['text']}", 80))))


def _files(maker: Maker) -> dict[str, bytes]:
    return {f"dossier/{maker.count}{suffix}": WRITERS[suffix](maker) for suffix in (".txt", ".jsonl", ".html")}


def archive(maker: Maker) -> bytes:
    return made.package(_files(maker))


def tape(maker: Maker) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in _files(maker).items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


PACKS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
WRITERS: dict[str, Callable[[Maker], bytes]] = {
    ".txt": text,
    ".md": markdown,
    ".jsonl": lines,
    ".json": array,
    ".csv": table,
    ".html": page,
    ".rss": feed,
    ".docx": document,
    ".pdf": report,
    ".zip": archive,
    ".tar": tape,
}


def folder_of(maker: Maker, root: Path) -> list[Path]:
    """Make a folder that has every format twice, and some of them packed."""
    made = []
    for number, suffix in enumerate(
        [*WRITERS, *WRITERS, *(f"{one}{maker.dice.choice(list(PACKS))}" for one in WRITERS)]
    ):
        place = root / maker.dice.choice(("", "sous", "sous/loin"))
        place.mkdir(parents=True, exist_ok=True)
        made.append(place / f"{maker.dice.choice('abyz')}{number}{suffix}")
        maker.file(made[-1])
    return made


# What keeps a file from being read. Each returns what undoes it.

Fault = Callable[[random.Random, Path], None]


def cut(dice: random.Random, path: Path) -> None:
    """Cut it short, where something tells: at the end of a line, of a row or of a closed page nothing does."""
    content = path.read_bytes()
    suffix = path.suffix
    while True:
        size = dice.randrange(1, len(content) - 1)
        left = content[:size]
        if suffix in (".txt", ".md", ".jsonl", ".csv") and (left[-1:] == b"\n" or content[size : size + 1] == b"\n"):
            continue
        if suffix == ".tar" and not content[size:].strip(b"\0"):
            continue
        if (suffix == ".html" and b"</body>" in left) or (suffix == ".rss" and b"</rss>" in left):
            continue
        break
    path.write_bytes(left)


def zeros(dice: random.Random, path: Path) -> None:
    """As many bytes as before, all zero, or from some place on: what a power loss leaves."""
    content = path.read_bytes()
    kept = dice.choice((0, 0, dice.randrange(len(content) - 20)))
    path.write_bytes(content[:kept] + dice.choice((b"\0", b"\0", b"\xff")) * (len(content) - kept))


def emptied(dice: random.Random, path: Path) -> None:
    """As it is for a moment when it is saved."""
    path.write_bytes(dice.choice((b"", b"\n", b" \n\n")))


def locked(dice: random.Random, path: Path) -> None:
    """Nobody may read it."""
    path.chmod(0)


def folder_locked(dice: random.Random, path: Path) -> None:
    """Nobody may look into its folder."""
    path.parent.chmod(0)


def moved_and_cut(dice: random.Random, path: Path) -> None:
    """Under another name, and packed, but not to its end."""
    is_packed = path.suffix in PACKS
    packed = path.read_bytes() if is_packed else gzip.compress(path.read_bytes())
    name = f"m-{path.name}" if is_packed else f"m-{path.name}.gz"
    path.with_name(name).write_bytes(packed[: dice.randrange(3, len(packed))])
    path.unlink()


def dangling(dice: random.Random, path: Path) -> None:
    """A link within the folder to what is not there."""
    path.unlink()
    path.symlink_to(path.with_name("absent" + path.suffix))


FAULTS: tuple[Fault, ...] = (cut, cut, cut, zeros, emptied, locked, folder_locked, moved_and_cut, dangling)


def mirrors(plan: Plan) -> Outcome:
    """Mirror `plan.rounds` folders with faults in them, then without."""
    outcome, told = Outcome(), 0
    for turn in range(plan.rounds):
        dice = random.Random(f"{plan.seed} {turn}")
        work = plan.work / f"m{turn}"
        work.mkdir()
        with as_anybody(work):
            fault = FAULTS[turn % len(FAULTS)]
            told += round_of(outcome, dice, fault, f"mirror, seed {plan.seed}, round {turn}, {fault.__name__}")
        shutil.rmtree(work)
    for number, moment in enumerate(MOMENTS):
        work = plan.work / f"w{number}"
        work.mkdir()
        with as_anybody(work):
            moment(outcome, random.Random(f"{plan.seed} moment {number}"), moment.__name__)
        shutil.rmtree(work)
    outcome.tries += len(MOMENTS)
    outcome.note = Both(
        f"{told} articles de fichiers illisibles, tous gardés", f"{told} articles of unreadable files, all kept"
    )
    return outcome


@contextmanager
def as_anybody(work: Path) -> Iterator[None]:
    """Go to a folder, as somebody whom rights keep out of files: root may read all, while it has these capabilities."""
    before, libc = Path.cwd(), ctypes.CDLL(None)
    header, mine = (ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, mine) == 0
    fewer = (ctypes.c_uint32 * 6)(*mine)
    fewer[0] &= ~(DAC_OVERRIDE | DAC_READ_SEARCH)
    os.chdir(work)
    assert libc.capset(header, fewer) == 0
    try:
        yield
    finally:
        assert libc.capset(header, mine) == 0
        os.chdir(before)


def round_of(outcome: Outcome, dice: random.Random, fault: Fault, what: str) -> int:
    maker, index = Maker(dice), Path("i")
    files = folder_of(maker, Path("f"))
    build_index(index, ["f"], storage=QUICK, settings=SETTINGS)
    before = ids(index)
    outcome.tries += 1

    owner_took = dice.sample(files, 2)
    gone = set()
    for path in owner_took:
        path.unlink()
    inner = [path for path in files if path.parent != Path("f")]
    broken = dice.choice([path for path in (inner if fault is folder_locked else files) if path not in owner_took])
    sound = Path("sound")
    shutil.copytree("f", sound)
    maker.file(Path("f") / "neuf.jsonl")
    fault(dice, broken)
    for attempt in ("first", "second"):
        report = mirrored(index, ["f"])
        outcome.hold(report.held_back, f"{what}: {broken} read as if nothing were wrong with it ({attempt})")
        outcome.hold(report.deleted == 0, f"{what}: {report.deleted} articles lost with {broken} ({attempt})")
        outcome.hold(before <= ids(index), f"{what}: {len(before - ids(index))} articles lost ({attempt})")
        outcome.hold(bool(report.skipped), f"{what}: nothing was said ({attempt})")
    outcome.hold(len(ids(index)) >= len(before) + 6, f"{what}: what could be read is not up to date")
    strange = [one.id for one in stored(index) if "\ufffd" in one.text]
    outcome.hold(not strange, f"{what}: articles of no characters: {strange}")

    with suppress(FileNotFoundError):
        broken.parent.chmod(0o755)
    shutil.rmtree("f")
    shutil.copytree(sound, "f")
    report = mirrored(index, ["f"])
    build_index("truth", ["f"], storage=QUICK, settings=SETTINGS)
    gone = before - ids(Path("truth"))
    outcome.hold(not report.held_back, f"{what}: held back though all can be read: {report.skipped}")
    outcome.hold(ids(index) == ids(Path("truth")), f"{what}: not what the sources hold once all can be read")
    outcome.hold(bool(gone) and report.deleted >= len(gone), f"{what}: what its owner took away stays")
    assert_whole(index)
    return len(before) - len(gone)


# What happens while sources are read: `hand` is an iterable among them, and does it when its turn comes.


def moved_meanwhile(outcome: Outcome, dice: random.Random, what: str) -> None:
    """A file moved from a folder still to be read to one that was read."""

    def move() -> None:
        (Path("b") / "b1.jsonl").rename(Path("a") / "moved.jsonl")

    before, report = meanwhile(dice, move)
    outcome.hold(before <= ids(Path("i")), f"{what}: {len(before - ids(Path('i')))} articles were moved, and lost")
    outcome.hold(not report.held_back, f"{what}: {report.skipped}")


def vanished_meanwhile(outcome: Outcome, dice: random.Random, what: str) -> None:
    """A folder still to be read that is gone when its turn comes."""
    before, report = meanwhile(dice, lambda: shutil.rmtree("b"))
    outcome.hold(before <= ids(Path("i")) and report.held_back, f"{what}: a folder vanished, and was taken for gone")


def unmounted(outcome: Outcome, dice: random.Random, what: str) -> None:
    """A folder that is empty, as one is where nothing is mounted."""

    def empty() -> None:
        shutil.rmtree("b")
        Path("b").mkdir()

    before, report = meanwhile(dice, empty)
    outcome.hold(before <= ids(Path("i")) and report.held_back, f"{what}: an empty folder was taken for gone")


def meanwhile(dice: random.Random, change: Callable[[], None]) -> tuple[set[str], BuildReport]:
    maker = Maker(dice)
    for name, many in (("a", 6), ("b", 2)):
        Path(name).mkdir()
        for number in range(many):
            maker.file(Path(name) / f"{name}{number}.jsonl")

    def hand() -> Iterator[Article]:
        change()
        yield Article(id="hand", text="Un article de plus.")

    build_index("i", ["a", "b"], storage=QUICK, settings=SETTINGS)
    return ids(Path("i")), mirrored(Path("i"), ["a", hand(), "b"])


def written_meanwhile(outcome: Outcome, dice: random.Random, what: str) -> None:
    """A file to which somebody writes all the time."""
    maker = Maker(dice)
    folder_of(maker, Path("f"))
    path = Path("f") / "long.txt"
    path.write_text("Titre\n\n" + "Une phrase de plus. " * 200_000, encoding="utf-8")
    build_index("i", ["f"], storage=QUICK, settings=SETTINGS)
    before, end = ids(Path("i")), Event()

    def write() -> None:
        while not end.is_set():
            with path.open("a", encoding="utf-8") as file:
                file.write("Encore une phrase. ")
            end.wait(0.0005)

    writer = Thread(target=write)
    writer.start()
    try:
        report = mirrored(Path("i"), ["f"])
    finally:
        end.set()
        writer.join()
    outcome.hold(before <= ids(Path("i")) and report.held_back, f"{what}: an article was lost while it was saved")


def too_many(outcome: Outcome, dice: random.Random, what: str) -> None:
    """More gone than may go at once, all gone, and others in their place."""
    maker = Maker(dice)
    Path("f").mkdir()
    for number in range(10):
        maker.file(Path("f") / f"{number}.txt")
    build_index("i", ["f"], storage=QUICK, settings=SETTINGS)
    before = ids(Path("i"))
    for number in range(4):
        (Path("f") / f"{number}.txt").unlink()
    refused(outcome, what, before, "--max-delete 40")
    outcome.hold(mirrored(Path("i"), ["f"], 0.4).deleted == 4, f"{what}: what is allowed is not done")
    before = ids(Path("i"))
    shutil.rmtree("f")
    Path("f").mkdir()
    refused(outcome, what, before, "vérifiez")
    maker.file(Path("f") / "autre.jsonl")
    refused(outcome, what, before, "index build", 1.0)


def refused(outcome: Outcome, what: str, before: set[str], hint: str, share: float | None = None) -> None:
    try:
        mirrored(Path("i"), ["f"], share)
    except MirrorRefused as error:
        outcome.hold(hint in (error.hint or ""), f"{what}: the hint is {error.hint}")
    else:
        outcome.failures.append(f"{what}: more went than may")
    outcome.hold(ids(Path("i")) == before, f"{what}: refused, and yet something changed")


MOMENTS = (moved_meanwhile, vanished_meanwhile, unmounted, written_meanwhile, too_many)


def mirrored(index: Path, sources: Sources, share: float | None = None) -> BuildReport:
    return update_index(index, sources, mirror=True, max_delete=share, storage=QUICK, settings=SETTINGS)  # type: ignore[arg-type]


def stored(index: Path) -> list[Article]:
    folder, manifest = published(index)
    return list(Generation(folder, manifest.segments, DISK).articles())


def ids(index: Path) -> set[str]:
    return {article.id for article in stored(index)}
