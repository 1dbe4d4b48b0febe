import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.analysis.tokenizer import raw_tokens
from trouvere.index.field_terms import KINDS, Kind
from trouvere.index.fields import Field, field_named
from trouvere.search.query.filters import Filters, conditions
from trouvere.search.query.nodes import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Beside,
    Limits,
    Node,
    Not,
    Phrase,
    Prefix,
    TextField,
    Word,
)
from trouvere.search.query.parser import NOTHING, Parsed, parse, query_text
from trouvere.search.results import Ignored

ROOM = Limits(characters=1_000_000, terms=1_000_000, depth=100)
"""What `written` makes is longer and shows more parentheses than what was typed."""


def w(text: str, field: TextField | None = None) -> Word:
    return Word(text, field)


def exact(text: str, field: TextField | None = None) -> Word:
    return Word(text, field, exact=True)


def beside(*nodes: Node | str) -> Node:
    return Beside(tuple(w(node) if isinstance(node, str) else node for node in nodes))


def all_of(*nodes: Node | str) -> Node:
    return AllOf(tuple(w(node) if isinstance(node, str) else node for node in nodes))


def any_of(*nodes: Node | str) -> Node:
    return AnyOf(tuple(w(node) if isinstance(node, str) else node for node in nodes))


def no(node: Node | str) -> Not:
    return Not(w(node) if isinstance(node, str) else node)


