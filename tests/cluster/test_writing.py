"""An index on a cluster, written and looked after by the same commands as one on disk."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cluster.given import SETTINGS, some, stored
from trouvere.index import (
    Article,
    build_index,
    check_index,
    delete_articles,
    describe_index,
    rebuild_index,
    update_index,
)
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.generations import Generations
from trouvere.index.errors import ArticleError, ArticleNotFound, CorruptIndex, MirrorRefused
from trouvere.search import open_searcher
from trouvere.web.cli import root

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("no_copies")]
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "index" / "sample"


def test_a_build_holds_what_one_on_disk_does(address: str, tmp_path: Path, client: Any) -> None:
    here = build_index(tmp_path / "here.idx", SAMPLE)
    there = build_index(address, SAMPLE, settings=SETTINGS)
    assert (there.articles, there.duplicates, there.skipped_total) == (here.articles, 0, here.skipped_total)
    info = describe_index(address)
    assert info.digest == describe_index(tmp_path / "here.idx").digest
    assert (info.articles, info.generation, info.generations) == (there.articles, there.generation, (there.generation,))
    assert check_index(address).ok
    again = build_index(address, SAMPLE, settings=SETTINGS)
    assert not again.published
    assert again.generation == there.generation
    assert len(Generations(client, parse(address)).names()) == 1


def test_of_an_id_given_twice_the_last_one_counts(address: str, client: Any) -> None:
    report = build_index(address, [*some(1, 2), *some(1, word="pause")], settings=SETTINGS)
    assert (report.articles, report.duplicates) == (2, 1)
    assert stored(client, address) == {"a2": "Une grève de 2 jours.", "a1": "Une pause de 1 jours."}


def test_an_article_comes_back_to_the_letter(address: str, client: Any) -> None:
    extra = {"": 1, "a.b": {"c.": [1.10, 1e22, 2**70, None, True, "é\u2028"]}, "vide": {}}
    long = "é" * 400
    given = Article(id=long, title="«\xa0Œuvre\u202f»", text='Ligne\n\tdeux 𝄞 \\ " </b>', tags=("b", "a"), extra=extra)
    build_index(address, [given], settings=SETTINGS)
    found = dict(reading.fetched(client, parse(address).name, [long, "absent"]))
    assert found["absent"] is None
    assert found[long] is not None
    assert (found[long].title, found[long].tags, found[long].extra) == (given.title, given.tags, extra)
    assert check_index(address).ok


def test_an_update_takes_in_what_changed(address: str, client: Any) -> None:
    first = update_index(address, some(1, 2, 3), settings=SETTINGS)
    assert first.indexed == 3
    report = update_index(address, [*some(1), *some(2, word="pause"), *some(4)], settings=SETTINGS)
    assert (report.indexed, report.updated, report.unchanged, report.articles) == (1, 1, 1, 4)
    assert report.generation != first.generation
    assert list(stored(client, address)) == ["a1", "a3", "a2", "a4"]
    again = update_index(address, some(1, 4), settings=SETTINGS)
    assert not again.published
    assert again.generation == report.generation
    tried = update_index(address, some(1, 9), mirror=True, max_delete=0.8, dry_run=True, settings=SETTINGS)
    assert (tried.indexed, tried.deleted, tried.published) == (1, 3, False)
    mirrored = update_index(address, some(1, 9), mirror=True, max_delete=0.8, settings=SETTINGS)
    assert (mirrored.indexed, mirrored.deleted, mirrored.articles) == (1, 3, 2)
    assert list(stored(client, address)) == ["a1", "a9"]
    assert check_index(address).ok


def test_a_mirror_that_may_not_sends_nothing(address: str, tmp_path: Path, client: Any) -> None:
    first = build_index(address, some(*range(10)), settings=SETTINGS)
    source = tmp_path / "s.jsonl"
    lines = [json.dumps(article.as_dict()) for article in [*some(*range(5)), *some(20)]]
    for others, share in ((some(20), 1.0), (some(0, 20), None)):
        with pytest.raises(MirrorRefused):
            update_index(address, others, mirror=True, max_delete=share, settings=SETTINGS)
        assert describe_index(address).generation == first.generation
        assert "a20" not in stored(client, address)
    # What could not be read is not gone; the rest is taken in.
    source.write_text("\n".join([*lines, '{"id": "a5", "te']))
    report = update_index(address, source, mirror=True, max_delete=1.0, settings=SETTINGS)
    assert (report.indexed, report.deleted, report.kept, report.held_back) == (1, 0, 5, True)
    assert len(stored(client, address)) == 11
    # Nor is a text that is the beginning of what it was.
    first_one, last_one = some(0, 9)
    cut = [replace(first_one, text="Une grève de 0 jo"), replace(last_one, id="x", text="Une grève de 9 j")]
    cut += some(*range(1, 9), 20)
    report = update_index(address, cut, mirror=True, settings=SETTINGS)
    assert (report.indexed, report.updated, report.deleted, report.held_back) == (0, 0, 0, True)
    assert stored(client, address)["a0"] == "Une grève de 0 jours."
    assert update_index(address, some(*range(8), 20), mirror=True, settings=SETTINGS).deleted == 2
    assert check_index(address).ok


def test_each_update_gives_numbers_that_none_has_had(address: str, client: Any) -> None:
    build_index(address, some(1, 2, 3), settings=SETTINGS)
    update_index(address, some(4, 5, 6), settings=SETTINGS)
    update_index(address, some(6, word="pause"), settings=SETTINGS)
    delete_articles(address, ["a5"], settings=SETTINGS)
    assert update_index(address, some(7), settings=SETTINGS).articles == 6
    assert stored(client, address)["a6"] == "Une pause de 6 jours."
    numbers = [
        hit["sort"][0] for hit in client.search(body={"sort": "number"}, index=parse(address).name)["hits"]["hits"]
    ]
    assert len(set(numbers)) == len(numbers) == 6
    assert check_index(address).ok


def test_of_a_strict_update_with_one_bad_article_nothing_is_sent(address: str, tmp_path: Path, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    lines = [json.dumps({"id": f"b{n}", "text": f"Une grève de {n} jours."}) for n in range(700)]
    (tmp_path / "bad.jsonl").write_text("\n".join([*lines, "{"]))
    with pytest.raises(ArticleError):
        update_index(address, tmp_path / "bad.jsonl", strict=True, settings=SETTINGS)
    assert update_index(address, some(1_000), settings=SETTINGS).articles == 2
    assert list(stored(client, address)) == ["a1", "a1000"]


def test_what_lost_an_article_is_not_taken_for_whole(address: str, client: Any) -> None:
    first = build_index(address, some(1, 2, 3), settings=SETTINGS)
    query = {"query": {"term": {"id": "a2"}}}
    assert client.delete_by_query(index=parse(address).name, body=query, refresh=True)["deleted"] == 1
    for work in (lambda: rebuild_index(address), lambda: delete_articles(address, ["a1"], purge=True)):
        with pytest.raises(CorruptIndex, match="3 articles annoncés, 2 relus"):
            work()
    assert describe_index(address).generations == (first.generation,)
    assert list(stored(client, address)) == ["a1", "a3"]


def test_half_a_surrogate_pair_is_no_id(address: str) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    for given in ("\ud800", "\udce9t"):
        with open_searcher(address) as searcher, pytest.raises(ArticleNotFound):
            searcher.article(given)
        with pytest.raises(ArticleNotFound):
            delete_articles(address, [given], settings=SETTINGS)
    asked = CliRunner().invoke(root, ["index", "delete", address, "\udce9t"])
    assert (asked.exit_code, "aucun de ces identifiants" in asked.stderr) == (1, True)
    assert delete_articles(address, ["\ud800", "a1"], settings=SETTINGS).articles == 1


def test_what_was_deleted_comes_back_when_it_is_given_again(address: str, client: Any) -> None:
    build_index(address, some(1, 2, 3), settings=SETTINGS)
    with pytest.raises(ArticleNotFound):
        delete_articles(address, ["x", "y"], settings=SETTINGS)
    report = delete_articles(address, ["a3", "x"], settings=SETTINGS)
    assert (report.deleted, report.articles) == (1, 2)
    assert any("x" in notice for notice in report.notices)
    update_index(address, some(3), settings=SETTINGS)
    assert list(stored(client, address)) == ["a1", "a2", "a3"]
    assert check_index(address).ok


def test_a_purge_leaves_the_text_in_no_generation(address: str, client: Any) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    build_index(address, some(1, 2, 3), settings=SETTINGS)
    with pytest.raises(ArticleNotFound):
        delete_articles(address, ["inconnu"], purge=True, settings=SETTINGS)
    report = delete_articles(address, ["a1", "inconnu"], purge=True, settings=SETTINGS)
    assert report.missing == ("inconnu",)
    assert (report.deleted, report.articles) == (1, 2)
    assert len(Generations(client, parse(address)).names()) == 1
    assert list(stored(client, address)) == ["a2", "a3"]


def test_what_a_dead_build_left_is_cleared_away(address: str, client: Any) -> None:
    first = build_index(address, some(1), settings=SETTINGS)
    script = (
        "import os, sys\n"
        "from trouvere.index import Article, build_index\n"
        "def articles():\n"
        "    for n in range(100_000):\n"
        "        if n == 9_000: os.kill(os.getpid(), 9)\n"
        "        yield Article(id=str(n), text='une grève ' * 200)\n"
        "build_index(sys.argv[1], articles())\n"
    )
    assert subprocess.run([sys.executable, "-c", script, address], check=False).returncode == -9
    generations = Generations(client, parse(address))
    assert len(generations.leftovers()) == 1
    assert describe_index(address).generation == first.generation
    report = update_index(address, some(2), settings=SETTINGS)
    assert any("verrou abandonné" in notice for notice in report.notices)
    assert any("interrompue" in notice for notice in report.notices)
    assert not generations.leftovers()
    assert list(stored(client, address)) == ["a1", "a2"]


def test_an_update_that_died_is_taken_up(address: str, client: Any) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    script = (
        "import os, sys\n"
        "from trouvere.index import Article, update_index\n"
        "from trouvere.index.engines.opensearch import update\n"
        "update.ClusterChanges.publish = lambda self: os.kill(os.getpid(), 9)\n"
        "update_index(sys.argv[1], [Article(id='a3', title='Titre', text='Une grève de 3 jours.')])\n"
    )
    assert subprocess.run([sys.executable, "-c", script, address], check=False).returncode == -9
    assert list(stored(client, address)) == ["a1", "a2"], "searches see nothing of it"
    assert not check_index(address).ok
    report = update_index(address, some(4), settings=SETTINGS)
    assert report.articles == 4
    assert any("reprise" in notice for notice in report.notices)
    assert check_index(address).ok


def test_what_fails_its_expectations_is_not_published(address: str, tmp_path: Path, client: Any) -> None:
    first = build_index(address, some(1, 2), settings=SETTINGS)
    expected = tmp_path / "attentes.tsv"
    articles = tmp_path / "articles.jsonl"
    articles.write_text("\n".join(json.dumps(article.as_dict()) for article in some(1, 2, 3)), encoding="utf-8")
    expected.write_text("grève de 3 jours\ta3\t1\n", encoding="utf-8")
    asked = ["index", "build", address, str(articles), "--expect", str(expected)]
    assert CliRunner().invoke(root, asked).exit_code == 0
    expected.write_text("grève de 3 jours\tautre\n", encoding="utf-8")
    refused = CliRunner().invoke(root, asked)
    assert refused.exit_code == 1
    assert "ne donne pas autre" in refused.stderr
    assert not Generations(client, parse(address)).leftovers()
    assert describe_index(address).generation not in ("", first.generation)
