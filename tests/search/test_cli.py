import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from trouvere.index import Article, Field, build_index
from trouvere.search.results import Fragment, Hit, Ignored, Results, Snippet, Variant
from trouvere.search.terminal import show
from trouvere.web.cli import root

ARTICLES = [
    Article(
        id="ap-1",
        title="Visite à Pékin",
        text="Loukachenko est arrivé mercredi à Pékin. La visite dure trois jours.",
        date=dt.date(2023, 3, 1),
        source="AP",
        category="Monde",
        tags=("Chine",),
    ),
    Article(id="x/2#é", title="Grève", text="La grève des trains continue. SNCF et syndicats négocient.", source="CNN"),
    Article(id="3", title="Pékin", text="Les Jeux de Pékin.", date=dt.date(2022, 2, 4), source="CNN"),
]


def trouvere(*arguments: object) -> Result:
    result = CliRunner().invoke(root, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "articles.idx"
    build_index(path, ARTICLES)
    return path


BATHS = [
    Article(
        id=f"p{number}",
        title=f"Piscine {number}",
        text="La piscine municipale rouvre ses portes.",
        date=dt.date(2023, 1, number),
        source="AP" if number % 2 else "AFP",
        tags=("sport", "été") if number > 3 else (),
        place="Nevers" if number == 2 else "",
        language="fr" if number == 3 else "",
        extra={
            "region": ["Nièvre", "Ain", "Pays de la Loire"][number % 3],
            "prix": 1000.5 * number,
            "payant": number > 2,
            "debut": f"2023-0{number}-15" + ("T14:30" if number == 1 else ""),
            "cachée": "x",
        },
    )
    for number in range(1, 6)
]


@pytest.fixture(scope="module")
def own_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "piscines.idx"
    fields = [
        Field("region", label="Région"),
        Field("prix", "number", label="Prix"),
        Field("payant", "boolean", label="Payant"),
        Field("debut", "date", label="Début"),
        Field("cachée", show=False),
    ]
    build_index(path, BATHS, fields=fields)
    return path


def ids(result: Result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [hit["id"] for hit in json.loads(result.stdout)["hits"]]


def test_a_person_reads_titles_dates_and_marks(index: Path) -> None:
    result = trouvere("search", index, "visite", "de", "Loukachenko", "à", "Pékin")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("2 articles · ")
    for part in (
        "1 article a tous les mots (--match all)",
        "1. ‹Visite› à ‹Pékin›",
        "AP · 1er mars 2023 · Monde · ap-1",
        "‹Loukachenko› est arrivé",
        "Compris",
    ):
        assert part in result.stdout


def test_nothing_found_is_an_answer(index: Path) -> None:
    result = trouvere("search", index, "introuvable")
    assert result.exit_code == 0
    assert result.stdout.startswith("Aucun article · ")


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ("Loukachenko", "SNCF", "--match", "all"),
            [
                "Articles par mot : « Loukachenko » (1 article), « SNCF » (1 article)",
                "Avec « SNCF », il ne reste rien.",
                "Sans « SNCF », « Loukachenko » : 1 article",
                "Sans « Loukachenko », « SNCF » : 1 article",
                "Au moins un des mots (--match any) : 2 articles",
            ],
        ),
        (
            ("Pékin", "--source", "AP", "--to", "2022"),
            [
                "Articles par mot (avec ces filtres) : « Pékin » (aucun)",
                "Sans le filtre sur la source : 1 article",
                "Sans le filtre sur la date : 1 article",
                "Sans aucun filtre : 2 articles",
            ],
        ),
        (
            ("« arrivé à Pékin » grève", "--match", "all"),
            [
                "Articles par mot : « arrivé à Pékin » (aucun), « grève » (1 article)",
                "Avec « arrivé à Pékin », il ne reste rien.",
                "Sans « arrivé à Pékin », « grève » : 1 article",
                "Au moins un des mots (--match any) : 1 article",
            ],
        ),
        (("grève", "-SNCF"), ["Articles par mot : « grève » (1 article)", "Avec « -SNCF », il ne reste rien."]),
        (("(((",), []),
    ],
)
def test_nothing_found_says_what_would_find_something(
    index: Path, arguments: tuple[str, ...], lines: list[str]
) -> None:
    # After « -- » nothing is an option.
    words = [each for each in arguments if each.startswith("-SNCF")]
    result = trouvere(
        "search", index, *(each for each in arguments if each not in words), *(["--", *words] if words else [])
    )
    printed = result.stdout.replace("\u00a0", " ").splitlines()
    assert printed[0].startswith("Aucun article · ")
    said = [line for line in printed[1:] if not line.startswith(("Compris", "Ignoré", "Aussi cherché"))]
    assert said[: len(lines)] == lines
    assert bool(said) is bool(lines)


