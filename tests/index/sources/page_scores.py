"""Scores of trafilatura's options on the invented pages: `python tests/index/sources/page_scores.py`.

Recall is the share of the lines wanted that a text has; precision the share of its lines that are wanted; boilerplate
the share of what must not be there that is.
"""

from __future__ import annotations

import re
import tempfile
import time
import tomllib
import zlib
from pathlib import Path
from unittest.mock import patch

from trouvere.index.settings import Settings
from trouvere.index.sources import read
from trouvere.index.sources.pages import body as page_body

PAGES = Path(__file__).parent / "pages"
OPTIONS: dict[str, dict[str, bool]] = {
    f"{focus or 'balanced'}{', fast' * fast}{', deduplicate' * dedup}": (
        ({f"favor_{focus}": True} if focus else {}) | {"fast": fast} | ({"deduplicate": True} if dedup else {})
    )
    for focus in ("", "recall", "precision")
    for fast in (False, True)
    for dedup in (False, True)
    if not (dedup and focus)
}


def scrambled(page: str) -> str:
    """Return a page of which classes and elements tell nothing, as those that are compiled."""
    page = re.sub(r'(class|id)=("[^"]*"|[^\s>]+)', lambda found: f'{found[1]}="x{zlib.crc32(found[2].encode())}"', page)
    return re.sub(r"<(/?)(?:article|main|section|header|aside)\b", r"<\1div", page)


def score(folder: Path) -> tuple[float, float, float, float]:
    """Return recall, precision, boilerplate, and pages a second."""
    wanted = found = lines = right = unwanted = left = 0
    begin = time.perf_counter()
    expected = tomllib.loads((PAGES / "expected.toml").read_text(encoding="utf-8"))
    for name, page in expected.items():
        texts = [raw.text for raw in read(folder / f"{name}.html", settings=Settings(), on_skip=print)]
        text = texts[0] if texts else ""
        wanted += len(page["keeps"])
        found += sum(words in text for words in page["keeps"])
        lines += len(text.splitlines())
        right += sum(any(words in line for words in page["keeps"]) for line in text.splitlines())
        unwanted += len(page["drops"])
        left += sum(words in text for words in page["drops"])
    taken = time.perf_counter() - begin
    return found / wanted, right / max(lines, 1), left / unwanted, len(expected) / taken


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    for path in PAGES.glob("*.html"):
        encoding = "latin-1" if path.stem == "tableau" else "utf-8"
        (folder / path.name).write_text(scrambled(path.read_text(encoding=encoding)), encoding=encoding)
    score(PAGES)
    print(f"{'options':40} recall precision boilerplate pages/s")
    for name, options in OPTIONS.items():
        with patch.object(page_body, "OPTIONS", options):
            for kind, pages in (("", PAGES), (" (scrambled)", folder)):
                recall, precision, boilerplate, speed = score(pages)
                print(f"{name + kind:40} {recall:6.3f} {precision:9.3f} {boilerplate:11.3f} {speed:7.0f}")
