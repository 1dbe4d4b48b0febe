"""Shortcodes: they go, what they enclose stays, and prose in brackets is none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.sources.feeds.shortcodes import without_shortcodes
from trouvere.index.sources.feeds.wordpress import paragraphs


@pytest.mark.parametrize(
    "prose",
    [
        *("[1]", "[sic]", "[...]", "[…]", "[Le Monde]", "[NDLR : le maire]", "[La suite]", "[NDLR : a=b]", "[x]"),
        *("dit [peut-être] ici", "tab[mon_index]", "[VIDEO] Le pont", "[Vidéo]", "[sources : AFP]", "[l’auteur]"),
        *("[foo", "foo]", "[[gallery]]", "[la suite](x)", "[Equation n=2]", "[et/ou]", "a [b] c [/] d"),
    ],
)
def test_prose_in_brackets_stays(prose: str) -> None:
    assert paragraphs(f"<p>{prose}</p>") == prose


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('Un [gallery ids="1,2" link="file"]', "Un"),
        ("[gallery]", ""),
        ('[contact-form-7 id="5" title="Contact"]', ""),
        ('[contact-form-7 404 "Not Found"]', ""),
        ("[mc4wp_form]", ""),
        ("[avatar user='a' /] ici", "ici"),
        ("[print-me]", ""),
        ("<!-- wp:shortcode -->[horaires]<!-- /wp:shortcode -->", ""),
        ("Un [button]Texte[/button] deux", "Un Texte deux"),
        ("[dropcap]L[/dropcap]e pont", "Le pont"),
        ('[su_button url="x"]Réservez[/su_button]', "Réservez"),
        ('[et_pb_section fb_built="1"][et_pb_row][et_pb_text admin_label="Texte"]Un.[/et_pb_text]'
         "[et_pb_text]Deux.[/et_pb_text][/et_pb_row][/et_pb_section]", "Un.\n\nDeux."),
        ('[vc_row][vc_column width="1/2"][vc_column_text]\n\nBonjour.\n\n[/vc_column_text][/vc_column][/vc_row]', "Bonjour."),
        ("[fusion_text columns=&#8221;2&#8221;]Avada[/fusion_text]", "Avada"),
        ("[themify_box]Boîte[/themify_box]", "Boîte"),
        ("[cs_section][x_row]Cornerstone[/x_row][/cs_section]", "Cornerstone"),
        ('[fl_builder_insert_layout id=3][elementor-template id="3"]Beaver', "Beaver"),
        ('[vc_custom_heading text="Le titre"]Texte', "Le titre\n\nTexte"),
        ('[et_pb_toggle title="Question &amp; doute ?" open="on"]Réponse.[/et_pb_toggle]', "Question & doute ?\n\nRéponse."),
        ("[embed]https://youtu.be/x[/embed] après", "après"),
        ("[audio mp3='x.mp3'][/audio] suite", "suite"),
        ("[vc_raw_html]JTNDcCUzRQ==[/vc_raw_html]Fin", "Fin"),
        ("[video src='a'] un [video src='b']b.mp4[/video] deux", "un deux"),
        ("[/vc_row] reste", "reste"),
        ('[caption id="a" width="3"]<img src="x" alt="Le quai" /> Le quai la nuit[/caption]', "Le quai la nuit"),
        ('[caption id="a"]<a href="x"><img alt="Le quai"/></a> La <em>nuit</em>[/caption] Après.', "La nuit\n\nAprès."),
        ('[caption caption="Le quai la nuit"]<img alt="Le quai"/>[/caption]', "Le quai la nuit"),
        ('[caption id="a"]<img alt="Le quai"/>[/caption]', "Le quai"),
    ],
)  # fmt: skip
def test_shortcodes_go_and_what_they_enclose_stays(written: str, expected: str) -> None:
    assert paragraphs(written) == expected


NAMES = st.sampled_from(["et_pb_text", "vc_row", "fusion_text", "su_note", "button", "my_box", "cs_column"])


@given(st.lists(st.tuples(NAMES, st.text("abcé’ ", min_size=1, max_size=12)), max_size=6))
def test_the_words_within_shortcodes_survive(parts: list[tuple[str, str]]) -> None:
    html = " ".join(f'[{name} a="b c"]{words}[/{name}]' for name, words in parts)
    assert paragraphs(html).split() == " ".join(words for _, words in parts).split()


@settings(deadline=None)
@given(st.text(st.sampled_from("[]/= \"'ab_\n")))
def test_any_brackets_are_acceptable(text: str) -> None:
    assert len(without_shortcodes(text)) <= len(text) + text.count("[") * 10


@pytest.mark.parametrize(
    "unit", ["[caption ", "[a_b]", "[embed]", "[/x]", '[a b="', "[caption]x", "[vc_row]", "[[", "[a-b]\n"]
)
def test_time_is_linear(unit: str) -> None:
    begun = time.process_time()
    without_shortcodes(unit * 50_000)
    assert time.process_time() - begun < 5
