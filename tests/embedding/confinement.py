"""Articles of which some are hidden from a reader, and what such a reader asks to learn of them.

Hidden articles have words of their own: some of them one slip away from words that may be seen, some of them two such
words joined, cut or with a hyphen, spellings of names, words that begin as others do. They also have words that may be
seen, more often, in capitals, and in pairs in which these stand nowhere else.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from trouvere.index import Article, Field
from trouvere.search import Filters
from trouvere.search.query.filters import passes

CONFINED = {
    "source": Filters(source=("AP",)),
    "sources": Filters(source=("ap", "AFP")),
    "category": Filters(category="Monde"),
    "tags": Filters(tags="Chine"),
    "authors": Filters(authors="Anne Roux"),
    "days": Filters(date_from=dt.date(2022, 3, 1), date_to=dt.date(2022, 9, 30)),
    "both": Filters(source="AP", category=("Monde", "Sport"), date_from=dt.date(2022, 2, 1)),
    "region": Filters(fields={"region": ("nievre", "Ain")}),
    "price": Filters(fields={"prix": (None, 15), "payant": False}),
    "since": Filters(fields={"parution": "2023-03.."}, without={"prix": (25, None)}),
    "without": Filters(without={"source": ("AFP", "Le Caché"), "tags": "Mot-clé caché", "region": "Région cachée"}),
    "merged": Filters(tags="Chine", without={"region": "Ain"}).and_also(Filters(without={"region": "Région cachée"})),
}
FIELDS = (
    Field("region"),
    Field("thème", facet=False),
    Field("prix", "number"),
    Field("payant", "boolean"),
    Field("parution", "date"),
)
"""What the indexes of these declare."""
SPELLINGS = (("Kiev", "Kyiv"), ("Loukachenko", "Lukashenko"), ("OTAN", "NATO"), ("Pékin", "Beijing"))
"""Names that the variants which ship hold for the same: the first may be asked for, the second is hidden."""
_SYLLABLES = "ba cha dé fe gro hai ju ké lan mer nou pra qui ré sou ti vra zan ble con dur fil gue".split()
VALUES = re.compile(r"[+−]? ?\b\d+[,.]\d\d\b")
"""Scores as they are written in sentences."""
LETTERS = "aeiorstnlu"


@dataclass(frozen=True)
class Collection:
    """Articles, the filter that hides some of them, and words: that may be seen, and that only hidden ones have."""

    filters: Filters
    articles: tuple[Article, ...]
    seen: tuple[str, ...]
    hidden: tuple[str, ...]

    @property
    def visible(self) -> list[Article]:
        """The articles that may be seen."""
        return [article for article in self.articles if passes(article, self.filters, FIELDS)]


def own(chance: random.Random, number: int) -> dict[str, Any]:
    """Return what an article has of the declared fields: several values, one, or none."""
    regions = ("Nièvre", "Ain", "Pays de la Loire", "Région cachée")
    found = {
        "region": chance.sample(regions, chance.choice((1, 1, 2))),
        "thème": chance.choice(("eau", "Eau", "feu caché", f"thème {number}")),
        # Each price once: an order by it is then the same in both indexes.
        "prix": number / 2 if number % 3 else [number, -number],
        "payant": chance.choice((True, False, None)),
        "parution": f"2023-0{chance.randrange(1, 7)}-{chance.randrange(10, 29)}" if number % 5 else "jamais",
    }
    return {name: value for name, value in found.items() if chance.random() < 0.9}


def collection(filters: Filters, seed: int, size: int = 50) -> Collection:
    """Return articles of every kind; what is hidden has words that what may be seen has not.

    No more than thirty may be seen: weights tell which ones are looked at again.
    """
    chance = random.Random(seed)
    words = _words(chance, 120)
    seen = words[:60]
    hidden = (*words[60:], *(_slip(chance, word) for word in chance.sample(seen, 20)), *_compounds(chance, seen, 20))
    hidden = tuple(sorted({*hidden, *(other for _, other in SPELLINGS)} - set(seen)))
    articles = []
    for number in range(size):
        article = Article(
            id=f"a/{number}",
            source=chance.choice(("AP", "AFP", "CNN", "Le Caché")),
            category=chance.choice(("Monde", "Sport", "Rubrique cachée")),
            tags=tuple(chance.sample(("Chine", "Inde", "Mot-clé caché"), 1)),
            authors=tuple(chance.sample(("Anne Roux", "Bob", "Auteur caché"), 1)),
            # Each day once: an order by date is then the same in both indexes.
            date=dt.date(2022, 1, 1) + dt.timedelta(days=5 * number),
            url=f"https://exemple.fr/{number}",
            extra=own(chance, number),
        )
        may_be_seen = passes(article, filters, FIELDS)
        if not may_be_seen and number % 6 == 0:
            object.__setattr__(article, "date", None)
        said = [chance.choice(seen) for _ in range(25)]
        if not may_be_seen:
            said = [word.upper() if chance.random() < 0.3 else word.capitalize() for word in said]
            said += [" ".join(chance.sample(seen, 2))] * 2 + chance.choices(hidden, k=15)
            chance.shuffle(said)
        text = " ".join(said).capitalize() if may_be_seen else " ".join(said)
        object.__setattr__(article, "title", f"{said[0].capitalize()} et {said[1]} : numéro {number}")
        object.__setattr__(article, "text", f"Article numéro {number}. {text}.")
        articles.append(article)
    return Collection(filters, tuple(articles), seen, hidden)


def _words(chance: random.Random, count: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
    return tuple(found)


def _slip(chance: random.Random, word: str) -> str:
    """Return a word as it is mistyped: a letter too few, too many, another, or two of them swapped."""
    at = chance.randrange(1, len(word) - 1)
    other = chance.choice(LETTERS)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + other + word[at:],
            word[:at] + other + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        )
    )


def _compounds(chance: random.Random, words: Sequence[str], count: int) -> Iterator[str]:
    for _ in range(count):
        one, other = chance.sample(words, 2)
        yield chance.choice((one + other, f"{one}-{other}", f"{one} {other}"))
        yield chance.choice((one[:3], one[:4])) + "".join(chance.choices(LETTERS, k=3))


def questions(chance: random.Random, these: Collection, count: int) -> Iterator[str]:
    """Yield what somebody types who wants to know what is hidden."""
    for _ in range(count):
        asked = " ".join(_word(chance, these) for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))))
        if chance.random() < 0.1:
            asked = asked.replace(" ", " OU ", 1)
        if chance.random() < 0.08:
            asked += f" -{chance.choice((*these.seen, *these.hidden))}"
        if chance.random() < 0.05:
            asked = chance.choice(("titre:", "texte:", "source:", "catégorie:")) + asked
        yield asked


def _word(chance: random.Random, these: Collection) -> str:
    word = chance.choice(these.seen if chance.random() < 0.5 else these.hidden)
    beside = chance.choice(these.seen)
    if chance.random() < 0.08:
        return chance.choice(SPELLINGS)[0]
    match chance.randrange(12):
        case 0 | 1 | 2:
            return _slip(chance, word) if len(word) > 3 else word
        case 3:
            return word[: chance.randrange(1, 5)] + "*"
        case 4:
            return word + beside
        case 5:
            return f"{beside}-{word}"
        case 6:
            return f'"{word} {beside}"'
        case 7:
            return f"{word[:-3]} {word[-3:]}"
        case 8:
            return f"{beside} {word}"
    return word


# Answers as they are compared


def answer(client: FlaskClient, address: str, **asked: str | int) -> object:
    """Return what a reader gets, but for scores and their order, times, and the generation's name."""
    with client.get(address, query_string=asked) as found:
        text = found.get_data(as_text=True)
        if "json" in found.content_type:
            lines = text.splitlines() if "ndjson" in found.content_type or "jsonl" in found.content_type else [text]
            return found.status_code, _bare([json.loads(line) for line in lines])
        text = re.sub(r"\b\d{6}-[0-9a-f]{8}\b", "", text)
        text = re.sub(r'<rect width="\d+"', "", VALUES.sub("", text))
        text = re.sub(r'(?<=class="took">)[^<]*', "", text)
        text = re.sub(r'(?s)(?<=<section class="similar">).*?(?=</section>)', "", text)
        return found.status_code, found.content_type, text


