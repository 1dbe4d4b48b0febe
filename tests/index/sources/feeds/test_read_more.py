"""Links to the rest of an article: they go where they end a text, and prose that has their words stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.sources.feeds.read_more import with_marked_links, without_links
from trouvere.index.sources.pages.markup import text_of

TITLE, SITE = "Le pont rouvre & le quai ferme", "Le Courrier du quai"
TEXT = "Le pont rouvre."
A = '<a href="x">'


def cleaned(html: str) -> str:
    return without_links(text_of(with_marked_links(html)), TITLE, SITE)


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{TEXT} {A}Lire la suite</a></p>",
        f"<p>{TEXT}</p><p>{A}Lire la suite</a></p>",
        f"<p>{TEXT}</p><p>Lire la suite</p>",
        f"<p>{TEXT} Lire la suite →</p>",
        f"<p>{TEXT} ({A}lire la suite…</a>)</p>",
        f"<p>{TEXT} [{A}lire la suite</a>]</p>",
        f"<p>{TEXT} {A}LIRE LA SUITE</a></p>",
        f"<p>{TEXT} {A}Continuer la lecture de<span> « {TITLE} »</span></a></p>",
        f"<p>{TEXT} {A}Continue reading <span>“Le pont”</span> →</a></p>",
        f"<p>{TEXT} {A}Read more &raquo;</a></p>",
        f"<p>{TEXT} {A}(more&#8230;)</a></p>",
        f"<p>{TEXT} {A}Lire l’article complet</a></p>",
        f"<p>{TEXT}</p><p>Lire l’article en entier sur {SITE}</p>",
        f"<p>{TEXT}<br>Lire l'article complet : {A}https://quai.example/a</a></p>",
        f"<p>{TEXT}</p><p>{A}En savoir plus sur le pont</a></p>",
        f'<p>{TEXT}</p><div class="more">{A}<span>Lire la suite</span></a></div>',
        f"<p>{TEXT}</p><p>Cet article {A}Le pont</a> est apparu en premier sur {A}Le Quai</a>.</p>",
        f"<p>{TEXT} Cet article {TITLE} est apparu en premier sur Le Quai.</p>",
        f"<p>{TEXT}</p><p>L&rsquo;article Autre titre est apparu en premier sur {SITE}</p>",
        f"<p>{TEXT}</p><p>The post {A}Le pont</a> appeared first on {A}Le Quai</a>.</p>",
        f"<p>{TEXT}</p><p>The post {A}Le pont</a> first appeared on {A}Le Quai</a>.</p>",
        f"<p>{TEXT}</p><p>{A}Lire la suite</a></p><p>Cet article {A}Le pont</a> est apparu en premier sur {A}Le Quai"
        "</a>.</p><p>Partager</p>",
    ],
)
def test_links_to_the_rest_go(html: str) -> None:
    assert cleaned(html) == TEXT


@pytest.mark.parametrize(
    "prose",
    [
        "Il faut lire la suite.",
        "Cliquez sur « Lire la suite ».",
        "Cliquez sur Lire la suite",
        "Ils veulent en savoir plus.",
        "Lire la suite du roman demande du courage",
        "Cet article de loi est apparu en premier sur le bureau du Sénat.",
        "The post office appeared first on the map.",
        "Le pont rouvre. […]",
    ],
)
def test_prose_with_the_same_words_stays(prose: str) -> None:
    assert cleaned(f"<p>{TEXT}</p><p>{prose}</p>") == f"{TEXT}\n\n{prose}"


def test_a_link_within_a_sentence_is_prose() -> None:
    whole = f"<p>{A}Lire la suite</a> de ce roman est un plaisir.</p><p>Vous pouvez {A}lire la suite</a> ici.</p>"
    assert cleaned(whole) == text_of(whole)
    assert cleaned(f"<p>{A}Lire la suite</a></p><p>{TEXT}</p>") == TEXT


@given(st.lists(st.sampled_from(["Lire la suite", A, "</a>", "\n", "<p>", ". ", "(", ")", "de", "sur", "Cet article"])))
def test_nothing_but_what_is_there_is_left(parts: list[str]) -> None:
    html = " ".join(parts)
    assert cleaned(html).split() == text_of(html).split()[: len(cleaned(html).split())] or "Lire" in html
    assert "\ufdd0" not in cleaned(html)
    assert "\ufdd1" not in cleaned(html)
