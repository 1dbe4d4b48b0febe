"""Segments: however articles came in, split, replaced, deleted and merged, they are as if indexed at once."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.analysis import french
from trouvere.index.article import Article
from trouvere.index.columns.read.field import OFFSET_STEP
from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import Segment, SegmentInfo, parts_of
from trouvere.index.columns.write import articles as articles_writer
from trouvere.index.columns.write import merge
from trouvere.index.columns.write import segment as segment_writer
from trouvere.index.columns.write.segment import MAX_SEGMENTS, SegmentWriter
from trouvere.index.fields import Field
from trouvere.index.schema import TEXT_FIELDS, order_of_title, stem_of
from trouvere.index.storage import DISK

WORDS = (
    "le la les un grève train préfet côte cœur d’or l’eau Ukraine presqu’île SNCF visite travaux 2023 😀 été"
).split()


REGIONS = ("Nièvre", "Île  de\nFrance", ["Loire", "Nièvre", "Loire"], "", None, {"no": "text"})
PRICES = (0, -3, 12.5, "1 234,50 €", "gratuit", [2, 10], True)
DECLARED = (Field("region"), Field("prix", "number"))


def moment(dice: random.Random) -> dt.datetime:
    zone = dice.choice((None, dt.UTC, dt.timezone(dt.timedelta(hours=2)), dt.timezone(-dt.timedelta(hours=9))))
    return dt.datetime(2023, 1, dice.randrange(1, 28), dice.randrange(24), dice.randrange(60), tzinfo=zone)


def article(number: int, dice: random.Random) -> Article:
    length = dice.choice((0, 1, 15, 16, 17, 60, 130, 400))
    words = [f"mot{number}", *dice.choices(WORDS, k=length), *["la"] * dice.choice((0, 0, 0, 0, 300))]
    return Article(
        id=f"a{number}",
        title=" ".join(dice.choices(WORDS, k=dice.randrange(5))),
        text=dice.choice((" ", ", ", ".\n")).join(words),
        source=dice.choice(("AP", "AFP", "")),
        tags=tuple(dice.sample(("mer", "État", "grève"), dice.randrange(3))),
        authors=("Zoé",) if dice.random() < 0.3 else (),
        language=dice.choice(("fr", "")),
        place=dice.choice(("Nevers", "")),
        date=dice.choice((None, dt.date(2023, 1, dice.randrange(1, 28)), moment(dice), moment(dice))),
        extra={"region": dice.choice(REGIONS), "prix": dice.choice(PRICES)} if dice.random() < 0.8 else {},
        title_derived=dice.random() < 0.2,
    )


def write(folder: Path, articles: list[Article], infos: tuple[SegmentInfo, ...] = ()) -> tuple[SegmentInfo, ...]:
    writer = SegmentWriter(folder, DISK, infos, DECLARED)
    for one in articles:
        writer.delete(one.id)
        writer.add(one)
    return writer.commit()


def contents(segment: Segment) -> dict[str, object]:
    """Return all that a segment says, read list by list."""
    found: dict[str, object] = {
        "articles": [segment.articles.read(n) for n in range(segment.documents)],
        "digests": segment.articles.digests(),
    }
    for name in parts_of(DECLARED):
        field = segment.field(name)
        terms = field.lexicon.all()
        found[f"{name} terms"] = terms
        found[f"{name} docs"] = [field.docs(n).tolist() for n in range(len(terms))]
        if field.scored:
            found[f"{name} tf"] = [field.tf(*field.extent(n)).tolist() for n in range(len(terms))]
            found[f"{name} lengths"] = field.lengths.tolist()
            found[f"{name} total"] = field.total
        if field.positional:
            first = field.first_addresses
            found[f"{name} positions"] = [
                [
                    (owner, address - first[owner])
                    for address, owner in zip(addresses, field.owners[addresses >> 7], strict=True)
                ]
                for addresses in (field.addresses(n) for n in range(len(terms)))
            ]
        if name in TEXT_FIELDS:
            found[f"{name} offsets"] = [field.offsets(n).tolist() for n in range(segment.documents)]
    return found


def expected_contents(articles: list[Article]) -> dict[str, object]:
    """Say the same from the articles alone, in the plainest way."""
    found: dict[str, object] = {
        "articles": articles,
        "digests": b"".join(one.digest() for one in articles),
    }
    for name in TEXT_FIELDS:
        texts = ["" if name == "title" and one.title_derived else getattr(one, name) for one in articles]
        tokens = [list(french().tokens(text)) for text in texts]
        for field, form in ((name, "text"), (stem_of(name), "stem")):
            where: dict[bytes, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
            for doc, several in enumerate(tokens):
                for token in several:
                    if (term := getattr(token, form)) is not None:
                        where[term.encode()][doc].append(token.position)
            terms = sorted(where)
            found[f"{field} terms"] = terms
            found[f"{field} docs"] = [list(where[term]) for term in terms]
            found[f"{field} tf"] = [[float(len(at)) for at in where[term].values()] for term in terms]
            found[f"{field} positions"] = [[(doc, p) for doc, at in where[term].items() for p in at] for term in terms]
            lengths = [sum(getattr(token, form) is not None for token in several) for several in tokens]
            found[f"{field} lengths"], found[f"{field} total"] = lengths, sum(lengths)
        found[f"{name} offsets"] = [
            [len(text[: t.start].encode()) for t in several if t.position % OFFSET_STEP == 0]
            for text, several in zip(texts, tokens, strict=True)
        ]
    for column, terms_of in VALUES.items():
        having: dict[bytes, list[int]] = defaultdict(list)
        for doc, one in enumerate(articles):
            for text in terms_of(one):
                having[text.encode()].append(doc)
        found[f"{column} terms"], found[f"{column} docs"] = sorted(having), [having[term] for term in sorted(having)]
    return found


def plain(name: str) -> Callable[[Article], Iterable[str]]:
    return lambda one: [value] if (value := getattr(one, name)) else []


def minutes(one: Article) -> list[str]:
    """Say when in its written day an article is: minutes from the day's midnight in Greenwich, and a day."""
    if not isinstance(one.date, dt.datetime):
        return []
    there = one.date if one.date.tzinfo else one.date.replace(tzinfo=dt.UTC)
    midnight = dt.datetime(one.date.year, one.date.month, one.date.day, tzinfo=dt.UTC)
    return [f"{int((there - midnight).total_seconds()) // 60 + 1440:04d}"]


