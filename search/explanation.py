"""Why an article was found, and what each word gave: as data, and as one French sentence a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from trouvere.index.schema import TEXT_FIELDS

Kind = Literal["written", "inflected", "other", "variant", "prefix", "phrase"]
"""As typed; in another form; another word that the one typed may mean; a variant; begun so; words in order."""

KINDS: dict[Kind, str] = {
    "written": "",
    "inflected": "",
    "other": "autre sens",
    "variant": "variante",
    "prefix": "préfixe",
    "phrase": "expression",
}
FIELDS = {"title": "titre", "text": "texte"}


class Contribution(NamedTuple):
    """What one posting list gave: `term` is how the index has it, `times` how often it is in the field."""

    kind: Kind
    field: Literal["title", "text"]
    term: str
    times: int
    value: float
    written: tuple[str, ...] = ()
    """How the article writes it, the most frequent form first; lower-case but for acronyms."""


class WordExplanation(NamedTuple):
    """One word of the query, or words that are one there. Without contributions the article does not have it."""

    word: str
    contributions: tuple[Contribution, ...]

    @property
    def value(self) -> float:
        """What the word gave."""
        return sum(each.value for each in self.contributions)


class Addition(NamedTuple):
    """What the second look at the best thirty, or the date, added. `words`: the family, the pair, the words there."""

    kind: Literal["family", "coverage", "neighbours", "recency"]
    words: tuple[str, ...]
    value: float


class Explanation(NamedTuple):
    """Why an article has its score: the values of `words` and `additions` add up to it. 0: it is not found."""

    id: str
    query: str
    score: float
    words: tuple[WordExplanation, ...]
    additions: tuple[Addition, ...] = ()
    ignored: tuple[str, ...] = ()
    """Stop words, which were not searched."""

    def sentences(self) -> tuple[str, ...]:
        """Return one French sentence a word, and one for each addition."""
        return (*map(_of_word, self.words), *map(_of_addition, self.additions), *_of_ignored(self.ignored))


def explanation_as_dict(one: Explanation) -> dict[str, object]:
    """Return an explanation as JSON-ready values."""
    return {
        "id": one.id,
        "query": one.query,
        "score": one.score,
        "words": [
            {"word": word.word, "value": word.value, "contributions": [each._asdict() for each in word.contributions]}
            for word in one.words
        ],
        "additions": [each._asdict() for each in one.additions],
        "ignored": list(one.ignored),
        "sentences": list(one.sentences()),
    }


def _of_word(one: WordExplanation) -> str:
    if not one.contributions:
        return f"« {one.word} » n'est pas dans cet article"
    found: dict[tuple[str, str], list[str]] = {}
    for field in TEXT_FIELDS:
        for each in one.contributions:
            if each.field == field:
                for form in each.written or (each.term,):
                    where = found.setdefault((form, KINDS[each.kind]), [])
                    if FIELDS[field] not in where:
                        where.append(FIELDS[field])
    parts = [_found(one.word, form, how, " et ".join(where)) for (form, how), where in found.items()]
    return f"{' ; '.join(parts)} : {_number(one.value)}"


def _found(word: str, form: str, how: str, where: str) -> str:
    if form.casefold() == word.casefold():
        return f"« {word} » trouvé, {where}"
    return f"« {form} » trouvé pour « {word} »{f' ({how})' if how else ''}, {where}"


def _of_addition(one: Addition) -> str:
    quoted = [f"« {word} »" for word in one.words]
    match one.kind:
        case "family":
            said = f"même famille que {quoted[0]} : {', '.join(quoted[1:])}"
        case "coverage":
            said = f"a {' et '.join(quoted)}" if len(quoted) < 3 else f"a {', '.join(quoted[:-1])} et {quoted[-1]}"
        case "neighbours":
            said = f"{quoted[0]} et {quoted[1]} se suivent de près"
        case "recency":
            said = "selon la date"
    return f"{said} : {'+' if one.value >= 0 else '−'} {_number(abs(one.value))}"


def _of_ignored(words: tuple[str, ...]) -> Iterator[str]:
    if words:
        yield f"pas cherché, car partout : {', '.join(f'« {word} »' for word in words)}"


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
