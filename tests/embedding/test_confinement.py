"""A confined reader sees what a reader of an index without the other articles sees: every route, to the byte.

The routes are asked of the app, so that a new one cannot be forgotten. Scores are left out, and the order that follows
from them: words weigh what they weigh in the whole index. Of similar articles, which weights choose, it is asked that
they may be seen.
"""

import datetime as dt
import json
import random
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from difflib import unified_diff
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from embedding.confinement import CONFINED, FIELDS, Collection, collection, differences, own, questions
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from trouvere.index import Article, build_index, delete_articles, optimize, update_index
from trouvere.index.settings import Settings
from trouvere.search import Filters, open_searcher
from trouvere.search.query.filters import passes
from trouvere.web import create_blueprint

SETTINGS = Settings()
COMMON = "grève train gare visite ministre loi réforme hôpital école budget".split()
SECRET = "zorglub palimpseste Kyiv Loukachenko chevaux".split()
"""Words that only hidden articles have, whatever the filter: see `articles_of`."""


def articles_of(filters: Filters) -> list[Article]:
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
            extra=own(chance, number),
        )
        if not passes(article, filters, FIELDS):
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
FILTERS = ("", "source=AP&source=Le Caché", "category=Monde&from=2022-04-01", "to=2021-01-01",
           "region=Ain&not.source=AP", "prix=..10&tag=sport")  # fmt: skip
ARTICLE = re.compile(r"\ba/\d+\b")
FACETS = ("region", "thème", "payant", "tag", "source", "prix", "none")
IDS = ("a/3", "a/4", "a/5", "a/6", "none")


def addresses(rule: Rule) -> list[str]:
    """Every address to ask a route at: whatever it reads of it, ids and queries are there."""
    if rule.arguments - (rule.defaults or {}).keys():
        assert len(rule.arguments) == 1, f"{rule}: say here what to ask it"
        name = next(iter(rule.arguments))
        values = {"id": IDS, "rest": ("v1/none",), "filename": ("trouvere.css", "none"), "field": FACETS}[name]
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


def texts(answer: Any) -> list[str]:
    """The completions of an answer: of our own, or of an OpenSearch one. Their order is told by weights."""
    return sorted(one["text"] for one in answer["suggestions"]) if isinstance(answer, dict) else sorted(answer[1])


def difference(ours: str, theirs: str) -> str:
    mine, yours = (re.sub(r"([,{}])", r"\1\n", text).splitlines() for text in (ours, theirs))
    return "\n".join(list(unified_diff(mine, yours, "confined", "without the rest", n=1, lineterm=""))[:30])


@pytest.mark.parametrize("kind", [*CONFINED, "nothing"])
@pytest.mark.parametrize("most", [4, pytest.param(1_000, marks=pytest.mark.slow)])
def test_every_route_shows_a_confined_reader_what_there_would_be_without_the_rest(
    kind: str, most: int, tmp_path: Path
) -> None:
    """Each route at `most` addresses; those chosen are others for each kind of filter."""
    chance = random.Random(kind)
    filters = CONFINED.get(kind, Filters(source="Personne"))
    articles = articles_of(filters)
    visible = [article for article in articles if passes(article, filters, FIELDS)]
    build_index(tmp_path / "whole", articles, fields=FIELDS)
    build_index(tmp_path / "part", visible or [Article(id="x", text="Autre.")], fields=FIELDS)
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
                proposed = [json.loads(app.test_client().get(address).text) for app in (whole, part)]
                assert texts(proposed[0]) == texts(proposed[1]), address
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


def routes_of(app: Flask) -> list[str]:
    """Every route of the blueprint that answers from the index."""
    found = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("trouvere.")]
    left_out = ("static", "theme", "openapi", "opensearch.xml", "<path:rest>")
    return sorted({rule for rule in found if not any(each in rule for each in left_out)})