VALUES: dict[str, Callable[[Article], Iterable[str]]] = {
    **{name: plain(name) for name in ("id", "source", "category", "language", "place")},
    "tags": lambda one: one.tags,
    "authors": lambda one: one.authors,
    "date": lambda one: [str(one.date)[:10]] if one.date else [],
    "minute": minutes,
    "title_order": lambda one: [order] if (order := order_of_title(one.title)) else [],
    "own-region": lambda one: {
        "Nièvre": ["Nièvre"],
        "Île  de\nFrance": ["Île de France"],
        "['Loire', 'Nièvre', 'Loire']": ["Loire", "Nièvre"],
    }.get(str(one.extra.get("region")), []),
    "own-prix": lambda one: {
        "0": ["8"],
        "-3": ["3ff7ffffffffffff"],
        "12.5": ["c029"],
        "1 234,50 €": ["c0934a"],
        "[2, 10]": ["c", "c024"],
    }.get(str(one.extra.get("prix")), []),
}
"""Of each column of values the terms of an article: those of declared fields written out."""


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 1 << 32), st.integers(1, 4), st.sampled_from((500, 3_000, 1 << 20)), st.sampled_from((50, 2_000_000))
)
def test_a_merged_segment_is_as_if_built_at_once(seed: int, commits: int, chars: int, range_size: int) -> None:
    dice = random.Random(seed)
    articles = [article(number, dice) for number in range(dice.randrange(1, 25))]
    with (
        TemporaryDirectory() as name,
        patch.object(segment_writer, "RUN_CHARS", chars),
        patch.object(merge, "RANGE_OCCURRENCES", range_size),
    ):
        folder = Path(name)
        infos: tuple[SegmentInfo, ...] = ()
        order: dict[str, Article] = {}
        for commit in range(commits):
            writer = SegmentWriter(folder, DISK, infos, DECLARED)
            for one in articles[commit::commits] + [
                article(dice.randrange(25), dice) for _ in range(dice.randrange(4))
            ]:
                writer.delete(one.id)
                writer.add(one)
                order.pop(one.id, None)
                order[one.id] = one
            for gone in dice.sample(sorted(order), dice.randrange(len(order))):
                writer.delete(gone)
                del order[gone]
            writer.delete("nobody")
            infos = writer.commit()
            generation = Generation(folder, infos, fields=DECLARED)
            assert {one.id: one for one in generation.articles()} == order
            generation.check()
        infos = SegmentWriter(folder, DISK, infos, DECLARED).commit(optimize=True)
        assert not [path for path in folder.iterdir() if path.suffix in (".tmp", ".part")]
        if not order:
            assert infos == ()
            return
        merged = Segment(DISK, folder, infos[0].name, infos[0].documents)
        assert len(infos) == 1
        found = contents(merged)
        kept = [merged.articles.read(number) for number in range(merged.documents)]
        assert {one.id: one for one in kept} == order
        (folder / "once").mkdir()
        with patch.object(segment_writer, "RUN_CHARS", 1 << 30):
            write(folder / "once", kept)
        assert found == contents(Segment(DISK, folder / "once", "s1", len(kept)))
        assert found == expected_contents(kept)


