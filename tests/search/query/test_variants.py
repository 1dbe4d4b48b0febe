"""Variants: the format of their files, how they are looked up, and that they are shown, marked and read again."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index import Article, build_index
from trouvere.index.analysis import french
from trouvere.index.errors import SettingsError, TrouvereError
from trouvere.index.settings import Settings
from trouvere.search import Filters, Searcher, open_searcher
from trouvere.search.query.synonyms import Rule, read_rules, rules_of
from trouvere.search.query.variants import LEADS_TO_WEIGHT, SAME_WEIGHT, VariantFiles, Variants
from trouvere.web import create_app
from trouvere.web.cli import root

TEXTS = {
    "otan": "L’OTAN réunit ses ministres demain.",
    "nato": "La NATO réunit ses ministres demain.",
    "fmi": "Le FMI prête encore.",
    "fonds": "Le Fonds monétaire international prête encore.",
    "kiev": "Un train part de Kiev.",
    "kyiv": "Un train part de Kyiv. Kyiv dort.",
    "etienne": "Un match à Saint-Étienne.",
    "congé": "Un congé pour raison de santé est accordé.",
}
OWN = """\
# Un petit fichier comme en tiennent les sites, tout en minuscules.
arrêt maladie, congé maladie => congé pour raison de santé
assistante maternelle, ass mat, ass.mat. => assistante maternelle
prud'hommes, conseil de prud'hommes
c\\, d, contrat
accre/acre, aide (aux) chômeur(s) créant une entreprise
"""


@pytest.mark.parametrize(
    ("line", "left", "right", "both"),
    [
        ("Kiev, Kyiv", ("Kiev", "Kyiv"), ("Kiev", "Kyiv"), True),
        ("a b,c => d", ("a b", "c"), ("d",), False),
        ("a=>b, c d", ("a",), ("b", "c d"), False),
        (r"c\, d, e", ("c, d", "e"), ("c, d", "e"), True),
        (r"a\=>b, c", ("a=>b", "c"), ("a=>b", "c"), True),
        (r"\#a, b", ("#a", "b"), ("#a", "b"), True),
        ("a\\", ("a\\",), ("a\\",), True),
        ("seul", ("seul",), ("seul",), True),
    ],
)
def test_a_line_is_read(line: str, left: tuple[str, ...], right: tuple[str, ...], both: bool) -> None:
    assert list(rules_of(f"# remarque\r\n\r\n  {line}  \n", "f")) == [Rule(left, right, both, 3)]


@pytest.mark.parametrize("line", ["a => b => c", "a,,b", "a,", "=> b", "a =>", ","])
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(SettingsError, match=r"^liste\.txt:2 : "):
        list(rules_of(f"a, b\n{line}\n", "liste.txt"))


def test_a_line_that_is_no_word_or_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text("a, b\n…, c\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"s\.txt:2 : « … »"):
        VariantFiles(Settings(synonyms=str(path)))
    path.write_bytes(b"a, b\n\ncaf\xe9, b\n")
    with pytest.raises(SettingsError, match=r"s\.txt:3 : .*UTF-8"):
        read_rules(path)
    with pytest.raises(SettingsError, match=r"absent\.txt : illisible"):
        VariantFiles(Settings(synonyms=str(tmp_path / "absent.txt")))


@given(st.text(st.sampled_from("aé bœ'-,=>\\#\n\r.’1\u2028\x00") | st.characters(), max_size=60))
def test_any_text_is_rules_or_an_error_that_names_a_line(text: str) -> None:
    try:
        Variants(("f", rule) for rule in rules_of(text, "f"))
    except TrouvereError as error:
        number = int(str(error).partition(" ")[0].removeprefix("f:"))
        assert 1 <= number <= 1 + text.count("\n") + text.count("\r")


def found(rules: str, text: str) -> list[tuple[str, float]]:
    variants = Variants(("f", rule) for rule in rules_of(rules, "f"))
    return [(entry.text, weight) for entry, weight in variants.of(tuple(french().tokens(text)))]


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ("Kiev, Kyiv", "KIEV", [("Kyiv", SAME_WEIGHT)]),
        ("Kiev => Kyiv", "Kyiv", []),
        ("Kiev, Kyiv\nKyiv, Kief", "Kiev", [("Kyiv", SAME_WEIGHT)]),  # one step
        ("a b => Zoé\na b, Yann", "a-b", [("Yann", SAME_WEIGHT), ("Zoé", LEADS_TO_WEIGHT)]),  # the nearer one first
        ("prud'hommes, tribunal", "prud hommes", [("prud'hommes", SAME_WEIGHT), ("tribunal", SAME_WEIGHT)]),
        ("porte-avions, navire", "porte avions", [("navire", SAME_WEIGHT)]),
        ("stéphanois => Saint-Étienne", "stéphanoises", [("Saint-Étienne", LEADS_TO_WEIGHT)]),
        ("Nice, Nizza", "nices", []),  # a name has no inflections
        ("ONU, UN", "onu", []),  # a stop word is no variant
        ("Congo, Congo Belge", "Congo", []),  # found by the word itself
        ("auteur, autrice", "auteur", []),  # united by the analysis
    ],
)
def test_look_up(rules: str, text: str, expected: list[tuple[str, float]]) -> None:
    assert found(rules, text) == expected


def test_the_list_that_ships_is_clean() -> None:
    rules = VariantFiles(Settings()).now()
    assert len(rules) > 2_000
    every: set[tuple[object, ...]] = set()
    for rule in read_rules(Path(__file__).parents[3] / "search" / "data" / "variants.txt"):
        assert rule[:3] not in every, rule
        every.add(rule[:3])
        for side in (rule.left, rule.right):
            assert len({tuple(token.text for token in french().tokens(entry)) for entry in side}) == len(side), rule
        assert not rule.both or len(rule.left) > 1, rule


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("variants") / "articles.idx"
    build_index(path, [Article(id=name, title="", text=text, source=name) for name, text in TEXTS.items()])
    return path


@pytest.fixture(scope="module")
def searcher(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    own = tmp_path_factory.mktemp("own") / "synonymes.txt"
    own.write_text(OWN, encoding="utf-8")
    with open_searcher(index, settings=Settings(synonyms=str(own))) as searcher:
        yield searcher


def ids(searcher: Searcher, query: str, **options: object) -> list[str]:
    return [hit.article.id for hit in searcher.search(query, **options).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize("match", ["auto", "all", "any"])
@pytest.mark.parametrize(
    ("query", "expected", "shown"),
    [
        ("OTAN", ["otan", "nato"], ["NATO"]),
        ("NATO", ["nato", "otan"], ["OTAN"]),
        ("FMI", ["fmi", "fonds"], ["Fonds monétaire international"]),
        ("fonds-monétaire international", ["fonds", "fmi"], ["FMI"]),
        ("congé maladie", ["congé"], ["congé pour raison de santé"]),
    ],
)
def test_the_word_typed_comes_first(
    searcher: Searcher, match: str, query: str, expected: list[str], shown: list[str]
) -> None:
    assert ids(searcher, query, match=match) == expected
    results = searcher.search(query, match=match)  # type: ignore[arg-type]
    assert [one.variant for one in results.variants] == shown
    assert (results.suggestion, results.corrected) == (None, None)


def test_a_rarer_variant_does_not_come_first(tmp_path: Path) -> None:
    articles = [Article(id=f"{n}", title="", text="Un train part de Kiev.") for n in range(50)]
    build_index(tmp_path / "i", [Article(id="rare", title="", text="Un train part de Kyiv."), *articles])
    with open_searcher(tmp_path / "i") as searcher:
        results = searcher.search("Kiev", limit=100)
    assert results.total == 51
    assert results.hits[-1].article.id == "rare"


@pytest.mark.parametrize("query", ['"NATO"', "« NATO réunit »", "NAT*", "ministres -OTAN", "texte:NATO -OTAN"])
def test_what_has_no_variants(searcher: Searcher, query: str) -> None:
    assert ids(searcher, query) == ["nato"]


def test_all_words_may_be_met_by_variants(searcher: Searcher) -> None:
    assert ids(searcher, "NATO ministres", match="all") == ["nato", "otan"]
    assert ids(searcher, "Kiev dort", match="all") == ["kyiv"]
    assert ids(searcher, "OTAN ET ministres") == ["otan", "nato"]


def test_a_variant_that_filters_keep_back_is_not_told_of(searcher: Searcher) -> None:
    assert searcher.search("OTAN", filters=Filters(source="otan")).variants == ()
    assert searcher.search("Pékin").variants == ()


def test_variants_are_marked(searcher: Searcher) -> None:
    hit = searcher.search("imf").hits[-1]
    marked = [part.text for snippet in hit.snippets for part in snippet.fragments if part.matched]
    assert marked == ["FMI"] or marked == ["Fonds", "monétaire", "international"]
    _, _, text = searcher.marked_article("otan", "NATO")
    assert [part.text for part in text if part.matched] == ["OTAN"]


def test_variants_can_be_switched_off_or_replaced(index: Path, tmp_path: Path) -> None:
    with open_searcher(index, settings=Settings(variants="non")) as searcher:
        assert searcher.search("OTAN").total == 1
        assert ids(searcher, "OTAN ministres st-etienne", match="any") == ["otan", "nato"]
    path = tmp_path / "v.txt"
    path.write_text("otan, fmi", encoding="utf-8")
    with open_searcher(index, settings=Settings(variants=str(path))) as searcher:
        assert set(ids(searcher, "OTAN")) == {"otan", "fmi"}


def test_files_are_read_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "s.txt"
    tokens = tuple(french().tokens("Kiev"))

    def write(text: str, at: int) -> None:
        path.write_text(text, encoding="utf-8")
        os.utime(path, (at, at))

    write("Kiev, un endroit", 1)
    files = VariantFiles(Settings(variants=str(path)), every=0)
    assert [entry.text for entry, _ in files.now().of(tokens)] == ["un endroit"]
    write("Kiev, Kyiv", 2)
    assert [entry.text for entry, _ in files.now().of(tokens)] == ["Kyiv"]
    write("Kiev, ", 3)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert [entry.text for entry, _ in files.now().of(tokens)] == ["Kyiv"]
        path.unlink()
        assert [entry.text for entry, _ in files.now().of(tokens)] == ["Kyiv"]
    assert [f"{path}:1" in caplog.messages[0], f"{path} : illisible" in caplog.messages[1]] == [True, True]
    assert len(caplog.messages) == 2
    write("Kiev, Kief", 4)
    assert [entry.text for entry, _ in files.now().of(tokens)] == ["Kief"]


def test_page_api_and_command_show_them(index: Path) -> None:
    client = create_app(index, settings=Settings()).test_client()
    assert "aussi\u202f: OTAN" in client.get("/search?q=NATO").text
    shown = [{"word": "NATO", "variant": "OTAN"}]
    assert client.get("/api/v1/search?q=NATO").get_json()["variants"] == shown
    assert "<mark>OTAN</mark>" in client.get("/articles/otan?q=NATO").text
    runner = CliRunner()
    assert "NATO → OTAN" in runner.invoke(root, ["search", str(index), "NATO"]).output
    printed = runner.invoke(root, ["search", str(index), "NATO", "--json"]).output
    assert json.loads(printed)["variants"] == shown


def test_a_bad_file_is_a_wrong_usage(index: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text("a => b => c", encoding="utf-8")
    done = CliRunner().invoke(root, ["search", str(index), "NATO", "--set", f"synonyms={path}"])
    assert done.exit_code == 2
    assert f"{path}:1" in done.output