NODES: list[tuple[str, Node]] = [
    # words
    ("", NOTHING),
    (" \u00a0\u3000\t\n", NOTHING),
    ("grève", w("grève")),
    ("grève train", beside("grève", "train")),
    ("grève\u00a0train\u3000métro\u202fbus", beside("grève", "train", "métro", "bus")),
    ("Que fait la police ?", beside("Que", "fait", "la", "police")),
    ("Où, quand, comment…", beside("Où", "quand", "comment")),
    ("l'ete l’été", beside("l'ete", "l’été")),
    ("saint-etienne", w("saint-etienne")),
    ("W-2 02091-C-71", beside("W-2", "02091-C-71")),
    ("a-t-on celui-ci", beside("a-t-on", "celui-ci")),
    ("F-16, G7 n° 5 50%", beside("F-16", "G7", "n°", "5", "50%")),
    ("O.T.A.N. service-public.fr", beside("O.T.A.N", "service-public.fr")),
    ("citoyen(ne)s citoyen·ne·s", beside("citoyen(ne)s", "citoyen·ne·s")),
    ("(citoyen(ne)s)", w("citoyen(ne)s")),
    ("mot() a(b c", beside("mot", "a", "b", "c")),  # Python 3.11.2 kept « mot( » and « a( »
    ("Лукашенко 北京", beside("Лукашенко", "北京")),
    ("nul\x00octet \ud800seul", beside("nul", "octet", "seul")),
    ("paix – guerre — fin", beside("paix", "guerre", "fin")),
    # quotation marks
    ("« ministre de l’intérieur »", Phrase("ministre de l’intérieur")),
    ("«\u00a0ministre de l’intérieur\u00a0»", Phrase("ministre de l’intérieur")),
    ('"ministre de l\'intérieur"', Phrase("ministre de l'intérieur")),
    ("“visite d'État”", Phrase("visite d'État")),
    ("l’« État profond »", beside("l", Phrase("État profond"))),
    ('"tours"', exact("tours")),
    ("« où ? »", exact("où")),
    ('"20:30"', Phrase("20 30")),
    ('"Xi Loukachenko"~5', Phrase("Xi Loukachenko", slop=5)),
    ('"Xi Loukachenko"~99999999', Phrase("Xi Loukachenko", slop=100)),
    ('"Xi Loukachenko"~' + "9" * 400, Phrase("Xi Loukachenko", slop=100)),
    ('"Xi Loukachenko" ~5', beside(Phrase("Xi Loukachenko"), "5")),
    ('"tours"~5', exact("tours")),
    ('écran 27" ou 24"', beside("écran", "27", "ou", "24")),
    ('"grève du train', beside("grève", "du", "train")),
    ("« grève", w("grève")),
    ('grève "" « » train', beside("grève", "train")),
    # exclusions
    ("grève -SNCF", beside("grève", no("SNCF"))),
    ("grève -SNCF train", beside("grève", no("SNCF"), "train")),
    ('grève -"grande vitesse"', beside("grève", no(Phrase("grande vitesse")))),
    ("grève -(SNCF OU RATP bus)", beside("grève", no(beside(any_of("SNCF", "RATP"), "bus")))),
    ("grève -titre:SNCF", beside("grève", no(w("SNCF", "title")))),
    ("grève -20:30", beside("grève", no(beside("20", "30")))),
    ("-été", w("été")),
    ("-a -b", beside("a", "b")),
    ("SAUF été", w("été")),
    ("-(a OU b)", any_of("a", "b")),
    ("grève - SNCF", beside("grève", "SNCF")),
    ("grève -- SNCF --force", beside("grève", "SNCF", "force")),
    ("grève -* SNCF", beside("grève", "SNCF")),
    ("grève (-SNCF)", beside("grève", no("SNCF"))),
    ("grève -(-SNCF)", beside("grève", no("SNCF"))),
    ("grève (train -SNCF)", beside("grève", beside("train", no("SNCF")))),
    ("grève -(SNCF", beside("grève", no("SNCF"))),
    # operators
    ("grève ET train", all_of("grève", "train")),
    ("grève AND train", all_of("grève", "train")),
    ("grève OU train", any_of("grève", "train")),
    ("grève OR train", any_of("grève", "train")),
    ("grève SAUF SNCF", beside("grève", no("SNCF"))),
    ("grève NOT SNCF", beside("grève", no("SNCF"))),
    ("NOT SNCF grève", beside(no("SNCF"), "grève")),
    ("grève ET SAUF SNCF", all_of("grève", no("SNCF"))),
    ("grève AND NOT SNCF AND train", all_of("grève", no("SNCF"), "train")),
    ("grève train OU métro", beside("grève", any_of("train", "métro"))),
    ("a ET b OU c ET d", any_of(all_of("a", "b"), all_of("c", "d"))),
    ("a OU b ET c", any_of("a", all_of("b", "c"))),
    ("(a OU b) ET c", all_of(any_of("a", "b"), "c")),
    ("a ET (b ET c)", all_of("a", "b", "c")),
    ("a (b (c d))", beside("a", "b", "c", "d")),
    ("a OU (b c)", any_of("a", beside("b", "c"))),
    ("a OU -b", beside("a", no("b"))),
    ("a -b OU c", beside(any_of("a", "c"), no("b"))),
    ("a -b ET c", beside(all_of("a", "c"), no("b"))),
    ("a ET -b OU c", any_of(all_of("a", no("b")), "c")),
    ("a OU (-b)", beside("a", no("b"))),
    ("a OU 20:30", any_of("a", beside("20", "30"))),
    # words that look like operators
    ("OR NOIR", beside("OR", "NOIR")),
    ("PARIS ET LYON", beside("PARIS", "ET", "LYON")),
    ("G7 OU 2023", beside("G7", "OU", "2023")),
    ("PARIS -LYON", beside("PARIS", no("LYON"))),
    ("SNCF OU RATP grève", beside(any_of("SNCF", "RATP"), "grève")),
    ("grève ou train", beside("grève", "ou", "train")),
    ("OR et argent", beside("or", "et", "argent")),
    ("OU est le train", beside("ou", "est", "le", "train")),
    ("grève OU", beside("grève", "ou")),
    ("grève SAUF", beside("grève", "sauf")),
    ("(prix OR) rare", beside("prix", "or", "rare")),
    ("a OU ET b", beside("a", all_of("ou", "b"))),
    ('prix de l\'or "OR"', beside("prix", "de", "l'or", exact("OR"))),
    ("titre:PARIS OU titre:LYON", any_of(w("PARIS", "title"), w("LYON", "title"))),
    # prefixes
    ("ukrain*", Prefix("ukrain")),
    ("ukrain*, russ*", beside(Prefix("ukrain"), Prefix("russ"))),
    ("a* b", beside("a", "b")),
    ("*abc * ab", beside("abc", "ab")),
    ("ab*cd", beside(Prefix("ab"), "cd")),
    ("titre:ukrain*", Prefix("ukrain", "title")),
    # fields
    ("titre:grève", w("grève", "title")),
    ("TITLE:grève", w("grève", "title")),
    ("texte:« grève du train »", Phrase("grève du train", field="text")),
    ('text:"tours"', exact("tours", "text")),
    ("titre:(a b OU c)", beside(w("a", "title"), any_of(w("b", "title"), w("c", "title")))),
    ("titre:(a texte:b)", beside(w("a", "title"), w("b", "text"))),
    ("titre:ET vu", beside(w("ET", "title"), "vu")),
    ("titre: grève", beside("titre", "grève")),
    ("sous-titre:grève", beside("sous-titre", "grève")),
    ("foo:bar", beside("foo", "bar")),
    ("http://x.fr", beside("http", "x.fr")),
    ("20:30", beside("20", "30")),
    # parentheses
    ("(grève)", w("grève")),
    ("((grève) train", beside("grève", "train")),
    ("grève) train(", beside("grève", "train")),
    ("ville(s", beside("ville", "s")),
    ("grève () train", beside("grève", "train")),
]


