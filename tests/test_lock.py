"""The lock and pyproject.toml agree, and the lock names no place that its libraries come from."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCKS = ("core", "evaluate", "dev", "bench", "browser", "opensearch", "documents")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
HOW_TO_LOCK = "scripts/lock makes the lock anew"


def text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pinned(content: str) -> dict[str, list[str]]:
    """Return the versions of each library: several where Pythons differ."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", content, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def wanted(lock: str) -> list[Requirement]:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"], *EXTRAS.get(lock, [])]
    found = [Requirement(one) for one in asked]
    nested = [extra for one in found if one.name == "trouvere" for extra in one.extras]
    return [one for one in found if one.name != "trouvere"] + [
        Requirement(r) for extra in nested for r in EXTRAS[extra]
    ]


def faults(lock: str, content: str) -> list[str]:
    """Return what is wrong with a lock."""
    versions = pinned(content)
    found = []
    for one in wanted(lock):
        held = versions.get(canonicalize_name(one.name), [])
        if not held or not all(one.specifier.contains(version) for version in held):
            found.append(f"{lock}: pyproject.toml asks for {one}, locked is {held or 'nothing'}; {HOW_TO_LOCK}")
    for block in re.split(r"\n(?=\S)", content.strip()):
        if not re.fullmatch(r"#.*|\S+==\S+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", block):
            found.append(f"{lock}: neither a version nor hashes: {block[:80]}; {HOW_TO_LOCK}")
    return found


def holes(content: str, asked: list[Requirement], python: str) -> list[str]:
    """Return what a lock lacks for one Python, of all that what is asked for asks for in its turn.

    What is installed is asked what it needs, so a lock that holds is one that resolves: without a registry.
    """
    here: dict[str, Any] = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    held: dict[str, list[str]] = {}
    for name, version, marker in re.findall(r"^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? \\$", content, re.MULTILINE):
        if not marker or Marker(marker).evaluate(here):
            held.setdefault(canonicalize_name(name), []).append(version)
    found, left, seen = [], list(asked), set()
    while left:
        one = left.pop()
        name = canonicalize_name(one.name)
        if len(held.get(name, [])) != 1 or not one.specifier.contains(held[name][0], prereleases=True):
            found.append(f"Python {python}: {one} is asked for, locked is {held.get(name)}; {HOW_TO_LOCK}")
        if (name, extras := frozenset(one.extras)) in seen:
            continue
        seen.add((name, extras))
        try:
            needs = [Requirement(need) for need in requires(one.name) or ()]
        except PackageNotFoundError:  # only another Python has it
            continue
        left += [
            need
            for need in needs
            if not need.marker or any(need.marker.evaluate({**here, "extra": extra}) for extra in ("", *extras))
        ]
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", ["core", "evaluate", "dev"])
def test_the_lock_has_all_that_its_libraries_need(lock: str, python: str) -> None:
    assert not holes(text(lock), wanted(lock), python)


def test_a_lock_with_a_hole_is_noticed() -> None:
    content = text("core")
    for name in ("markupsafe", "urllib3", "lxml"):
        assert holes(re.sub(rf"^{name}==.*\n( .*\n)+", "", content, flags=re.MULTILINE), wanted("core"), "3.13")
    assert holes(re.sub(r"^werkzeug==\S+", "werkzeug==2.0", content, flags=re.MULTILINE), wanted("core"), "3.13")


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_is_what_pyproject_asks_for_with_hashes_and_without_places(lock: str) -> None:
    assert not faults(lock, text(lock))
    assert not re.search(r"https?:|file:|index-url|find-links|(^|\s)/\w", text(lock))


def test_a_library_has_one_version_whatever_is_installed_beside_it() -> None:
    core = pinned(text("core"))
    for lock in LOCKS:
        assert {name: pinned(text(lock)).get(name) for name in core} == core


def test_a_lock_that_lags_behind_is_noticed() -> None:
    content = text("core")
    assert faults("core", re.sub(r"^flask==\S+", "flask==2.0", content, flags=re.MULTILINE))
    assert faults("core", re.sub(r"^flask==.*\n( .*\n)+", "", content, flags=re.MULTILINE))
    assert faults("core", content.replace("    --hash", "--index-url https://example.org #", 1))
    assert faults("core", re.sub(r"^waitress==.*\n( .*\n)+", "waitress==3.0.2\n", content, flags=re.MULTILINE))


def test_every_extra_that_a_script_asks_for_has_a_lock() -> None:
    asked = set()
    for script in (ROOT / "scripts").iterdir():
        for extras in re.findall(r"TROUVERE_EXTRAS=([a-z,]+)", script.read_text(encoding="utf-8")):
            asked.update(extras.split(","))
    assert asked - {"", "extra"} <= set(LOCKS)
    assert "dev" in asked
