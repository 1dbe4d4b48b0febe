"""The French chain, case by case, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.analysis import analyze, folded, french
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
        ("service-public.fr", ["service", "public", "fr"]),
        ("œuvre Lætitia ﬁn", ["oeuvre", "laetitia", "fin"]),
        ("e\u0301te\u0301", ["ete"]),
        ("Pé\u00adkin Pé\u200bkin", ["pekin", "pekin"]),
        ("Лукашенко 北京", ["lukashenko", "beijing"]),
        ("W-2 F-16 n° 5", ["w", "2", "f", "16", "n", "5"]),
        ("« Oui ! » … — – ( ) ; :", ["oui"]),
        ("1ᵉʳ mars", ["1er", "mars"]),
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
def test_raw_tokens_and_raw_spans_agree(text: str) -> None:
    spans = list(raw_spans(text))
    assert [raw for raw, _ in spans] == raw_tokens(text)
    assert all(text[at : at + len(raw)] == raw for raw, at in spans)


@given(TEXTS)
def test_analysis_remembered_is_analysis_anew(text: str) -> None:
    remembered = list(french().tokens(text))
    french().clear()
    assert list(french().tokens(text)) == remembered
