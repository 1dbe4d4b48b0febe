"""The table of promises.md: the same lines in both languages; what did not run this time stays as it was."""

from typing import get_args

import pytest

from torture.outcome import Both, Outcome, Part
from torture.table import BEGIN, END, Language, Row, lines_of, written_into

KILL = Row("kill", Part(1, Both("tuer", "to kill"), 5, "kill:kills"), Outcome(1_200, [], Both("deux", "two")), 3.2)
POWER = Row("power", Part(1, Both("couper", "to cut"), 5, "power:losses"), Outcome(skipped="no disk"), 0)
PAGE = f"Before\n{BEGIN}\n{END}\nAfter\n"


def told(language: Language) -> str:
    page = written_into(PAGE, lines_of([KILL], 7, language), ["kill", "power"], language)
    return written_into(page, lines_of([POWER], 8, language), ["kill", "power"], language)


def test_each_language_has_its_own_words_and_figures() -> None:
    french, english = told("fr").splitlines(), told("en").splitlines()
    assert [line.count("|") for line in french] == [line.count("|") for line in english]
    assert french[4].startswith("| 1 | `kill` | tuer | 1\u202f200 | 0 | 3 |")
    assert french[4].endswith(", 7 | deux |")
    assert english[4].startswith("| 1 | `kill` | to kill | 1,200 | 0 | 3 |")
    assert english[4].endswith(", 7 | two |")
    assert "| couper | 0 | passé | 0 |" in french[5]
    assert "| to cut | 0 | skipped | 0 |" in english[5]


@pytest.mark.parametrize("language", get_args(Language))
def test_a_page_without_its_markers_is_not_written(language: Language) -> None:
    with pytest.raises(ValueError, match="markers"):
        written_into("Nothing", {}, [], language)
