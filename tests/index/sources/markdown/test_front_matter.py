"""Front matter and headers without fences: what is one, what is not, and what people write that no format allows."""

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.sources.markdown.front_matter import FrontMatterFault, parted

T = {"title": "T"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: T\n---\nx", T),
        ("---\ntitle: T\n...\nx", T),
        ("---\ntitle: T\n----\nx", T),
        ("----\ntitle: T\n----\nx", T),
        ("\n\n---\ntitle: T\n---\nx", T),
        (" \n\ufeff---\ntitle: T\n---\nx", T),
        ("---yaml\ntitle: T\n---\nx", T),
        ("+++\ntitle = 'T'\n+++\nx", T),
        ("---toml\ntitle = 'T'\n---\nx", T),
        ('{"title": "T"}\nx', T),
        ('\n{\n  "title": "T"\n}\nx', T),
        ('---json\n{"title": "T"}\n---\nx', T),
        (';;;\n"title": "T"\n;;;\nx', T),
        ('"title": "T",\n;;;\nx', T),
        ("title: T\n---\nx", T),
        ("Title: T\n\nx", {"Title": "T"}),
        ('title: "T"\n\nx', T),
        ("Title: T\nDate: 2021-05-04 17:00\nx", {"Title": "T", "Date": "2021-05-04 17:00"}),
        ("Title: T\nTags: a,\n    b\n\nx", {"Title": "T", "Tags": "a, b"}),
        ("Title: T\nSummary: un\n    deux\n\nx", {"Title": "T", "Summary": "un deux"}),
        ("Title: T\nBase Header Level: 2\nMa-clé: v\n\nx", {"Title": "T", "Base Header Level": "2", "Ma-clé": "v"}),
        ("Titre : T\nAuteur : Anne\n\nx", {"Titre": "T", "Auteur": "Anne"}),
        ("<!--\n.. title: T\n.. status: draft\n-->\n\nx", {"title": "T", "status": "draft"}),
        (".. title: T\n.. slug: t\n\nx", {"title": "T", "slug": "t"}),
        ("% T\n\nx", T),
        ("% T\n% Anne; Paul\n% 4 mai 2021\n\nx", T | {"author": ["Anne", "Paul"], "date": "4 mai 2021"}),
        ("% Un titre\n  qui continue\n%\n% 2021\nx", {"title": "Un titre qui continue", "date": "2021"}),
    ],
)
def test_headers(text: str, expected: dict[str, Any]) -> None:
    values, rest = parted(text)
    assert (values, rest.strip()) == (expected, "x")


@pytest.mark.parametrize(
    "text",
    [
        "Attention : la route est fermée.\n\nTexte.",
        "Paris : les trains repartent\n\nTexte.",
        "Marie: bonjour\nPaul: salut\n\nTexte.",
        "Marie : bonjour\nPaul : salut\n",
        "Date : lundi prochain\n\nTexte.",
        "Voici la suite: un, deux.\nSource: le préfet\n\nTexte.",
        "http://x.example/a\n\nTexte.",
        "12:30 : le départ.\n\nTexte.",
        "% de hausse\nsuite",
        "%de hausse",
        "{: .lead}\nTexte.",
        "{{< figure >}}\nTexte.",
        '{"a": 1} est un objet.',
        "{un ensemble}\nx",
        "<!-- une remarque -->\nTexte.",
        "---\nLe pont : fermé.\n---\nTexte.",
        ".. une suite\nTexte.",
        "",
        "\n",
    ],
)
def test_what_is_no_header(text: str) -> None:
    values, rest = parted(text)
    assert (values, rest) == ({}, text.lstrip("\n"))


@pytest.mark.parametrize(
    ("inside", "key", "value"),
    [
        ("a: Deux-points : le retour", "a", "Deux-points : le retour"),
        ("a: Grève : le point\n  de mardi\nb: 1", "a", "Grève : le point de mardi"),
        ("b: 1\n\ta: 2021-05-04", "a", "2021-05-04"),
        ("a:\n\t- un\n\t- deux", "a", ["un", "deux"]),
        ("a:\n\tb: x", "a", {"b": "x"}),
        ('a: "Le pont" rouvre', "a", '"Le pont" rouvre'),
        ("a: 'L'été'", "a", "L'été"),
        ("a: L'été : c'est 'beau'", "a", "L'été : c'est 'beau'"),
        ("a: *Le Monde* a raison", "a", "*Le Monde* a raison"),
        ("a: [Vidéo] Le pont", "a", "[Vidéo] Le pont"),
        ("a: {{ site.title }}", "a", "{{ site.title }}"),
        ("a: @paul", "a", "@paul"),
        ("a: 100 % : oui\nb: |\n  x: y: z\n", "b", "x: y: z\n"),
        ("a: !Attention travaux", "a", "!Attention travaux"),
        ("a: Fin :\nb: 1", "a", "Fin :"),
        ("a: &t [x, y]\nb: *t", "b", ["x", "y"]),
        ("d: &d\n  x: 1\na:\n  <<: *d", "a", {"x": 1}),
        ("a: R &amp; D &ancre", "a", "R &amp; D &ancre"),
        ("b: Un : deux\ndraft: yes", "draft", "yes"),
        ("b: Un : deux\na:\n  - x: 1\n    y: Un : deux", "a", [{"x": 1, "y": "Un : deux"}]),
    ],
)
def test_yaml_as_people_write_it(inside: str, key: str, value: object) -> None:
    assert parted(f"---\n{inside}\n---\nx")[0][key] == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n "title": "T",\n}\nx', 3),
        ('{"title": "T"\n\nx', 3),
        ("\n\n---\na: [\n---\nx", 5),
        ("---js\n{ title: x() }\n---\nx", 2),
        ("---\ndraft: true\n- a\n---\nx", 3),
    ],
)
def test_a_header_that_cannot_be_read_is_no_text(text: str, line: int) -> None:
    with pytest.raises(FrontMatterFault) as fault:
        parted(text)
    assert fault.value.line == line


@given(st.text(st.sampled_from("-+;{}[]\"':&*!|>% \t\nab#"), max_size=60))
def test_any_text_has_front_matter_or_none(text: str) -> None:
    for head in ("", "---\na: ", "Title: ", '{"a":', "% ", ".. a: "):
        try:
            values, rest = parted(f"{head}{text}\n---\nx")
        except FrontMatterFault:
            continue
        assert all(isinstance(key, str) for key in values)
        assert rest.strip("\n") in f"{head}{text}\n---\nx"


@pytest.mark.parametrize(
    "unit",
    [
        "Title: a\n",
        "Title: a\n    b\n",
        ".. a: b\n",
        "% a\n",
        "a: b: c\n",
        "\ta: b\n",
        " \n",
        '"a":',
        "{",
        "-",
        "a",
        "a: 'x\n",
    ],
)
@pytest.mark.parametrize("head", ["", "---\n", "{", "Title: a\n"])
def test_a_header_without_end_takes_no_longer(head: str, unit: str) -> None:
    started = time.process_time()
    with contextlib.suppress(FrontMatterFault, RecursionError):
        parted(head + unit * 30_000)
    assert time.process_time() - started < 5
