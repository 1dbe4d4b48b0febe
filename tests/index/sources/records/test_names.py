"""The table of names: whatever the case, accents and punctuation of a key, and the shapes that values come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.sources.faults import FieldFault, NoArticle
from trouvere.index.sources.records.fields import FIELD_NAMES, FieldNames
from trouvere.index.sources.records.names import NAMES, SEVERAL_CATEGORIES, field_named, form_of, name_of

Record = dict[str, object]


def values(record: Record, rename: dict[str, str] | None = None) -> Record:
    """Return the fields that are not empty of the article that a record is recognised as."""
    raw = FieldNames(rename).recognised(record, "a.json:1")
    return {
        name: value for name in (*FIELD_NAMES, "extra") if (value := getattr(raw, name)) and (name, value) != ("id", "")
    }


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("Date de publication", "date"),
        ("date_publication", "date"),
        ("datePublication", "date"),
        ("DATE-DE-PUBLICATION", "date"),
        ("datePublished", "date"),
        ("Titre", "title"),
        ("titre_fr", "title"),
        ("title.rendered", "title"),
        ("Texte intégral", "text"),
        ("articleBody", "text"),
        ("content:encoded", "text"),
        ("Chapô", "text"),
        ("Auteur(s)", "authors"),
        ("dc:creator", "authors"),
        ("Mots-clés", "tags"),
        ("Catégories", SEVERAL_CATEGORIES),
        ("Catégorie", "category"),
        ("source-hostname", "source"),
        ("og:site_name", "source"),
        ("inLanguage", "language"),
        ("_id", "id"),
        ("date_download", ""),
        ("date_modified", ""),
        ("updated", ""),
        ("@type", ""),
        ("@id", ""),
        ("", ""),
        ("titre" * 100, ""),
    ],
)
def test_what_a_key_means(key: str, field: str) -> None:
    found = name_of(key)
    assert (found.field if found else "") == field


def test_the_table_is_in_its_own_form_and_names_nothing_twice() -> None:
    names = [name for names in NAMES.values() for name in names]
    assert [name for name in names if form_of(name) != name] == []
    assert len(names) == len(set(names))
    assert [field for field, names in NAMES.items() if names[0] != field] == []


@given(st.sampled_from([name for names in NAMES.values() for name in names]), st.data())
def test_case_and_punctuation_do_not_count(name: str, data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.sampled_from(["", " ", "_", "-", "’"]), min_size=len(name), max_size=len(name)))
    written = "".join(mark + (char.upper() if mark else char) for mark, char in zip(marks, name, strict=True))
    assert name_of(written) == name_of(name)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        # Our own name first, then the order of the table; the others stay.
        ({"texte": "A", "text": "B"}, {"text": "B", "extra": {"texte": "A"}}),
        ({"corps": "A", "Texte": "B"}, {"text": "B", "extra": {"corps": "A"}}),
        ({"text": " ", "corps": "A"}, {"text": "A"}),
        ({"text": None, "corps": "A"}, {"text": "A"}),
        ({"titre": "T", "chapo": "C", "texte": "A"}, {"title": "T", "text": "A", "extra": {"chapo": "C"}}),
        ({"titre": "T", "chapo": "C"}, {"title": "T", "text": "C"}),
        ({"text": "A", "created_at": "2021", "published": "2022"},
         {"text": "A", "date": "2022", "extra": {"created_at": "2021"}}),
        ({"text": "A", "date_modified": "2023"}, {"text": "A", "extra": {"date_modified": "2023"}}),
        # Shapes of values.
        ({"text": ["Un.", "", "Deux."]}, {"text": "Un.\n\nDeux."}),
        ({"title": {"rendered": "L&rsquo;été"}, "content": {"rendered": "<p>Un.</p><p>Deux.</p>"}},
         {"title": "L’été", "text": "Un.\n\nDeux."}),
        ({"title": {"#text": "T"}, "text": {"__cdata": "A"}}, {"title": "T", "text": "A"}),
        ({"text": "A", "_id": {"$oid": "5f"}, "date": {"$date": "2021-05-04T00:00:00Z"}},
         {"text": "A", "id": "5f", "date": "2021-05-04T00:00:00Z"}),
        ({"text": "A", "date": 1620140400}, {"text": "A", "date": "1620140400"}),
        ({"text": "A", "timestamp": 1620140400.0}, {"text": "A", "date": "1620140400"}),
        ({"text": "A", "author": {"@type": "Person", "name": "Anne Le Goff"}},
         {"text": "A", "authors": ("Anne Le Goff",)}),
        ({"text": "A", "auteurs": [{"prenom": "Anne", "nom": "Le Goff"}, {"name": "Paul Morin"}]},
         {"text": "A", "authors": ("Anne Le Goff", "Paul Morin")}),
        ({"text": "A", "byline": "Par Anne Le Goff et Paul Morin"},
         {"text": "A", "authors": ("Anne Le Goff", "Paul Morin")}),
        ({"text": "A", "author": "['Anne Le Goff', \"Jean d'Arc\"]"},
         {"text": "A", "authors": ("Anne Le Goff", "Jean d'Arc")}),
        ({"text": "A", "author": {"node": {"name": "Anne"}}, "tags": {"nodes": [{"name": "pont"}, {"name": "quai"}]}},
         {"text": "A", "authors": ("Anne",), "tags": ("pont", "quai")}),
        # Numbers are no names.
        ({"text": "A", "author": 3, "categories": [4], "tags": [5]},
         {"text": "A", "extra": {"author": 3, "categories": [4], "tags": [5]}}),
        ({"text": "A", "post_author": "1"}, {"text": "A", "extra": {"post_author": "1"}}),
        # Several categories: the first, the others are tags.
        ({"text": "A", "categories": ["Ponts", "Travaux"], "tags": ["quai"]},
         {"text": "A", "category": "Ponts", "tags": ("quai", "Travaux")}),
        ({"text": "A", "Catégories": "Ponts;Travaux"}, {"text": "A", "category": "Ponts", "tags": ("Travaux",)}),
        ({"text": "A", "rubrique": "Ponts, quais"}, {"text": "A", "category": "Ponts, quais"}),
        ({"text": "A", "category": ["Ponts", "Quais"]}, {"text": "A", "category": "Ponts, Quais"}),
        # An address is no name of a source; what is none is no address.
        ({"text": "A", "source": "https://j.example/a"}, {"text": "A", "url": "https://j.example/a"}),
        ({"text": "A", "source": "https://j.example/a", "source-hostname": "Le Rivage"},
         {"text": "A", "source": "Le Rivage", "url": "https://j.example/a"}),
        ({"text": "A", "source": {"id": None, "name": "Le Rivage"}}, {"text": "A", "source": "Le Rivage"}),
        ({"text": "A", "source": {"id": None, "name": None}}, {"text": "A", "extra": {"source": {"id": None, "name": None}}}),
        ({"text": "A", "page": 12, "adresse": "3 rue du Quai"},
         {"text": "A", "extra": {"page": 12, "adresse": "3 rue du Quai"}}),
        ({"text": "A", "lien": "https://j.example/a"}, {"text": "A", "url": "https://j.example/a"}),
        ({"text": "A", "mainEntityOfPage": {"@id": "https://j.example/a"}}, {"text": "A", "url": "https://j.example/a"}),
        # What was cut is told.
        ({"content": "Le pont… [+1234 chars]"}, {"text": "Le pont…", "extra": {"truncated": True}}),
        ({"content": "Le pont [12 characters]"}, {"text": "Le pont …", "extra": {"truncated": True}}),
        ({"content": "ONLY AVAILABLE IN PAID PLANS", "description": "Résumé."},
         {"text": "Résumé.", "extra": {"content": "ONLY AVAILABLE IN PAID PLANS"}}),
        # Editors that keep trees.
        ({"content": [{"type": "paragraph", "children": [{"text": "Le "}, {"text": "pont", "bold": True}]},
                      {"type": "paragraph", "children": [{"text": "Le quai."}]}]}, {"text": "Le pont\n\nLe quai."}),
        ({"body": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Un."}]}]}},
         {"text": "Un."}),
        ({"content": {"blocks": [{"type": "paragraph", "data": {"text": "Le <b>pont</b>."}}]}}, {"text": "Le pont."}),
        # A status of another kind hides nothing.
        ({"text": "A", "status": "terminé"}, {"text": "A", "extra": {"status": "terminé"}}),
        ({"text": "A", "published": True}, {"text": "A", "extra": {"published": True}}),
    ],
)  # fmt: skip
def test_records(record: Record, expected: Record) -> None:
    assert values(record) == expected


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"status": "draft"}, "brouillon"),
        ({"Statut": "Brouillon"}, "brouillon"),
        ({"statut": "prepa"}, "brouillon"),
        ({"statut": "poubelle"}, "non publié"),
        ({"post_status": "private"}, "non publié"),
        ({"post_status": "inherit"}, "révision ou pièce jointe"),
        ({"status": "scheduled"}, "à venir"),
        ({"status": False}, "non publié"),
        ({"draft": True}, "brouillon"),
        ({"Brouillon": "oui"}, "brouillon"),
        ({"published": False}, "brouillon"),
        ({"is_published": "0"}, "brouillon"),
        ({"publié": "non"}, "brouillon"),
        ({"createdAt": "2021", "updatedAt": "2021", "publishedAt": None}, "brouillon"),
    ],
)
def test_what_its_site_does_not_show(record: Record, reason: str) -> None:
    with pytest.raises(NoArticle) as fault:
        values({"titre": "T", "texte": "A", **record})
    assert (str(fault.value), fault.value.unread) == (reason, False)


@pytest.mark.parametrize(
    ("record", "rename", "expected"),
    [
        ({"chapo": "C", "texte": "A"}, {"text": "chapo"}, {"text": "C", "extra": {"texte": "A"}}),
        ({"Chapô": "C", "texte": "A"}, {"text": "chapo"}, {"text": "C", "extra": {"texte": "A"}}),
        ({"Body": "B", "body": "b"}, {"text": "Body"}, {"text": "B", "extra": {"body": "b"}}),
        ({"foo": "F", "text": "A"}, {"texte": "foo"}, {"text": "F", "extra": {"text": "A"}}),
        ({"auteur": "Anne", "text": "A"}, {"source": "auteur"}, {"source": "Anne", "text": "A"}),
        ({"lien": "https://j.example", "text": "A"}, {"source": "lien"}, {"source": "https://j.example", "text": "A"}),
    ],
)
def test_map_wins_over_the_table(record: Record, rename: dict[str, str], expected: Record) -> None:
    assert values(record, rename) == expected


@pytest.mark.parametrize(("name", "field"), [("texte", "text"), ("Catégories", "category"), ("couleur", "")])
def test_what_a_person_calls_a_field(name: str, field: str) -> None:
    assert field_named(name) == field


@pytest.mark.parametrize("record", [{"text": {"de": 1}}, {"title": {"de": 1}, "text": "A"}, {"text": True}])
def test_what_is_no_text(record: Record) -> None:
    with pytest.raises(FieldFault, match="n'est pas un texte"):
        values(record)


def test_articles_of_other_readers_are_under_our_names_alone() -> None:
    record = {"title": "T", "text": "<p>A</p>", "guid": "7", "auteur": "Anne"}
    raw = FieldNames().article(record, "a.xml")
    assert (raw.text, raw.id, raw.authors, raw.extra) == ("<p>A</p>", "", (), {"guid": "7", "auteur": "Anne"})


def test_a_record_of_a_hundred_thousand_names_for_the_text_takes_linear_time() -> None:
    record: Record = {f"{' ' * (n % 90)}te{' ' * (n // 90 % 90)}xt{'_' * (n // 8_100)}": "" for n in range(60_000)}
    assert values({**record, "body": "A"})["text"] == "A"
