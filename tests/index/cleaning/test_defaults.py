"""Default values of fields, for what all articles of some sources share."""

import datetime as dt
from pathlib import Path

import pytest

from trouvere.index import Article, Settings, build_index, update_index
from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.defaults import defaults_of
from trouvere.index.errors import UsageError


def test_defaults_fill_what_an_article_says_nothing_of() -> None:
    defaults = defaults_of(["source=Le Journal", "tags=rail, eau", "tags=pont", "date=2021-05-04"])
    bare = clean(RawArticle(text="Le pont rouvre."), defaults)
    assert (bare.source, bare.tags, bare.date) == ("Le Journal", ("rail", "eau", "pont"), dt.date(2021, 5, 4))
    own = clean(RawArticle(text="PARIS (AFP) – Le pont rouvre.", tags=("quai",), date="2020-01-01"), defaults)
    assert (own.source, own.tags, own.date) == ("AFP", ("quai",), dt.date(2020, 1, 1))


def test_the_id_of_an_article_is_the_same_with_defaults() -> None:
    raw = RawArticle(text="Le pont rouvre.")
    assert clean(raw, defaults_of(["source=S"])).id == clean(raw).id


@pytest.mark.parametrize("pair", ["source", "source=", "title=T", "text=x", "nope=1", "date=mardi", "=x"])
def test_a_default_that_cannot_be_is_refused(pair: str) -> None:
    with pytest.raises(UsageError, match="--default"):
        defaults_of([pair])


@pytest.mark.parametrize("processes", [1, 2])
def test_builds_and_updates_fill_them_in(tmp_path: Path, processes: int) -> None:
    settings = Settings(default=("source=Le Journal", "language=fr"), processes=processes)
    (tmp_path / "a.jsonl").write_text(
        '{"id": "1", "text": "Le pont."}\n{"id": "2", "text": "Le quai.", "source": "AFP"}\n'
    )
    index = tmp_path / "a.idx"
    report = build_index(index, tmp_path / "a.jsonl", settings=settings)
    assert [remark.what for remark in report.remarks] == ["sans date"]
    report = update_index(index, [tmp_path / "a.jsonl", Article(id="3", text="La gare.")], settings=settings)
    assert (report.indexed, report.unchanged) == (1, 2)
