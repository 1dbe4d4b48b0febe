"""HTML in values is made plain text; prose with signs that HTML has too stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.sources.records.html_values import is_html, plain, plain_line


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<p>Le <b>quai</b> ferme&nbsp;: 5&#8239;€.</p>", "Le quai ferme\xa0: 5\u202f€."),
        ("Un.<br>Deux.<br/>Trois.", "Un.\nDeux.\nTrois."),
        ("<p>Un.\n<p>Deux.", "Un.\n\nDeux."),
        ("<P>Un.</P>\n\n<UL>\n<LI>a</LI>\n<LI>b</LI>\n</UL>", "Un.\n\na\nb"),
        ("Le <strong>quai</strong>.\n\nUn autre\nparagraphe.", "Le quai.\n\nUn autre\nparagraphe."),
        ('Voir <a href="https://j.example">ici</a>.', "Voir ici."),
        ("<!-- wp:paragraph -->\n<p>Un.</p>\n<!-- /wp:paragraph -->", "Un."),
        ("<p>Coupé au milieu…", "Coupé au milieu…"),
        ("<p>si a < b, dit-il <3</p>", "si a < b, dit-il <3"),
        ("L&rsquo;&eacute;t&eacute; &agrave; R&amp;D", "L’été à R&D"),
        ("Un.\n\nDeux&nbsp;: &#233;t&#xE9;", "Un.\n\nDeux\xa0: été"),
        ("&lt;p&gt;Le &lt;b&gt;quai&lt;/b&gt;.&lt;/p&gt;", "Le quai."),
        ("<script>var a = 1;</script><p>Un.</p>", "Un."),
        ("<div>\n  <p>Un.</p>\n</div>", "Un."),
    ],
)
def test_html(value: str, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    "value",
    [
        "si a < b et c > d",
        "<3 pour Kerval",
        "R&D, AT&T ; Dupont & fils; suite",
        "https://j.example/?a=1&copy=2&lt=3",
        "La balise <p> ouvre un paragraphe.",
        "La balise <b> met en gras et </b> y met fin.",
        "« <br> » va à la ligne.",
        "Écrivez `<p>bonjour</p>` dans la page.",
        "#include <stdio.h>\nstd::vector<int> v; Map<String, List<T>> m;",
        "<note><a>Tove</a></note>"[:6] + " de bas de page",
        "x<y>z &inconnu; &;",
        "",
    ],
)
def test_prose_and_code_stay(value: str) -> None:
    assert plain(value) == value


def test_titles_are_one_line() -> None:
    assert plain_line("Le\n<em>quai</em>&nbsp;ferme") == "Le quai ferme"
    assert plain_line("Le  quai") == "Le  quai"


@given(st.text(alphabet="abé <>&;/=\"'\n#p`!-", max_size=60))
def test_any_text_is_taken(value: str) -> None:
    plain(value)


@pytest.mark.parametrize("unit", ["<", "<p", "<p ", "<a =", "&", "&a", "`", "\n ", "<!--", "</", "<b> ", " </b> "])
def test_long_runs_take_linear_time(unit: str) -> None:
    assert is_html(unit * 100_000) in (True, False)
