"""Every example of docs/api.md runs, over a socket, and answers what the page says."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from trouvere.index import build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.serving import address, listening
from trouvere.web.telemetry.signals import KINDS, answered

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BASE = "http://127.0.0.1:8080/"
EXAMPLES = re.findall(r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = tmp_path_factory.mktemp("docs") / "sample.idx"
    build_index(index, [str(ROOT / "index" / "sample")])
    running = listening(create_app(index, settings=Settings(cors_origins="https://exemple.fr")), "127.0.0.1", 0, 4)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield address(running)
    running.close()


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl on this machine")
@pytest.mark.parametrize(("commands", "said"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples_answer_what_the_page_says(server: str, tmp_path: Path, commands: str, said: str) -> None:
    output = ""
    for line in commands.splitlines():
        assert line.startswith("curl -s ") and BASE in line
        run = subprocess.run(["sh", "-c", line.replace(BASE, server)], cwd=tmp_path, capture_output=True, check=True)
        output += run.stdout.decode().replace("\u00a0", " ").replace("\u202f", " ") + "\n"
    for line in said.splitlines():
        assert line
        place = 0
        for part in filter(None, line.split("…")):
            found = output.lower().find(part.lower(), place)
            assert found >= 0, f"{part}\nis not in\n{output}"
            place = found + len(part)


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == PAGE.count("```sh") == 9


def test_every_endpoint_metric_and_kind_is_on_the_page(index: Path) -> None:
    app = create_app(index, settings=Settings())
    client = app.test_client()
    for path in client.get("/api/v1/openapi.json").get_json()["paths"]:
        assert f"`api/v1{path.split('/{')[0]}" in PAGE
    client.get("/search?q=x")
    for name in re.findall(r"^# TYPE (\S+)", client.get("/metrics").text, re.MULTILINE):
        if not name.endswith("_created"):
            assert name.removeprefix("trouvere_index") in PAGE
    for kind in KINDS.values():
        assert kind in PAGE


def test_the_host_that_counts(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(block, "api.md", "exec"), names)
    host = Flask("host")
    host.register_blueprint(create_blueprint(index, settings=Settings()), url_prefix="/r")
    host.test_client().get("/r/api/v1/search?q=gr%C3%A8ve")
    answered.disconnect(names["count"])
    assert re.fullmatch(r"api 200 [\d.]+ 12\n", capsys.readouterr().out)
