"""Writing in Whoosh's way: each commit publishes a generation, and nothing published is ever touched."""

import datetime as dt
import gc
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import whoosh.index
from whoosh import fields, query, writing

from trouvere.index import Article, backup_index, build_index, check_index, describe_index, update_index
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.whoosh import open_index, whoosh_index
from trouvere.index.engines.whoosh.index import ColumnIndex
from trouvere.index.engines.whoosh.writer import ColumnWriter
from trouvere.index.errors import ArticleError, CorruptIndex, IndexLocked, IndexNotFound, UsageError
from trouvere.search import open_searcher


def ids(ix: whoosh.index.Index, wanted: query.Query | None = None) -> list[str]:
    with ix.searcher() as searcher:
        return sorted(hit["article"]["id"] for hit in searcher.search(wanted or query.Every(), limit=None))


def digest_after(tmp_path: Path, articles: list[Article]) -> str:
    build_index(tmp_path / "expected", articles)
    return describe_index(tmp_path / "expected").digest


def test_documents_are_added_and_found_by_all_ways(path: Path, ix: ColumnIndex, writer: ColumnWriter) -> None:
    before = describe_index(path)
    writer.add_document(
        id="n1",
        title="Grève",
        text="La grève des cheminots.",
        source="AFP",
        tags=["social", "rail"],
        date=dt.date(2023, 3, 1),
    )
    assert ids(ix, query.Term("text", "greve")) == []
    writer.commit()
    for field, term in (("text", "greve"), ("text_stem", "cheminot"), ("tags", "rail"), ("date", "2023-03-01")):
        assert ids(ix, query.Term(field, term)) == ["n1"]
    with open_searcher(path) as searcher:
        assert [hit.article.id for hit in searcher.search("grève").hits] == ["n1"]
    assert describe_index(path).articles == ix.doc_count() == before.articles + 1
    assert writer.report and (writer.report.indexed, writer.report.updated, writer.report.deleted) == (1, 0, 0)
    assert check_index(path).ok


QUEBEC = dt.timezone(dt.timedelta(hours=-4))


@pytest.mark.parametrize("date", [dt.datetime(2024, 3, 9, 23, 30, tzinfo=QUEBEC), "2024-03-09T23:30:00-04:00"])
def test_a_time_is_a_term_by_its_day(ix: ColumnIndex, writer: ColumnWriter, date: object) -> None:
    writer.update_document(id="heure", text="Le pont rouvre.", date=date)
    writer.commit()
    assert ids(ix, query.Term("date", "2024-03-09")) == ids(ix, query.Prefix("date", "2024-03-09")) == ["heure"]
    assert ids(ix, query.Prefix("date", "2024-03-09T")) == []
    with ix.searcher() as searcher:
        (hit,) = searcher.search(query.Term("id", "heure"))
        assert hit["article"]["date"] == "2024-03-09T23:30:00-04:00"


def test_a_commit_is_a_generation_that_readers_come_to_when_they_ask(path: Path, ix: ColumnIndex) -> None:
    reader, searcher, number = ix.reader(), ix.searcher(), ix.latest_generation()
    assert searcher.up_to_date() and searcher.refresh() is searcher
    folder = Path(describe_index(path).path)
    content = {file.name: file.read_bytes() for file in folder.iterdir()}
    with ix.writer() as writer:
        writer.delete_by_term("id", "a1")
        writer.add_document(id="n1", text="Nouveau.")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == content
    assert ix.latest_generation() == number + 1
    assert reader.doc_count() == searcher.doc_count() == 5
    assert ("id", "a1") in reader and ("id", "n1") not in reader
    assert not searcher.up_to_date()
    refreshed = searcher.refresh()
    assert refreshed.up_to_date()
    assert refreshed.document_number(id="n1") is not None and refreshed.document_number(id="a1") is None
    assert ix.refresh().doc_count() == ix.reader().doc_count() == 5
    assert ids(ix) == ["a0", "a2", "a3", "a4", "n1"]


def test_an_index_sees_what_others_publish(path: Path, ix: ColumnIndex) -> None:
    update_index(path, [Article(id="other", text="Publié par update.")])
    assert ids(ix, query.Term("text", "publie")) == ["other"]
    modified = ix.last_modified()
    assert modified == (Path(describe_index(path).path) / "manifest.json").stat().st_mtime


