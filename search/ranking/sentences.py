"""Explanation in words: says in French or in English why an article was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from trouvere.index.schema import TEXT_FIELDS

if TYPE_CHECKING:
    from trouvere.search.ranking.explanation import Addition, WordExplanation


class Wording(NamedTuple):
    """The pieces of the sentences in one language; a `Kind` that says nothing of itself is not among them."""

    quoted: str
    decimal: str
    colon: str
    semicolon: str
    title: str
    text: str
    conjunction: str
    other: str
    variant: str
    prefix: str
    phrase: str
    absent: str
    found: str
    found_for: str
    family: str
    coverage: str
    neighbours: str
    recency: str
    ignored: str


FRENCH = Wording(
    quoted="« {} »",
    decimal=",",
    colon=" : ",
    semicolon=" ; ",
    title="titre",
    text="texte",
    conjunction=" et ",
    other="autre sens",
    variant="variante",
    prefix="préfixe",
    phrase="expression",
    absent="{word} n'est pas dans cet article",
    found="{word} trouvé, {where}",
    found_for="{form} trouvé pour {word}{how}, {where}",
    family="même famille que {word} : {others}",
    coverage="a {words}",
    neighbours="{word} et {other} se suivent de près",
    recency="selon la date",
    ignored="pas cherché, car partout : {words}",
)
ENGLISH = Wording(
    quoted="“{}”",
    decimal=".",
    colon=": ",
    semicolon="; ",
    title="title",
    text="text",
    conjunction=" and ",
    other="other meaning",
    variant="variant",
    prefix="prefix",
    phrase="phrase",
    absent="{word} is not in this article",
    found="{word} found, {where}",
    found_for="{form} found for {word}{how}, {where}",
    family="same family as {word}: {others}",
    coverage="has {words}",
    neighbours="{word} and {other} stand close together",
    recency="by its date",
    ignored="not searched, being everywhere: {words}",
)
LANGUAGES = {"fr": FRENCH, "en": ENGLISH}


class Sentences:
    """Makes sentences in one language; French where it has no other for it."""

    def __init__(self, language: str) -> None:
        self._say = LANGUAGES.get(language, FRENCH)

    def of_word(self, one: WordExplanation) -> str:
        """Say in which forms and fields a word was found, and what that gave."""
        if not one.contributions:
            return self._say.absent.format(word=self._quoted(one.word))
        found: dict[tuple[str, str], list[str]] = {}
        for field in TEXT_FIELDS:
            for each in one.contributions:
                if each.field == field:
                    for form in each.written or (each.term,):
                        where = found.setdefault((form, getattr(self._say, each.kind, "")), [])
                        if (name := getattr(self._say, field)) not in where:
                            where.append(name)
        parts = [self._found(one.word, form, how, where) for (form, how), where in found.items()]
        return f"{self._say.semicolon.join(parts)}{self._say.colon}{self._number(one.value)}"

    def of_addition(self, one: Addition) -> str:
        """Say what else added to the score, or took from it."""
        say, quoted = self._say, [*map(self._quoted, one.words)]
        match one.kind:
            case "family":
                said = say.family.format(word=quoted[0], others=", ".join(quoted[1:]))
            case "coverage":
                most = [", ".join(quoted[:-1])] if len(quoted) > 1 else []
                said = say.coverage.format(words=say.conjunction.join((*most, quoted[-1])))
            case "neighbours":
                said = say.neighbours.format(word=quoted[0], other=quoted[1])
            case "recency":
                said = say.recency
        return f"{said}{say.colon}{'+' if one.value >= 0 else '−'} {self._number(abs(one.value))}"

    def of_ignored(self, words: Iterable[str]) -> str:
        """Say which words were not searched."""
        return self._say.ignored.format(words=", ".join(map(self._quoted, words)))

    def _found(self, word: str, form: str, how: str, where: Iterable[str]) -> str:
        places = self._say.conjunction.join(where)
        if form.casefold() == word.casefold():
            return self._say.found.format(word=self._quoted(word), where=places)
        how = f" ({how})" if how else ""
        return self._say.found_for.format(form=self._quoted(form), word=self._quoted(word), how=how, where=places)

    def _quoted(self, text: str) -> str:
        return self._say.quoted.format(text)

    def _number(self, value: float) -> str:
        return f"{value:.2f}".replace(".", self._say.decimal)