def _bare(value: Any, name: str = "") -> Any:
    left_out = {"score", "value", "took_ms", "generation", "rank"}
    if isinstance(value, dict):
        return {key: _bare(each, key) for key, each in value.items() if key not in left_out}
    if isinstance(value, list):
        # Weights tell the order of these; everything else keeps its own.
        found = [_bare(each, name if name == "sentences" else "") for each in value]
        ordered = name not in ("hits", "suggestions", "words", "contributions", "additions", "")
        return found if ordered else sorted(found, key=lambda each: json.dumps(each, sort_keys=True))
    return VALUES.sub("", value) if name == "sentences" else value


def asked_of(route: str, chance: random.Random, these: Collection, text: str) -> dict[str, str | int]:
    """Return what to ask a route for a question."""
    article = chance.choice(these.articles).id
    asked: dict[str, str | int] = {"q": text, "id": article, "sort": "date", "per_page": 50, "histogram": "true"}
    if "suggest" in route:
        asked["q"] = text[: chance.randrange(1, len(text) + 1)]
    if chance.random() < 0.3:
        asked["match"] = chance.choice(("all", "any"))
    if chance.random() < 0.2:
        asked["source"] = chance.choice(("AP", "Le Caché"))
    if route.endswith("/search") and "api" in route:
        sort = chance.choice(("date", "relevance"))
        # Which thirty are looked at once more, and explained by that, follows from scores.
        asked |= {"sort": sort, "per_page": 100, "explain": "true" if sort == "date" else "false"}
    return asked


