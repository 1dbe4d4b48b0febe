"""Survey of the articles of a build: what their owner would mend, each with an example.

An article without a date or a source, a text that stops in its middle, a title that hundreds share, a price that is no
number are all fit to be indexed. Nothing is refused for it, and so nobody would know.
"""

from __future__ import annotations

import re
import shlex
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import isfinite

import numpy as np
from xxhash import xxh3_64_intdigest

from trouvere.index.article import Article
from trouvere.index.field_terms import Kind
from trouvere.index.fields import Field, letters_of
from trouvere.index.french_format import number
from trouvere.index.report import Remark
from trouvere.index.validation import Unfit, short, shown

UNDATED, MISREAD_DATE = "sans date", "date non comprise"
UNSOURCED, CUT, REPEATED_TITLE = "sans source", "texte coupé, semble-t-il", "titre répété"
REMARKS = {
    UNDATED: "--map date=… si elle a un autre nom, ou --default date=AAAA-MM-JJ",
    MISREAD_DATE: "écrivez-les AAAA-MM-JJ ou JJ/MM/AAAA ; le texte d'origine reste sous extra.date",
    UNSOURCED: "--default source=« Le nom du site »",
    CUT: "leur fin n'est pas dans ces sources : prenez le texte entier, si vous le pouvez",
    REPEATED_TITLE: "un titre de site ou de rubrique, peut-être : --map title=…",
}
"""What is looked for, in the order in which it is told, and what to do about it."""
MOST_REPEATS = 20
"""Articles that may have one title: a column has the same each week for some months."""
TRUNCATED = "truncated"
"""Key of `extra` by which a reader says that the text is cut: behind a paywall, for instance."""
TOLD_TITLES = 50
"""Repeated titles of a batch that are kept as text, for an example."""

_CUT = re.compile(
    r"(?:\[(?:…|\.\.\.|&hellip;)\]|\[\+\d{1,7} chars\]|\((?:…|\.\.\.)\)"
    r"|[^.\s…]\s?(?:…|\.\.\.) ?(?:\(?(?:lire la suite|read more|suite)\)?[ .…]*)?)\Z",
    re.IGNORECASE,
).search
_END_CHARS = 40

UNFIT: dict[Kind, str] = {
    "keyword": "valeur qui n'est pas un texte",
    "number": "valeur qui n'est pas un nombre",
    "date": "valeur qui n'est pas une date",
    "boolean": "valeur qui n'est ni oui ni non",
}
UNFIT_ADVICE: dict[Kind, str] = {
    "keyword": "écrivez un texte, ou une liste de textes",
    "number": "écrivez 12, 12.5 ou « 1 234,50 € » ; si ce sont des mots : --field {}",
    "date": "écrivez AAAA-MM-JJ ou JJ/MM/AAAA ; si ce sont des mots : --field {}",
    "boolean": "écrivez true ou false, oui ou non ; si ce sont des mots : --field {}",
}
ABSENT = "aucun article n'a ce champ"
MOST_KEYS = 1_000
"""Different keys of `extra` that are counted."""
TOLD_KEYS, KEY_CHARS = 5, 40

PackedFields = tuple[dict[str, int], dict[str, int], dict[str, str], dict[str, int], int]
Packed = tuple[dict[str, int], dict[str, str], bytes, dict[int, str], PackedFields]
"""A survey as plain values, for a pipe: counts, examples, hashes of titles, some of them by hash; a `FieldSurvey`."""


@dataclass(slots=True)
class FieldSurvey:
    """What articles have of the fields that the index declares: how many have each, of how many it does not fit."""

    fields: tuple[Field, ...] = ()
    having: Counter[str] = field(default_factory=Counter)
    unfit: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    keys: Counter[str] = field(default_factory=Counter)
    """Keys of `extra` beside which a declared field was absent: one of them may be what was meant."""
    articles: int = 0

    def add(self, article: Article, where: str) -> None:
        """Look at an article."""
        self.articles += 1
        absent = False
        extra = article.extra
        for one in self.fields:
            if (value := extra.get(one.name)) is None and (value := one.given(extra)) is None:
                absent = absent or one.name not in self.having
                continue
            # Most values are of the very type, and their terms are made elsewhere: a build asks of millions.
            if _is_of_type(one.kind, value):
                self.having[one.name] += 1
                continue
            try:
                if one.terms(extra):
                    self.having[one.name] += 1
                elif one.name not in self.having:
                    absent = True
            except Unfit:
                self.having[one.name] += 1
                self.unfit[one.name] += 1
                self.examples.setdefault(one.name, f"{where} : {_value(one, article)}")
        if absent:
            self.keys.update(key for key in extra if key in self.keys or len(self.keys) < MOST_KEYS)

    def packed(self) -> PackedFields:
        """Return it as plain values."""
        return dict(self.having), dict(self.unfit), self.examples, dict(self.keys), self.articles

    def take(self, packed: PackedFields) -> None:
        """Add what `packed` of another survey gave."""
        having, unfit, examples, keys, articles = packed
        self.having.update(having)
        self.unfit.update(unfit)
        self.examples = {**examples, **self.examples}
        self.keys.update(keys)
        self.articles += articles

    def remarks(self, *, whole: bool) -> Iterable[Remark]:
        """Yield what was found; `whole`: these were all articles, so that a field that none of them has is told."""
        for one in self.fields:
            if times := self.unfit[one.name]:
                advice = UNFIT_ADVICE[one.kind].format(one.name)
                yield Remark(f"{one.name} : {UNFIT[one.kind]}", times, self.examples[one.name], advice)
            elif whole and self.articles and not self.having[one.name]:
                yield Remark(f"{one.name} : {ABSENT}", self.articles, self._told_keys(), self._advice(one.name))

    def _advice(self, name: str) -> str:
        """Return what to do about a name that no article has: it is meant for one like it, where there is one."""
        forms = {form: key for key in sorted(self.keys, key=len, reverse=True) if len(form := letters_of(key)) > 1}
        own = letters_of(name)
        begun = [form for form in forms if form.startswith(own) or own.startswith(form)]
        if near := get_close_matches(own, forms, n=1, cutoff=0.7) or begun[-1:]:
            key = short(forms[near[0]], KEY_CHARS)
            written = f"{name}={key}"
            return (
                f"si c'est « {key} » : déclarez-le sous ce nom, ou lisez les sources avec --map {shlex.quote(written)}"
            )
        return "déclarez le nom qu'il a dans les sources : --field NOM, ou [fields.NOM] dans trouvere.toml"

    def _told_keys(self) -> str:
        known = {one.name for one in self.fields}
        keys = sorted((key for key in self.keys if key not in known), key=lambda key: (-self.keys[key], key))
        told = ", ".join(f"{short(key, KEY_CHARS)} ({number(self.keys[key])})" for key in keys[:TOLD_KEYS])
        return f"ce que les articles ont en plus : {told or 'rien'}{'…' * (len(keys) > TOLD_KEYS)}"


