"""Where a payload can be shown, and the sites that show it: a search, one whose index is gone, a page with widgets."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, Response, abort, jsonify, request

from torture.eyes import JSON, Place
from torture.serving import served
from torture.silence import unlogged
from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app

PAYLOADS = Path(__file__).parents[1] / "data" / "xss_payloads.txt"
PARAMETERS = ("q", "source", "category", "from", "to", "match", "sort", "page", "per_page", "id", "vue", "x")
REFUSALS = (400, 401, 403, 413, 414, 429, 503)
WIDGETS = 16
"""Widgets on the page that has them, to be typed into at once."""
ANYTHING = {"Content-Security-Policy": "default-src * 'unsafe-inline'"}


def payloads() -> list[str]:
    """Return the payloads; what a line cannot hold is written as in Python, \\x00 or \\u2028."""
    written = PAYLOADS.read_text(encoding="utf-8").split("\n")[:-1]
    return [re.sub(r"\\x(\w\w)|\\u(\w{4})", lambda m: chr(int(m[1] or m[2], 16)), line) for line in written]


def plain(payload: str) -> str:
    """Return a payload without half surrogate pairs: those can be in an address, not in an article nor in a field."""
    return payload.encode("utf-8", "ignore").decode()


def hostile_article(number: int, payload: str) -> Article:
    """Return an article that has a payload in every field."""
    return Article(
        id=f"{number} {payload}",
        title=f"Piège {payload}",
        text=f"Un piège : {payload} et la suite du piège. {payload}",
        source=payload,
        category=payload,
        place=payload,
        authors=(payload,),
        tags=(payload,),
        language=payload,
        url=payload,
    )


def articles(tried: Sequence[str]) -> list[Article]:
    """Return an article for each payload, which has it everywhere, and one that has all of them."""
    each = [hostile_article(number, plain(one)) for number, one in enumerate(tried)]
    all_ = tuple(map(plain, tried))
    everything = "\n".join(f"Le ramas : {one}." for one in all_)
    return [*each, Article(id="ramas", title="Ramas de pièges", text=everything, authors=all_, tags=all_)]


def gathered(sites: dict[str, str], tried: Sequence[str]) -> Iterator[Place]:
    """Yield the places that show many payloads at once, or all."""
    base = sites["search"]
    yield Place("start", f"{base}/")
    for page in range(1, len(tried) // 100 + 2):
        for sort in ("relevance", "date"):
            many = f"q=pi%C3%A8ge&match=any&per_page=100&page={page}&sort={sort}"
            yield Place("search", f"{base}/search?{many}")
        for form in ("search.rss", "search.json", "api/v1/search"):
            yield Place(form, f"{base}/{form}?q=pi%C3%A8ge&per_page=100&page={page}")
    for path in ("articles/ramas?q=pi%C3%A8ge", "similar?id=ramas", "explain?id=ramas&q=ramas"):
        yield Place("ramas", f"{base}/{path}")


def places(sites: dict[str, str], number: int, one: str) -> Iterator[Place]:
    """Yield every place that shows one payload."""
    base, given = sites["search"], one.encode("utf-8", "surrogatepass")
    name, path = quote(f"{number} {plain(one)}", safe=""), quote(given, safe="")
    q = urlencode({"q": given})
    for what in ("articles/", "similar"):
        yield Place(what, f"{base}/{what}?id={name}&{q}")
    yield Place("explain", f"{base}/explain?id={name}&q=pi%C3%A8ge")
    for query in (given, "piège".encode(), b"zanzibar"):
        asked = dict.fromkeys(PARAMETERS, given) | {"q": query}
        yield Place("search by all", f"{base}/search?{urlencode(asked)}")
    yield Place("did you mean", f"{base}/search?{urlencode({'q': b'pieige ' + given})}")
    yield Place("search.rss", f"{base}/search.rss?{q}")
    yield Place("404", f"{base}/{path}")
    yield Place("article 404", f"{base}/articles/{path}?{q}")
    yield Place("405", f"{base}/search?{q}", "POST")
    yield Place("refused", f"{base}/refus/{REFUSALS[number % len(REFUSALS)]}/{path}?{q}")
    yield Place("500", f"{base}/boum/{path}?{q}")
    yield Place("no index", f"{sites['broken']}/search?{q}")
    wrong = urlencode({"q": "x", "page": given, "match": given})
    for answer in (
        *(f"{what}?{q}" for what in ("search.json", "api/v1/search", "suggest.json", "api/v1/suggest")),
        *(f"{what}?{wrong}" for what in ("search.rss", "api/v1/search")),
        *(f"api/v1/articles/{name}", f"api/{path}"),
    ):
        yield Place(JSON, f"{base}/{answer}")
    yield Place(JSON, f"{base}/api/v1/search?{q}", "POST")


def crossed(sites: dict[str, str], one: str) -> Iterator[Place]:
    """Yield what is asked of few payloads: every refusal, and searches with the payload in one parameter alone, for
    each, with and without hits."""
    for status in REFUSALS:
        given = quote(one.encode("utf-8", "surrogatepass"), safe="")
        yield Place("refused", f"{sites['search']}/refus/{status}/{given}?q={given}")
    for parameter in PARAMETERS:
        for query in ("piège", "zanzibar"):
            asked = {"q": query.encode(), parameter: one.encode("utf-8", "surrogatepass")}
            yield Place(f"search by {parameter}", f"{sites['search']}/search?{urlencode(asked)}")


@contextmanager
def sites(work: Path, tried: Sequence[str]) -> Iterator[dict[str, str]]:
    """Serve the search, one whose index went away, and a page of another origin that has widgets."""
    path, gone = work / "articles.idx", work / "gone.idx"
    build_index(path, articles(tried))
    build_index(gone, articles(tried[:1]))
    other = Flask("page")
    with ExitStack() as stack:
        stack.enter_context(unlogged())
        page = stack.enter_context(served(other))
        app = create_app(path, settings=Settings(cors_origins=page, site_name=f"Site {tried[0]}"))
        broken = create_app(gone, settings=Settings())
        shutil.rmtree(gone)
        for one in (app, broken):
            _gallery(one)
        _hostile(app, tried)
        search = stack.enter_context(served(app))
        _other(other, search, _report(tried))
        yield {
            "search": search,
            "broken": stack.enter_context(served(broken)),
            "page": page,
        }


def _gallery(app: Flask) -> None:
    """Give an app a page that may show others in frames."""
    app.add_url_rule("/galerie", "galerie", lambda: Response("<!doctype html>", 200, ANYTHING, "text/html"))


def _hostile(app: Flask, tried: Sequence[str]) -> None:
    """Give an app what fails, refuses, and answers with payloads where ours would never."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/boum/<trouvere_id:what>")
    def boum(what: str) -> Response:
        raise RuntimeError(what)

    @app.get("/refus/<int:status>/<trouvere_id:what>")
    def refuse(status: int, what: str) -> Response:
        abort(status, description=what)

    @app.get("/hostile/api/v1/<what>")
    def hostile(what: str) -> Response:
        every = [plain(one) for one in tried]
        fragments = [{"text": one, "matched": True} for one in every]
        hits = [
            {
                "id": one,
                "url": one,
                "date": "2026-11-25",
                "source": one,
                "title": {"text": one, "fragments": fragments[n : n + 1]},
                "snippets": [{"start": 1, "end": 2, "fragments": fragments[n : n + 1]}],
            }
            for n, one in enumerate(every)
        ]
        body = {
            "hits": hits,
            "total": len(hits),
            "per_page": 1,
            "corrected": every[0],
            "suggestion": every[1],
            "suggestions": [{"text": one, "fragments": fragments[n : n + 1]} for n, one in enumerate(every)],
        }
        answer = jsonify(body)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer


