"""The short forms of `scripts/torture --only load,reopening`."""

from pathlib import Path

import pytest

from torture.load import under_load, wrong_with
from torture.outcome import Plan
from torture.readers import Answer
from torture.reopening import reopenings


def test_readers_see_no_error_and_no_two_generations_on_a_page(tmp_path: Path) -> None:
    outcome = under_load(Plan(rounds=2, seed=0, work=tmp_path), ["waitress", "gunicorn --preload"])
    assert not outcome.failures
    assert outcome.tries >= 200


def test_reopening_leaves_nothing_open(tmp_path: Path) -> None:
    outcome = reopenings(Plan(rounds=20, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 20


@pytest.mark.parametrize(
    "text", ["marque000001 et marque000002, 91 articles", "marque000001, 92 articles", "marque000009, 92 articles", ""]
)
def test_a_page_of_two_generations_is_noticed(text: str) -> None:
    assert wrong_with(Answer("/search?q=x", 200, text, 0), 2)
    assert not wrong_with(Answer("/search?q=x", 200, "marque000001, marque000001, 91 articles", 0), 2)
