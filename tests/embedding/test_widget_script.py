"""The script of <trouvere-search>: light, and without what a strict page forbids."""

import gzip
import re
from pathlib import Path

from trouvere.web.http.cors import WIDGET_SCRIPT

SCRIPT = Path(__file__).resolve().parents[2] / "web" / "static" / WIDGET_SCRIPT
TEXT = SCRIPT.read_text(encoding="utf-8")


def test_it_is_light() -> None:
    assert len(TEXT.encode()) < 16_500
    assert len(gzip.compress(TEXT.encode())) < 6_200


def test_it_writes_no_html_and_runs_no_text() -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|createContextualFragment|srcdoc|\.style\b|javascript:"
    assert re.findall(forbidden, TEXT) == []
    assert "setTimeout(" in TEXT
    assert not re.search(r"setTimeout\(\s*[\"'`]", TEXT)


def test_it_asks_nothing_but_the_search() -> None:
    assert re.findall(r"fetch\(([^,)]*\([^)]*\))", TEXT) == ["this.#url(path, pairs)"]
    assert re.findall(r"https?://[\w.-]+", TEXT.partition("\n")[2]) == []


def test_both_languages_say_the_same_things() -> None:
    french, english = (
        set(re.findall(r"(?<![\\\w])(\w+): [\"(]", TEXT.partition(f"{one}: {{")[2].partition("},")[0]))
        for one in ("fr", "en")
    )
    assert french == english
    assert len(french) >= 15