@pytest.mark.parametrize("method", ["add_document", "update_document"])
def test_an_id_that_is_there_is_replaced(path: Path, tmp_path: Path, method: str) -> None:
    ix = open_index(path)
    with ix.writer() as writer:
        getattr(writer, method)(id="a1", title="Autre", text="Tout autre chose.", source="AFP")
        getattr(writer, method)(id="a1", title="Autre", text="Encore autre chose.", source="AFP")
    assert ids(ix, query.Term("text", "chose")) == ["a1"]
    assert ids(ix, query.Term("text", "tout")) == []
    assert ix.doc_count() == 5
    old = [Article(id=f"a{n}", title=f"Titre {n}", text=f"Le train numéro {n}.", source="AP") for n in (0, 2, 3, 4)]
    new = Article(id="a1", title="Autre", text="Encore autre chose.", source="AFP")
    assert describe_index(path).digest == digest_after(tmp_path, [*old, new])


def test_deletions_by_term_query_and_number(path: Path, ix: ColumnIndex, writer: ColumnWriter) -> None:
    assert writer.delete_by_term("id", "a0") == 1
    assert writer.delete_by_term("id", "a0") == 0
    assert writer.delete_by_query(query.Or([query.Term("text", "3"), query.Term("text", "4")])) == 2
    with writer.searcher() as searcher:
        number = searcher.document_number(id="a2")
        assert searcher.document_number(id="a0") is None
        assert searcher.doc_count() == 2
    writer.delete_document(number)
    assert writer.is_deleted(number)
    writer.delete_document(number, delete=False)
    assert not writer.is_deleted(number)
    with pytest.raises(writing.IndexingError):
        writer.delete_document(5)
    writer.commit()
    assert ids(ix) == ["a1", "a2"]
    assert check_index(path).ok


def test_deleting_an_already_deleted_number_leaves_its_successor(ix: ColumnIndex) -> None:
    with ix.writer() as writer:
        number = writer.searcher().document_number(id="a1")
        writer.update_document(id="a1", text="Le successeur.")
    with ix.writer() as writer:
        assert writer.is_deleted(number)
        writer.delete_document(number)
    assert ids(ix, query.Term("text", "successeur")) == ["a1"]


def test_what_is_deleted_and_added_in_one_commit_is_there(path: Path, ix: ColumnIndex) -> None:
    before = describe_index(path).digest
    with ix.writer() as writer:
        writer.delete_by_term("id", "a1")
        writer.add_document(id="a1", title="Titre 1", text="Le train numéro 1.", source="AP")
        writer.add_document(id="n1", text="Neuf.")
        assert writer.delete_by_term("id", "n1") == 0
    with ix.writer() as writer:
        writer.delete_by_term("id", "n1")
    assert ids(ix) == ["a0", "a1", "a2", "a3", "a4"]
    assert describe_index(path).digest == before


def test_a_stored_article_comes_back_as_it_was(path: Path, ix: ColumnIndex) -> None:
    before = describe_index(path)
    with ix.searcher() as searcher, ix.writer() as writer:
        for hit in searcher.documents(source="AP"):
            writer.update_document(**hit)
    assert describe_index(path) == before
    with ix.searcher() as searcher:
        article = searcher.document(id="a1")["article"]
    with ix.writer() as writer:
        writer.update_document(article=article, text="Un autre texte.", category="transports")
    with ix.searcher() as searcher:
        assert searcher.document(id="a1")["article"] == article | {"text": "Un autre texte.", "category": "transports"}


