"""Checks what is in a wheel, and where they are given in an sdist and in the wheel that is built from it.

usage: python .ci/contents.py WHEEL [SDIST WHEEL_OF_SDIST]
"""

import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("index", "search", "web")
# Named one by one, beside the comparison with the checkout: a file deleted from both must be missed too.
NEEDED = (
    *(f"trouvere/{room}/py.typed" for room in ROOMS),
    "trouvere/index/analysis/data/stopwords.txt",
    "trouvere/index/sample/journal.jsonl",
    "trouvere/index/sample/archives.csv",
    "trouvere/search/data/light_words.txt",
    "trouvere/search/data/variants.txt",
    "trouvere/web/catalogue/fr.toml",
    "trouvere/web/static/trouvere-search.js",
    "trouvere/web/static/trouvere.css",
    "trouvere/web/templates/trouvere/results.html",
)


def files_of_checkout() -> set[str]:
    """Return the files of the rooms, under the names that they have once installed."""
    return {
        f"trouvere/{path.relative_to(ROOT).as_posix()}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def files_of_wheel(wheel: str) -> set[str]:
    """Return the files of a wheel but for what describes the wheel itself."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def files_of_sdist(sdist: str) -> set[str]:
    """Return the files of an sdist without the folder that they are all in."""
    with tarfile.open(sdist) as archive:
        return {member.name.partition("/")[2] for member in archive if member.isfile()}


def main() -> None:
    """Say what is wrong and fail, or say how many files there are."""
    wheel, *others = sys.argv[1:]
    found, wanted = files_of_wheel(wheel), files_of_checkout()
    assert found == wanted, f"not in the wheel: {sorted(wanted - found)}; only in the wheel: {sorted(found - wanted)}"
    assert not set(NEEDED) - found, f"not in the wheel: {sorted(set(NEEDED) - found)}"
    print(f"{Path(wheel).name}: {len(found)} files, all under trouvere/")
    if others:
        sdist, again = others
        names = files_of_sdist(sdist)
        for folder in (*ROOMS, "tests"):
            assert any(name.startswith(f"{folder}/") for name in names), f"{folder}/ is not in the sdist"
        assert not any(name.startswith("tests/links/") for name in names), "tests/links is in the sdist"
        assert {"LICENSE", "README.md", "pyproject.toml"} <= names
        assert files_of_wheel(again) == found, "the sdist gives another wheel"
        print(f"{Path(sdist).name}: {len(names)} files, and the same wheel from it")


main()
