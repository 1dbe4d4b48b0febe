"""« L'intégrer à votre application Flask en cinq minutes »: literally what the READMEs say, in a fresh folder."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = {
    "README.md": (
        "## L'intégrer à votre application Flask en cinq minutes",
        "mes-articles",
        "Chercher dans les articles",
    ),
    "README.en.md": ("## Embed it in your Flask app in five minutes", "my-articles", "Search the articles"),
}


def section(name: str) -> list[tuple[str, str]]:
    """Return the examples of the section: their language and their text, in order."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = text.partition(SECTIONS[name][0] + "\n")[2].partition("\n## ")[0]
    return re.findall(r"^```(\w+)\n(.*?)^```", found, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", SECTIONS)
def test_the_section_has_its_steps(name: str) -> None:
    """Install, build, `app.py`, run; what follows is for later."""
    assert [language for language, _ in section(name)] == ["sh", "python", "sh", "python", "python"]


def test_both_languages_say_to_do_the_same() -> None:
    """So that to do what one of them says is enough."""

    def bare(name: str) -> str:
        text = re.sub(r" *#.*", "", "\n".join(text for _, text in section(name)))
        return (
            text.replace("my-articles", "mes-articles")
            .replace('        language="en",\n', "")
            .replace("change me", "à changer")
        )

    assert bare("README.md") == bare("README.en.md")


@pytest.mark.slow
def test_who_follows_it_gets_a_themed_search_of_their_articles(tmp_path: Path) -> None:
    name = "README.md"
    _, articles, label = SECTIONS[name]
    (_, install), (_, program), (_, run), (_, hook), _ = section(name)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for file in filter(None, listed.split("\0")):
        target = tmp_path / "trouvere" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, target, follow_symlinks=False)
    site = tmp_path / "site"
    shutil.copytree(ROOT / "index" / "sample", site / articles)
    (site / "app.py").write_text(program, encoding="utf-8")

    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("TROUVERE_", "VIRTUAL_ENV"))
    }
    environment |= {"FLASK_RUN_PORT": "0", "PYTHONUNBUFFERED": "1"}
    environment.pop("PYTHONPATH", None)
    environment["PATH"] = f"{Path(sys._base_executable).parent}:{os.environ['PATH']}"  # type: ignore[attr-defined]
    script = f"set -e\n{install}\nexec {run}"
    with subprocess.Popen(
        ["sh", "-c", script], cwd=site, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        assert running.stdout
        said = []
        try:
            for line in running.stdout:
                said.append(line)
                if found := re.search(r"Running on (http://\S+)", line):
                    break
            else:
                pytest.fail("".join(said))

            def get(address: str) -> str:
                with urllib.request.urlopen(f"{found[1]}{address}", timeout=30) as answer:
                    return str(answer.read().decode())

            promised = re.search(r"# http://127.0.0.1:5000(\S+)", run)
            assert promised
            assert label in get(promised[1])
            page = get(f"{promised[1]}search?q=Loukachenko")
            assert "<mark>Loukachenko</mark>" in page
            sheet = re.search(r'href="([^"]*theme.css[^"]*)"', page)
            assert sheet
            assert "--t-accent: #0b5394;" in get(sheet[1])

            # The save hook, from another process of the same environment.
            saved = hook.rpartition("delete_articles(")[0]
            python = str(site / ".venv" / "bin" / "python")
            for code, there in ((saved, True), (hook, False)):
                subprocess.run([python, "-c", code], cwd=site, env=environment, check=True)
                assert ("Le pont" in get(f"{promised[1]}api/v1/search?q=pont+Cosne+rouvre&match=all")) is there
            where = subprocess.run([python, "-c", "import trouvere.web; print(trouvere.web.__file__)"], cwd=site,
                                   env=environment, check=True, capture_output=True, text=True).stdout  # fmt: skip
            assert where.startswith(str(site / ".venv")), "not the installed one"
        finally:
            running.terminate()
