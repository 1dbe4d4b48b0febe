import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trouvere.index import Article, Field, build_index, describe_index
from trouvere.index.cli.commands import renaming
from trouvere.index.cli.progress import sentence, tell_report
from trouvere.index.errors import UsageError
from trouvere.index.french_format import count, duration, number, safe, size
from trouvere.index.report import BuildReport, Progress, Skipped
from trouvere.web.cli import root

ARTICLES = [
    {"id": "1", "title": "Visite à Pékin", "text": "Le président est arrivé mercredi à Pékin.", "source": "AP"},
    {"id": "2", "title": "Grève des trains", "text": "Les cheminots prolongent la grève.", "source": "CNN"},
    {"id": "a/b c", "title": "Marée noire", "text": "La marée noire atteint la côte.", "date": "2023-03-01"},
]


def trouvere(*arguments: object, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(root, [str(argument) for argument in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write(path: Path, articles: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "articles.jsonl", ARTICLES)


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    path = tmp_path / "articles.idx"
    assert trouvere("index", "build", path, source).exit_code == 0
    return path


def info(index: Path) -> dict[str, object]:
    result = trouvere("index", "info", index, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_build_talks_on_stderr_only(tmp_path: Path, source: Path) -> None:
    result = trouvere("index", "build", tmp_path / "new.idx", source)
    assert result.exit_code == 0
    assert result.stdout == ""
    for word in ("Indexés", "Inchangés", "Écartés", "Durée", "Articles/s", "Taille", "Génération"):
        assert word in result.stderr


def test_build_reports_in_json(tmp_path: Path, source: Path) -> None:
    result = trouvere("index", "build", tmp_path / "new.idx", source, "--json")
    report = json.loads(result.stdout)
    assert (report["articles"], report["indexed"], report["skipped_total"]) == (3, 3, 0)
    assert report["published"] is True


def test_build_reads_standard_input_and_renames(tmp_path: Path) -> None:
    line = json.dumps({"id": "9", "titre": "Un titre", "texte": "Un texte sur la pêche."})
    path = tmp_path / "new.idx"
    assert (
        trouvere("index", "build", path, "-", "--map", "text=texte", "--map", "title=titre", stdin=line).exit_code == 0
    )
    assert json.loads(trouvere("search", path, "pêche", "--json").stdout)["hits"][0]["title"]["text"] == "Un titre"


def test_what_is_skipped_is_said_and_strict_fails(tmp_path: Path, source: Path) -> None:
    with source.open("a", encoding="utf-8") as file:
        file.write("{broken\n" * 12)
    result = trouvere("index", "build", tmp_path / "new.idx", source)
    assert result.exit_code == 0
    assert f"{source}:4: " in result.stderr
    assert f"{source}:14: " not in result.stderr, "ten are named, the rest is counted"
    assert "… et 2 de plus" in result.stderr
    result = trouvere("index", "build", tmp_path / "strict.idx", source, "--strict")
    assert result.exit_code == 1
    assert result.stderr.startswith("Erreur : ")
    assert not (tmp_path / "strict.idx" / "CURRENT").exists()


@pytest.mark.parametrize("command", ["build", "update"])
def test_nothing_usable_is_a_failure(command: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{\n", encoding="utf-8")
    assert trouvere("index", command, tmp_path / "new.idx", bad).exit_code == 1
    assert trouvere("index", command, tmp_path / "new.idx", tmp_path / "absent.jsonl").exit_code == 1


def test_expectations_decide_about_publishing(tmp_path: Path, source: Path) -> None:
    path, expected = tmp_path / "new.idx", tmp_path / "expected.tsv"
    expected.write_text("# requête, article, rang\ngrève\t2\t1\npékin\t1\n", encoding="utf-8")
    assert trouvere("index", "build", path, source, "--expect", expected).exit_code == 0
    before = info(path)
    write(source, ARTICLES[:1])
    result = trouvere("index", "build", path, source, "--expect", expected)
    assert result.exit_code == 1
    assert f"{expected}:2: « grève » ne donne pas 2" in result.stderr
    assert f"{expected}:3" not in result.stderr
    assert info(path) == before
    expected.write_text("grève\n", encoding="utf-8")
    assert f"{expected}:1: il faut" in trouvere("index", "build", path, source, "--expect", expected).stderr


def test_update_counts_and_dry_run_writes_nothing(index: Path, source: Path) -> None:
    before = info(index)
    write(source, [{**ARTICLES[0], "text": "Un autre texte, plus long."}, ARTICLES[1], {"id": "4", "text": "Du neuf."}])
    dry = trouvere("index", "update", index, source, "--mirror", "--dry-run", "--json")
    report = json.loads(dry.stdout)
    assert [report[name] for name in ("indexed", "updated", "unchanged", "deleted")] == [1, 1, 1, 1]
    assert report["dry_run"] is True
    assert info(index) == before
    result = trouvere("index", "update", index, source, "--mirror")
    assert result.exit_code == 0
    assert "Mis à jour" in result.stderr
    assert info(index)["articles"] == 3
    assert "Rien n'a changé" in trouvere("index", "update", index, source, "--mirror").stderr


def test_a_mirror_of_what_cannot_all_be_read_removes_nothing_and_fails(index: Path, source: Path) -> None:
    source.write_text(json.dumps(ARTICLES[0]) + '\n{"id": "2", "tex', encoding="utf-8")
    for options in ((), ("--dry-run",), ("--max-delete", "100")):
        result = trouvere("index", "update", index, source, "--mirror", *options)
        assert result.exit_code == 1
        assert "rien n'a été supprimé ; 2 articles absents des sources gardés" in result.stderr
        assert f"{source}:2: JSON invalide" in result.stderr
    assert info(index)["articles"] == 3
    assert trouvere("index", "update", index, source).exit_code == 0
    report = json.loads(trouvere("index", "update", index, source, "--mirror", "--json").stdout)
    assert [report[name] for name in ("held_back", "kept", "unread", "deleted")] == [True, 2, 1, 0]
    assert report["skipped"][0]["unread"] is True


def test_a_mirror_removes_no_more_than_it_may(index: Path, source: Path) -> None:
    write(source, ARTICLES[:1])
    result = trouvere("index", "update", index, source, "--mirror")
    assert result.exit_code == 1
    assert "--max-delete 67" in result.stderr
    assert info(index)["articles"] == 3
    assert trouvere("index", "update", index, source, "--mirror", "--max-delete", "101").exit_code == 2
    assert trouvere("index", "update", index, source, "--mirror", "--max-delete", "67 %").exit_code == 0
    assert info(index)["articles"] == 1


def test_a_purge_of_unknown_ids_fails(index: Path) -> None:
    result = trouvere("index", "delete", index, "1", "inconnu", "--purge")
    assert result.exit_code == 1
    assert "Erreur : absents de l'index : inconnu" in result.stderr
    assert info(index)["articles"] == 2
    assert trouvere("index", "delete", index, "1", "--purge").exit_code == 1
    assert trouvere("index", "delete", index, "2", "inconnu").exit_code == 0


def test_delete_takes_ids_as_they_are(index: Path) -> None:
    assert trouvere("index", "delete", index, "a/b c").exit_code == 0
    assert info(index)["articles"] == 2
    assert trouvere("index", "delete", index, "2", "--purge").exit_code == 0
    assert info(index)["articles"] == 1
    assert trouvere("index", "delete", index, "-absent").exit_code == 1


def test_rebuild_optimize_prune(index: Path) -> None:
    assert trouvere("index", "rebuild", index).exit_code == 0
    assert trouvere("index", "delete", index, "1").exit_code == 0
    assert trouvere("index", "optimize", index).exit_code == 0
    assert (info(index)["articles"], info(index)["segments"]) == (2, 1)
    pruned = trouvere("index", "prune", index)
    assert pruned.exit_code == 0
    assert pruned.stdout.split()
    assert info(index)["generations"] == [info(index)["generation"]]


def test_check_says_what_is_damaged(index: Path) -> None:
    sound = trouvere("index", "check", index)
    assert (sound.exit_code, "intact" in sound.stdout) == (0, True)
    victim = max(Path(str(info(index)["path"])).iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    damaged = trouvere("index", "check", index)
    assert damaged.exit_code == 1
    assert victim.name in damaged.stdout
    as_json = json.loads(trouvere("index", "check", index, "--json").stdout)
    assert as_json["ok"] is False
    assert as_json["damage"][0]["file"] == victim.name


def test_backup_and_restore(index: Path, tmp_path: Path) -> None:
    assert trouvere("index", "backup", index, tmp_path / "saved").exit_code == 0
    assert trouvere("index", "delete", index, "1", "2").exit_code == 0
    assert trouvere("index", "restore", tmp_path / "saved", index).exit_code == 0
    assert info(index)["articles"] == 3


@pytest.mark.parametrize("command", ["info", "check", "rebuild", "optimize", "prune"])
def test_no_index_is_a_sentence(command: str, tmp_path: Path) -> None:
    result = trouvere("index", command, tmp_path / "nowhere")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "il n'y a pas d'index ici" in result.stderr
    assert "\n→ " in result.stderr


def test_info_for_a_person(index: Path) -> None:
    result = trouvere("index", "info", index)
    assert "Articles      3\n" in result.stdout
    assert "octets" in result.stdout or "ko" in result.stdout


def test_analyze_shows_every_step() -> None:
    tokens = json.loads(trouvere("analyze", "l’Œuvre des", "--json").stdout)
    assert [token["written"] for token in tokens][-1] == "des"
    assert "oeuvre" in [token["surface"] for token in tokens]
    table = trouvere("analyze", "-", "l’Œuvre", "-SNCF").stdout
    assert "fold" in table
    assert "sncf" in table


def test_map_reads_either_way_where_only_one_makes_sense() -> None:
    assert renaming(("body=texte", "titre=title", "source=category")) == {
        "body": "texte",
        "title": "titre",
        "source": "category",
    }
    # What is no field of ours may be one that the index declares.
    assert renaming(("prix=montant",), ("prix",)) == {"prix": "montant"}
    for pair in ("body", "body=", "=texte", "a=b"):
        with pytest.raises(UsageError, match="--map"):
            renaming((pair,))


def test_french_figures() -> None:
    assert number(70860) == "70\u202f860"
    assert number(1.5, 1) == "1,5"
    assert [size(n) for n in (0, 1, 999, 1000, 1_234_567, 999_999)] == [
        *("0\u00a0octet", "1\u00a0octet", "999\u00a0octets", "1,0\u00a0ko", "1,2\u00a0Mo", "1,0\u00a0Mo"),
    ]
    assert [duration(n) for n in (0.44, 59.4, 200, 3900)] == [
        *("0,4\u00a0s", "59\u00a0s", "3\u00a0min\u00a020\u00a0s", "1\u00a0h\u00a005\u00a0min")
    ]
    assert [count(n, "article") for n in (0, 1, 2)] == ["0 article", "1 article", "2 articles"]
    assert safe("a\x1b[31mb\nc\u202e") == "a [31mb c "


def test_progress_in_a_line() -> None:
    line = sentence(Progress("indexation", 2000, 4.0, 100, 300))
    assert line == "indexation · 2\u202f000 articles · 500 articles/s · encore 8,0\u00a0s"
    assert "encore" not in sentence(Progress("indexation", 2000, 4.0))


def test_a_report_never_obeys_what_it_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    skipped = (Skipped("a\x1b]0;x\x07.txt:1", "illisible [bold]"),)
    report = BuildReport(
        path="x", generation="1-a", published=True, articles=1, skipped=skipped, skipped_total=1, notices=("\x1b[2J",)
    )
    tell_report(report, as_json=False)
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "illisible [bold]" in err


def test_a_build_ends_with_what_its_owner_would_mend(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [{"title": "Le pont", "text": "Le pont…", "date": "mardi"}])
    result = trouvere("index", "build", tmp_path / "a.idx", source)
    assert "date non comprise : 1 article" in result.stderr
    assert "a.jsonl:1 : « mardi »" in result.stderr
    result = trouvere("index", "build", tmp_path / "b.idx", source, "--default", "source=Le Journal", "--json")
    remarks = json.loads(result.stdout)["remarks"]
    assert [remark["what"] for remark in remarks] == ["date non comprise", "texte coupé, semble-t-il"]
    assert all(remark["articles"] == 1 and remark["example"] and remark["advice"] for remark in remarks)


def test_a_default_of_no_field_is_refused_with_the_fields(tmp_path: Path, source: Path) -> None:
    result = trouvere("index", "build", tmp_path / "a.idx", source, "--default", "titre=x")
    assert result.exit_code != 0
    assert "--default titre=x" in result.stderr
    assert "source, language" in result.stderr


def test_a_field_that_is_declared_again_keeps_its_labels(tmp_path: Path) -> None:
    path = tmp_path / "i"
    fields = [Field("region", label="Région"), Field("prix", "number", label="Prix")]
    build_index(path, [Article(id="1", text="Un.", extra={"region": "oui", "prix": 2})], fields=fields)
    for given, kind in (("region", "keyword"), ("region:boolean", "boolean")):
        assert trouvere("index", "rebuild", path, "--field", given).exit_code == 0
        assert [(one.name, one.kind, one.label) for one in describe_index(path).fields] == [("region", kind, "Région")]