def test_advice_is_for_people_and_only_where_nothing_is_found(index: Path) -> None:
    assert "words" not in json.loads(trouvere("search", index, "introuvable", "--json").stdout)
    assert "Articles par mot" not in trouvere("search", index, "grève").stdout
    # The page after the last is empty, but something was found.
    assert "Articles par mot" not in trouvere("search", index, "grève", "--offset", 10).stdout


def test_json_is_the_object_of_the_api(index: Path) -> None:
    answer = json.loads(trouvere("search", index, "Pékin", "--json", "--limit", 1, "--offset", 1).stdout)
    assert list(answer)[:8] == [
        *("query", "interpreted", "ignored", "variants", "suggestion", "corrected", "partial", "total")
    ]
    assert (answer["total"], answer["page"], answer["per_page"], answer["hits"][0]["rank"]) == (2, 2, 1, 2)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--source", "CNN"), ["3"]),
        (("--source", "CNN", "--source", "AP", "--sort", "date"), ["ap-1", "3"]),
        (("--category", "Monde"), ["ap-1"]),
        (("--tag", "Chine"), ["ap-1"]),
        (("--author", "Personne"), []),
        (("--from", "2023"), ["ap-1"]),
        (("--to", "2022-02"), ["3"]),
        (("--from", "2022-02-05", "--to", "2023-02"), []),
        (("--match", "all", "--set", "weight_title=2", "--source", "AP"), ["ap-1"]),
    ],
)
def test_filters(options: tuple[str, ...], found: list[str], index: Path) -> None:
    assert ids(trouvere("search", index, "Pékin", "--json", *options)) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["p5", "p4", "p3", "p2", "p1"]),
        (("--filter", "region=nievre"), ["p3"]),
        (("--filter", "Région=Nièvre", "--filter", "region=Ain"), ["p4", "p3", "p1"]),
        (("--filter", "prix=2000..4000"), ["p3", "p2"]),
        (("--filter", "prix=..2001", "--filter", "prix=5002,5"), ["p5", "p2", "p1"]),
        (("--filter", "payant=oui", "--without", "source=AP"), ["p4"]),
        (("--filter", "debut=2023-02..2023-03"), ["p3", "p2"]),
        (("--filter", "region=Pays de la Loire", "--filter", "payant = oui"), ["p5"]),
        (("--filter", "tag=sport"), ["p5", "p4"]),
        (("--filter", "lieu=Nevers", "--filter", "place=Paris"), ["p2"]),
        (("--filter", "langue=fr"), ["p3"]),
        (("--source", "AFP", "--filter", "source=AP", "--filter", "payant=non"), ["p2", "p1"]),
        (("--without", "tag=été", "--without", "region=Ain"), ["p3", "p2"]),
        (("--without", "prix=2000..", "--to", "2023"), ["p1"]),
        (("--sort", "oldest"), ["p1", "p2", "p3", "p4", "p5"]),
        (("--sort", "prix", "--limit", "2"), ["p1", "p2"]),
        (("--sort", "-PRIX", "--limit", "2"), ["p5", "p4"]),
        (("--sort", "title", "--limit", "1"), ["p1"]),
        (("region:(Ain Nièvre)", "-source:AFP"), ["p3", "p1"]),
        (("piscine prix:..3000 -payant:oui",), ["p2", "p1"]),
    ],
)
def test_declared_fields_and_browsing(options: tuple[str, ...], found: list[str], own_index: Path) -> None:
    result = ids(trouvere("search", own_index, "--json", *options))
    # What says all the same is ordered by relevance alone where words are asked for.
    assert sorted(result) == sorted(found)
    if not any(option.startswith("piscine") for option in options):
        assert result == found


