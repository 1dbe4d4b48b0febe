"""Building, updating, deleting, rebuilding: what is published, and what is not."""

import json
import shutil
from pathlib import Path

import pytest
import whoosh.index

from trouvere.index import (
    Article,
    backup_index,
    build_index,
    check_index,
    delete_articles,
    describe_index,
    optimize,
    prune_index,
    rebuild_index,
    restore_index,
    update_index,
)
from trouvere.index.engines.embedded.lock import writing
from trouvere.index.errors import (
    ArticleError,
    ArticleNotFound,
    BuildError,
    IndexLocked,
    IndexNotFound,
    MirrorRefused,
    UsageError,
)
from trouvere.index.settings import Settings
from trouvere.search import open_searcher


def articles(count: int = 5, word: str = "préfet") -> list[Article]:
    return [
        Article(id=f"a/{n}", title=f"Article {n}", text=f"Le {word} numéro {n} visite l’Ukraine.", source="AP")
        for n in range(count)
    ]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    build_index(path, articles())
    return path


def found(index: Path, query: str) -> int:
    with open_searcher(index) as searcher:
        return searcher.search(query).total


def test_a_build_is_published_and_whoosh_opens_it(index: Path) -> None:
    info = describe_index(index)
    assert info.articles == 5
    assert whoosh.index.open_dir(info.path).doc_count() == 5
    assert check_index(index).ok
    assert found(index, "préfet") == 5


def test_building_the_same_again_publishes_nothing(index: Path) -> None:
    before = describe_index(index)
    report = build_index(index, articles())
    assert not report.published
    assert describe_index(index) == before


def test_building_the_same_over_a_damaged_generation_repairs_it(index: Path) -> None:
    damaged = max(Path(describe_index(index).path).glob("s*.articles"), key=lambda path: path.stat().st_size)
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    assert not check_index(index).ok
    assert build_index(index, articles()).published
    assert check_index(index).ok


def test_an_id_that_comes_twice_counts_once_and_the_last_one_wins(tmp_path: Path) -> None:
    twice = [*articles(3), Article(id="a/1", title="Nouveau", text="Le maire visite Nevers.")]
    report = build_index(tmp_path / "i", twice)
    assert (report.articles, report.indexed, report.duplicates) == (3, 3, 1)
    assert found(tmp_path / "i", "maire") == 1
    assert found(tmp_path / "i", "préfet") == 2
    with open_searcher(tmp_path / "i") as searcher:
        assert searcher.article("a/1").title == "Nouveau"


def test_update_takes_in_what_is_new_or_different_and_nothing_else(index: Path) -> None:
    changed = [*articles(5)[:4], Article(id="a/4", title="Changé", text="Le maire."), Article(id="b", text="Neuf.")]
    dry = update_index(index, changed, dry_run=True)
    assert (dry.indexed, dry.updated, dry.unchanged, dry.published) == (1, 1, 4, False)
    report = update_index(index, changed)
    assert (report.indexed, report.updated, report.unchanged, report.articles) == (1, 1, 4, 6)
    assert found(index, "préfet") == 4
    assert found(index, "neuf") == 1
    again = update_index(index, changed)
    assert (again.unchanged, again.published) == (6, False)


def test_update_and_build_of_the_same_articles_have_the_same_digest(index: Path, tmp_path: Path) -> None:
    update_index(index, [Article(id="a/0", title="Changé", text="Le maire.")])
    delete_articles(index, ["a/1"])
    build_index(tmp_path / "other", [Article(id="a/0", title="Changé", text="Le maire."), *articles()[2:]])
    assert describe_index(index).digest == describe_index(tmp_path / "other").digest


def test_mirror_removes_what_is_gone(index: Path) -> None:
    with pytest.raises(MirrorRefused, match="3 articles sur 5") as refused:
        update_index(index, articles(2), mirror=True)
    assert refused.value.hint.endswith("--max-delete 60")
    assert found(index, "préfet") == 5
    report = update_index(index, articles(2), mirror=True, max_delete=0.6)
    assert (report.deleted, report.articles) == (3, 2)
    assert found(index, "préfet") == 2


