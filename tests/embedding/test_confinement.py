"""A confined reader sees what a reader of an index without the other articles sees: every route, to the byte.

The routes are asked of the app, so that a new one cannot be forgotten. Scores are left out: words weigh what they weigh
in the whole index. So is what follows from such weights: results are asked for by date; of completions, the most used
first, it is asked that they find something among what the reader may see, and of similar articles that they may be seen.
"""

import datetime as dt
import json
import random
import re
from difflib import unified_diff
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.search import Filters
from trouvere.web import create_blueprint
from trouvere.web.archive import passes

SETTINGS = Settings()
CONFINED = {
    "source": Filters(source=("AP",)),
    "sources": Filters(source=("ap", "AFP")),
    "category": Filters(category="Monde"),
    "tags": Filters(tags="Chine"),
    "authors": Filters(authors="Anne Roux"),
    "days": Filters(date_from=dt.date(2022, 3, 1), date_to=dt.date(2022, 9, 30)),
    "both": Filters(source="AP", category=("Monde", "Sport"), date_from=dt.date(2022, 2, 1)),
    "nothing": Filters(source="Personne"),
}
COMMON = "grève train gare visite ministre loi réforme hôpital école budget".split()
SECRET = "zorglub palimpseste Kyiv Loukachenko chevaux".split()
"""Words that only hidden articles have, whatever the filter: see `collection`."""


def collection(filters: Filters) -> list[Article]:
    """Articles of every kind; the secret words are only in those that the filter keeps back."""
    chance = random.Random(7)
    found = []
    for number in range(70):
        words = [chance.choice(COMMON) for _ in range(25)]
        article = Article(
            id=f"a/{number}",
            title=f"{words[0].capitalize()} et {words[1]} : numéro {number}",
            text=f"Article numéro {number}. Une {' '.join(words)}.",
            source=chance.choice(("AP", "AFP", "CNN", "Le Caché")),
            category=chance.choice(("Monde", "Sport", "Rubrique cachée")),
            tags=tuple(chance.sample(("Chine", "Inde", "Mot-clé caché"), 1)),
            authors=tuple(chance.sample(("Anne Roux", "Bob", "Auteur caché"), 1)),
            # Each day once: an order by date is then the same in both indexes.
            date=dt.date(2022, 1, 1) + dt.timedelta(days=5 * number) if number % 6 else None,
            url=f"https://exemple.fr/{number}",
        )
        if not passes(article, filters):
            secret = f" {chance.choice(SECRET)} {chance.choice(SECRET)} tremblement."
            object.__setattr__(article, "text", article.text + secret)
        found.append(article)
    return found


def app_of(index: Path, base: Filters | None) -> Flask:
    app = Flask("host")
    blueprint = create_blueprint(
        index, settings=SETTINGS, base_filter=(lambda: base) if base else None, theme={"accent": "#0b5394"}
    )
    app.register_blueprint(blueprint, url_prefix="/r")
    return app


QUERIES = ("", "grève", "visite ministre -loi", "grève zorglub", "zorglub", "palimpsestes source:CNN", "zorglu", "Kiev",
           "ministr*", "z*", "source:CNN", "source:AP", "gréve", "chevau", "“grève train”", "numéro")  # fmt: skip
FILTERS = ("", "source=AP&source=Le Caché", "category=Monde&from=2022-04-01", "to=2021-01-01")
ARTICLE = re.compile(r"\ba/\d+\b")
IDS = ("a/3", "a/4", "a/5", "a/6", "none")


def addresses(rule: Rule) -> list[str]:
    """Every address to ask a route at: whatever it reads of it, ids and queries are there."""
    if rule.arguments - (rule.defaults or {}).keys():
        assert len(rule.arguments) == 1, f"{rule}: say here what to ask it"
        name = next(iter(rule.arguments))
        values = {"id": IDS, "rest": ("v1/none",), "filename": ("trouvere.css", "none")}[name]
        paths = [re.sub(r"<[^>]*>", value, rule.rule) for value in values]
    else:
        paths = [re.sub(r"<[^>]*>", "", rule.rule)]
    found = []
    for path, (number, query) in product(paths, enumerate(QUERIES)):
        found.append(f"{path}?q={query}&sort=date&per_page=20&{FILTERS[number % len(FILTERS)]}")
    for path, query, id in product(paths, ("grève", "zorglub"), IDS):  # noqa: A001
        found.append(f"{path}?q={query}&sort=date&id={id}")
    for path, (match, page) in product(paths, (("any", 1), ("any", 2), ("all", 9))):
        found.append(f"{path}?q=grève visite zorglub&match={match}&sort=date&page={page}&per_page=4")
    return found


