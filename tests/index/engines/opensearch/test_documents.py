"""What a cluster is sent says what the chain says: one token a position, and a stem wherever there is one."""

import datetime as dt
import json
import random
from collections.abc import Sequence
from typing import Any

import pytest

from trouvere.index import Article
from trouvere.index.analysis import french
from trouvere.index.engines.opensearch.documents import Documents, stored
from trouvere.index.engines.opensearch.read.documents import DIGEST_STRUCT, document_id, restored
from trouvere.index.engines.opensearch.read.mapping import FIRST_TOKEN, NO_STEM_TOKEN, mappings
from trouvere.index.field_terms import Kind
from trouvere.index.fields import Field

KINDS: tuple[tuple[str, Kind], ...] = (
    ("prix", "number"),
    ("payant", "boolean"),
    ("parution", "date"),
    ("absent", "date"),
)
TEXTS = [
    "L’État et les député·e·s de Saint-Étienne, à 18h30 : 1 000 œuvres d’O.T.A.N.",
    "",
    "…",
    "le la de",
    "aujourd’hui exemple.fr/chemin 🙂 Лукашенко 北京 0'𖠀 a_b ¶ _ ¶mot",
]


def document(article: Article, number: int = 3, fields: Sequence[Field] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the action and the document that an article becomes."""
    (line,) = Documents(fields).lines([article], [article.digest()], [number])
    action, content, end = line.split(b"\n")
    assert not end
    return json.loads(action), json.loads(content)


@pytest.mark.parametrize("text", TEXTS)
def test_words_stand_where_the_chain_puts_them(text: str) -> None:
    _, found = document(Article(id="x", title="Le titre", text=text))
    surfaces, stems = found["text"].split(" "), found["text_stem"].split(" ")
    assert surfaces[0] == stems[0] == FIRST_TOKEN
    tokens = list(french().tokens(text))
    assert [token.position for token in tokens] == list(range(len(tokens)))
    assert surfaces[1:] == [token.text for token in tokens]
    assert found["text_length"] == len(tokens)
    assert found["text_stem_length"] == sum(token.stem is not None for token in tokens)
    assert stems[1:] == [NO_STEM_TOKEN if token.stem is None else token.stem for token in tokens]


def test_no_word_is_a_mark_or_can_be_cut_at_a_blank() -> None:
    chosen = random.Random(8)
    letters = [chr(chosen.randrange(1, 0x11000)) for _ in range(20_000)]
    text = "".join(one for one in letters if not "\ud800" <= one <= "\udfff")
    for token in french().tokens(text):
        for form in (token.text, token.stem or "x"):
            assert form not in (FIRST_TOKEN, NO_STEM_TOKEN)
            assert form.split() == [form]


def test_a_title_that_is_derived_has_no_words_of_its_own() -> None:
    for article, titled in (
        (Article(id="x", title="La grève", text="La grève dure."), True),
        (Article(id="x", title="La grève", text="La grève dure.", title_derived=True), False),
        (Article(id="x", title="…", text="La grève dure."), False),
    ):
        _, found = document(article)
        assert found["titled"] is titled
        assert found["title"].split() == [FIRST_TOKEN, *(["la", "greve"] if titled else [])]


def test_values_are_there_as_written_and_as_filters_compare_them() -> None:
    article = Article(
        id="x",
        text="Mot.",
        source="L’Écho",
        category="Société",
        tags=("Été", "ÉTÉ"),
        authors=("Zoé",),
        date=dt.date(2023, 3, 1),
    )
    action, found = document(article, 7)
    assert action == {"index": {"_id": "x", "version": 7, "version_type": "external_gte"}}
    assert (found["source"], found["source_key"]) == ("L’Écho", ["l'echo"])
    assert (found["tags"], found["tags_key"]) == (["Été", "ÉTÉ"], ["ete"])
    assert (found["date"], found["number"]) == ("2023-03-01", 7)
    assert DIGEST_STRUCT.pack(found["digest_high"], found["digest_low"]) == article.digest()
    assert not {"language", "minute", "title_order", "own", "own_key"} & found.keys()


def test_declared_fields_are_terms_and_numbers_numbers() -> None:
    fields = [Field("region"), *(Field(name, kind) for name, kind in KINDS), Field("region_key"), Field("Été")]
    article = Article(
        id="x",
        title="« L’Œuvre »",
        text="Mot.",
        language="fr",
        place="Pays de la Loire",
        date=dt.datetime(2023, 3, 1, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        extra={
            "region": ["Nièvre", "nievre"],
            "prix": ["12,50 €", 3],
            "payant": "oui",
            "parution": "2023-03-01T10:30:59",
            "absent": "",
            "Été": ["à", {}],
            "other": 1,
        },
    )
    _, found = document(article, fields=fields)
    assert found["own"] == {
        "own-region": ["Nièvre", "nievre"],
        "own-prix": [12.5, 3],
        "own-payant": ["true"],
        "own-parution": ["2023-03-01T10:30"],
        fields[-1].column: ["à"],
    }
    assert found["own_key"] == {"own-region": ["nievre"], fields[-1].column: ["a"]}
    assert (found["date"], found["minute"], found["title_order"]) == ("2023-03-01", 1440 + 750, "l'oeuvre >>")
    assert (found["language_key"], found["place"]) == (["fr"], "Pays de la Loire")
    known = mappings({}, fields)["properties"]
    assert found.keys() <= known.keys()
    for name in ("own", "own_key"):
        assert found[name].keys() <= known[name]["properties"].keys()


def test_a_time_is_stored_and_searched_by_its_day() -> None:
    """In Greenwich it was the second by then; the cluster knows days alone."""
    quebec = dt.timezone(dt.timedelta(hours=-4))
    article = Article(id="x", text="Un pont.", date=dt.datetime(2023, 3, 1, 23, 30, tzinfo=quebec))
    _, found = document(article, 1)
    assert found["date"] == "2023-03-01"
    again = restored(json.loads(json.dumps(found["article"])))
    assert again.as_dict()["date"] == "2023-03-01T23:30:00-04:00"
    assert again.digest() == article.digest()


def test_an_article_is_restored_to_the_letter() -> None:
    extra = {"": 1, "a.b": {"c": [1.1, 2**70, None, "é\u2028"]}}
    article = Article(id="x", title="«\xa0Œ »", text="a\n\tb 𝄞", date=dt.date(1, 1, 1), tags=("b", "a"), extra=extra)
    again = restored(json.loads(json.dumps(stored(article))))
    assert again == article
    assert again.digest() == article.digest()
    with pytest.raises(ValueError, match="unexpected"):
        restored({"id": "x", "strange": 1})


def test_an_id_that_the_cluster_cannot_take_has_a_digest_there() -> None:
    assert document_id("é" * 256) == "é" * 256
    assert document_id("é" * 257).startswith("sha256:")
    assert document_id("é" * 257) != document_id("é" * 258)
    assert document_id("\ud800").isascii()