def test_mirror_of_nothing_is_refused(index: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        update_index(index, [tmp_path / "empty"], mirror=True)
    assert found(index, "préfet") == 5


def test_update_of_nothing_yet_builds(tmp_path: Path) -> None:
    assert update_index(tmp_path / "new", articles(2)).articles == 2


def test_delete(index: Path) -> None:
    assert delete_articles(index, ["a/1", "nobody"]).articles == 4
    with pytest.raises(ArticleNotFound):
        delete_articles(index, ["nobody"])
    with open_searcher(index) as searcher, pytest.raises(ArticleNotFound):
        searcher.article("a/1")


def test_purge_leaves_the_text_in_no_generation(index: Path) -> None:
    update_index(index, [Article(id="secret", text="Zanzibar.")])
    delete_articles(index, ["secret"], purge=True)
    assert describe_index(index).articles == 5
    assert len(describe_index(index).generations) == 1
    assert not [path for path in index.rglob("*") if path.is_file() and b"anzibar" in path.read_bytes()]


def test_a_purge_of_an_unknown_id_says_so_and_does_the_others(index: Path) -> None:
    before = describe_index(index)
    with pytest.raises(ArticleNotFound, match="inconnu"):
        delete_articles(index, ["inconnu"], purge=True)
    assert describe_index(index) == before
    report = delete_articles(index, ["inconnu", "a/1"], purge=True)
    assert (report.deleted, report.missing, report.articles) == (1, ("inconnu",), 4)
    with pytest.raises(ArticleNotFound):
        delete_articles(index, ["a/1"], purge=True)


def test_what_was_deleted_before_can_still_be_purged(index: Path) -> None:
    delete_articles(index, ["a/1"])
    assert delete_articles(index, ["a/1"], purge=True).missing == ()
    assert describe_index(index).deleted == 0
    with pytest.raises(ArticleNotFound):
        delete_articles(index, ["a/1"], purge=True)


@pytest.mark.parametrize("half_removed", ["", "manifest.json", "s1.id"])
def test_a_purge_that_was_interrupted_finishes_when_asked_again(index: Path, half_removed: str) -> None:
    (old,) = (index / "generations").iterdir()
    saved = index.parent / "saved"
    shutil.copytree(old, saved)
    delete_articles(index, ["a/1"], purge=True)
    # Killed after it had published, before it removed all of what was before.
    shutil.copytree(saved, old)
    if half_removed:
        (old / half_removed).unlink()
    report = delete_articles(index, ["a/1"], purge=True)
    assert (report.published, report.missing) == (False, ())
    assert describe_index(index).generations == (describe_index(index).generation,)
    with pytest.raises(ArticleNotFound):
        delete_articles(index, ["a/1"], purge=True)


def test_rebuild_and_optimize_give_the_same_articles(index: Path) -> None:
    update_index(index, [Article(id="b", text="Neuf."), Article(id="a/0", text="Autre.")])
    delete_articles(index, ["a/1"])
    digest = describe_index(index).digest
    assert rebuild_index(index).articles == 5
    assert describe_index(index).digest == digest
    delete_articles(index, ["a/2"])
    report = optimize(index)
    assert report.published
    assert (describe_index(index).segments, describe_index(index).deleted, describe_index(index).articles) == (1, 0, 4)
    assert found(index, "préfet") == 2
    assert not optimize(index).published


def test_one_writer_at_a_time_and_a_dead_one_is_taken_over(index: Path) -> None:
    with writing(index, "build"), pytest.raises(IndexLocked, match="build, processus"):
        update_index(index, articles(1), wait=0)
    (index / "LOCK").write_text(json.dumps({"pid": 1, "host": "h", "command": "build", "since": "hier"}))
    (index / "building-1").mkdir()
    report = update_index(index, [Article(id="b", text="Neuf.")])
    assert any("verrou abandonné" in notice for notice in report.notices)
    assert any("building-1" in notice for notice in report.notices)
    assert not (index / "building-1").exists()


def test_bad_input_is_counted_and_strict_refuses_it(tmp_path: Path) -> None:
    source = tmp_path / "s.jsonl"
    source.write_text('{"id": "1", "text": "Bon."}\n{oops\n{"id": "3"}\n', encoding="utf-8")
    report = build_index(tmp_path / "i", source)
    assert (report.articles, report.skipped_total) == (1, 2)
    assert [skip.where.rpartition(":")[2] for skip in report.skipped] == ["2", "3"]
    with pytest.raises(ArticleError, match=r"s\.jsonl:2"):
        build_index(tmp_path / "j", source, strict=True)
    assert not (tmp_path / "j" / "CURRENT").exists()


def test_nothing_to_index_publishes_nothing(index: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(BuildError, match="aucun article"):
        build_index(index, tmp_path / "empty.jsonl")
    assert found(index, "préfet") == 5


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("…")
    with pytest.raises(BuildError, match="n'est pas un index"):
        build_index(tmp_path, articles())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_no_index_says_so(tmp_path: Path) -> None:
    for call in (describe_index, rebuild_index, optimize, check_index):
        with pytest.raises(IndexNotFound, match="pas d'index ici"):
            call(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_old_generations_are_kept_as_settings_say(index: Path) -> None:
    for n in range(4):
        build_index(index, articles(word=f"mot{n}"), settings=Settings(keep_generations=3))
    assert len(describe_index(index).generations) == 3
    assert len(prune_index(index)) == 2
    assert describe_index(index).generations == (describe_index(index).generation,)


def test_backup_and_restore(index: Path, tmp_path: Path) -> None:
    digest = describe_index(index).digest
    backup_index(index, tmp_path / "copy")
    assert describe_index(tmp_path / "copy").digest == digest
    assert found(tmp_path / "copy", "préfet") == 5
    with pytest.raises(BuildError, match="n'est pas vide"):
        backup_index(index, tmp_path / "copy")
    build_index(index, articles(2, "maire"))
    restore_index(tmp_path / "copy", index)
    assert describe_index(index).digest == digest
    assert check_index(index).ok


def test_a_generation_that_fails_expectations_is_not_published(index: Path) -> None:
    with pytest.raises(BuildError, match="ligne 3"):
        build_index(index, articles(7), expect=lambda folder, segments: ["ligne 3 : absent"])
    assert describe_index(index).articles == 5