@pytest.mark.parametrize(("text", "node"), NODES, ids=[text[:40] or "empty" for text, _ in NODES])
def test_tree(text: str, node: Node) -> None:
    assert parse(text) == Parsed(node, Filters(), ())


@pytest.mark.parametrize(
    "text", ["(((", ")", '"', "*", "-", ":", "—", "- - -", "«»", "?!", "()", "➢", "ʼ", "ʹ", "titre:*"]
)
def test_nothing_that_is_a_word(text: str) -> None:
    assert parse(text) == Parsed(NOTHING, Filters(), (Ignored(text, "not_a_word"),))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


FILTERS: list[tuple[str, Node, Filters]] = [
    ("source:AP", NOTHING, Filters(source=("AP",))),
    ("grève source:AP, train", beside("grève", "train"), Filters(source=("AP",))),
    ("grève Source:AP source:CNN source:AP", w("grève"), Filters(source=("AP", "CNN"))),
    ("grève source:AP OU source:CNN", w("grève"), Filters(source=("AP", "CNN"))),
    ("source:(AP OU CNN) grève", w("grève"), Filters(source=("AP", "CNN"))),
    ("grève OU source:AP", w("grève"), Filters(source=("AP",))),
    ("source:AFP SNCF OU RATP", any_of("SNCF", "RATP"), Filters(source=("AFP",))),
    ('rubrique:"Faits divers" category:Monde', NOTHING, Filters(category=("Faits divers", "Monde"))),
    ("tag:« gilets jaunes » tags:a étiquette:b", NOTHING, Filters(tags=("gilets jaunes", "a", "b"))),
    ("auteur:Zola author:Hugo authors:Sand", NOTHING, Filters(authors=("Zola", "Hugo", "Sand"))),
    ("depuis:2023", NOTHING, Filters(date_from=day("2023-01-01"))),
    ("since:2023-03 grève", w("grève"), Filters(date_from=day("2023-03-01"))),
    ("depuis:15/03/2023", NOTHING, Filters(date_from=day("2023-03-15"))),
    ("avant:2023-03-15", NOTHING, Filters(date_to=day("2023-03-14"))),
    ("avant:2024-03", NOTHING, Filters(date_to=day("2024-02-29"))),
    ("before:2023", NOTHING, Filters(date_to=day("2022-12-31"))),
    ("le:2023", NOTHING, Filters(date_from=day("2023-01-01"), date_to=day("2023-12-31"))),
    ("le:12/2023", NOTHING, Filters(date_from=day("2023-12-01"), date_to=day("2023-12-31"))),
    ("on:2023-3-5", NOTHING, Filters(date_from=day("2023-03-05"), date_to=day("2023-03-05"))),
    ("depuis:2022 depuis:2023", NOTHING, Filters(date_from=day("2023-01-01"))),
    ("depuis:2023 avant:2022", NOTHING, Filters(date_from=day("2023-01-01"), date_to=day("2021-12-31"))),
    ('source:""', w("source"), Filters()),
    ("langue:fr language:en", NOTHING, Filters(language=("fr", "en"))),
    ("grève lieu:Nevers place:Lyon", w("grève"), Filters(place=("Nevers", "Lyon"))),
    # exclusions
    ("-source:AP", NOTHING, Filters(without={"source": "AP"})),
    ("grève -source:AP", w("grève"), Filters(without={"source": "AP"})),
    ("grève SAUF source:AP", w("grève"), Filters(without={"source": "AP"})),
    ("grève -(source:AP)", w("grève"), Filters(without={"source": "AP"})),
    ("SNCF -source:AFP", w("SNCF"), Filters(without={"source": "AFP"})),
    ("-(source:AP OU source:AFP) -tag:sport", NOTHING, Filters(without={"source": ["AP", "AFP"], "tags": "sport"})),
    ("-source:(AP AFP) source:CNN", NOTHING, Filters(source="CNN", without={"source": ["AP", "AFP"]})),
    ("source:(AP -CNN)", NOTHING, Filters(source="AP", without={"source": "CNN"})),
    ("source:AP -source:AP", NOTHING, Filters(source="AP", without={"source": "AP"})),
    ('-auteur:"Émile Zola" -lieu:Paris', NOTHING, Filters(without={"authors": "Émile Zola", "place": "Paris"})),
    ("-(grève source:AP)", w("grève"), Filters(without={"source": "AP"})),
    ("train -(grève source:AP)", beside("train", no("grève")), Filters(without={"source": "AP"})),
]


