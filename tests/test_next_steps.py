"""Whatever fails says what to do next: every error that the code raises, and what a person mistypes."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trouvere.index import Article, build_index, errors
from trouvere.index.schema import FORMAT
from trouvere.index.settings import Settings
from trouvere.web.cli import root

ROOT = Path(__file__).resolve().parents[1]
TREE = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.TrouvereError)
}
NO_STEP = {
    "ArticleError": "one article is left out and counted; the report says where it stood",
    "ArticleNotFound": "an answer and no failure; it must read the same whether there is none or none to be seen",
}
SAYS_IT = "il faut "
"""A message that goes on so is its own next step."""


def raised() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield the place, the class and the call of each error that is made anywhere in the code."""
    for room in ("index", "search", "web"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TREE:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.func.id, node


def test_every_error_has_a_next_step() -> None:
    found = list(raised())
    silent = [
        place
        for place, name, call in found
        if name not in NO_STEP
        and not any(keyword.arg == "hint" for keyword in call.keywords)
        and SAYS_IT not in ast.unparse(call)
    ]
    assert not silent
    assert len(found) > 80


def without_power() -> list[str] | None:
    """Return what runs a command so that permissions hold for root too; None where nothing does."""
    if os.getuid():
        return []
    lost = "-dac_override,-dac_read_search"
    command = ["setpriv", f"--inh-caps={lost}", f"--bounding-set={lost}"]
    works = (
        shutil.which("setpriv") and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    )
    return command if works else None


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    build_index("a.idx", [Article(id="1", title="Grève", text="Des trains.")], settings=Settings(processes=1))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("Un texte.")
    return tmp_path / "a.idx"


def asked(*arguments: str) -> Result:
    result: Result = CliRunner().invoke(root, [*arguments])
    return result


def held(result: Result, code: int, said: str) -> None:
    """Assert that an answer is a sentence in French with a next step, and no traceback."""
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert result.stderr.startswith("Erreur : ")
    assert "→ " in result.stderr or SAYS_IT in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("search nowhere.idx grève", 1, "il n'y a pas d'index ici"),
        ("index check notes", 1, "il n'y a pas d'index ici"),
        ("index build notes notes", 1, "n'est pas un index"),
        ("index build a.idx nowhere", 1, "introuvable"),
        ("index build notes/a.txt notes", 1, "c'est un fichier"),
        ("index backup a.idx notes", 1, "n'est pas vide"),
        ("index restore nowhere a.idx", 1, "il n'y a pas d'index ici"),
        ("index delete a.idx inconnu", 1, "aucun de ces identifiants"),
        ("search a.idx --batch nowhere --run x.run", 1, "illisible"),
        ("search a.idx grève --from 2023-13-45", 2, "n'est pas une date"),
        ("search a.idx grève --set per_pag=3", 2, "réglage inconnu"),
        ("search a.idx grève --set per_page=abc", 2, "un nombre entier"),
        ("search a.idx grève --limite 3", 2, "option inconnue"),
        ("index chek a.idx", 2, "commande inconnue"),
    ],
)
def test_a_common_mistake_gets_a_sentence_and_a_next_step(index: Path, command: str, code: int, said: str) -> None:
    held(asked(*command.split()), code, said)


def test_an_index_of_another_format_or_program_is_named(index: Path) -> None:
    (manifest,) = index.glob("generations/*/manifest.json")
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 3'))
    for command in ("search a.idx grève", "index info a.idx", "index check a.idx"):
        held(asked(*command.split()), 1, "index au format 3")
    Path("whoosh").mkdir()
    (Path("whoosh") / "_MAIN_1.toc").write_bytes(b"-111")
    held(asked("search", "whoosh", "grève"), 1, "un index de Whoosh, fait par un autre programme")
    held(asked("index", "update", "whoosh", "notes"), 1, "n'est pas un index")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told_apart(index: Path) -> None:
    Path("queries.jsonl").write_text('{"id": "1", "text": "grève"}\n')
    result = asked("search", "a.idx", "--batch", "queries.jsonl", "--run", "/dev/full")
    held(result, 1, "plus de place sur le disque")


def test_without_the_right_to_write_the_reason_is_told(index: Path, tmp_path: Path) -> None:
    before = without_power()
    if before is None:
        pytest.skip("root may do everything, and there is no setpriv")
    trouvere = [*before, sys.executable, "-c", "from trouvere.web.cli import main; main()", "index"]
    paths = [tmp_path, *tmp_path.rglob("*")]
    try:
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        for arguments in (["build", "b.idx", "notes"], ["update", "a.idx", "notes"], ["backup", "a.idx", "b"]):
            done = subprocess.run([*trouvere, *arguments], capture_output=True, text=True, check=False)
            assert "accès refusé" in done.stderr
            assert "→ vérifiez les droits" in done.stderr
            assert "Traceback" not in done.stderr
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