def test_a_value_of_another_kind_is_refused(own_index: Path) -> None:
    result = trouvere("search", own_index, "--filter", "prix=cher")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "prix : il faut un nombre" in result.stderr


def test_hits_show_what_is_declared(own_index: Path) -> None:
    shown = trouvere("search", own_index, "--filter", "debut=2023-01").stdout.replace("\u00a0", " ")
    assert "p1 · Région : Ain · Prix : 1\u202f000,5 · Payant : non · Début : 15 janvier 2023, 14 h 30\n" in shown
    shown = trouvere("search", own_index, "--filter", "debut=2023-04").stdout.replace("\u00a0", " ")
    assert "Prix : 4\u202f002 · Payant : oui · Début : 15 avril 2023\n" in shown
    assert "cachée" not in shown


def test_facets_are_counted_under_the_hits(own_index: Path) -> None:
    result = trouvere(
        "search", own_index, "piscine", *("--facet", "region"), *("--facet", "payant"), "--facet", "tag", "--limit", 1
    )
    assert result.exit_code == 0
    assert result.stdout.partition("ses portes.\n")[2] == (
        "\nRégion\n   2  Ain\n   2  Pays de la Loire\n   1  Nièvre\n"
        "\nPayant\n   3  oui\n   2  non\n"
        "\nMots-clés\n   2  sport\n   2  été\n"
    )
    one = trouvere("search", own_index, *("--filter", "region=Nièvre"), "--facet", "region", "--facet", "category")
    assert one.stdout.endswith("\n   1  Nièvre\n\nRubriques\n   aucune valeur\n"), "its own filter does not count"
    assert "   2  Ain\n" in one.stdout


def test_nothing_found_names_declared_fields(own_index: Path) -> None:
    result = trouvere("search", own_index, "piscine -region:Nièvre", "--filter", "prix=3001,5", "--without", "lieu=x")
    assert "\nSans le filtre sur « Région » : 1 article\n" in result.stdout.replace("\u00a0", " ")
    assert "\nSans le filtre sur « Prix » : 4 articles\n" in result.stdout.replace("\u00a0", " ")
    assert "sur le lieu" not in result.stdout


def test_batch_is_filtered(own_index: Path, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "q", "text": "piscine -source:AFP"}', encoding="utf-8")
    options = ("--filter", "prix=2000..", "--without", "region=Nièvre")
    done = trouvere("search", own_index, "--batch", tmp_path / "q.jsonl", "--run", tmp_path / "a.run", *options)
    assert done.exit_code == 0, done.stderr
    assert [line.split(" ")[2] for line in (tmp_path / "a.run").read_text().splitlines()] == ["p5"]


def test_a_dash_begins_a_word(index: Path) -> None:
    assert ids(trouvere("search", index, "-Loukachenko Pékin", "--json")) == ["3"]
    assert ids(trouvere("search", index, "Pékin", "-Loukachenko", "--json")) == ["3"]
    assert trouvere("search", index, "--", "--json").exit_code == 0