@pytest.mark.parametrize("count", [8, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", CONFINED)
def test_nothing_that_is_asked_tells_of_hidden_words(kind: str, count: int, tmp_path: Path) -> None:
    """What a reader gets who may not see some articles is what there is where those are not."""
    these = collection(CONFINED[kind], seed=len(kind))
    build_index(tmp_path / "whole", these.articles, fields=FIELDS)
    build_index(tmp_path / "part", these.visible, fields=FIELDS)
    whole, part = (app_of(tmp_path / name, these.filters) for name in ("whole", "part"))
    told(these, whole, part, count)


@pytest.mark.parametrize("count", [10, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize("replaced", [False, True], ids=["deleted", "replaced"])
def test_nothing_that_is_asked_tells_of_deleted_words(replaced: bool, count: int, tmp_path: Path) -> None:
    """Words of articles that were deleted, or replaced by others, are gone for everybody."""
    these = collection(Filters(source=("AP", "AFP")), seed=3)
    build_index(tmp_path / "whole", these.articles, fields=FIELDS)
    left = these.visible
    gone = [article.id for article in these.articles if article not in left]
    if replaced:
        new = [Article(id=each, title=f"Note {each}", text="Rien de plus.") for each in gone]
        update_index(tmp_path / "whole", new)
        left += new
    else:
        delete_articles(tmp_path / "whole", gone)
    build_index(tmp_path / "part", left, fields=FIELDS)
    assert count_deleted(tmp_path / "whole") == len(gone)
    told(replace(these, filters=Filters()), app_of(tmp_path / "whole", None), app_of(tmp_path / "part", None), count)


@pytest.mark.parametrize("kind", CONFINED)
def test_counts_and_orders_tell_nothing_of_hidden_values(kind: str, tmp_path: Path) -> None:
    """Totals, facets, statistics, every value of a facet, orders, completions: as where hidden articles are not."""
    these = collection(CONFINED[kind], seed=len(kind) + 1)
    assert 0 < len(these.visible) < len(these.articles)
    build_index(tmp_path / "whole", these.articles, fields=FIELDS)
    build_index(tmp_path / "part", these.visible, fields=FIELDS)
    chance = random.Random(kind)
    chosen = (
        *(Filters(), Filters(fields={"region": ["Ain", "Région cachée"]}), Filters(fields={"prix": (5, None)})),
        *(Filters(without={"thème": "eau"}), Filters(source="Le Caché"), Filters(fields={"payant": True})),
        *(Filters(without={"region": "ain"}, tags="Mot-clé caché"), Filters(fields={"parution": "..2023-04"})),
    )
    names = (*("source", "category", "tags", "authors", "place"), *(field.name for field in FIELDS if not field.ranged))
    with open_searcher(tmp_path / "whole") as whole, open_searcher(tmp_path / "part") as part:
        for text, filters in product(("", *questions(chance, these, 2)), chosen):
            seen_here, wanted = (
                one.search(text, limit=1, filters=filters, within=within, histogram=True)
                for one, within in ((whole, these.filters), (part, Filters()))
            )
            for name in ("total", "total_all", "facets", "facet_stats", "corrected", "suggestion", "variants"):
                assert getattr(seen_here, name) == getattr(wanted, name), (name, text, filters)
            sort = chance.choice(("date", "oldest", "title", "prix", "-prix"))
            ranked = [
                one.rank(text, sort=sort, limit=100, filters=filters, within=within).ids
                for one, within in ((whole, these.filters), (part, Filters()))
            ]
            assert ranked[0] == ranked[1], (sort, text, filters)
            for name, prefix in chance.sample([*product(names, ("", "r", "caché"))], 3):
                ours, theirs = (
                    one.facet(name, text, prefix=prefix, filters=filters, within=within)
                    for one, within in ((whole, these.filters), (part, Filters()))
                )
                assert (ours.values, ours.total) == (theirs.values, theirs.total), (name, prefix, text, filters)
        for begun in sorted({word[:2] for word in (*these.seen[:20], *these.hidden[:20])})[::3]:
            mine, yours = (sorted(map(str, one.suggest(begun, filters=these.filters))) for one in (whole, part))
            assert mine == yours, begun


def told(these: Collection, whole: Flask, part: Flask, count: int) -> None:
    """Ask both on every route; fail where they differ."""
    chance = random.Random(count)
    routes = routes_of(whole)
    assert len(routes) >= 12
    for text in questions(chance, these, count):
        found = list(differences(whole.test_client(), part.test_client(), these, routes, text, chance))
        assert not found, "\n".join(found)


def count_deleted(index: Path) -> int:
    """How many articles an index still holds of those that are gone."""
    return sum(segment["deleted"] for path in index.glob("generations/*/manifest.json")
               for segment in json.loads(path.read_text("utf-8"))["segments"])  # fmt: skip


@pytest.mark.parametrize(
    "nothing",
    [
        lambda: Filters(source=[]),
        lambda: Filters(source=()),
        lambda: Filters(tags=set()),
        lambda: Filters(authors=iter(())),
        lambda: Filters(category="Monde", source=[]),
        lambda: Filters(date_to=" "),
    ],
)
def test_who_is_in_no_group_sees_nothing(nothing: Callable[[], Filters], tmp_path: Path) -> None:
    build_index(tmp_path / "i", [Article(id="1", title="Pont", text="Le pont rouvre.", source="AP", category="Monde")])
    app = Flask("host")
    app.register_blueprint(create_blueprint(tmp_path / "i", settings=SETTINGS, base_filter=nothing))
    client = app.test_client()
    for _ in range(2):
        assert client.get("/api/v1/search?q=pont").json["total"] == 0  # type: ignore[index]
        assert client.get("/api/v1/suggest?q=pon").json["suggestions"] == []  # type: ignore[index]
        assert client.get("/articles/1").status_code == 404
        assert "rouvre" not in client.get("/").text
    with open_searcher(tmp_path / "i") as searcher:
        assert searcher.search("pont", within=nothing()).total == 0


def test_a_list_that_is_used_up_lets_nothing_through(tmp_path: Path) -> None:
    build_index(tmp_path / "i", [Article(id="1", text="Le pont rouvre.", source="X")])
    once = iter(["AP"])
    app = Flask("host")
    app.register_blueprint(create_blueprint(tmp_path / "i", base_filter=lambda: Filters(source=once)))
    assert [app.test_client().get("/api/v1/search?q=pont").json["total"] for _ in range(2)] == [0, 0]  # type: ignore[index]


@pytest.mark.parametrize("merged", [False, True])
def test_words_are_written_as_articles_do_that_are_there(merged: bool, tmp_path: Path) -> None:
    live = [Article(id="l", title="Numéro", text="La cote du pont zorglub baisse.")]
    live += [Article(id=f"x{number}", text=f"Autre note {number}.") for number in range(3)]
    gone = [Article(id=f"g{number}", text=f"Le Côté {number} du PONT Zôrglub.") for number in range(4)]
    build_index(tmp_path / "i", [*live, *gone])
    delete_articles(tmp_path / "i", [article.id for article in gone])
    if merged:
        optimize(tmp_path / "i")
    with open_searcher(tmp_path / "i") as searcher:
        assert [one.text for begun in ("co", "zor") for one in searcher.suggest(begun) if one.kind == "word"] == [
            "cote",
            "zorglub",
        ]
        assert searcher.search("zorgulb").corrected == "zorglub"


def test_what_was_given_as_nothing_is_not_what_was_not_given() -> None:
    nothing, every = Filters(tags=[]), Filters()
    assert nothing != every
    assert len({nothing, every}) == 2
    assert Filters(**asdict(nothing)) == nothing
    assert Filters(**asdict(every)) == every
    assert every.and_also(every) == Filters(source=None)
