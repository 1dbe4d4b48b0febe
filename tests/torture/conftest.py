"""Lets the short forms import the parts, and what the tests of reliability have made for them."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
for folder in (str(TESTS), str(TESTS / "reliability")):
    if folder not in sys.path:
        sys.path.append(folder)
