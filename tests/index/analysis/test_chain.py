"""The French chain, case by case, and what holds for any text."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trouvere.index.analysis import VERSION, analysis_version, analyze, folded, french
from trouvere.index.analysis.exceptions import own_lines
from trouvere.index.analysis.stemming import alternatives, stem_lists, stem_of_word
from trouvere.index.analysis.tokenizer import raw_spans, raw_tokens


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


def test_offsets_show_the_word_as_written_and_not_what_was_elided() -> None:
    text = "Au cœur de l’œuvre, l’État-major d’Étienne"
    assert [token.written for token in analyze(text)] == ["Au", "cœur", "de", "œuvre", "État", "major", "Étienne"]


def test_a_trace_names_each_step_that_changed_something() -> None:
    (token,) = analyze("L’État")
    assert [step for step, _, _ in token.steps] == ["unify_apostrophes", "elide", "lowercase", "stem", "fold"]


def test_a_run_of_letters_without_end_is_cut() -> None:
    tokens = analyze("a" * 100_000)
    assert all(len(token.surface) <= 128 for token in tokens)
    assert "".join(token.surface for token in tokens) == "a" * 100_000


TEXTS = st.text() | st.text(alphabet="aeéÉœŒ'’-.·O T\u00ad\u0301 1_ß")


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
