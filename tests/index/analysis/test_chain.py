"""The French chain, case by case, and what holds for any text."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trouvere.index.analysis import VERSION, analysis_version, analyze, folded, french
from trouvere.index.analysis.exceptions import own_lines, own_stems
from trouvere.index.analysis.stemming import alternatives, stem_lists, stem_of_word
from trouvere.index.analysis.tokenizer import raw_spans, raw_tokens
from trouvere.index.errors import SettingsError


def surfaces(text: str) -> list[str]:
    return [token.surface for token in analyze(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'harmonie", ["harmonie"]),
        ("L’HARMONIE", ["harmonie"]),
        ("lʼété d′un l´or", ["ete", "un", "or"]),
        ("Jusqu'où", ["ou"]),
        ("lorsqu’il", ["il"]),
        ("aujourd’hui", ["aujourd'hui"]),
        ("qu'aujourd'hui", ["aujourd'hui"]),
        ("presqu’île", ["presqu'ile"]),
        ("quelqu'un", ["quelqu'un"]),
        ("O’Brien", ["o'brien"]),
        ("Giscard d’Estaing", ["giscard", "estaing"]),
        ("prud’hommes", ["prud'hommes"]),
        ("Saint-Étienne", ["saint", "etienne"]),
        ("Côtes-d’Armor", ["cotes", "armor"]),
        ("a-t-on dit-il", ["a", "t", "on", "dit", "il"]),
        ("O.T.A.N. S.N.C.F", ["otan", "sncf"]),
        ("service-public.fr www.exemple.fr", ["service", "public", "exemple"]),
        ("œuvre Lætitia ﬁn", ["oeuvre", "laetitia", "fin"]),
        ("e\u0301te\u0301", ["ete"]),
        ("Pé\u00adkin Pé\u200bkin", ["pekin", "pekin"]),
        ("Лукашенко 北京", ["lukashenko", "beijing"]),
        ("W-2 F-16 n° 5", ["w", "2", "f", "16", "n", "5"]),
        ("« Oui ! » … — – ( ) ; :", ["oui"]),
        ("1ᵉʳ mars", ["1er", "mars"]),
        ("1 000 12\u202f500\u00a0000 2023 100", ["1000", "12500000", "2023", "100"]),
        ("0 100 1 000e 1 0000", ["0", "100", "1", "000e", "1", "0000"]),
        ("18h30 20h 20 h 00", ["18", "h", "30", "20", "h", "20", "h", "00"]),
        # thousands, and what is none
        ("1 000 1.000 1'000 1’000 d’1 000 qu'1.000", ["1000"] * 6),
        ("75.000 1.200.000 1'200'000 1\u2009000", ["75000", "1200000", "1200000", "1000"]),
        ("1 000,5 1.000,50", ["1000", "5", "1000", "50"]),
        ("2023 100 12.34 1.0000 01.000 1.000.00 120, 125", "2023 100 12 34 1 0000 01 000 1 000 00 120 125".split()),
        # identifiers
        ("01 99 00 66 77 01.99.00.66.77 01-99-00-66-77 0199006677", ["0199006677"] * 4),
        ("+33 1 99 00 66 77 0033 1 99 00 66 77 +33 (0)1 99 00 66 77 +33199006677", ["0199006677"] * 4),
        ("01 99 00 66, 05 12 23 34 45 06", "01 99 00 66 05 12 23 34 45 06".split()),
        ("123 456 789 00015 12345678900015 123456789 00015", ["12345678900015"] * 3),
        ("005 520 135 005520135", ["005520135"] * 2),
        ("978-2-12-345680-3 978 2 12 345680 3 978.2.12.345680.3 9782123456803", ["9782123456803"] * 4),
        ("2-07-036822-X 2 07 036822 X", ["207036822x"] * 2),
        ("2-07-03682-X", ["2", "07", "03682", "x"]),
        ("1 85 12 2A 108 123 45", ["185122a10812345"]),
        # articles of law
        ("L1234-5 L. 1234-5 L.1234-5 L 1234-5 l1234-5 L.\u00a01234\u20115", ["l1234-5"] * 6),
        ("R*111-1 *R. 111-1 R. 111-1 R.* 111-1 R*. 111-1", ["r111-1"] * 5),
        (
            "D. 180 A. 123-1 A123-1 LO 123 L.O. 123-4 LP. 12-3",
            ["d180", "a123-1", "a123-1", "lo123", "lo123-4", "lp12-3"],
        ),
        ("R123-4-1 L. 4523-1 à L. 4526-1", ["r123-4-1", "l4523-1", "a", "l4526-1"]),
        ("l’article D. 180 dit, les articles D. 181 et R. 182", "article d180 dit les articles d181 et r182".split()),
        ("vitamine D. 180 personnes", ["vitamine", "d", "180", "personnes"]),
        ("A 10 heures A 320 A320 A320-200", ["a", "10", "heures", "a", "320", "a320", "a320", "200"]),
        ("taille L 38-40, il a 10-12 ans", ["taille", "l", "38", "40", "il", "a", "10", "12", "ans"]),
        ("1234-5 1914-1918 2019-20 M. R. 45 ans", "1234 5 1914 1918 2019 20 m r 45 ans".split()),
        # numbers with their units
        ("10km 45m2 45 m² 90km/h 3,5kg", ["10", "km", "45", "m2", "45", "m2", "90", "km", "h", "3", "5", "kg"]),
        ("50kg 20cl 100g 5ha 12v 2CV 1m80 30min 10mn", "50 kg 20 cl 100 g 5 ha 12 v 2 cv 1 m 80 30 min 10 mn".split()),
        ("RN20 G7 F16 4x4 4×4 5G 4L CO2 3D", "rn20 g7 f16 4x4 4 4 5g 4l co2 3d".split()),
        ("50€ 50 € 50 euros 10k€ 5M€ €50", "50 euros 50 euros 50 euros 10 k euros 5 m euros euros 50".split()),
        # names and apostrophes
        ("N'Diaye N’GOLO M’Bappé T'Pau d'N'Diaye", ["n'diaye", "n'golo", "m'bappe", "t'pau", "n'diaye"]),
        ("n’y s’habille m’œuvre t’es j’peux n'1", ["y", "habille", "oeuvre", "es", "peux", "1"]),
        ("Grand'Rue GRAND’PLACE grand'mère grands'pères", "grand rue grand place grand mere grands peres".split()),
        ("lʹécole l‛école lʻécole lˈécole", ["ecole"] * 4),
        # signs
        ("C++ C# F# c♯ .NET C++11 C/C++", ["c++", "c#", "f#", "c#", ".net", "c++", "11", "c", "c++"]),
        ("C vitamine C. ASP.NET abc++ C#m #C d'C++ le.net", "c vitamine c asp abc c m c c le".split()),
        ("marché🎄 🎄🎄 👍🏽 ➢ ❤️", ["marche", "🎄", "🎄", "🎄", "👍", "❤"]),
        ("citoyen·ne·s citoyen.ne.s citoyen(ne)s habitant-e-s", ["citoyens", "citoyens", "citoyens", "habitants"]),
        ("directeur·rice·s lecteur·trice tou·te·s chat(s)", ["directeurs", "lecteur", "tous", "chats"]),
        ("exemple.es dit-elle bonjour(toi) fin.Le", ["exemple", "es", "dit", "elle", "bonjour", "toi", "fin", "le"]),
        ("", []),
    ],
)
def test_surface_forms(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("État", "états"),
        ("visite", "visites"),
        ("ukrainien", "ukrainienne"),
        ("cheval", "chevaux"),
        ("élection", "élections"),
    ],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert analyze(one)[0].stem == analyze(other)[0].stem


@pytest.mark.parametrize(
    "words",
    """
    cheval chevaux|bail baux|vitrail vitraux|œil yeux|clé clef|public publique publiques|turc turque|sec sèche
    nouveau nouvelle nouvel|actif active|directeur directrices|étranger étrangère etrangeres|doux douce|fou folle
    député députée deputee deputees|intéressé interessee|annulé annulees|prud'hommes prudhommes prud'homal
    tout tous toute toutes|an ans|bateau bateaux|finir finissent finit|vendre vendue|XXIe 21e 21ème XXIᵉ|1er 1ᵉʳ 1re
    """.replace("|", "\n")
    .strip()
    .splitlines(),
)
def test_inflections_share_a_stem_with_and_without_accents(words: str) -> None:
    assert len({analyze(word)[0].stem for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words",
    """
    Mali mal|parti partie|port porte|français franc|commun communiste communication|logement loge|organe organisme
    relation relatif|retraite retraité|interne interné|chat châtiment|mer mère|ville villa|loi loyer|vent vente
    opéra opération|pêche péché|côte côté|mûr mur|âge âgé|marche marché|mars mar|tache tâche|jeune jeûne
    """.replace("|", "\n")
    .strip()
    .splitlines(),
)
def test_other_words_have_other_stems(words: str) -> None:
    assert len({analyze(word)[0].stem for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("partir", "partie"),
        ("fil", "fils"),
        ("cour", "cours"),
        ("marin", "marine"),
        ("courir", "court"),
        ("peche", "pêche"),
    ],
)
def test_a_query_may_mean_other_stems(word: str, other: str) -> None:
    assert stem_of_word(other) in {stem_of_word(word), *alternatives(word)}


def test_a_sites_own_list_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mots.txt").write_text("# les nôtres\nbail: baux zorglub\nporte: port\n", encoding="utf-8")
    monkeypatch.setenv("TROUVERE_ANALYSIS_EXCEPTIONS", str(tmp_path / "mots.txt"))
    own_lines.cache_clear()
    stem_lists.cache_clear()
    try:
        assert stem_of_word("zorglub") == stem_of_word("baux") == "bail"
        assert stem_of_word("port") == stem_of_word("porte")
        assert analysis_version() != VERSION
    finally:
        own_lines.cache_clear()
        stem_lists.cache_clear()
        monkeypatch.undo()
    assert stem_of_word("port") != stem_of_word("porte")
    assert analysis_version() == VERSION


@pytest.mark.parametrize("line", ["frigo réfrigérateur", ": frigo"])
def test_a_bad_line_of_a_sites_own_list_is_named(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mots.txt").write_text(f"# les nôtres\n\nmali:\n{line}  # qu'est-ce ?\n", encoding="utf-8")
    monkeypatch.setenv("TROUVERE_ANALYSIS_EXCEPTIONS", str(tmp_path / "mots.txt"))
    own_lines.cache_clear()
    try:
        with pytest.raises(SettingsError, match=rf"mots\.txt:4 : .*« {line} »"):
            own_stems()
    finally:
        own_lines.cache_clear()


@pytest.mark.parametrize("word", ["été", "est", "or", "an", "may", "son", "avions", "car", "as", "sommes"])
def test_stop_words_that_are_words_keep_their_stem(word: str) -> None:
    assert analyze(word)[0].stem is not None


@pytest.mark.parametrize("word", ["le", "à", "des", "qu'il", "où", "L’"])
def test_stop_words_have_a_surface_and_no_stem(word: str) -> None:
    (token,) = analyze(word)
    assert token.surface
    assert token.stop
    assert token.stem is None


def test_the_accents_decide_what_is_a_stop_word() -> None:
    assert analyze("dès")[0].stop
    assert not analyze("dés")[0].stop


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Louis XIV, Vatican II, Napoléon III, chapitre XXXIX", ["14", "2", "3", "39"]),
        ("XIVe 14e", ["14e", "14e"]),
        ("Xi VIX XIIII I V X", ["xi", "vix", "xiiii", "i", "v", "x"]),
        ("50 € et 50 euros", ["euro", "euro"]),
        ("C++ C# .NET 🎄", ["c++", "c#", ".net", "🎄"]),
        ("L. 1234-5, 01 99 00 66 77", []),
    ],
)
def test_stems_of_numerals_and_signs(text: str, stems: list[str]) -> None:
    names = {"louis", "vatican", "napoleon", "chapitre"}
    found = [token.stem for token in analyze(text) if token.stem is not None and token.surface not in names]
    assert found == stems


def test_names_with_an_apostrophe_have_the_stem_of_those_without() -> None:
    for one, other in (("N’Diaye", "Ndiaye"), ("M'Bappé", "Mbappé"), ("O’Brien", "OBrien")):
        assert analyze(one)[0].stem == analyze(other)[0].stem


def test_offsets_show_the_word_as_written_and_not_what_was_elided() -> None:
    text = "Au cœur de l’œuvre, l’État-major d’Étienne"
    assert [token.written for token in analyze(text)] == ["Au", "cœur", "de", "œuvre", "État", "major", "Étienne"]
    text = "Plus d’1 000 km, l’art. L. 1234-5, 45m² à +33 1 99 00 66 77"
    written = ["Plus", "1 000", "km", "art", "L. 1234-5", "45", "m²", "à", "33 1 99 00 66 77"]
    assert [token.written for token in analyze(text)] == written


def test_a_trace_names_each_step_that_changed_something() -> None:
    (token,) = analyze("L’État")
    assert [step for step, _, _ in token.steps] == ["unify_apostrophes", "elide", "lowercase", "stem", "fold"]


def test_a_run_of_letters_without_end_is_cut() -> None:
    tokens = analyze("a" * 100_000)
    assert all(len(token.surface) <= 128 for token in tokens)
    assert "".join(token.surface for token in tokens) == "a" * 100_000


PIECES = (
    "L. ",
    "R*",
    "D",
    "A",
    "article ",
    "1",
    "12",
    "123",
    "000",
    "00 66",
    "-",
    ".",
    "’",
    " ",
    "\u202f",
    "€",
    "C++",
    "km",
)
TEXTS = (
    st.text()
    | st.text(alphabet="aeéÉœŒ'’-.·O T\u00ad\u0301 1_ß")
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)


@given(TEXTS)
def test_offsets_lie_in_the_text_and_positions_count_up(text: str) -> None:
    at = -1
    for number, token in enumerate(french().tokens(text)):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start > at
        assert token.position == number
        assert token.text
        at = token.start


@given(TEXTS)
def test_a_surface_form_is_analysed_to_itself(text: str) -> None:
    for token in french().tokens(text):
        assert folded(token.text) == token.text


@given(TEXTS)
@example("0ˆ")  # a letter to Unicode, a sign to Unidecode
@example("0'\U00016800")  # a letter that Unidecode does not know
def test_a_text_and_the_same_without_accents_meet(text: str) -> None:
    for token in french().tokens(text):
        again = list(french().tokens(token.text))
        assert token.text in {other.text for other in again} or len(again) != 1


@given(TEXTS)
def test_raw_tokens_and_raw_spans_agree(text: str) -> None:
    spans = list(raw_spans(text))
    assert [raw for raw, _ in spans] == raw_tokens(text)
    assert all(text[at : at + len(raw)] == raw for raw, at in spans)


@given(TEXTS)
def test_analysis_remembered_is_analysis_anew(text: str) -> None:
    remembered = list(french().tokens(text))
    french().clear()
    assert list(french().tokens(text)) == remembered