def _is_of_type(kind: Kind, value: object) -> bool:
    if kind == "keyword":
        return type(value) is str and bool(value.strip())
    if kind == "number":
        return type(value) is float and isfinite(value)
    return kind == "boolean" and type(value) is bool


def _value(one: Field, article: Article) -> str:
    value = one.given(article.extra)
    for each in value if isinstance(value, list | tuple) else (value,):
        try:
            one.terms({one.name: each})
        except Unfit:
            if isinstance(each, dict) and (
                key := next((key for key in each if isinstance(each[key], str | int | float)), "")
            ):
                written = f"{one.name}={one.name}.{key}"
                return f"un objet, dont --map {shlex.quote(written)} lit « {short(str(key), KEY_CHARS)} »"
            return f"« {each} »" if type(each) in (int, float, bool) else shown(each)
    return shown(value)


class Survey:
    """What was found so far. `add` each article; `take` what another process found."""

    def __init__(self, fields: tuple[Field, ...] = ()) -> None:
        self.fields = FieldSurvey(fields)
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._hashes = array("Q")
        self._titles: dict[int, str] = {}
        self._seen: set[int] = set()

    def add(self, article: Article, where: str) -> None:
        """Look at an article, which came from `where`."""
        if self.fields.fields:
            self.fields.add(article, where)
        if article.date is None:
            if "date" in article.extra:
                self._note(MISREAD_DATE, f"{where} : « {article.extra['date']} »")
            else:
                self._note(UNDATED, where)
        if not article.source:
            self._note(UNSOURCED, where)
        if article.extra.get(TRUNCATED) or _CUT(article.text[-_END_CHARS:]):
            self._note(CUT, where)
        if not article.title_derived:
            title = xxh3_64_intdigest(article.title.encode())
            self._hashes.append(title)
            if title in self._seen and len(self._titles) < TOLD_TITLES:
                self._titles[title] = article.title
            self._seen.add(title)

    def _note(self, what: str, example: str) -> None:
        self._counts[what] += 1
        self._examples.setdefault(what, example)

    def packed(self) -> Packed:
        """Return it as plain values."""
        return dict(self._counts), self._examples, self._hashes.tobytes(), self._titles, self.fields.packed()

    def take(self, packed: Packed) -> None:
        """Add what `packed` of another survey gave."""
        counts, examples, hashes, titles, fields = packed
        self.fields.take(fields)
        self._counts.update(counts)
        self._examples = {**examples, **self._examples}
        self._hashes.frombytes(hashes)
        self._titles |= titles

    def remarks(self, *, whole: bool = False) -> tuple[Remark, ...]:
        """Return what was found, in the order of `REMARKS`, then of the declared fields; see `FieldSurvey.remarks`."""
        counts, examples = dict(self._counts), dict(self._examples)
        hashes, times = np.unique(np.frombuffer(self._hashes, np.uint64), return_counts=True)
        often = times > MOST_REPEATS
        if often.any():
            counts[REPEATED_TITLE] = int(times[often].sum())
            told = [(int(n), self._titles.get(int(h), "")) for h, n in zip(hashes[often], times[often], strict=True)]
            most, title = max(told, key=lambda one: (bool(one[1]), one[0]))
            examples[REPEATED_TITLE] = f"« {title} », {most} fois" if title else f"{most} fois"
        return (
            *(Remark(what, counts[what], examples[what], advice) for what, advice in REMARKS.items() if what in counts),
            *self.fields.remarks(whole=whole),
        )