def _other(other: Flask, search: str, report: str) -> None:
    script = f'<script src="{search}/static/trouvere/trouvere-search.js" defer></script>'

    @other.get("/widgets")
    def widgets() -> str:
        return (
            f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Page</title>{script}'
            + f'<trouvere-search src="{search}/" per-page="100" match="any"></trouvere-search>' * WIDGETS
        )

    @other.get("/hostile")
    def hostile() -> str:
        return f'<!doctype html><html lang="fr"><meta charset="utf-8">{script}<trouvere-search src="{search}/hostile/">'

    @other.get("/raw")
    def raw() -> str:
        return f"<!doctype html><p>{request.args['x']}"

    @other.get("/report")
    def owner() -> str:
        return report


def _report(tried: Sequence[str]) -> str:
    from trouvere.web.report.asked_again import RetriedQuery
    from trouvere.web.report.figures import figures_of
    from trouvere.web.report.log_reader import LoggedSearch
    from trouvere.web.report.page import page

    asked = list(map(plain, tried))
    searches = [
        LoggedSearch(dt.datetime(2026, 11, 1 + n % 9, n % 24), "page", one, n % 2, 2.0 * n, 1, False)
        for n, one in enumerate(asked)
    ]
    now = {one: RetriedQuery(0, one, 3) for one in asked}
    return page(figures_of(searches, top=len(asked)), now, settings=Settings(site_name=asked[0]))