def differences(hidden: FlaskClient, without: FlaskClient, these: Collection, routes: Sequence[str], text: str,
                chance: random.Random) -> Iterator[str]:  # fmt: skip
    """Yield the routes that answer a question otherwise where there are hidden articles, with what they answer."""
    for route in routes:
        asked = asked_of(route, chance, these, text)
        address = route.replace("<path:id>", str(asked["id"])).replace("<id>", str(asked["id"]))
        ours, theirs = answer(hidden, address, **asked), answer(without, address, **asked)
        if "similar" in route and "200" in str(ours)[:5]:
            # Which are the most alike is told by weights; what they are is not.
            may_be_seen = {article.id for article in these.visible}
            if not set(re.findall(r"\ba/\d+", str(ours))) <= may_be_seen | {str(asked["id"])}:
                yield f"{address} {asked}: an article that is hidden"
        elif "suggest" in route and not these.filters:
            # What was counted of deleted articles may have a part in what is proposed first; it must be there still.
            for text in proposals(ours):
                found = without.get("/r/api/v1/search", query_string={"q": text, "match": "all"}).json
                if not found or not found["total"]:
                    yield f"{address} {asked}: proposes « {text} »"
        elif ours != theirs and (these.filters or str(ours).lower() != str(theirs).lower()):
            yield f"{address} {asked}\n{_apart(str(ours), str(theirs))}"


def proposals(answer: Any) -> list[str]:
    """Return the completions of an answer: of our own, or of an OpenSearch one."""
    found = answer[1][0]
    return [one["text"] for one in found["suggestions"]] if isinstance(found, dict) else found[1]


def _apart(one: str, other: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"  with    …{one[max(at - 60, 0) : at + 200]}\n  without …{other[max(at - 60, 0) : at + 200]}"