def seen(client: FlaskClient, address: str) -> tuple[int, str, str, str]:
    """What a reader gets, but for times, generations and scores."""
    with client.get(address) as answer:
        text = answer.get_data(as_text=True)
        link = ";".join(answer.headers.getlist("Link") + answer.headers.getlist("Location"))
        return answer.status_code, answer.content_type, link, without_scores(text, answer.content_type)


def without_scores(text: str, kind: str) -> str:
    text = re.sub(r'"generation": ?"[^"]*"|"took_ms": ?[\d.e-]+', "…", text)
    text = re.sub(r'"(score|value)": ?-?[\d.e-]+', r'"\1": …', text)
    text = re.sub(r"[+−]? ?\b\d+[,.]\d\d\b", "…", text)
    text = re.sub(r'(?<=class="took">)[^<]*', "…", text)
    text = re.sub(r'(?s)(?<=<section class="similar">).*?(?=</section>)', "…", text)
    return re.sub(r"\b0000\d\d-[0-9a-f]{8}\b", "…", text)


def only_of_what_is_there(whole: FlaskClient, part: FlaskClient, address: str) -> None:
    ours, theirs = whole.get(address), part.get(address)
    assert ours.status_code == theirs.status_code, address
    proposed = texts(json.loads(ours.text))
    assert bool(proposed) == bool(texts(json.loads(theirs.text))), address
    for text in proposed:
        found = part.get("/r/api/v1/search", query_string={"q": text, "match": "all"}).json
        assert found and found["total"], f"{address} proposes « {text} »"


def texts(answer: Any) -> list[str]:
    """The completions of an answer: of our own, or of an OpenSearch one."""
    return [one["text"] for one in answer["suggestions"]] if isinstance(answer, dict) else list(answer[1])


def difference(ours: str, theirs: str) -> str:
    lines = [re.sub(r"([,{}])", r"\1\n", text).splitlines() for text in (ours, theirs)]
    return "\n".join(list(unified_diff(*lines, "confined", "without the rest", n=1, lineterm=""))[:30])


@pytest.mark.parametrize("kind", CONFINED)
@pytest.mark.parametrize("most", [4, pytest.param(1_000, marks=pytest.mark.slow)])
def test_every_route_shows_a_confined_reader_what_there_would_be_without_the_rest(
    kind: str, most: int, tmp_path: Path
) -> None:
    """Each route at `most` addresses; those chosen are others for each kind of filter."""
    chance = random.Random(kind)
    filters = CONFINED[kind]
    articles = collection(filters)
    visible = [article for article in articles if passes(article, filters)]
    build_index(tmp_path / "whole", articles)
    build_index(tmp_path / "part", visible or [Article(id="x", text="Autre.")])
    whole, part = app_of(tmp_path / "whole", filters), app_of(tmp_path / "part", filters)
    rules = [
        rule
        for rule in whole.url_map.iter_rules()
        if rule.endpoint.startswith("trouvere.") and "GET" in (rule.methods or ())
    ]
    assert {rule.rule for rule in rules} >= {
        "/r/",
        "/r/search",
        "/r/api/v1/search",
        "/r/api/v1/suggest",
        "/r/api/v1/explain",
    }
    may_be_seen = {article.id for article in visible}
    asked = answered = 0
    for rule in rules:
        every = addresses(rule)
        for address in chance.sample(every, min(most * (3 if rule.arguments else 1), len(every))):
            if "suggest" in rule.endpoint:
                only_of_what_is_there(whole.test_client(), part.test_client(), address)
                continue
            ours, theirs = seen(whole.test_client(), address), seen(part.test_client(), address)
            assert set(ARTICLE.findall(ours[-1])) <= may_be_seen | set(ARTICLE.findall(address)), address
            if "similar" in rule.endpoint and ours[0] == theirs[0] == 200:
                asked += 1
                continue
            assert ours == theirs, f"{kind} {rule.endpoint} {address}\n{difference(ours[-1], theirs[-1])}"
            asked += 1
            answered += ours[0] == 200
    assert asked > (20 * most if most < 100 else 700)
    assert answered > asked / 4
