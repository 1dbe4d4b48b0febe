"""Hostile queries without end, and everything that can be asked with them: in Python, and at every address.

They are those of `tests/data/hostile_queries.txt`, pieces of them put together, words of the index with what people and
machines put between them, nests, long phrases, beginnings of one letter, and code points by chance. The same number
asks the same.
"""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

from flask.testing import FlaskClient

from trouvere.index.errors import ArticleNotFound
from trouvere.search import Filters, Searcher

FILE = Path(__file__).parents[1] / "data" / "hostile_queries.txt"
LONGEST = 30_000
"""Characters of a query, at the most."""
LINE = 60_000
"""Characters of an address that is asked for at a socket: servers refuse much longer ones."""
EXPORTS = ("json", "csv", "rss", "jsonl")
JOINTS = (" ", " ET ", " OU ", " SAUF ", " -", '"', "(", ")", "*", "~3 ", ":", "-", "'", "\u200b", "\u0301", "\ud800")
FIELDS = (
    "titre:",
    "texte:",
    "source:",
    "catégorie:",
    "depuis:",
    "avant:",
    "auteur:",
    "tag:",
    "lieu:",
    "-source:",
    "prix:",
)
ALPHABET = "aeinrst éèçœÆßẞİıſﬁ'’-.,*\"«»()~:+^0123456789\u0301\u200b\u202e\u05d0\u4e2d\ud800\udc00\U0001f680\x00\n"
PARAMETERS = {
    "match": ("auto", "all", "any", "none"),
    "sort": ("relevance", "date", "x"),
    "page": ("1", "2", "999999", "9999999", "0", "-1", "1e9", "%C2%B2", ""),
    "per_page": ("1", "100", "101", "%00", "%D9%A1%D9%A0"),
    "source": ("AP", "", "AP&source=Reuters"),
    "category": ("monde", "%FF", ""),
    "from": ("2023-01-01", "2023-02-30", "0001-01-01"),
    "to": ("2023-12-31", "9999-12-31", "2023-W09-3"),
    "histogram": ("true", "false", "1"),
    "explain": ("true", "true", "no"),
    "limit": ("1", "20", "21", "-0"),
}
HEADERS = (
    {"Accept-Language": "fr"},
    {"Accept-Language": "en;q=x,*;q=9"},
    {"If-None-Match": 'W/"x", *'},
    {"X-Trouvere-Typing": "1", "Origin": "http://ailleurs.exemple"},
    {"Accept": "application/json", "Host": "ailleurs.exemple"},
)

Answer = Callable[[str, dict[str, str]], int]
"""Asks an address with headers; returns the status."""


def hostile() -> list[str]:
    """Return the queries of the file."""
    found: list[str] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, end = json.JSONDecoder().raw_decode(line)
            found.append(text * int(line[end:].strip() or 1))
    return found


class Queries:
    """Queries by their numbers: those of the file first, then made ones."""

    def __init__(self, seed: int, words: list[str]) -> None:
        self._seed, self._words = seed, words
        self._file = hostile()
        self._short = [each for each in self._file if len(each) < 200]
        kinds: dict[Callable[[random.Random], Iterator[str]], int] = {
            self._characters: 10,
            self._code_points: 8,
            self._nest: 5,
            self._phrase: 5,
            self._beginnings: 7,
            self._pieces: 65,
        }
        self._kinds, self._weights = list(kinds), list(kinds.values())

    def __getitem__(self, turn: int) -> str:
        if turn < len(self._file):
            return self._file[turn]
        dice = random.Random(f"{self._seed} {turn}")
        (kind,) = dice.choices(self._kinds, self._weights)
        return "".join(kind(dice))[:LONGEST]

    def _characters(self, dice: random.Random) -> Iterator[str]:
        yield from dice.choices(ALPHABET, k=dice.randrange(1, 80))

    def _code_points(self, dice: random.Random) -> Iterator[str]:
        top = dice.choice((0x100, 0x3000, 0x10000, 0x110000))
        yield from (chr(dice.randrange(top)) for _ in range(dice.choice((1, 3, 20, 200))))

    def _nest(self, dice: random.Random) -> Iterator[str]:
        depth = dice.choice((2, 8, 9, 40, 3_000))
        for _ in range(depth):
            yield dice.choice(("(", "(", "-(", "((", f"{dice.choice(self._words)} OU ("))
        yield dice.choice(self._words)
        for _ in range(dice.choice((depth, depth, depth - 1, 0))):
            yield dice.choice((")", ")", f" {dice.choice(JOINTS)}{dice.choice(self._words)})"))

    def _phrase(self, dice: random.Random) -> Iterator[str]:
        for _ in range(dice.choice((1, 1, 3))):
            words = dice.choices(self._words, k=dice.choice((2, 3, 8, 31, 33, 200)))
            yield f'{dice.choice(("", "-", "titre:"))}"{" ".join(words)}"{dice.choice(("", "~1", "~100", "~1000"))} '

    def _beginnings(self, dice: random.Random) -> Iterator[str]:
        for _ in range(dice.choice((1, 2, 8, 32, 60))):
            yield f"{dice.choice(self._words)[: dice.choice((1, 1, 2, 3))]}*{dice.choice((' ', ' ', ' OU ', ' -'))}"

    def _pieces(self, dice: random.Random) -> Iterator[str]:
        for _ in range(dice.choice((1, 2, 3, 5, 8, 40, 200))):
            piece = dice.choice(self._words if dice.random() < 0.8 else self._short)
            if dice.random() < 0.1:
                at = dice.randrange(len(piece) + 1)
                piece = piece[:at] + dice.choice(ALPHABET) + piece[at + 1 :]
            if dice.random() < 0.1:
                piece = (
                    f'"{piece} {dice.choice(self._words)} {dice.choice(self._words)}"{dice.choice(("", "~5", "~100"))}'
                )
            yield dice.choice(FIELDS) if dice.random() < 0.05 else ""
            yield piece
            yield " " if dice.random() < 0.6 else dice.choice(JOINTS)