@pytest.mark.parametrize(("text", "node", "filters"), FILTERS, ids=[text for text, _, _ in FILTERS])
def test_filters(text: str, node: Node, filters: Filters) -> None:
    assert parse(text) == Parsed(node, filters, ())


@pytest.mark.parametrize("date", ["hier", "2023-13", "2023-02-30", "31/04/2023", "9999", "0000", "2023-", "٢٠٢٣"])
def test_bad_date_is_ordinary_words(date: str) -> None:
    parsed = parse(f"grève depuis:{date}")
    assert parsed.ignored == (Ignored(f"depuis:{date}", "bad_date"),)
    assert not parsed.filters
    assert isinstance(parsed.node, Beside)
    assert parsed.node.nodes[:2] == (w("grève"), w("depuis"))


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("grève -depuis:2023", Ignored("-depuis:2023", "excluded_date")),
        ("grève SAUF le:2023-03", Ignored("-le:2023-03", "excluded_date")),
        ("grève -(avant:2023)", Ignored("-avant:2023", "excluded_date")),
        ("grève -depuis:hier", Ignored("-depuis:hier", "bad_date")),
        ('grève -source:""', Ignored('-source:""', "bad_value")),
        ("grève -prix:cher", Ignored("-prix:cher", "bad_value")),
    ],
)
def test_what_cannot_be_excluded_never_becomes_its_opposite(text: str, ignored: Ignored) -> None:
    assert parse(text, fields=OWN) == Parsed(w("grève"), Filters(), (ignored,))


OWN = (
    Field("Région"),
    Field("prix", "number"),
    Field("debut", "date"),
    Field("payant", "boolean"),
    Field("code-postal"),
)

