"""What a confined reader is told of a generation says nothing of articles that are hidden: no guess is confirmed by it."""

import itertools
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trouvere.index import (
    Article,
    backup_index,
    build_index,
    delete_articles,
    describe_index,
    restore_index,
    update_index,
)
from trouvere.index.settings import Settings
from trouvere.search import Filters
from trouvere.web import create_blueprint

SETTINGS = Settings(processes=1)
SEEN = [
    Article(id=f"o{n}", title="Le toit", text=f"Le toit de la halle, lot {n}.", source="public", category="Ville")
    for n in range(3)
]
HIDDEN = [
    Article(id="s1", title="Rachat", text="Novatrix rachète la grange.", source="direction"),
    Article(id="s1", title="Rachat", text="Novatrix vend la grange.", source="direction"),
    Article(id="s2", title="Le toit", text="Le toit de la halle, lot 4.", source="direction"),
]
ROUTES = (
    "/",
    "/search?q=toit",
    "/search?q=grange",
    "/articles/o1",
    "/articles/s1",
    "/similar?id=o1",
    "/similar?id=s1",
    "/explain?q=toit&id=s1",
    "/search.json?q=toit",
    "/search.jsonl?q=toit",
    "/search.csv?q=toit",
    "/search.rss?q=toit",
    "/opensearch.xml",
    "/suggest.json?q=to",
    "/api/v1/search?q=toit",
    "/api/v1/search?q=grange&histogram=true",
    "/api/v1/suggest?q=gr",
    "/api/v1/similar?id=o1",
    "/api/v1/explain?q=toit&id=o1",
    "/api/v1/articles/o1",
    "/api/v1/articles/s1",
    "/api/v1/openapi.json",
)
TOLD = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Link", "Expires")


def confined(index: Path) -> FlaskClient:
    app = Flask("host")
    app.register_blueprint(create_blueprint(index, settings=SETTINGS, base_filter=Filters(source="public")))
    return app.test_client()


def told(client: FlaskClient) -> list[tuple[str, int, list[str | None], list[str]]]:
    """What each route says that could be of the generation: headers that follow from it, and its name in the answer."""
    found = []
    for route in ROUTES:
        answer = client.get(route)
        names = re.findall(r"\d{6,}-[0-9a-f]{8}", answer.get_data(as_text=True))
        found.append((route, answer.status_code, [answer.headers.get(name) for name in TOLD], names))
    return found


def written(ways: str, index: Path, hidden: Article) -> None:
    """Have an index hold what is seen and one hidden article, by as many publications whatever the way."""
    if ways == "build":
        build_index(index, SEEN[:1], settings=SETTINGS)
        build_index(index, [*SEEN, hidden], settings=SETTINGS)
    elif ways == "update":
        build_index(index, SEEN, settings=SETTINGS)
        update_index(index, [hidden], settings=SETTINGS)
    else:
        build_index(index, [*SEEN, hidden, HIDDEN[-1]], settings=SETTINGS)
        delete_articles(index, [HIDDEN[-1].id], settings=SETTINGS)


@pytest.mark.parametrize("ways", ["build", "update", "delete"])
def test_whatever_is_hidden_a_generation_is_told_of_in_the_same_words(
    ways: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same draw, all that is told of a generation is the same: so nothing of it is of a hidden article."""
    monkeypatch.setattr("secrets.token_hex", lambda size: "ab" * size)
    found = []
    for number, hidden in enumerate(HIDDEN[:2] if ways == "delete" else HIDDEN):
        written(ways, tmp_path / str(number), hidden)
        found.append(told(confined(tmp_path / str(number))))
    assert all(one == found[0] for one in found)
    assert {status for _, status, _, _ in found[0]} == {200, 404}
    tagged = [headers[0] for _, status, headers, _ in found[0] if status == 200 and headers[0]]
    assert len(tagged) > 8
    # The description of the API has an example of its own.
    shown = {name for route, _, _, names in found[0] for name in names if "openapi" not in route}
    assert shown == {"000002-abababab"}


def test_names_are_drawn_anew_each_time(tmp_path: Path) -> None:
    names = set()
    for number in range(3):
        build_index(tmp_path / f"{number}", SEEN, settings=SETTINGS)
        names.add(describe_index(tmp_path / f"{number}").generation)
    restore_index(backup_of(tmp_path / "0", tmp_path / "saved"), tmp_path / "1")
    names.add(describe_index(tmp_path / "1").generation)
    assert len({name.partition("-")[2] for name in names}) == 4
    digests = {describe_index(tmp_path / f"{number}").digest for number in range(3)}
    assert len(digests) == 1
    assert not [name for name, digest in itertools.product(names, digests) if name.partition("-")[2] in digest]


def test_a_guess_is_not_confirmed_by_the_difference_of_two_names(tmp_path: Path) -> None:
    """As it was while a name held the first digits of a sum of all digests."""
    index = tmp_path / "i"
    build_index(index, SEEN, settings=SETTINGS)
    client = confined(index)
    before = client.get("/api/v1/search?q=toit").json["generation"]  # type: ignore[index]
    for hidden in HIDDEN:
        update_index(index, [hidden], settings=SETTINGS)
        after = client.get("/api/v1/search?q=toit").json["generation"]  # type: ignore[index]
        grown = int(after.partition("-")[2], 16) - int(before.partition("-")[2], 16)
        digest = int.from_bytes(hidden.digest())
        assert not any((grown - (digest >> shift)) % (1 << 32) in (0, 1) for shift in (0, 32, 64, 96))
        before = after


def backup_of(index: Path, saved: Path) -> Path:
    backup_index(index, saved)
    return saved