def asked_in_python(searcher: Searcher, ids: list[str], query: str, dice: random.Random) -> str:
    """Ask one thing of the searcher; returns nothing, for nothing is wrong where nothing is raised."""
    filters = Filters(source=dice.choice(((), ("AP",), (query,))), tags=dice.choice(((), (), (query,))))
    match, sort, id = dice.choice(("auto", "all", "any")), dice.choice(("relevance", "date")), dice.choice(ids)  # noqa: A001
    limit = dice.choice((0, 1, 10, 100, 300))
    kinds: tuple[Callable[[], object], ...] = (
        lambda: searcher.search(query, match=match, sort=sort, filters=filters),  # type: ignore[arg-type]
        lambda: searcher.search(query, match=match, explain=True, histogram=True, limit=limit),  # type: ignore[arg-type]
        lambda: searcher.search(query, offset=dice.choice((1, 1_000, 1 << 40)), limit=limit),
        lambda: searcher.rank(query, match=match, sort=sort, limit=1_000),  # type: ignore[arg-type]
        lambda: searcher.suggest(query, limit=limit, filters=dice.choice((None, filters))),
        lambda: searcher.advise(query, match=match, filters=filters),  # type: ignore[arg-type]
        lambda: searcher.explain(query, id, match=match),  # type: ignore[arg-type]
        lambda: searcher.marked_article(id, query),
        lambda: searcher.similar(id, limit=limit, filters=filters),
        lambda: searcher.similar(query),
        lambda: searcher.article(query),
    )
    with suppress(ArticleNotFound):
        dice.choice(kinds)()
    return ""


def address(ids: list[str], query: str, dice: random.Random) -> str:
    """Return one address that a query may be asked at, with parameters by chance."""
    # Half a surrogate pair in UTF-8 is no UTF-8: so are bytes by chance.
    q = quote_from_bytes(query.encode("utf-8", "surrogatepass") if dice.random() < 0.95 else dice.randbytes(30))
    id = quote(dice.choice(ids), safe="") if dice.random() < 0.8 else q[:2_000]  # noqa: A001
    more = ""
    for name, values in PARAMETERS.items():
        if dice.random() < 0.2:
            value = dice.choice(values) if dice.random() < 0.85 else q[: dice.choice((30, 300, 3_000))]
            more += f"&{name}={value}" * (1 if dice.random() < 0.97 else dice.choice((2, 51, 300)))
    if dice.random() < 0.05:
        more += f"&{q[:40]}={q[:40]}&&=&q={q[:40]}"
    return dice.choice(
        (
            f"/?q={q}{more}",
            f"/search?q={q}{more}",
            f"/search.{dice.choice(EXPORTS)}?q={q}{more}",
            f"/suggest.json?q={q}{more}",
            f"/opensearch.xml?q={q}",
            f"/articles/{id}?q={q}{more}",
            f"/articles/?id={id}&q={q}",
            f"/similar?id={id}&q={q}{more}",
            f"/explain?id={id}&q={q}{more}",
            f"/api/v1/search?q={q}{more}",
            f"/api/v1/search?q={q}{more}",
            f"/api/v1/suggest?q={q}{more}",
            f"/api/v1/similar?id={id}{more}",
            f"/api/v1/explain?q={q}&id={id}{more}",
            f"/api/v1/articles/{id}",
            f"/api/v1/articles/?id={id}",
            f"/{q[:500].lstrip('/')}",
        )
    )


def asked_over_http(answer: Answer, ids: list[str], query: str, dice: random.Random) -> str:
    """Ask one address; returns what is wrong with the answer, nothing where nothing is."""
    url = address(ids, query, dice)[:LINE]
    status = answer(url, dice.choice(HEADERS))
    return f"{status} {url[:300]}" if status >= 500 else ""


def in_process(client: FlaskClient) -> Answer:
    """Return how an app is asked without a server."""

    def answer(url: str, headers: dict[str, str]) -> int:
        host = headers.get("Host", "localhost")
        return client.get(url, headers=headers, base_url=f"http://{host}").status_code

    return answer


def over_a_socket(port: int) -> Answer:
    """Return how a server on the loopback is asked, a connection each."""

    def answer(url: str, headers: dict[str, str]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", url, headers=headers)
            got = connection.getresponse()
            got.read()
            return got.status
        finally:
            connection.close()

    return answer