OWN_FILTERS: list[tuple[str, Node, Filters]] = [
    ("Région:Nièvre", NOTHING, Filters(fields={"Région": "Nièvre"})),
    ("grève region:Nièvre REGION:Ain", w("grève"), Filters(fields={"Région": ["Nièvre", "Ain"]})),
    ("re\u0301gion:Nièvre", NOTHING, Filters(fields={"Région": "Nièvre"})),
    ('region:"Pays de la Loire"', NOTHING, Filters(fields={"Région": "Pays de la Loire"})),
    ("region:« Pays de la Loire », eau", w("eau"), Filters(fields={"Région": "Pays de la Loire"})),
    ("region:(Nièvre OU Ain) eau", w("eau"), Filters(fields={"Région": ["Nièvre", "Ain"]})),
    ('region:(Nièvre "Deux Sèvres")', NOTHING, Filters(fields={"Région": ["Nièvre", "Deux Sèvres"]})),
    ("code_postal:58000", NOTHING, Filters(fields={"code-postal": "58000"})),
    ("prix:10..20", NOTHING, Filters(fields={"prix": "10..20"})),
    ('prix:"10..20"', NOTHING, Filters(fields={"prix": "10..20"})),
    ("prix:10.. payant:oui", NOTHING, Filters(fields={"prix": "10..", "payant": "oui"})),
    ("Prix:..20, eau", w("eau"), Filters(fields={"prix": "..20"})),
    ("prix:-5 prix:-3..-1,5", NOTHING, Filters(fields={"prix": ["-5", "-3..-1,5"]})),
    ('prix:"1 000 €"', NOTHING, Filters(fields={"prix": "1 000 €"})),
    ("debut:2023-03..2023-05", NOTHING, Filters(fields={"debut": "2023-03..2023-05"})),
    ("debut:15/03/2023..", NOTHING, Filters(fields={"debut": "15/03/2023.."})),
    ("-region:Nièvre", NOTHING, Filters(without={"Région": "Nièvre"})),
    ("eau SAUF région:(Nièvre Ain)", w("eau"), Filters(without={"Région": ["Nièvre", "Ain"]})),
    ("eau -prix:..20 -payant:non", w("eau"), Filters(without={"prix": "..20", "payant": "non"})),
    ("-(region:Ain OU source:AP)", NOTHING, Filters(without={"Région": "Ain", "source": "AP"})),
    ("region:Ain -region:Ain source:AP", NOTHING, Filters("AP", fields={"Région": "Ain"}, without={"Région": "Ain"})),
    ("region:AIN SNCF OU RATP", any_of("SNCF", "RATP"), Filters(fields={"Région": "AIN"})),
    # what nobody declared, and what is no name
    ("foo:bar", beside("foo", "bar"), Filters()),
    ("http://x.fr/prix:10", beside("http", "x.fr/prix", "10"), Filters()),
    ("14:30 4:3", beside("14", "30", "4", "3"), Filters()),
    ("sous-prix:10", beside("sous-prix", "10"), Filters()),
    ("prix: 10", beside("prix", "10"), Filters()),
    ("prix :10", beside("prix", "10"), Filters()),
    ('"prix:10"', Phrase("prix 10"), Filters()),
    ('prix:""', w("prix"), Filters()),
]


@pytest.mark.parametrize(("text", "node", "filters"), OWN_FILTERS, ids=[text for text, _, _ in OWN_FILTERS])
def test_declared_fields(text: str, node: Node, filters: Filters) -> None:
    parsed = parse(text, fields=OWN)
    assert parsed == Parsed(node, filters, ())
    # As written, the order of fields aside.
    assert parse(query_text(node, filters), fields=OWN) == parsed


def words_of(node: Node) -> list[str]:
    return (
        [node.text]
        if isinstance(node, Word)
        else [text for each in getattr(node, "nodes", ()) for text in words_of(each)]
    )


def test_a_field_is_only_what_is_declared() -> None:
    assert parse("prix:10") == Parsed(beside("prix", "10"), Filters())
    assert parse("prix:10", fields=[Field("prix")]).filters == Filters(fields={"prix": "10"})
    assert parse("prix:10", fields=OWN).filters == Filters(fields={"prix": "10"})


