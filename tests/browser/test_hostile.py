"""Hundreds of payloads through all that is shown: the short form of `scripts/torture --only pages`."""

import random
from pathlib import Path
from typing import Any

import pytest
from torture.pages import attacked
from torture.places import payloads

pytestmark = pytest.mark.browser


def test_no_payload_runs_anywhere(chromium: Any, tmp_path: Path) -> None:
    tried = payloads()
    assert len(set(tried)) >= 300
    outcome = attacked(chromium, tmp_path, tried, random.Random(7), each=8, some=2)
    assert not outcome.failures
    assert outcome.tries > 100
