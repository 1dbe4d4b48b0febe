"""Declared fields of an index on a cluster: kept, changed, told, and there after everything that is done to it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cluster.given import SETTINGS
from trouvere.index import (
    Article,
    Field,
    backup_index,
    build_index,
    check_index,
    copy_index,
    delete_articles,
    describe_index,
    optimize,
    rebuild_index,
    restore_index,
    update_index,
)
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.generations import Generations
from trouvere.index.errors import IncompatibleIndex, UsageError
from trouvere.search import Filters, open_searcher
from trouvere.search.engines.opensearch import filters as clauses
from trouvere.search.engines.opensearch import finding

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("no_copies")]

REGION, PRICE = Field("region", label="Région"), Field("prix", "number")
DECLARED = (REGION, PRICE, Field("payant", "boolean"), Field("parution", "date"), Field("Été"))
PLACES = ("Nièvre", ["Ain", "Loire"], "")


def articles(first: int = 0, count: int = 6) -> list[Article]:
    return [
        Article(
            id=str(n),
            title=f"Gîte {n}",
            text=f"Le gîte numéro {n}.",
            date=dt.datetime(2023, 3, 1, n) if n % 2 else dt.date(2023, 3, 1),
            extra={"region": PLACES[n % 3], "prix": n * 1.5 if n else "gratuit", "payant": n > 2},
        )
        for n in range(first, first + count)
    ]


def dear(address: str) -> set[str]:
    """Return the articles of more than three euros, and all facets are those of such an index."""
    with open_searcher(address, settings=SETTINGS) as searcher:
        found = searcher.search("", filters=Filters(fields={"prix": (3, None)}), limit=100)
        counted = {one.value: one.count for one in searcher.facet("region").values}
        assert counted == {one.value: one.count for one in searcher.search("").facets["region"]}
        return {hit.article.id for hit in found.hits}


def test_fields_are_remembered_kept_and_changed(address: str) -> None:
    built = build_index(address, articles(), settings=SETTINGS, fields=DECLARED)
    assert describe_index(address).fields == DECLARED
    assert [one.what for one in built.remarks if one.what[:4] == "prix"] == ["prix : valeur qui n'est pas un nombre"]
    assert [one.what for one in built.remarks if one.what[:3] == "Été"] == ["Été : aucun article n'a ce champ"]
    assert dear(address) == {"2", "3", "4", "5"}

    again = build_index(address, articles(), settings=SETTINGS)
    assert not again.published
    assert "champs gardés" in again.notices[0]
    assert build_index(address, articles(), settings=SETTINGS, fields=DECLARED[:4]).published

    changed = update_index(address, articles(6, 2), settings=SETTINGS, fields=[REGION])
    assert "index rebuild" in changed.notices[0]
    assert describe_index(address).fields == DECLARED[:4]
    assert dear(address) == {"2", "3", "4", "5", "6", "7"}

    rebuilt = rebuild_index(address, settings=SETTINGS)
    assert describe_index(address).fields == DECLARED[:4]
    assert [one.articles for one in rebuilt.remarks if one.what[:4] == "prix"] == [1]
    rebuild_index(address, settings=SETTINGS, fields=[replace(PRICE, label="Prix"), REGION])
    assert describe_index(address).fields == (replace(PRICE, label="Prix"), REGION)
    assert dear(address) == {"2", "3", "4", "5", "6", "7"}
    rebuild_index(address, settings=SETTINGS, fields=())
    assert describe_index(address).fields == ()


def test_who_searches_sees_what_was_declared_since(address: str) -> None:
    build_index(address, articles(), settings=SETTINGS)
    chosen = Filters(fields={"prix": "..3"})
    with open_searcher(address, settings=SETTINGS) as searcher:
        with pytest.raises(UsageError, match="prix"):
            searcher.search("", filters=chosen)
        rebuild_index(address, settings=SETTINGS, fields=[PRICE])
        found = searcher.search("", filters=chosen, sort="-prix")
        assert [(hit.article.id, hit.fields) for hit in found.hits] == [("2", {"prix": 3}), ("1", {"prix": 1.5})]
        assert searcher.fields == (PRICE,)


def test_fields_are_there_after_all_that_is_done_to_an_index(address: str, client: Any) -> None:
    name = parse(address).name
    client.snapshot.create_repository(repository=name, body={"type": "fs", "settings": {"location": name}})
    build_index(address, articles(), settings=SETTINGS, fields=DECLARED)
    backup_index(address, f"{name}/un")
    delete_articles(address, ["3"], settings=SETTINGS)
    delete_articles(address, ["4"], purge=True, settings=SETTINGS)
    optimize(address, settings=SETTINGS)
    assert (describe_index(address).fields, dear(address)) == (DECLARED, {"2", "5"})
    restore_index(f"{name}/un", address)
    assert (describe_index(address).fields, dear(address)) == (DECLARED, {"2", "3", "4", "5"})
    assert check_index(address).ok


def test_a_copy_has_the_fields_of_what_was_copied(address: str, tmp_path: Path) -> None:
    here, back = tmp_path / "here.idx", tmp_path / "back.idx"
    build_index(here, articles(), settings=SETTINGS, fields=DECLARED)
    copy_index(here, address, settings=SETTINGS)
    assert (describe_index(address).fields, dear(address)) == (DECLARED, {"2", "3", "4", "5"})
    copy_index(address, back, settings=SETTINGS)
    assert (describe_index(back).fields, dear(str(back))) == (DECLARED, {"2", "3", "4", "5"})
    copy_index(here, address, settings=replace(SETTINGS, fields=(PRICE,)))
    assert describe_index(address).fields == (PRICE,)


def test_times_come_back_and_the_day_is_what_is_filtered(address: str) -> None:
    build_index(address, articles(), settings=SETTINGS)
    with open_searcher(address, settings=SETTINGS) as searcher:
        assert {id: searcher.article(id).date for id in "01"} == {  # noqa: A001
            "0": dt.date(2023, 3, 1),
            "1": dt.datetime(2023, 3, 1, 1),
        }
        assert searcher.rank("", filters=Filters(date_to=dt.date(2023, 3, 1))).ids == ("5", "3", "1", "0", "2", "4")
        assert searcher.rank("", sort="oldest").ids == ("0", "2", "4", "1", "3", "5")


def test_a_generation_of_the_format_before_says_the_command_that_works(address: str, client: Any) -> None:
    build_index(address, articles(), settings=SETTINGS)
    generations = Generations(client, parse(address))
    state = generations.usable()
    meta = {name: value for name, value in state.meta().items() if name != "fields"} | {"format": 1}
    client.indices.put_mapping(index=state.index, body={"_meta": {"trouvere": meta}})
    for work in (
        lambda: describe_index(address),
        lambda: update_index(address, articles(), settings=SETTINGS),
        lambda: open_searcher(address, settings=SETTINGS, now=True),
    ):
        with pytest.raises(IncompatibleIndex, match="format 1") as error:
            work()
        assert error.value.hint == f"trouvere index rebuild {address}"
    assert check_index(address).ok
    rebuild_index(address, settings=SETTINGS, fields=DECLARED)
    assert dear(address) == {"2", "3", "4", "5"}


def test_fields_that_nobody_can_have_declared_are_those_of_another_version(address: str, client: Any) -> None:
    build_index(address, articles(), settings=SETTINGS, fields=DECLARED)
    state = Generations(client, parse(address)).usable()
    for fields in ([{"name": "title"}], "prix:nombre", 7, [{"name": "a", "kind": "keyword", "more": 1}]):
        client.indices.put_mapping(index=state.index, body={"_meta": {"trouvere": {**state.meta(), "fields": fields}}})
        with pytest.raises(IncompatibleIndex):
            describe_index(address)
    assert build_index(address, articles(), settings=SETTINGS).published


def test_more_values_than_a_shard_tells_are_counted_exactly(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [
        Article(id=str(n), text="Un mot.", authors=(f"auteur {n % 40:02d}", f"seul {n}"), extra={"code": n % 25})
        for n in range(200)
    ]
    build_index(address, made, settings=replace(SETTINGS, opensearch_shards=3), fields=[Field("code")])
    with open_searcher(address, settings=SETTINGS) as searcher:
        expected = searcher.search("mot", facet_limit=7).facets
        assert [(one.value, one.count) for one in expected["authors"]] == [(f"auteur {n:02d}", 5) for n in range(7)]
        monkeypatch.setattr(clauses, "SHARD_VALUES", 2)
        monkeypatch.setattr(finding, "VALUES_PAGE", 9)
        assert searcher.search("mot", facet_limit=7).facets == expected
        values = searcher.facet("author", "mot", prefix="seul 19", offset=2, limit=3)
        assert (values.total, [one.value for one in values.values]) == (11, ["seul 191", "seul 192", "seul 193"])


@pytest.mark.parametrize("sort", ["relevance", "oldest", "title", "prix", "-prix", "region", "-region", "payant"])
def test_every_order_is_paged_to_its_end(address: str, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    build_index(address, articles(count=23), settings=replace(SETTINGS, opensearch_shards=2), fields=DECLARED)
    with open_searcher(address, settings=SETTINGS) as searcher:
        whole = searcher.rank("", sort=sort, limit=100)
        assert whole.total == len(set(whole.ids)) == 23
        monkeypatch.setattr(finding, "RESULT_WINDOW", 4)
        monkeypatch.setattr(finding, "WINDOW_STEP", 3)
        pages = [searcher.search("", sort=sort, limit=5, offset=offset) for offset in range(0, 30, 5)]
        assert tuple(hit.article.id for page in pages for hit in page.hits) == whole.ids
        assert {page.total for page in pages} == {23}
        assert all(page.facets == pages[0].facets for page in pages)