@pytest.mark.parametrize("typed", ["Regoin", "région2", "dbut", "payent", "code_postale"])
@pytest.mark.parametrize("value", ["Ain", '"Pays de la Loire"', "«Ain»", "10..20"])
def test_nearly_the_name_of_a_declared_field_is_words_and_is_said(typed: str, value: str) -> None:
    parsed = parse(f"grève {typed}:{value}", fields=OWN)
    assert parsed.ignored == (Ignored(f"{typed}:", "unknown_field"),)
    assert not parsed.filters
    assert typed in words_of(parsed.node)


@pytest.mark.parametrize(
    "text",
    ["http://x.fr", "20:30", "foo:bar", "Paris : Ain", "http://x.fr/regoin:Ain", '"regoin:Ain"', "pri:10", "regoin"],
)
def test_what_is_like_no_declared_field_is_not_told(text: str) -> None:
    assert parse(f"grève {text}", fields=OWN).ignored == ()
    assert parse("regoin:Ain").ignored == ()


@pytest.mark.parametrize(
    "text", ["prix:abc", "prix:..", "prix:10..x", "debut:hier", "debut:2023-13", "debut:2023..hier", "payant:peut-être"]
)
def test_a_value_of_another_kind_is_ordinary_words(text: str) -> None:
    parsed = parse(f"grève {text}", fields=OWN)
    assert parsed.ignored == (Ignored(text, "bad_value"),)
    assert not parsed.filters
    assert isinstance(parsed.node, Beside)
    assert parsed.node.nodes[:2] == (w("grève"), w(text.partition(":")[0]))


def test_too_long_is_cut_between_words() -> None:
    assert parse("un deux trois", Limits(characters=9)) == Parsed(
        beside("un", "deux"), Filters(), (Ignored("trois", "too_long"),)
    )
    assert parse("un deux trois", Limits(characters=7)).node == beside("un", "deux")
    assert parse("undeux", Limits(characters=2)) == Parsed(w("un"), Filters(), (Ignored("deux", "too_long"),))


def test_too_many_terms() -> None:
    limits = Limits(terms=3)
    assert parse("a OU b c d e", limits) == Parsed(
        beside(any_of("a", "b"), "c"), Filters(), (Ignored("d e", "too_many_terms"),)
    )
    assert parse('"a b c d e"', limits).node == Phrase("a b c")
    assert parse('a b "c d e"', limits).node == beside("a", "b", exact("c"))
    assert parse("A OU B OU C d", limits).node == beside("A", "OU", "B"), "what is left is in capitals"
    assert parse("a b c -d source:AP", limits).filters == Filters(source=("AP",))


def test_too_deep_is_flattened_and_said_once() -> None:
    limits = Limits(depth=1)
    too_deep = (Ignored("(", "too_deep"),)
    assert parse("a (b OU (c ET (d e)))", limits) == Parsed(
        beside("a", any_of("b", all_of("c", "d")), "e"), Filters(), too_deep
    )
    assert parse("a OU (b -(c (d OU e)) f)", limits).node == any_of("a", beside("b", no("c"), no("d"), no("e"), "f")), (
        "what was to be excluded stays so"
    )
    assert parse("(((a)))").ignored == ()


@pytest.mark.parametrize("text", ["(", "(a", "«", '"', "a", "é ", "a(", "a:", "-", "a OU "])
def test_huge(text: str) -> None:
    parse(text * 1_000_000)
    parse(text * 50_000 + ")" * 50_000, ROOM)


@pytest.mark.parametrize("text", ["prix:", "prix:1 ", "prix:(", "-prix:x ", "region", "é-", "foo:x "])
def test_huge_with_declared_fields(text: str) -> None:
    parse(text * 100_000, ROOM, OWN)


