"""All wording is in the catalogues: the same keys in each, every key used, none missing, no text in templates."""

import datetime as dt
import re
import string
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import trouvere.web.catalogue
from trouvere.index.errors import SettingsError
from trouvere.index.field_terms import KINDS
from trouvere.index.fields import KEYWORD_FIELDS
from trouvere.search.query.nodes import SORTS, Match
from trouvere.search.results import Ignored
from trouvere.web.catalogue import LANGUAGES, load_catalogue

WEB = Path(trouvere.web.catalogue.__file__).parents[1]
TEMPLATES = sorted((WEB / "templates" / "trouvere").rglob("*.html"))
COMMANDS = ("cli.py", "serving.py", "terminal.py")
SOURCES = [path for path in sorted(WEB.rglob("*.py")) if path.name not in COMMANDS and "catalogue" not in path.parts]
FR, EN = load_catalogue("fr"), load_catalogue("en")


def used() -> tuple[set[str], set[str]]:
    """Return the keys that templates and code name in full, and the beginnings of those they put together."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *SOURCES])
    code += (WEB / "catalogue" / "__init__.py").read_text(encoding="utf-8")
    literals = set(re.findall(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""", code))
    beginnings = set(re.findall(r"""f?["']([a-z_]+\.(?:[a-z_]+)?)(?=\{|["'] ~)""", code))
    return {key for key in literals if not key.endswith("_")}, beginnings


def test_the_languages_have_the_same_keys() -> None:
    assert FR.sentences.keys() == EN.sentences.keys()
    assert LANGUAGES == ("fr", "en")


def test_the_languages_fill_the_same_gaps() -> None:
    for key in FR.sentences:
        gaps = [{gap for _, gap, _, _ in string.Formatter().parse(c.sentences[key]) if gap} for c in (FR, EN)]
        if key != "date.first":  # "1er" has its number written out
            assert gaps[0] == gaps[1], key


def test_every_key_is_used_and_every_used_key_exists() -> None:
    literals, beginnings = used()
    plural = {key.rpartition(".")[0] for key in FR.sentences if key.endswith((".one", ".other"))}
    named = {key for key in literals if key.split(".")[0] in {known.split(".")[0] for known in FR.sentences}}
    # The names of Python modules and files look like keys too.
    missing = {key for key in named if key not in FR.sentences and key not in plural}
    assert not {key for key in missing if not any(known.startswith(key + ".") for known in FR.sentences)}
    unused = {
        key
        for key in FR.sentences
        if key not in literals
        and key.rpartition(".")[0] not in literals
        and not any(key.startswith(beginning) for beginning in beginnings)
        and not re.fullmatch(r"error\.(\d+|other)\.(title|detail)", key)
    }
    assert not unused


def test_what_code_puts_together_exists() -> None:
    reasons = get_args(get_type_hints(Ignored)["reason"])
    assert {f"ignored.{reason}" for reason in reasons} == {key for key in FR.sentences if key.startswith("ignored.")}
    for key in (*(f"match.{one}" for one in get_args(Match)), *(f"sort.{one}" for one in SORTS)):
        assert FR.has(key), key
    for key in (*(f"filter.{name}" for name in KEYWORD_FIELDS), *(f"dropped.{name}" for name in KEYWORD_FIELDS)):
        assert FR.has(key), key
    for kind in KINDS:
        assert kind == "boolean" or all(FR.has(f"sort.{kind}_{way}") for way in ("up", "down")), kind
    for month in range(1, 13):
        assert FR.has(f"month.{month}")
    for status in ("400", "403", "404", "405", "500", "503", "other"):
        assert FR.has(f"error.{status}.title"), status
        assert FR.has(f"error.{status}.detail"), status


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_text_in_templates(template: Path) -> None:
    bare = template.read_text(encoding="utf-8")
    class_of_body = r"\{% block body_class %\}\w*\{% endblock %\}"
    for unspoken in (class_of_body, r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<!doctype html>"):
        bare = re.sub(unspoken, "", bare, flags=re.DOTALL)
    for attribute in re.findall(r'(?:title|aria-label|placeholder|alt)="([^"]*)"', bare):
        assert not attribute.strip(), attribute
    assert not re.search(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", "", bare)), re.sub(r"<[^>]*>", "", bare)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_escape_everything_and_style_nothing(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    # Our one script has an address and nothing inside.
    source = re.sub(r"""<script src="\{\{ links\.static\('trouvere\.js'\) \}\}" defer></script>""", "", source)
    assert not re.search(r"\|\s*safe|autoescape|Markup|<script|<style|\sstyle=|\son[a-z]+=", source)


def test_french_has_its_spaces() -> None:
    for key, sentence in FR.sentences.items():
        assert not re.search(r"(?<![\u202f\u00a0])[;!?%»]", sentence.removeprefix("?")), key
        assert not re.search(r"(?<![\u202f\u00a0]):", sentence), key
        assert not re.search(r"«(?!\u00a0)", sentence), key
        assert "'" not in sentence, key


def test_numbers_dates_and_lists() -> None:
    assert FR.number(70860) == "70\u202f860"
    assert EN.number(70860) == "70,860"
    assert FR.day(dt.date(2023, 3, 1)) == "1er mars 2023"
    assert FR.day(dt.date(2023, 8, 21)) == "21 août 2023"
    assert EN.day(dt.date(2023, 3, 1)) == "1 March 2023"
    assert [FR.plural("results.count", n) for n in (0, 1, 2)] == ["0 article", "1 article", "2 articles"]
    assert [EN.plural("results.count", n) for n in (0, 1, 2)] == ["0 articles", "1 article", "2 articles"]
    assert FR.listed(["A"]) == "A"
    assert FR.listed(["A", "B", "C"]) == "A, B et C"
    assert [FR.duration(ms) for ms in (0.2, 12.4, 1234)] == ["moins de 1\u00a0ms", "12\u00a0ms", "1,2\u00a0s"]


def test_braces_in_what_is_put_in_stay_braces() -> None:
    assert "{query} {0.__class__}" in FR("results.heading", query="{query} {0.__class__}")


def test_an_unknown_language_says_which_there_are() -> None:
    with pytest.raises(SettingsError) as unknown:
        load_catalogue("../fr")
    assert "fr, en" in (unknown.value.hint or "")
