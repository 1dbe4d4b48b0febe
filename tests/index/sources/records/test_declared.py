"""Fields that a site declares are read under their own name, whatever else that name means."""

from pathlib import Path

import pytest

from trouvere.index import Article, Field, build_index, update_index
from trouvere.index.errors import UsageError
from trouvere.search import Filters, open_searcher

CSV = "Titre;Texte;Région;Prix TTC;Section;Ville;dept\nPain;Du pain frais.;Nièvre;12,50 €;Marché;Nevers;58\n"
JSONL = '{"title": "Vin", "text": "Du vin.", "Région": "Ain", "Prix TTC": 8, "section": "Cave", "ville": "Bourg", "dept": "01"}\n'
MARKDOWN = (
    "---\ntitle: Fromage\nrégion: Nièvre\nprix-ttc: 7\nsection: Marché\nville: Cosne\ndept: 58\n---\nDu fromage.\n"
)
FIELDS = [Field("region"), Field("prix_ttc", "number"), Field("section"), Field("ville"), Field("code")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("declared")
    for name, content in {"a.csv": CSV, "b.jsonl": JSONL, "c.md": MARKDOWN}.items():
        (place / name).write_text(content, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("field", "wanted", "titles"),
    [
        ("region", "nievre", {"Pain", "Fromage"}),
        ("prix_ttc", "..10", {"Vin", "Fromage"}),
        ("section", "Marché", {"Pain", "Fromage"}),
        ("ville", "Bourg", {"Vin"}),
        ("code", "58", {"Pain", "Fromage"}),
    ],
)
def test_a_declared_name_is_read_whatever_else_it_means(
    folder: Path, tmp_path: Path, field: str, wanted: str, titles: set[str]
) -> None:
    index = tmp_path / "i"
    for name in ("a.csv", "b.jsonl"):
        # The second one is read for the fields of the manifest: nothing declares them any more.
        fields = FIELDS if name == "a.csv" else None
        update_index(index, folder / name, fields=fields, rename={"code": "dept"})
    update_index(index, folder / "c.md", rename={"code": "dept"})
    with open_searcher(index) as searcher:
        found = searcher.search("", filters=Filters(fields={field: wanted}))
        assert {hit.article.title for hit in found.hits} == titles
        # To declare a field changes nothing of what else an article has.
        assert {hit.article.category for hit in searcher.search("").hits} == {"Marché", "Cave"}


def test_a_field_that_nobody_declares_is_not_mapped(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="champ inconnu : « nope »") as refused:
        build_index(tmp_path / "i", folder, fields=FIELDS, rename={"nope": "dept"})
    assert "prix_ttc" in str(refused.value.hint)


HUGO = """---
title: Marché
date: 2021-05-04T17:30:00+02:00
regions: [Nièvre, Ain]
params: {Prix-TTC: "12,50", paru: 2021-06-01}
---
Du pain.
"""
ZOLA = """+++
title = "Foire"
[taxonomies]
regions = ["Ain"]
[extra]
prix_ttc = 8.5
paru = 2021-06-01
+++
Du vin.
"""
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:ex="https://ex.fr/ns"><channel><title>Fil</title>
<item><title>Marché</title><description>Du pain.</description><guid>1</guid><ex:regions>Nièvre</ex:regions>
<prix_ttc>12,50</prix_ttc><ex:paru>2021-06-01</ex:paru><ex:autre>rien</ex:autre></item></channel></rss>"""
HTML = """<!doctype html><html lang="fr"><head><title>Marché</title><meta name="Regions" content="Nièvre">
<meta name="regions" content="Ain"><meta property="product:price:amount" content="12.50">
<meta name="paru" content="2021-06-01"><meta name="autre" content="rien"></head>
<body><article><h1>Marché</h1><p>Le texte de la page, assez long pour être lu par tous.</p></article></body></html>"""
WORDPRESS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Marché</title><content:encoded><![CDATA[Du pain.]]></content:encoded><wp:post_id>1</wp:post_id>
<wp:post_date>2021-05-04 17:30:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="regions" nicename="n"><![CDATA[Nièvre]]></category>
<wp:postmeta><wp:meta_key>_prix_ttc</wp:meta_key><wp:meta_value>12,50</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>paru</wp:meta_key><wp:meta_value>20210601</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>autre</wp:meta_key><wp:meta_value>rien</wp:meta_value></wp:postmeta>
</item></channel></rss>"""
API = """[{"title": "Marché", "text": "Du pain.", "regions": [{"nom": "Nièvre"}, null, {"nom": "Ain"}],
"prix_ttc": {"value": 12.5, "unit": "EUR"}, "paru": {"le": {"jour": "2021-06-01"}}},
{"title": "Foire", "text": "Du vin.", "regions": null, "prix_ttc": "8,5", "paru": {}}]"""


@pytest.mark.parametrize(
    ("name", "content", "rename", "wanted"),
    [
        ("a.md", HUGO, {}, {"regions": ("Nièvre", "Ain"), "prix_ttc": 12.5, "paru": "2021-06-01"}),
        ("a.md", ZOLA, {}, {"regions": "Ain", "prix_ttc": 8.5, "paru": "2021-06-01"}),
        ("a.xml", RSS, {}, {"regions": "Nièvre", "prix_ttc": 12.5, "paru": "2021-06-01"}),
        (
            "a.html",
            HTML,
            {"prix_ttc": "product:price:amount"},
            {"regions": ("Nièvre", "Ain"), "prix_ttc": 12.5, "paru": "2021-06-01"},
        ),
        ("a.xml", WORDPRESS, {}, {"regions": "Nièvre", "paru": "2021-06-01", "prix_ttc": 12.5}),
        (
            "a.json",
            API,
            {"regions": "regions.nom", "prix_ttc": "prix_ttc.value", "paru": "paru.le.jour"},
            {"regions": ("Nièvre", "Ain"), "prix_ttc": 12.5, "paru": "2021-06-01"},
        ),
    ],
    ids=["hugo", "zola", "rss", "html", "wordpress", "api"],
)
def test_declared_fields_are_read_where_a_format_has_them(
    tmp_path: Path, name: str, content: str, rename: dict[str, str], wanted: dict[str, object]
) -> None:
    fields = [Field("regions"), Field("prix_ttc", "number"), Field("paru", "date")]
    (tmp_path / name).write_text(content, encoding="utf-8")
    build_index(tmp_path / "i", tmp_path / name, fields=fields, rename=rename)
    with open_searcher(tmp_path / "i") as searcher:
        hits = {hit.article.title: hit for hit in searcher.search("").hits}
    assert hits["Foire" if content is ZOLA else "Marché"].fields == wanted
    # Where an object was looked for, a plain value is one all the same.
    assert content is not API or hits["Foire"].fields == {"prix_ttc": 8.5}
    assert not any("autre" in hit.article.extra for hit in hits.values())


@pytest.mark.parametrize(
    ("declared", "content", "advice"),
    [
        # A slip of the pen, the beginning of the name, and a name that is like no other.
        ("regoin", {"region": "Ain", "prix ttc": 3}, "--map regoin=region"),
        ("prix", {"region": "Ain", "prix ttc": 3}, "--map 'prix=prix ttc'"),
        ("etoiles", {"region": "Ain", "prix ttc": 3}, "--field NOM"),
        ("prix", {"prix": {"unit": None, "value": 3}}, "--map prix=prix.value"),
    ],
)
def test_who_declares_a_name_that_no_article_has_is_told_which_one_it_may_be(
    tmp_path: Path, declared: str, content: dict[str, object], advice: str
) -> None:
    articles = [Article(id="1", title="Pain", text="Du pain.", source="AP", date="2021-05-04", extra=content)]
    (remark,) = build_index(tmp_path / "i", articles, fields=[Field(declared, "number")]).remarks
    assert advice in f"{remark.example} {remark.advice}"