WRITTEN = [
    ("grève train OU métro", "grève (train OU métro)"),
    ("grève SAUF SNCF", "grève -SNCF"),
    ('"visite  d\'État"~3 "tours"', "«\u00a0visite d'État\u00a0»~3 «\u00a0tours\u00a0»"),
    ("titre:(a -b*) AND text:c", "(titre:a -titre:b) ET texte:c"),
    ("grève -(a OR b) ukrain*", "grève -(a OU b) ukrain*"),
    ('grève source:AP category:"Faits divers"', "grève source:AP rubrique:«\u00a0Faits divers\u00a0»"),
    ("tag:x author:y on:15/03/2023", "tag:x auteur:y le:2023-03-15"),
    ("le:2023-03 grève", "grève depuis:2023-03-01 avant:2023-04-01"),
    ("place:Lyon language:fr -author:x", "langue:fr lieu:Lyon -auteur:x"),
    ("REGION:Ain prix:..20 grève", "grève Région:Ain prix:..20"),
    ('SAUF region:"Deux Sèvres" on:2023-03-15 source:AP', "source:AP -Région:«\u00a0Deux Sèvres\u00a0» le:2023-03-15"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN, ids=[text for text, _ in WRITTEN])
def test_written(text: str, expected: str) -> None:
    parsed = parse(text, fields=OWN)
    assert query_text(parsed.node, parsed.filters) == expected


def test_written_of_what_no_text_makes() -> None:
    assert query_text(EVERYTHING) == ""
    assert query_text(AllOf((w("visite"), w("Pékin")))) == "visite ET Pékin"
    assert query_text(w("a"), Filters(source=("\x00",), date_to=dt.date.max)) == "a source:\x00"


# Properties

FRAGMENTS = """
    a b été l'été Été SNCF RATP W-2 citoyen(ne)s et ou ET OU SAUF AND OR NOT ( ) (( )) - -- – " « » “ ” * ab* *a ~5 ~
    : titre: texte: TITRE: source: rubrique: depuis: avant: le: foo: 2023 2023-03-15 31/02/2023 , . ' ’ ? {
    lieu: -source: -lieu: region: Région: prix: -prix: debut: payant: -payant: été: code-postal: 10 10..20 10.. ..20 .. -5
    2023-03..2023-05 oui non € 1,5
"""
SPACES = [" "] * 12 + ["\u00a0", "\u3000", " ET ", " OU ", " SAUF ", " -", " (", ") "]
PIECES = st.sampled_from([*FRAGMENTS.split(), *SPACES, "\x00", "\ud800", "e\u0301", "😀"])
TYPED = st.lists(PIECES, max_size=60).map("".join)
CAPITALS = st.lists(st.sampled_from(["A", "B", " ", " ", "OU", "ET", "SAUF", "-", "(", ")", '"', "titre:", "source:"]))
ANY = st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Zs", "Po"]))
TEXTS = TYPED | CAPITALS.map("".join) | ANY
LIMITS = st.builds(Limits, st.integers(0, 60), st.integers(0, 8), st.integers(0, 4))
NAMES = ("région", "Region", "prix", "debut", "payant", "été", "code-postal", "b", "SNCF", "foo")
KINDS_OF_FIELDS: st.SearchStrategy[Kind] = st.sampled_from(KINDS)
DECLARED = st.just(OWN) | st.lists(
    st.builds(Field, st.sampled_from(NAMES), KINDS_OF_FIELDS),
    max_size=4,
    unique_by=lambda field: field.name.casefold().replace("é", "e"),
).map(tuple)


def leaves(node: Node) -> list[Word | Prefix | Phrase]:
    if isinstance(node, Not):
        return leaves(node.node)
    if isinstance(node, Word | Prefix | Phrase):
        return [node]
    return [leaf for each in node.nodes for leaf in leaves(each)]


def check_shape(node: Node, *, top: bool = True) -> None:
    assert not (top and isinstance(node, Not)), "an exclusion alone"
    if isinstance(node, Not):
        assert not isinstance(node.node, Not)
        check_shape(node.node)
    elif isinstance(node, AllOf | AnyOf | Beside):
        assert len(node.nodes) > 1
        excluding = [each for each in node.nodes if isinstance(each, Not)]
        assert len(excluding) < len(node.nodes), "nothing but exclusions"
        assert not (excluding and isinstance(node, AnyOf)), "an exclusion as an alternative"
        for each in node.nodes:
            if type(each) is type(node):
                assert isinstance(each, Beside)
                assert any(isinstance(inner, Not) for inner in each.nodes), "a group of its own kind"
            check_shape(each, top=False)


@settings(max_examples=1000, deadline=None)
@given(TEXTS, LIMITS | st.just(Limits()), DECLARED)
def test_any_text_is_a_query_within_its_limits(text: str, limits: Limits, fields: tuple[Field, ...]) -> None:
    parsed = parse(text, limits, fields)
    assert parsed == parse(text, limits, fields)
    # Whatever is read as a filter can be asked of the index.
    assert set(parsed.filters.fields) <= {field.name for field in fields}
    conditions(parsed.filters, fields)
    if parsed.node != NOTHING:
        check_shape(parsed.node)
    found = leaves(parsed.node)
    assert sum(len(leaf.text.split()) for leaf in found) <= limits.terms
    assert sum(len(leaf.text) for leaf in found) <= limits.characters
    assert all(raw_tokens(leaf.text) for leaf in found)
    assert all(isinstance(leaf, Phrase) or len(leaf.text.split()) == 1 for leaf in found)
    assert all(len(each.text) <= 80 for each in parsed.ignored)
    assert [each.reason for each in parsed.ignored].count("too_deep") <= 1
    "".join([*(leaf.text for leaf in found), *(each.text for each in parsed.ignored)]).encode()


@settings(max_examples=1000, deadline=None)
@given(TEXTS, LIMITS | st.just(Limits()), DECLARED)
def test_what_is_written_means_the_same(text: str, limits: Limits, fields: tuple[Field, ...]) -> None:
    parsed = parse(text, limits, fields)
    again = parse(query_text(parsed.node, parsed.filters), ROOM, fields)
    assert again == replace(parsed, ignored=())


ENDS = st.sampled_from(
    ("", "10", "-2,5", "1 000", "2023", "2023-03", "15/03/2023", "oui", "Pays de la Loire", "a:b", "-x")
)
VALUES = st.builds("{}{}{}".format, ENDS, st.sampled_from(("", "", "..")), ENDS)
TYPED_FILTERS = st.lists(
    st.tuples(st.sampled_from(("", "-", "SAUF ")), st.sampled_from((*NAMES, "source", "lieu", "tag")), VALUES),
    max_size=6,
)


@settings(max_examples=500, deadline=None)
@given(TYPED_FILTERS, DECLARED)
def test_filters_that_are_written_mean_the_same(typed: list[tuple[str, str, str]], fields: tuple[Field, ...]) -> None:
    text = " ".join(f'{sign}{name}:"{value}"' for sign, name, value in typed)
    parsed = parse(f"eau {text}", ROOM, fields)
    written = query_text(parsed.node, parsed.filters)
    assert parse(written, ROOM, fields) == replace(parsed, ignored=())
    for sign, name, value in typed:
        declared = field_named(fields, name)
        if declared and declared.kind == "keyword" and value.strip():
            kept = parsed.filters.without if sign else parsed.filters.fields
            assert value.strip() in kept[declared.name]


@settings(max_examples=500, deadline=None)
@given(TEXTS, DECLARED)
def test_nothing_is_asked_in_silence(text: str, fields: tuple[Field, ...]) -> None:
    parsed = parse(text, fields=fields)
    printable = "".join(char for char in text if char.isprintable() and not "\ud800" <= char <= "\udfff")
    if printable.strip():
        assert parsed.node != NOTHING or parsed.filters or parsed.ignored