def test_nothing_changes_nothing(path: Path, ix: ColumnIndex) -> None:
    before = describe_index(path)
    ix.writer().commit()
    with ix.writer() as writer:
        writer.add_document(id="a1", title="Titre 1", text="Le train numéro 1.", source="AP")
    cancelled = ix.writer()
    cancelled.add_document(id="n1", text="Jamais vu.")
    cancelled.cancel()
    with pytest.raises(ZeroDivisionError), ix.writer() as writer:
        writer.delete_by_term("id", "a1")
        _ = 1 / 0
    assert describe_index(path) == before
    assert sorted(entry.name for entry in path.iterdir()) == ["CURRENT", "LOCK", "generations"]


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_changes_leaves_what_it_should(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    live = {f"a{n}": f"mot{n}" for n in range(6)}
    build_index(tmp_path / "index", [Article(id=name, text=text) for name, text in live.items()])
    ix = open_index(tmp_path / "index")
    for _ in range(8):
        writer = ix.writer()
        added: dict[str, str] = {}
        gone: set[str] = set()
        for _ in range(dice.randrange(8)):
            name, word = f"a{dice.randrange(12)}", f"mot{dice.randrange(12)}"
            match dice.randrange(4):
                case 0 | 1:
                    dice.choice([writer.add_document, writer.update_document])(id=name, text=word)
                    added[name] = word
                case 2:
                    going = {name} & live.keys() - gone - added.keys()
                    assert writer.delete_by_term("id", name) == len(going)
                    gone |= going
                case 3:
                    going = {one for one, text in live.items() if text == word} - gone - added.keys()
                    assert writer.delete_by_query(query.Term("text", word)) == len(going)
                    gone |= going
        with writer.searcher() as searcher:
            seen = {fields["article"]["id"] for fields in searcher.documents()}
        assert seen == live.keys() - gone - added.keys()
        if dice.random() < 0.2:
            writer.cancel()
        else:
            writer.commit(optimize=dice.random() < 0.2)
            live = {name: text for name, text in live.items() if name not in gone} | added
        assert ids(ix) == sorted(live)
    expected = [Article(id=name, text=text) for name, text in live.items()]
    assert describe_index(tmp_path / "index").digest == digest_after(tmp_path, expected)
    assert check_index(tmp_path / "index").ok


def test_a_writer_is_used_once(writer: ColumnWriter) -> None:
    writer.commit()
    for use in (
        writer.commit,
        writer.cancel,
        writer.reader,
        lambda: writer.add_document(text="x"),
        lambda: writer.delete_document(0),
    ):
        with pytest.raises(writing.IndexingError):
            use()


def test_one_writer_at_a_time(path: Path, ix: ColumnIndex, writer: ColumnWriter) -> None:
    with pytest.raises(whoosh.index.LockError, match="whoosh"):
        ix.writer()
    with pytest.raises(whoosh.index.LockError):
        open_index(path).writer(timeout=0.05, delay=0.01)
    with pytest.raises(IndexLocked):
        update_index(path, [Article(id="x", text="x")])
    writer.cancel()
    ix.writer(timeout=1).cancel()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the file it left open
def test_a_writer_that_is_forgotten_locks_nothing(path: Path, ix: ColumnIndex) -> None:
    ix.writer().add_document(id="n1", text="Oublié.")
    gc.collect()
    ix.writer().cancel()
    assert sorted(entry.name for entry in path.iterdir()) == ["CURRENT", "LOCK", "generations"]
    assert ix.doc_count() == 5


def test_what_a_document_cannot_be(writer: ColumnWriter) -> None:
    with pytest.raises(fields.UnknownFieldError):
        writer.add_document(id="n1", body="x")
    with pytest.raises(ArticleError, match="ni titre ni texte"):
        writer.add_document(id="n1")
    with pytest.raises(ArticleError, match="title"):
        writer.add_document(id="n1", title={"fr": "x"}, text="x")
    with pytest.raises(UsageError, match="text_stem"):
        writer.add_document(id="n1", text="un", text_stem="autre")
    with pytest.raises(UsageError, match="_text_boost"):
        writer.add_document(id="n1", text="un", _text_boost=2.0)
    writer.add_document(id="n1", text="un", text_stem="un", category=None)
    with pytest.raises(UsageError):
        writer.commit(mergetype=lambda writer, segments: segments)
    writer.commit()
    assert writer.report and writer.report.indexed == 1


def test_the_schema_stays(ix: ColumnIndex, writer: ColumnWriter) -> None:
    changes: tuple[Callable[[], object], ...] = (
        lambda: writer.add_field("body", fields.TEXT()),
        lambda: writer.remove_field("title"),
        lambda: ix.add_field("body", fields.TEXT()),
        lambda: ix.remove_field("title"),
    )
    for change in changes:
        with pytest.raises(UsageError, match="schéma") as raised:
            change()
        assert raised.value.hint
    assert writer.schema.names() == ix.schema.names()


@pytest.mark.parametrize("how", ["index", "commit", "attribute", "mergetype"])
def test_optimize_leaves_one_segment(path: Path, ix: ColumnIndex, how: str) -> None:
    for number in range(2):
        with ix.writer() as writer:
            writer.update_document(id=f"a{number}", text=f"Version {number}.")
            writer.add_document(id=f"n{number}", text="Neuf.")
    assert (describe_index(path).segments, describe_index(path).deleted) == (3, 2)
    found, digest = ids(ix), describe_index(path).digest
    if how == "index":
        ix.optimize()
    elif how == "commit":
        ix.writer().commit(optimize=True)
    elif how == "mergetype":
        ix.writer().commit(mergetype=writing.OPTIMIZE)
    else:
        with ix.writer() as writer:
            writer.optimize = True
    info = describe_index(path)
    assert (info.segments, info.deleted, info.digest) == (1, 0, digest)
    assert ids(ix) == found
    ix.optimize()
    assert describe_index(path) == info


def test_many_commits_leave_few_segments(path: Path, ix: ColumnIndex) -> None:
    for number in range(12):
        with ix.writer() as writer:
            writer.add_document(id=f"n{number}", text=f"Numéro {number}.")
            writer.merge = False
    assert describe_index(path).segments <= 8
    assert ix.doc_count() == 17


def test_clear_leaves_only_what_is_new(path: Path, ix: ColumnIndex, writer: ColumnWriter) -> None:
    assert not ix.is_empty()
    writer.add_document(id="a1", text="Reste.")
    writer.commit(mergetype=writing.CLEAR)
    assert ids(ix) == ["a1"]
    ix.delete_by_query(query.Every())
    assert ix.is_empty() and ix.doc_count() == 0 and ids(ix) == []
    with ix.writer() as again:
        assert again.delete_by_term("id", "a1") == 0
        again.update_document(id="b", text="De nouveau.")
    assert ids(ix) == ["b"]
    assert check_index(path).ok


def test_a_reader_outlives_its_generation(path: Path, ix: ColumnIndex) -> None:
    readers = ix.reader(), whoosh.index.open_dir(describe_index(path).path).reader()
    folder = Path(describe_index(path).path)
    for number in range(3):
        with ix.writer() as writer:
            writer.update_document(id=f"a{number}", text="Autre.")
    assert not folder.exists()
    for reader in readers:
        assert [fields["article"]["id"] for fields in reader.all_stored_fields()] == [f"a{n}" for n in range(5)]
        assert reader.doc_frequency("text_stem", "train") == 5
        assert list(reader.lexicon("source")) == [b"AP"]


@pytest.mark.parametrize("empty", [False, True])
def test_whoosh_own_writer_is_refused_before_it_harms(path: Path, empty: bool) -> None:
    if empty:
        open_index(path).delete_by_query(query.Every())
    info = describe_index(path)
    opened = whoosh.index.open_dir(info.path)
    before = sorted(entry.name for entry in Path(info.path).iterdir())
    for attempt in (
        opened.writer,
        opened.optimize,
        lambda: opened.writer(procs=2),
        lambda: opened.delete_by_term("id", "a1"),
        lambda: writing.BufferedWriter(opened, period=None),
    ):
        with pytest.raises(UsageError, match="jamais modifiée") as raised:
            attempt()
        assert "open_index" in str(raised.value.hint)
    after = sorted(entry.name for entry in Path(info.path).iterdir())
    assert [name for name in after if name not in before] == ["MAIN_WRITELOCK"]
    assert check_index(path).ok
    assert ids(opened) == ids(open_index(path)) == ([] if empty else ["a0", "a1", "a2", "a3", "a4"])
    assert opened.is_empty() == empty
    with open_index(path).writer() as writer:
        writer.add_document(id="n1", text="Après.")
    assert check_index(path).ok


def test_a_generation_outside_an_index_is_only_read(path: Path, tmp_path: Path) -> None:
    folder, manifest = published(path)
    (tmp_path / "aside").mkdir()
    for file in folder.iterdir():
        (tmp_path / "aside" / file.name).hardlink_to(file)
    alone = whoosh_index(Generation(tmp_path / "aside", manifest.segments))
    with pytest.raises(UsageError, match="pas dans un index") as raised:
        alone.writer()
    assert "open_index" in str(raised.value.hint)
    with open_index(path).writer() as writer:
        writer.delete_by_term("id", "a1")
    assert len(ids(alone)) == 5
    with pytest.raises(IndexNotFound):
        open_index(tmp_path / "aside")


def test_many_articles_go_through_a_file(path: Path, ix: ColumnIndex) -> None:
    with ix.writer() as writer:
        for number in range(300):
            writer.add_document(id=f"n{number}", text=f"mot{number} " * 50)
        assert len(writer._places) == 300
        for number in range(0, 300, 3):
            writer.update_document(id=f"n{number}", text=f"remplacé{number}")
    assert ix.doc_count() == 305
    assert ids(ix, query.Term("text", "mot4")) == ["n4"]
    assert ids(ix, query.Term("text", "mot3")) == []
    assert ids(ix, query.Term("text", "remplace3")) == ["n3"]
    backup_index(path, path.parent / "copie")
    assert ids(open_index(path.parent / "copie")) == ids(ix)


@pytest.mark.parametrize("way", ["away", "damaged"])
def test_readers_go_on_where_what_is_published_cannot_be_opened_and_writers_do_not(
    way: str, path: Path, ix: ColumnIndex
) -> None:
    before, current = ids(ix), (path / "CURRENT").read_bytes()
    if way == "away":
        (path / "CURRENT").unlink()
    else:
        build_index(path, [Article(id="n1", text="La grève.")])
        (Path(describe_index(path).path) / "manifest.json").write_bytes(b"")
    assert ids(ix) == before
    with pytest.raises((IndexNotFound, CorruptIndex)):
        ix.writer()
    (path / "CURRENT").write_bytes(current)
    assert ids(ix) == before
    with ix.writer() as writer:
        writer.add_document(id="n2", text="La grève finit.")
    assert ids(ix) == sorted([*before, "n2"])
