import dataclasses
from pathlib import Path

import pytest

from trouvere.index.errors import SettingsError
from trouvere.index.settings import Settings, origins
from trouvere.web.cli import settings_markdown

DOCS = Path(__file__).parents[2] / "docs" / "fr" / "settings.md"
FIELDS = dataclasses.fields(Settings)


def test_later_places_win(tmp_path: Path) -> None:
    (tmp_path / "trouvere.toml").write_text("per_page = 11\nsnippets = 3\nport = 1\n", encoding="utf-8")
    environ = {"TROUVERE_SNIPPETS": "4", "TROUVERE_PORT": "2", "TROUVERE_UNKNOWN": "x", "HOME": "/"}
    found = origins({"port": 3, "host": None}, tmp_path, environ)
    assert list(found) == [field.name for field in FIELDS]
    assert found["threads"] == (4, "défaut")
    assert found["per_page"] == (11, "trouvere.toml")
    assert found["snippets"] == (4, "TROUVERE_SNIPPETS")
    assert found["port"] == (3, "option")
    assert found["host"] == ("127.0.0.1", "défaut")
    loaded = Settings.load({"port": 3}, folder=tmp_path, environ=environ)
    assert (loaded.per_page, loaded.snippets, loaded.port) == (11, 4, 3)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"nope": "1"}, "réglage inconnu « nope »"),
        ({"port": "eighty"}, "un nombre entier"),
        ({"port": 65_536}, "au plus 65535"),
        ({"per_page": 0}, "au moins 1"),
        ({"weight_title": "nan"}, "au moins 0"),
        ({"weight_text": "inf"}, "au plus 100"),
        ({"threads": True}, "un nombre entier"),
        ({"site_name": 3}, "un texte"),
        ({"metrics": "peut-être"}, "oui ou non"),
        ({"metrics": 2}, "oui ou non"),
        ({"exclude": 3}, "une liste de textes"),
        ({"exclude": ["a", 3]}, "une liste de textes"),
    ],
)
def test_bad_values_are_refused(options: dict[str, object], says: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=says):
        Settings.load(options, folder=tmp_path, environ={})


@pytest.mark.parametrize("text", ["port = ", "[web]\nport = 1\n", 'per_page = "many"\n', "port = [1]\n"])
def test_bad_files_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "trouvere.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"trouvere\.toml"):
        Settings.load(folder=tmp_path, environ={})


@pytest.mark.parametrize("given", [False, "non", "NON", "false", "0", 0])
def test_yes_and_no_are_said_in_many_ways(given: object, tmp_path: Path) -> None:
    assert Settings.load({"metrics": given}, folder=tmp_path, environ={}).metrics is False
    assert Settings.load(folder=tmp_path, environ={"TROUVERE_METRICS": f" {given} "}).metrics is False
    (tmp_path / "trouvere.toml").write_text("metrics = false", encoding="utf-8")
    assert Settings.load(folder=tmp_path, environ={}).metrics is False
    assert Settings.load({"metrics": "oui"}, folder=tmp_path, environ={}).metrics is True


@pytest.mark.parametrize("given", ["vieux/;*.bak", "vieux/\n*.bak\n", ["vieux/", "*.bak"], (" vieux/", "", "*.bak")])
def test_several_values_are_a_list_or_parted_by_semicolons(given: object, tmp_path: Path) -> None:
    assert Settings.load({"exclude": given}, folder=tmp_path, environ={}).exclude == ("vieux/", "*.bak")
    (tmp_path / "trouvere.toml").write_text('default = ["source=Le Journal", "language=fr"]', encoding="utf-8")
    assert Settings.load(folder=tmp_path, environ={}).default == ("source=Le Journal", "language=fr")


def test_defaults_are_within_their_own_bounds(tmp_path: Path) -> None:
    assert Settings.load(dataclasses.asdict(Settings()), folder=tmp_path, environ={}) == Settings()


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_setting_is_documented(field: "dataclasses.Field[object]") -> None:
    assert field.metadata["doc"]
    row = next((line for line in DOCS.read_text(encoding="utf-8").splitlines() if f"| `{field.name}` |" in line), "")
    said = ("oui" if field.default else "non") if field.type == "bool" else field.default
    assert (f"`{said}`" if field.default not in ("", ()) else "(vide)") in row
    assert str(field.metadata["doc"]) in row


def test_the_table_is_the_generated_one() -> None:
    assert settings_markdown() in DOCS.read_text(encoding="utf-8"), "trouvere settings --markdown"
