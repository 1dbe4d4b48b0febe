"""An index on a cluster, looked after by the same commands as one on disk."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cluster.given import SETTINGS, some
from cluster.servers import Servers
from trouvere.index import (
    build_index,
    check_index,
    copy_index,
    describe_index,
    optimize,
    prune_index,
    rebuild_index,
    update_index,
)
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.generations import Generations
from trouvere.index.errors import BuildError
from trouvere.web.cli import root

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("no_copies")]
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "index" / "sample"


def test_rebuild_optimize_prune(address: str, client: Any) -> None:
    first = build_index(address, some(*range(20)), settings=SETTINGS)
    update_index(address, some(3, word="pause"), settings=SETTINGS)
    before = describe_index(address)
    rebuilt = rebuild_index(address, settings=SETTINGS)
    assert (rebuilt.articles, rebuilt.published) == (20, True)
    assert describe_index(address).digest == before.digest
    assert rebuilt.generation not in (first.generation, before.generation)
    update_index(address, some(4, word="pause"), settings=SETTINGS)
    optimize(address, settings=SETTINGS)
    assert describe_index(address).segments == 1
    assert len(prune_index(address)) == 1
    assert len(Generations(client, parse(address)).names()) == 1
    assert check_index(address).ok


def test_articles_move_to_the_cluster_and_back(address: str, tmp_path: Path) -> None:
    here, back = tmp_path / "here.idx", tmp_path / "back.idx"
    build_index(here, SAMPLE)
    there = copy_index(here, address, settings=SETTINGS)
    assert there.articles == describe_index(here).articles
    assert describe_index(address).digest == describe_index(here).digest
    copy_index(address, back)
    assert describe_index(back).digest == describe_index(here).digest
    with pytest.raises(BuildError):
        copy_index(address, address)


def test_a_changed_article_is_found_by_a_check(address: str, client: Any) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    name = parse(address).name
    document = client.get(index=name, id="a1")["_source"]
    document["article"]["text"] = "Autre chose."
    document |= {"id": "a1", "digest_high": 0, "digest_low": 0, "number": 7}
    client.index(
        index=name, id="a1", body=document, params={"version": 9, "version_type": "external", "refresh": "true"}
    )
    report = check_index(address)
    assert not report.ok
    assert {damage.file for damage in report.damage} >= {"a1"}
    assert "restore" in report.remedy


def test_a_host_that_is_not_there_is_passed_over(address: str, one_node: Servers) -> None:
    there = f"opensearch://127.0.0.1:1,{one_node.hosts},127.0.0.1:2/{parse(address).name}"
    assert build_index(there, some(1, 2), settings=SETTINGS).articles == 2
    assert update_index(there, some(3), settings=SETTINGS).articles == 3
    assert describe_index(there).articles == 3


def test_a_template_of_the_site_adds_to_what_we_ask_for(address: str, client: Any) -> None:
    name = parse(address).name
    given = {"index.search.slowlog.threshold.query.warn": "1s", "index.number_of_shards": 3}
    body = {"index_patterns": [f"{name}-*"], "template": {"settings": given}}
    client.indices.put_index_template(name=name, body=body)
    try:
        build_index(address, some(1, 2), settings=SETTINGS)
        (found,) = client.indices.get_settings(index=name, flat_settings=True).values()
    finally:
        client.indices.delete_index_template(name=name)
    assert found["settings"]["index.search.slowlog.threshold.query.warn"] == "1s"
    assert found["settings"]["index.number_of_shards"] == "1"


def test_the_commands_say_what_they_do(address: str, tmp_path: Path) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(root, ["index", *arguments])

    built = run("build", address, str(SAMPLE), "--json")
    assert built.exit_code == 0
    assert json.loads(built.stdout)["path"] == address
    info = json.loads(run("info", address, "--json").stdout)
    assert {"articles", "generation", "path"} <= set(info)
    checked = run("check", address)
    assert checked.exit_code == 0
    assert "intact" in checked.stdout
    assert json.loads(run("copy", address, str(tmp_path / "b.idx"), "--json").stdout)["articles"] == info["articles"]
    lost = CliRunner().invoke(root, ["index", "info", address + "x"])
    assert (lost.exit_code, "trouvere index build" in lost.stderr) == (1, True)