def test_frames_of_two_dictionaries_are_read_after_a_merge(tmp_path: Path) -> None:
    dice = random.Random(5)
    with patch.object(articles_writer, "DICTIONARY_BYTES", 2_048):
        infos: tuple[SegmentInfo, ...] = ()
        every: dict[str, Article] = {}
        for step in range(2):
            words = [f"{'ab'[step]}{dice.randrange(1 << 30):x}" for _ in range(40)]
            articles = [Article(id=f"{step}/{n}", text=" ".join(dice.choices(words, k=60))) for n in range(100)]
            every |= {one.id: one for one in articles}
            infos = write(tmp_path, articles, infos)
        # One without a dictionary as well.
        every["plain"] = Article(id="plain", text="Le préfet.")
        infos = write(tmp_path, [every["plain"]], infos)
        before = [Segment(DISK, tmp_path, info.name, info.documents) for info in infos]
        assert [len(segment.articles.dictionaries()) for segment in before] == [1, 1, 0]
        infos = SegmentWriter(tmp_path, DISK, infos).commit(optimize=True)
    merged = Segment(DISK, tmp_path, infos[0].name, infos[0].documents)
    assert len(merged.articles.dictionaries()) == 2
    found = [merged.articles.read(number) for number in range(merged.documents)]
    assert {one.id: one for one in found} == every
    assert [one.digest() for one in found] == [merged.articles.digest(number) for number in range(merged.documents)]


def test_many_updates_leave_few_segments_and_every_article_once(tmp_path: Path) -> None:
    dice = random.Random(3)
    infos = write(tmp_path, [article(number, dice) for number in range(60)])
    live = {f"a{number}" for number in range(60)}
    most = 0
    copied = 0
    for step in range(40):
        before = {info.name: info.documents for info in infos}
        changed = [article(dice.randrange(90), dice) for _ in range(dice.randrange(1, 5))]
        infos = write(tmp_path, changed, infos)
        live |= {one.id for one in changed}
        assert len(infos) <= MAX_SEGMENTS
        most = max(most, len(infos))
        copied += sum(info.documents for info in infos if info.name not in before)
        generation = Generation(tmp_path, infos)
        assert sorted(generation.ids()) == sorted(live)
        assert sorted(one.id for one in generation.articles()) == sorted(live)
        assert generation.count() == len(live), step
        names = {path.name.partition(".")[0] for path in tmp_path.iterdir()}
        assert names == {info.name for info in infos}
    assert most > 3
    # Copied anew each time, that would be some 40 × 75 articles.
    assert copied < 1_000


def test_all_articles_deleted_and_new_ones_after_that(tmp_path: Path) -> None:
    dice = random.Random(2)
    infos = write(tmp_path, [article(number, dice) for number in range(5)])
    writer = SegmentWriter(tmp_path, DISK, infos)
    for number in range(5):
        writer.delete(f"a{number}")
    infos = writer.commit()
    assert infos == ()
    assert not list(tmp_path.iterdir())
    assert Generation(tmp_path, infos).count() == 0
    again = [article(number, dice) for number in range(3)]
    assert list(Generation(tmp_path, write(tmp_path, again, infos)).articles()) == again


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1 << 32))
def test_positions_in_some_documents_and_sparse_offsets(seed: int) -> None:
    dice = random.Random(seed)
    articles = [article(number, dice) for number in range(dice.randrange(1, 12))]
    with TemporaryDirectory() as name:
        (info,) = write(Path(name), articles)
        segment = Segment(DISK, Path(name), info.name, info.documents)
        field = segment.field("text")
        tokens = [list(french().tokens(one.text)) for one in articles]
        docs = np.array(sorted(dice.sample(range(len(articles)), dice.randrange(1, len(articles) + 1))))
        for term in dice.sample(range(len(field.lexicon)), min(8, len(field.lexicon))):
            text = field.lexicon[term].decode()
            most = dice.choice((1, 2, 1_000))
            naive = [[token.position for token in tokens[doc] if token.text == text][:most] for doc in docs]
            assert field.positions_in(term, docs.tolist(), most) == naive
        for doc, one in enumerate(articles):
            content = one.text.encode()
            sparse = [token for token in tokens[doc] if token.position % OFFSET_STEP == 0]
            offsets = field.offsets(doc).tolist()
            assert len(offsets) == len(sparse)
            for offset, token in zip(offsets, sparse, strict=True):
                assert content[offset:].decode().startswith(one.text[token.start : token.end])
