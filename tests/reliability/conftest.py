"""Lets the tests of this folder import its helpers, and the parts of `scripts/torture`."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (str(HERE), str(HERE.parent)):
    if folder not in sys.path:
        sys.path.append(folder)
