"""Fields that a site declares are read under their own name, whatever else that name means."""

from pathlib import Path

import pytest

from trouvere.index import Field, build_index, update_index
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
