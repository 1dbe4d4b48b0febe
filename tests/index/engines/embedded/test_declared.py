"""Declared fields of an index in a folder: kept, changed, told, and there after everything that is done to it."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from torture.forged import signed

from trouvere.index import (
    Article,
    BuildReport,
    CorruptIndex,
    Field,
    IncompatibleIndex,
    UsageError,
    backup_index,
    build_index,
    check_index,
    copy_index,
    delete_articles,
    describe_index,
    optimize,
    prune_index,
    rebuild_index,
    restore_index,
    update_index,
)
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.embedded.read.manifest import NAME
from trouvere.index.report import Remark
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.web.cli import root

ALONE = Settings(processes=1)
REGION, PRICE = Field("region"), Field("prix", "number")
VILLE = Field("Ville", label="Une ville")
DECLARED = (REGION, PRICE)
PLACES = ("Nièvre", "Yonne", ["Nièvre", "Loire"], "")


def articles(first: int = 0, count: int = 8) -> list[Article]:
    return [
        Article(
            id=str(n),
            title=f"Fiche {n}",
            text=f"Le gîte numéro {n}.",
            source="Guide",
            date="2023-03-01",
            extra={"region": PLACES[n % 4], "prix": n * 1.5, "Ville": f"Ville {n % 2}"},
        )
        for n in range(first, first + count)
    ]


def values(index: Path) -> dict[str, dict[Any, list[str]]]:
    """Return, of each declared field, the ids of the articles that have each value, as its columns say."""
    folder, manifest = published(index)
    generation = Generation(folder, manifest.segments, fields=manifest.fields)
    generation.check()
    found: dict[str, dict[Any, list[str]]] = {}
    for field in manifest.fields:
        having = found.setdefault(field.name, {})
        for segment in generation.segments:
            reader = segment.field(field.column)
            for number, term in enumerate(reader.lexicon.all()):
                ids = [segment.articles.read(doc).id for doc in reader.docs(number).tolist() if segment.live[doc]]
                if ids:
                    having.setdefault(field.value(term.decode()), []).extend(ids)
    return {name: {value: sorted(ids, key=int) for value, ids in having.items()} for name, having in found.items()}


def expected(given: list[Article], fields: tuple[Field, ...] = DECLARED) -> dict[str, dict[Any, list[str]]]:
    """Say the same from the articles alone."""
    found: dict[str, dict[Any, list[str]]] = {field.name: {} for field in fields}
    for field in fields:
        for article in given:
            value = article.extra[field.name]
            for each in value if isinstance(value, list) else [value]:
                if each != "":
                    found[field.name].setdefault(each, []).append(article.id)
    return {name: {v: sorted(ids, key=int) for v, ids in having.items()} for name, having in found.items()}


def names(index: Path) -> list[str]:
    return [str(field) for field in describe_index(index).fields]


def remarks(report: BuildReport) -> list[Remark]:
    return [remark for remark in report.remarks if " : " in remark.what]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "guide.idx"
    build_index(path, articles(), settings=ALONE, fields=DECLARED)
    return path


@pytest.mark.parametrize("processes", [1, 2])
def test_values_are_in_the_columns_of_the_fields(tmp_path: Path, processes: int) -> None:
    given = articles(count=100)
    fields = (*DECLARED, VILLE)
    build_index(tmp_path / "i", given, settings=Settings(processes=processes), fields=fields)
    assert values(tmp_path / "i") == expected(given, fields)
    assert describe_index(tmp_path / "i").fields == fields
    assert describe_index(tmp_path / "i").as_dict()["fields"][0] == REGION.as_dict()  # type: ignore[index]


@pytest.mark.parametrize("how", ["settings", "texts", "argument over settings"])
def test_fields_are_declared_by_settings_or_by_the_program(tmp_path: Path, how: str) -> None:
    if how == "settings":
        build_index(tmp_path / "i", articles(), settings=Settings(processes=1, fields=DECLARED))
    elif how == "texts":
        build_index(tmp_path / "i", articles(), settings=ALONE, fields=["region", "prix:number"])  # type: ignore[list-item]
    else:
        build_index(tmp_path / "i", articles(), settings=Settings(processes=1, fields=(VILLE,)), fields=DECLARED)
    assert describe_index(tmp_path / "i").fields == DECLARED


@pytest.mark.parametrize("processes", [1, 2])
def test_a_key_may_be_written_in_another_way(tmp_path: Path, processes: int) -> None:
    """Programs give articles as they have them, and an index may have been built before a field was declared."""
    keys = {"1": "Région", "2": "REGION", "3": "region", "4": "ré-gion", "5": "autre"}
    given = [Article(id=id_, text="Le gîte.", extra={"note": 1, key: f"Ain {id_}"}) for id_, key in keys.items()]
    having = {f"Ain {id_}": [id_] for id_ in "1234"}
    wrong = [Article(id="6", text="Le gîte.", extra={"PRIX": "beaucoup"})]
    settings = Settings(processes=processes)
    report = build_index(tmp_path / "i", [*given, *wrong], settings=settings, fields=DECLARED)
    assert values(tmp_path / "i") == {"region": having, "prix": {}}
    assert [remark.example for remark in remarks(report)] == ["article 6 : « beaucoup »"]
    build_index(tmp_path / "later", given, settings=settings)
    rebuild_index(tmp_path / "later", settings=settings, fields=(REGION,))
    assert values(tmp_path / "later") == {"region": having}
    update_index(tmp_path / "later", [Article(id="7", text="Le gîte.", extra={"RÉGION": "Var"})], settings=settings)
    assert values(tmp_path / "later") == {"region": {**having, "Var": ["7"]}}


def test_a_build_keeps_the_fields_that_nobody_declares_anew(index: Path) -> None:
    report = build_index(index, articles(count=9), settings=ALONE)
    assert names(index) == ["region", "prix:number"]
    assert [notice for notice in report.notices if "gardés" in notice and "region, prix:number" in notice]
    assert values(index) == expected(articles(count=9))
    again = build_index(index, articles(count=9), settings=ALONE, fields=DECLARED)
    assert (again.published, again.notices) == (False, ())


def test_a_build_keeps_them_of_a_generation_that_cannot_be_searched_any_more(index: Path) -> None:
    folder, manifest = published(index)
    (folder / NAME).write_bytes(replace(manifest, analysis="fr-0").as_json())
    build_index(index, articles(), settings=ALONE)
    assert describe_index(index).fields == DECLARED
    (published(index)[0] / "s1.text").unlink()
    build_index(index, articles(), settings=ALONE)
    assert describe_index(index).fields == DECLARED


@pytest.mark.parametrize("fields", [(), (REGION,), (PRICE, REGION), (replace(REGION, label="Région"), PRICE)])
def test_a_build_with_other_fields_is_published_though_the_articles_are_the_same(
    index: Path, fields: tuple[Field, ...]
) -> None:
    report = build_index(index, articles(), settings=ALONE, fields=fields)
    assert report.published
    assert not report.notices
    assert describe_index(index).fields == fields
    assert check_index(index).ok


OTHERS: list[tuple[tuple[Field, ...], str]] = [
    ((REGION,), "region, l'index a region, prix:number"),
    ((), "aucun, l'index a region, prix:number"),
    ((replace(REGION, label="Région"), PRICE), "d'autres libellés"),
    ((REGION, Field("prix")), "region, prix, l'index a region, prix:number"),
]


@pytest.mark.parametrize(("fields", "told"), OTHERS)
@pytest.mark.parametrize("dry_run", [True, False])
def test_an_update_keeps_to_the_fields_of_its_index_and_says_so(
    index: Path, fields: tuple[Field, ...], told: str, dry_run: bool
) -> None:
    report = update_index(index, articles(6, 4), settings=ALONE, fields=fields, dry_run=dry_run)
    (notice,) = report.notices
    assert told in notice
    assert f"trouvere index rebuild {index}" in notice
    assert describe_index(index).fields == DECLARED
    assert values(index) == expected(articles(count=8 if dry_run else 10))


def test_an_update_that_is_asked_for_the_same_says_nothing(index: Path) -> None:
    assert update_index(index, articles(8, 1), settings=Settings(processes=1, fields=DECLARED)).notices == ()
    assert update_index(index, articles(9, 1), settings=ALONE).notices == ()
    assert values(index) == expected(articles(count=10))


def test_a_first_update_declares(tmp_path: Path) -> None:
    update_index(tmp_path / "i", articles(), settings=ALONE, fields=DECLARED)
    assert values(tmp_path / "i") == expected(articles())


def test_a_rebuild_changes_the_fields_without_the_sources(index: Path) -> None:
    rebuild_index(index, settings=ALONE)
    assert describe_index(index).fields == DECLARED
    rebuild_index(index, settings=ALONE, fields=(VILLE, REGION))
    assert values(index) == expected(articles(), (VILLE, REGION))
    rebuild_index(index, settings=Settings(processes=1, fields=DECLARED))
    assert values(index) == expected(articles())
    rebuild_index(index, settings=Settings(processes=1, fields=DECLARED), fields=())
    assert describe_index(index).fields == ()
    assert not list(Path(describe_index(index).path).glob("*own*"))


def test_they_are_there_after_everything_that_is_done_to_an_index(index: Path, tmp_path: Path) -> None:
    now = articles()
    for purge in (False, True):
        gone = now.pop(3).id
        delete_articles(index, [gone], purge=purge, settings=ALONE)
        assert values(index) == expected(now)
    changed = replace(now[0], extra={"region": "Loire", "prix": -4, "Ville": "x"})
    update_index(index, [changed], settings=ALONE)
    now[0] = changed
    assert values(index) == expected(now)
    optimize(index, settings=ALONE)
    assert len(published(index)[1].segments) == 1
    assert values(index) == expected(now)
    prune_index(index)
    backup_index(index, tmp_path / "saved")
    assert values(tmp_path / "saved") == expected(now)
    update_index(index, articles(20, 2), settings=ALONE)
    restore_index(tmp_path / "saved", index)
    assert values(index) == expected(now)
    update_index(index, now[2:], mirror=True, settings=ALONE, max_delete=0.9)
    assert values(index) == expected(now[2:])
    for place in (index, tmp_path / "saved"):
        assert check_index(place).ok
        assert describe_index(place).fields == DECLARED


def test_a_copy_keeps_the_fields_unless_others_are_declared(index: Path, tmp_path: Path) -> None:
    copy_index(index, tmp_path / "same", settings=ALONE)
    assert values(tmp_path / "same") == expected(articles())
    copy_index(index, tmp_path / "other", settings=Settings(processes=1, fields=(VILLE,)))
    assert values(tmp_path / "other") == expected(articles(), (VILLE,))


def test_expectations_are_asked_of_a_generation_that_knows_its_fields(tmp_path: Path) -> None:
    seen: list[tuple[Field, ...]] = []

    def expect(folder: Path, generation: Generation) -> list[str]:
        seen.append(generation.fields)
        return ["non"]

    with pytest.raises(Exception, match="non"):
        build_index(tmp_path / "i", articles(), settings=ALONE, fields=DECLARED, expect=expect)
    assert seen == [DECLARED]


# What articles have of them


def strange() -> list[Article]:
    return [
        *articles(count=30),
        *(Article(id=f"{n}", text=f"{n}", extra={"prix": "gratuit", "region": {"code": 58}}) for n in range(100, 103)),
        Article(id="200", text="x", extra={"prix": [3, "sur devis"], "tarif": 3}),
    ]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("how", ["build", "update", "rebuild"])
def test_what_does_not_fit_is_told_and_the_article_stays(tmp_path: Path, processes: int, how: str) -> None:
    index, settings = tmp_path / "i", Settings(processes=processes)
    if how == "build":
        report = build_index(index, strange(), settings=settings, fields=DECLARED)
    elif how == "update":
        build_index(index, articles(count=30), settings=settings, fields=DECLARED)
        report = update_index(index, strange(), settings=settings)
    else:
        build_index(index, strange(), settings=settings)
        report = rebuild_index(index, settings=settings, fields=DECLARED)
    region, price = remarks(report)
    assert (region.what, region.articles) == ("region : valeur qui n'est pas un texte", 3)
    assert (price.what, price.articles) == ("prix : valeur qui n'est pas un nombre", 4)
    assert price.example == "article 100 : « gratuit »"
    assert region.example == "article 100 : un objet, dont --map region=region.code lit « code »"
    assert "--field prix" in price.advice
    assert describe_index(index).articles == 34
    # Of several values, those that fit stay.
    wanted = expected(articles(count=30))
    wanted["prix"][3.0].append("200")
    assert values(index) == wanted


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("how", ["build", "rebuild"])
def test_a_field_that_no_article_has_is_told_with_what_they_have(tmp_path: Path, processes: int, how: str) -> None:
    index, settings = tmp_path / "i", Settings(processes=processes)
    fields = (REGION, Field("tarif", "number"))
    given = [*articles(count=30), Article(id="99", text="x", extra={"étoiles": 3})]
    if how == "rebuild":
        build_index(index, given, settings=settings)
    report = rebuild_index(index, settings=settings, fields=fields) if how == "rebuild" else None
    (remark,) = remarks(report or build_index(index, given, settings=settings, fields=fields))
    assert (remark.what, remark.articles) == ("tarif : aucun article n'a ce champ", 31)
    assert remark.example == "ce que les articles ont en plus : Ville (30), prix (30), étoiles (1)"
    assert "--field" in remark.advice


def test_an_update_does_not_speak_of_what_its_few_articles_have_not(index: Path) -> None:
    assert remarks(update_index(index, [Article(id="77", text="x")], settings=ALONE)) == []


def test_values_of_files_are_read_whatever_else_they_are_taken_for(tmp_path: Path) -> None:
    """A `ville` is a place, a `parution` the date: the field is filled all the same; `--map` names another key."""
    record = {
        "id": 1,
        "text": "Un gîte.",
        "ville": "Nevers",
        "parution": "2023-03-01",
        "dept": "Nièvre",
        "rubrique": "A",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "b.csv").write_text(
        "id,text,ville,parution,dept,rubrique\n2,Un gîte.,Nevers,2023-03-02,Yonne,B\n", encoding="utf-8"
    )
    (tmp_path / "c.md").write_text(
        "---\nid: 3\nville: Nevers\nparution: 2023-03-03\ndept: Loire\nrubrique: C\n---\n\nUn gîte.\n", encoding="utf-8"
    )
    fields = (Field("ville"), Field("parution", "date"), REGION, Field("thème"))
    build_index(
        tmp_path / "i",
        [tmp_path / name for name in ("a.jsonl", "b.csv", "c.md")],
        settings=ALONE,
        fields=fields,
        rename={"region": "dept", "thème": "rubrique"},
    )
    assert values(tmp_path / "i") == {
        "ville": {"Nevers": ["1", "2", "3"]},
        "parution": {f"2023-03-0{n}": [str(n)] for n in (1, 2, 3)},
        "region": {"Nièvre": ["1"], "Yonne": ["2"], "Loire": ["3"]},
        "thème": {"A": ["1"], "B": ["2"], "C": ["3"]},
    }
    folder, manifest = published(tmp_path / "i")
    stored = {one.id: one for one in Generation(folder, manifest.segments, fields=fields).articles()}
    assert [stored[key].place for key in "12"] == ["Nevers", "Nevers"]
    assert [str(stored[key].date) for key in "12"] == ["2023-03-01", "2023-03-02"]
    assert "dept" not in stored["1"].extra


def test_an_update_reads_files_for_the_fields_of_its_index(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": 1, "text": "Un gîte.", "ville": "Nevers"}), encoding="utf-8")
    build_index(tmp_path / "i", tmp_path / "a.jsonl", settings=ALONE, fields=[Field("ville")])
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": 1, "text": "Un gîte.", "ville": "Auxerre"}), encoding="utf-8")
    assert update_index(tmp_path / "i", tmp_path / "a.jsonl", settings=ALONE).updated == 1
    assert values(tmp_path / "i") == {"ville": {"Auxerre": ["1"]}}


# Damage, and manifests that nobody of ours wrote


@pytest.mark.parametrize("field", DECLARED, ids=str)
@pytest.mark.parametrize("kind", ["flip", "delete", "not in the manifest"])
def test_damage_to_a_column_says_what_is_lost_and_rebuild_mends_it(index: Path, field: Field, kind: str) -> None:
    folder, manifest = published(index)
    path = folder / f"s1.{field.column}"
    content = bytearray(path.read_bytes())
    path.unlink()
    if kind == "flip":
        content[70] ^= 1
        path.write_bytes(content)
    elif kind == "not in the manifest":
        files = {name: entry for name, entry in manifest.files.items() if name != path.name}
        (folder / NAME).write_bytes(replace(manifest, files=files).as_json())
    report = check_index(index)
    assert not report.ok
    (damage,) = report.damage
    if kind == "not in the manifest":
        assert path.name in damage.what
    else:
        assert damage.file == path.name
        assert damage.lost == f"8 articles ne peuvent plus être filtrés, comptés ni triés par {field.name}"
    assert "index rebuild" in report.remedy or kind == "not in the manifest"
    rebuild_index(index, settings=ALONE)
    assert check_index(index).ok
    assert values(index) == expected(articles())


FIELD = REGION.as_dict()
BAD_KINDS: tuple[object, ...] = ("money", None, 3, ["keyword"], {})
HOSTILE: list[object] = [
    None,
    {},
    "region",
    3,
    [3],
    ["region"],
    [{}],
    [FIELD, FIELD],
    [FIELD, FIELD | {"name": "Région"}],
    [FIELD | {"name": "source"}],
    *(
        [FIELD | {"name": name}]
        for name in ("../../etc/passwd", "a/b", "..", "", "a.b", "a\0", "x" * 41, 3, None, ["a"])
    ),
    *([FIELD | {"kind": kind}] for kind in BAD_KINDS),
    *([FIELD | {"label": label}] for label in (3, None, "a\nb", "x" * 101, ["a"])),
    *([FIELD | {key: value}] for key in ("facet", "show") for value in (None, 1, "oui")),
    [FIELD | {"column": "text"}],
    [{key: value for key, value in FIELD.items() if key != "show"}],
    [FIELD | {"name": f"f{number}"} for number in range(65)],
    [FIELD | {"name": f"f{number}"} for number in range(10_000)],
]


@pytest.mark.parametrize("fields", HOSTILE, ids=lambda value: str(value)[:60])
def test_a_manifest_with_impossible_fields_is_refused(index: Path, fields: object) -> None:
    folder, manifest = published(index)
    values = json.loads(manifest.as_json())
    values["fields"] = fields
    # Signed as ours are: what is wrong is what it says.
    (folder / NAME).write_bytes(signed(values))
    with pytest.raises(CorruptIndex):
        describe_index(index)
    assert not check_index(index).ok
    # What it declared is not known any more.
    build_index(index, articles(), settings=ALONE)
    assert describe_index(index).fields == ()


def test_a_kind_that_a_manifest_gives_to_another_column_is_damage(index: Path) -> None:
    folder, manifest = published(index)
    values = json.loads(manifest.as_json())
    values["fields"][0]["kind"] = "number"
    (folder / NAME).write_bytes(signed(values))
    with open_searcher(index) as searcher, pytest.raises(CorruptIndex, match="region"):
        searcher.search("")


@pytest.mark.parametrize("term", ["", "x", "Ain", "-1", "1" * 17, "fff8", "0007ffffffffffff", "fff"])
def test_what_is_no_term_of_a_number_is_damage(term: str) -> None:
    with pytest.raises(CorruptIndex):
        PRICE.value(term)


# An index of the format before


@pytest.fixture
def old(tmp_path: Path) -> Path:
    kept = Path(__file__).parents[3] / "data" / "indexes" / "0.1.0-fr-3" / "index"
    shutil.copytree(kept, tmp_path / "old")
    return tmp_path / "old"


def test_an_index_of_format_4_says_the_command_that_needs_no_sources(old: Path) -> None:
    with pytest.raises(IncompatibleIndex, match="index au format 4") as caught:
        describe_index(old)
    assert caught.value.hint == f"trouvere index rebuild {old}"
    with pytest.raises(IncompatibleIndex):
        update_index(old, articles(), settings=ALONE)
    rebuild_index(old, settings=ALONE, fields=DECLARED)
    assert (describe_index(old).format, describe_index(old).articles) == (5, 40)
    assert describe_index(old).fields == DECLARED
    assert check_index(old).ok


def test_an_index_of_format_4_can_be_checked_backed_up_restored_and_copied(old: Path, tmp_path: Path) -> None:
    assert check_index(old).ok
    backup_index(old, tmp_path / "saved")
    restore_index(tmp_path / "saved", tmp_path / "restored")
    rebuild_index(tmp_path / "restored", settings=ALONE)
    copy_index(old, tmp_path / "copy", settings=ALONE)
    assert describe_index(tmp_path / "restored").digest == describe_index(tmp_path / "copy").digest


# Commands


def trouvere(*arguments: object, **environ: str) -> Result:
    result = CliRunner(env=environ).invoke(root, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "guide.jsonl"
    path.write_text("".join(json.dumps(one.as_dict()) + "\n" for one in articles()), encoding="utf-8")
    return path


def test_commands_declare_show_and_change_fields(source: Path, tmp_path: Path) -> None:
    index = tmp_path / "cli.idx"
    assert trouvere("index", "build", index, source, "--field", "region", "--field", "prix:number").exit_code == 0
    assert values(index) == expected(articles())
    assert "Champs        region, prix:number" in trouvere("index", "info", index).stdout
    told = json.loads(trouvere("index", "info", index, "--json").stdout)["fields"]
    assert told == [REGION.as_dict(), PRICE.as_dict()]
    result = trouvere("index", "update", index, source, "--field", "Ville")
    assert result.exit_code == 0
    assert "« trouvere index rebuild" in result.stderr
    assert trouvere("index", "rebuild", index, "--field", "Ville").exit_code == 0
    assert names(index) == ["Ville"]
    assert trouvere("index", "rebuild", index, "--no-fields").exit_code == 0
    assert names(index) == []
    assert "aucun" in trouvere("index", "info", index).stdout


def test_the_file_and_the_environment_declare_too(source: Path, tmp_path: Path) -> None:
    toml = '[fields.region]\nlabel = "Région"\n[fields.prix]\nkind = "number"\n'
    (tmp_path / "trouvere.toml").write_text(toml, encoding="utf-8")
    index = tmp_path / "cli.idx"
    assert trouvere("index", "build", index, source).exit_code == 0
    assert describe_index(index).fields == (replace(REGION, label="Région"), PRICE)
    assert trouvere("index", "rebuild", index, TROUVERE_FIELDS="Ville;prix:number").exit_code == 0
    assert names(index) == ["Ville", "prix:number"]
    # An option is above both, also the one that says none.
    assert trouvere("index", "rebuild", index, "--no-fields", TROUVERE_FIELDS="Ville").exit_code == 0
    assert names(index) == []
    lines = trouvere("settings").stdout.splitlines()
    (line,) = (line for line in lines if line.startswith("fields "))
    assert line.split("  ")[1:] != []
    assert "region, prix:number" in line
    assert "trouvere.toml" in line
    told = json.loads(trouvere("settings", "--json", TROUVERE_FIELDS="Ville").stdout)["fields"]
    assert told["value"] == [Field("Ville").as_dict()]
    assert told["origin"] == "TROUVERE_FIELDS"


BAD: list[tuple[tuple[str, ...], str]] = [
    (("--field", "source"), "désigne déjà autre chose"),
    (("--field", "prix:money"), "inconnu"),
    (("--field", "a b"), "nom de champ"),
    (("--field", "prix", "--field", "Prix"), "se confondent"),
    (("--set", "fields=q"), "désigne déjà autre chose"),
]


@pytest.mark.parametrize(("options", "says"), BAD)
@pytest.mark.parametrize("command", ["build", "update", "rebuild"])
def test_a_bad_declaration_is_wrong_usage_with_a_next_step(
    command: str, options: tuple[str, ...], says: str, source: Path, tmp_path: Path, index: Path
) -> None:
    given = (index,) if command == "rebuild" else (index, source)
    result = trouvere("index", command, *given, *options)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "→ " in result.stderr
    assert describe_index(index).fields == DECLARED


def test_field_and_no_fields_exclude_each_other(index: Path) -> None:
    assert trouvere("index", "rebuild", index, "--field", "x", "--no-fields").exit_code == 2


def test_remarks_of_fields_are_printed_and_in_json(source: Path, tmp_path: Path) -> None:
    with source.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "9", "text": "x", "date": "2023-03-01", "source": "G", "prix": "gratuit"}))
    result = trouvere("index", "build", tmp_path / "a.idx", source, "--field", "prix:number", "--field", "tarif")
    assert "prix : valeur qui n'est pas un nombre : 1 article ;" in result.stderr
    assert "guide.jsonl:9 : « gratuit »" in result.stderr
    assert "tarif : aucun article n'a ce champ : 9 articles ; ce que les articles ont en plus : " in result.stderr
    result = trouvere("index", "build", tmp_path / "b.idx", source, "--field", "prix:number", "--json")
    told = [remark for remark in json.loads(result.stdout)["remarks"] if "prix" in remark["what"]]
    assert [(one["articles"], one["example"].partition(" : ")[2]) for one in told] == [(1, "« gratuit »")]


def test_map_reads_a_declared_field_under_another_key(source: Path, tmp_path: Path) -> None:
    index = tmp_path / "cli.idx"
    assert trouvere("index", "build", index, source, "--field", "dept", "--map", "dept=region").exit_code == 0
    assert values(index)["dept"] == expected(articles())["region"]
    source.write_text(json.dumps({"id": "0", "text": "x", "region": "Loire"}), encoding="utf-8")
    assert trouvere("index", "update", index, source, "--map", "dept=region").exit_code == 0
    assert values(index)["dept"]["Loire"] == ["0", "2", "6"]
    assert trouvere("index", "update", index, source, "--map", "autre=region").exit_code == 2


def test_fields_that_are_no_fields_are_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="une suite de champs") as caught:
        build_index(tmp_path / "i", articles(), settings=ALONE, fields=3)  # type: ignore[arg-type]
    assert caught.value.hint
