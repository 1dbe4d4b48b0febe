"""Whoosh's own wrappers around a writer, groups of documents, other indexes, the example of the docs: all on ours."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import whoosh.index
from whoosh import fields, query, writing

from trouvere.index import Article, build_index
from trouvere.index.engines.whoosh import open_index
from trouvere.index.engines.whoosh.index import ColumnIndex
from trouvere.index.engines.whoosh.writer import ColumnWriter


def ids(ix: whoosh.index.Index, wanted: query.Query | None = None) -> list[str]:
    with ix.searcher() as searcher:
        return sorted(hit["article"]["id"] for hit in searcher.search(wanted or query.Every(), limit=None))


def test_groups_stay_together_and_in_order(ix: ColumnIndex) -> None:
    with ix.writer() as writer:
        writer.add_document(id="child", category="dépêche", text="Première place, bientôt perdue.")
        for number in range(2):
            with writer.group():
                writer.add_document(id=f"p{number}", category="dossier", text="Dossier.")
                writer.add_document(id=f"c{number}", category="dépêche", text=f"Enfant {number}.")
        writer.add_document(id="child", category="dépêche", text="Enfant dernier.")
    parents = query.Term("category", "dossier")
    assert ids(ix, query.NestedParent(parents, query.Term("text", "1"))) == ["p1"]
    assert ids(ix, query.NestedChildren(parents, query.Term("id", "p1"))) == ["c1", "child"]


def test_an_async_writer_waits_for_its_turn(ix: ColumnIndex, writer: ColumnWriter) -> None:
    waiting = writing.AsyncWriter(ix, delay=0.01)
    assert waiting.writer is None
    waiting.update_document(id="a1", text="En différé.")
    waiting.delete_by_term("id", "a2")
    waiting.commit()
    writer.add_document(id="n1", text="D’abord.")
    writer.commit()
    waiting.wait(30)
    assert ids(ix) == ["a0", "a1", "a3", "a4", "n1"]
    assert ids(ix, query.Term("text", "differe")) == ["a1"]
    at_once = writing.AsyncWriter(ix)
    at_once.add_document(id="n2", text="Tout de suite.")
    at_once.commit()
    assert ids(ix, query.Term("text", "suite")) == ["n2"]


def test_writers_and_readers_in_threads(path: Path, ix: ColumnIndex) -> None:
    def write(name: str) -> None:
        for number in range(4):
            writer = writing.AsyncWriter(open_index(path), delay=0.01)
            writer.update_document(id=f"{name}{number}", text="Le train.")
            writer.commit()
            writer.wait(60)

    def read(_: str) -> None:
        for _times in range(20):
            with ix.searcher() as searcher:
                assert len(searcher.search(query.Term("text", "train"), limit=None)) == searcher.doc_count()

    with ThreadPoolExecutor(5) as pool:
        for done in [
            pool.submit(work, name) for work, name in ((write, "b"), (write, "c"), (write, "d"), (read, ""), (read, ""))
        ]:
            done.result()
    assert ix.doc_count() == 17


def test_a_buffered_writer_shows_what_it_holds(ix: ColumnIndex) -> None:
    writer = writing.BufferedWriter(ix, period=None, limit=3)
    try:
        writer.add_document(id="n1", title="Neuf", text="Une grève.", tags=("rail",))
        writer.update_document(id="a1", text="Une autre grève.")
        with writer.searcher() as searcher:
            assert len(searcher.search(query.Term("text", "greve"))) == 2
            assert searcher.doc_count() == 6
        assert ids(ix, query.Term("text", "greve")) == []
        writer.add_document(id="n2", text="Le troisième.")
        assert ids(ix, query.Term("text", "greve")) == ["a1", "n1"]
        writer.delete_by_term("id", "n1")
        writer.update_document(id="n2", text="Le troisième, corrigé.")
        writer.update_document(id="n2", text="Le troisième, corrigé encore.")
    finally:
        writer.close()
    assert ids(ix) == ["a0", "a1", "a2", "a3", "a4", "n2"]
    assert ids(ix, query.Term("text_stem", "encore")) == ["n2"]
    assert ids(ix, query.Term("tags", "rail")) == []


def test_a_buffered_writer_takes_dates(ix: ColumnIndex) -> None:
    writer = writing.BufferedWriter(ix, period=None, limit=9)
    try:
        writer.add_document(id="n1", text="Le jour.", date=dt.date(2023, 3, 1))
        writer.add_document(id="n2", text="L’heure.", date=dt.datetime(2023, 3, 1, 8, 30))
        with writer.searcher() as searcher:
            assert len(searcher.search(query.Term("date", "2023-03-01"))) == 2
    finally:
        writer.close()
    assert ids(ix, query.Term("date", "2023-03-01")) == ["n1", "n2"]


def test_documents_come_from_another_whoosh_index(ix: ColumnIndex, tmp_path: Path) -> None:
    schema = fields.Schema(id=fields.ID(stored=True), text=fields.TEXT(stored=True))
    (tmp_path / "other").mkdir()
    other = whoosh.index.create_in(str(tmp_path / "other"), schema)
    with other.writer() as theirs:
        theirs.add_document(id="w1", text="Venu d’ailleurs.")
        theirs.add_document(id="w2", text="Aussi.")
    with ix.writer() as writer, other.reader() as reader:
        writer.add_reader(reader)
    assert ids(ix, query.Term("text", "ailleurs")) == ["w1"]
    assert ix.doc_count() == 7


def test_the_examples_of_the_docs_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = Path(__file__).parents[4] / "docs" / "whoosh.md"
    example, declared = re.findall(r"```python\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)
    build_index(tmp_path / "articles.idx", [Article(id=given, text="Les trains.") for given in ("41", "43")])
    monkeypatch.chdir(tmp_path)
    exec(example, {})
    assert capsys.readouterr().out.startswith("Grève à la SNCF ")
    assert ids(open_index("articles.idx")) == ["42", "43"]
    assert ids(open_index("articles.idx"), query.Term("text", "circulent")) == ["42"]
    exec(declared, {})
    assert capsys.readouterr().out.splitlines() == [
        "2 650 True ['Nièvre', 'Yonne']",
        "1 180000 False Nièvre",
        "{False: [0], True: [1]}",
    ]