@pytest.mark.parametrize("query", ["", " ", '"', "(((", "*", "-été", "\x00", "\ud800", "a" * 5000, "OU ET SAUF"])
def test_odd_queries_are_no_errors(query: str, index: Path) -> None:
    assert trouvere("search", index, query).exit_code == 0
    assert trouvere("search", index, query, "--json").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("search",), "il manque INDEX"),
        (("search", "INDEX", "--filter", "source"), "--filter source : il faut CHAMP=VALEUR"),
        (("search", "INDEX", "--without", "=AP"), "--without =AP : il faut CHAMP=VALEUR"),
        (("search", "INDEX", "--filter", "foo=1"), "« foo » : cet index n'en a pas\n→ il a source, rubrique, tag,"),
        (("search", "INDEX", "x", "--without", "date=2023"), "pour la date, --from et --to"),
        (("search", "INDEX", "x", "--facet", "foo"), "« foo » : cet index n'en a pas"),
        (("search", "INDEX", "x", "--facet", "source", "--json"), "--facet ne va pas avec --json"),
        (("search", "INDEX", "x", "--sort", "newest"), "« newest » n'est pas un ordre\n→ l'un de relevance, date,"),
        (("search", "INDEX", "--batch", "q", "--run", "a", "--facet", "source"), "--batch et --run vont ensemble"),
        (("search", "INDEX", "x", "--limt", "3"), "option inconnue : --limt\n→ peut-être --limit"),
        (("search", "INDEX", "x", "--limit", "0"), "--limit : 0 ; il faut 1 ou plus"),
        (("search", "INDEX", "x", "--limit"), "--limit attend une valeur"),
        (("search", "INDEX", "x", "--match", "some"), "il faut auto, all ou any"),
        (("search", "INDEX", "x", "--from", "2023-02-30"), "« 2023-02-30 » n'est pas une date"),
        (("search", "INDEX", "x", "--set", "port"), "il faut NOM=VALEUR"),
        (("search", "INDEX", "x", "--set", "port=-1"), "au moins 0"),
        (("search", "INDEX", "--batch", "q.jsonl"), "--batch et --run vont ensemble"),
        (("search", "INDEX", "x", "--batch", "q.jsonl", "--run", "a.run"), "sans REQUÊTE"),
        (("evaluate", "--run", "a.run"), "il faut --qrels"),
        (("evaluate", "--qrels", "q", "--run", "a", "--run", "b", "--run", "c"), "--run une fois ou deux"),
        (("evaluate", "--qrels", "q", "--run", "a", "--group-by", "intent"), "--group-by demande --queries"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], says: str, index: Path) -> None:
    result = trouvere(*(index if argument == "INDEX" else argument for argument in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_no_index_is_a_sentence(tmp_path: Path) -> None:
    result = trouvere("search", tmp_path / "nowhere", "x")
    assert result.exit_code == 1
    assert "il n'y a pas d'index ici" in result.stderr


@pytest.fixture
def batch(index: Path, tmp_path: Path) -> Path:
    queries = [("q1", "visite à Pékin"), ("q2", "grève"), ("q3", "introuvable")]
    lines = [json.dumps({"id": name, "text": text, "intent": name[-1]}) for name, text in queries]
    (tmp_path / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\tap-1\t2\nq1\t3\t1\nq2\tx/2#é\t1\nq3\t3\t1\n", encoding="utf-8")
    done = trouvere("search", index, "--batch", tmp_path / "queries.jsonl", "--run", tmp_path / "a.run")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "3 requêtes en " in done.stderr
    return tmp_path


def test_batch_writes_a_run(batch: Path) -> None:
    rows = [line.split(" ") for line in (batch / "a.run").read_text(encoding="utf-8").splitlines()]
    assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows] == [
        ("q1", "Q0", "ap-1", "1", "trouvere"),
        ("q1", "Q0", "3", "2", "trouvere"),
        ("q2", "Q0", "x/2#é", "1", "trouvere"),
    ]


def test_batch_refuses_ids_a_run_cannot_hold(tmp_path: Path) -> None:
    build_index(tmp_path / "i", [Article(id="a b", title="Pékin", text="Pékin en hiver.")])
    (tmp_path / "q.jsonl").write_text('{"id": "q", "text": "Pékin"}', encoding="utf-8")
    result = trouvere("search", tmp_path / "i", "--batch", tmp_path / "q.jsonl", "--run", tmp_path / "a.run")
    assert result.exit_code == 2
    assert "'a b'" in result.stderr
    assert not (tmp_path / "a.run").exists()


def test_evaluate_prints_measures(batch: Path) -> None:
    result = trouvere("evaluate", "--qrels", batch / "qrels.tsv", "--run", batch / "a.run")
    assert result.exit_code == 0
    assert "3 requêtes\n" in result.stdout
    lines = dict(line.split()[:2] for line in result.stdout.splitlines()[2:])
    assert lines == {"nDCG@10": "0.6667", "R@100": "0.6667", "RR@10": "0.6667"}
    assert "1 requête sans réponse, comptées 0" in result.stderr


def test_evaluate_compares_two_runs(batch: Path) -> None:
    (batch / "b.run").write_text("q1 Q0 3 1 9 x\nq3 Q0 3 1 9 x\nq9 Q0 3 1 9 x\n", encoding="utf-8")
    arguments: tuple[str | Path, ...] = (
        "evaluate",
        "--qrels",
        batch / "qrels.tsv",
        "--run",
        batch / "a.run",
        "--run",
        batch / "b.run",
    )
    arguments += ("--queries", batch / "queries.jsonl", "--measure", "RR@10", "--group-by", "intent")
    result = trouvere(*arguments)
    assert "3 requêtes, moyenne de 3 groupes (intent)" in result.stdout
    assert "+1.0000  q3  introuvable" in result.stdout
    assert "-1.0000  q2  grève" in result.stdout
    assert "1 requête sans jugement" in result.stderr
    found = json.loads(trouvere(*arguments, "--json").stdout)
    assert found["groups"] == 3
    assert [run["measures"]["RR@10"] for run in found["runs"]] == pytest.approx([2 / 3, 2 / 3])
    assert found["comparisons"][0]["p"] == 1.0


def result_of(**changes: object) -> Results:
    article = Article(id="1", title="L’été [bold]", text="Un été \x1b[31mchaud et sec.")
    snippet = Snippet(0, 18, (Fragment("Un ", False), Fragment("été", True), Fragment(" \x1b[31mchaud et", False)))
    hit = Hit(1, 1.0, article, (Fragment("L’", False), Fragment("été", True), Fragment(" [bold]", False)), (snippet,))
    values: dict[str, object] = {"query": "été", "hits": (hit,), "total": 1, "interpreted": "", "generation": "1-a"}
    return Results(**{**values, "total_all": 1, "took_ms": 1.25, "match": "all", **changes})  # type: ignore[arg-type]


def shown(results: Results, **options: object) -> str:
    out = io.StringIO()
    show(results, Console(file=out, markup=False, highlight=False, width=60, **options))  # type: ignore[arg-type]
    return out.getvalue()


def test_what_was_not_understood_is_said() -> None:
    text = shown(
        result_of(
            ignored=(Ignored("de", "stop_word"), Ignored("depuis:x", "bad_date")),
            variants=(Variant("Pékin", "Beijing"),),
            suggestion="étés",
            total=12,
        )
    )
    for part in ("12 articles · 1,2\u00a0ms", "Ignoré\u00a0: de (mot vide), depuis:x (date illisible)"):
        assert part in text
    assert "Aussi cherché\u00a0: Pékin → Beijing" in text
    assert "Essayez\u00a0: étés" in text
    assert "Articles 1 à 1" in text


def test_stored_text_never_drives_the_terminal() -> None:
    assert "\x1b" not in shown(result_of())
    assert "L’‹été› [bold]" in shown(result_of())
    coloured = shown(result_of(), force_terminal=True, color_system="truecolor")
    assert "‹" not in coloured
    assert "été" in coloured
    assert " [31mchaud" in coloured, "the escape in the text is gone, its letters stay"


def test_suggest_completes(index: Path) -> None:
    assert trouvere("suggest", index, "louk").output == "‹Louk›achenko\n"
    found = json.loads(trouvere("suggest", index, "visite", "à", "p", "--json").output)
    assert list(found) == ["query", "suggestions", "generation"]
    assert found["query"] == "visite à p"
    first = found["suggestions"][0]
    assert (first["text"], first["kind"]) == ("visite à Pékin", "word")
    assert first["fragments"] == [{"text": "visite à P", "matched": True}, {"text": "ékin", "matched": False}]


def test_suggest_says_when_there_is_nothing(index: Path) -> None:
    nothing = trouvere("suggest", index, "zzz")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert trouvere("suggest", index).exit_code != 0


def test_a_search_says_what_it_corrected(index: Path) -> None:
    assert "Corrigé en\u00a0: Loukachenko" in trouvere("search", index, "Loukachanko").output
