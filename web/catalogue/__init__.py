"""Translations (i18n catalogue): every sentence a reader sees, from `fr.toml` or `en.toml`; numbers and dates.

The two files hold the same keys (a test compares them); templates and views hold keys only, never a sentence.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from trouvere.index.errors import SettingsError
from trouvere.index.french_format import hour_shown

LANGUAGES = ("fr", "en")
RECENT_DAYS = 30
"""Age of an article in days up to which its date also says how long ago it was."""
LEAST_IN_DIGITS, GREATEST_IN_DIGITS = 1e-6, 1e16
"""Numbers between these are written in digits, others with a power of ten."""
FRENCH_SPACES = (
    ("« ", "«\u00a0"),
    (" »", "\u00a0»"),
    (" :", "\u202f:"),
    (" ;", "\u202f;"),
    ("+ ", "+\u00a0"),
    ("'", "’"),
)


class Catalogue:
    """The wording of one language. Templates know it as `t`: `t("search.button")`, `t.plural("count", 12)`."""

    def __init__(self, language: str, sentences: dict[str, str]) -> None:
        self.language = language
        self.sentences = sentences

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence of `key` with `values` put in; plain text, to be escaped by whoever shows it."""
        sentence = self.sentences[key]
        return sentence.format_map(values) if values else sentence

    def has(self, key: str) -> bool:
        """Say whether there is a sentence for `key`."""
        return key in self.sentences

    def plural(self, key: str, n: int, **values: object) -> str:
        """Return `key.one` or `key.other` with `{n}` written as this language writes numbers.

        Nought is singular in French, plural in English.
        """
        one = n in (0, 1) if self.language == "fr" else n == 1
        return self(f"{key}.{'one' if one else 'other'}", n=self.number(n), **values)

    def number(self, n: int) -> str:
        """Return `n` with its thousands set apart: 70 860 (U+202F), 70,860."""
        return f"{n:,}".replace(",", self("number.thousands"))

    def quantity(self, value: float) -> str:
        """Return a number with as many decimals as it has: 12, 1 234,5; 1,234.5; what has too many as 1e+308."""
        if isinstance(value, int):
            return self.number(value)
        if value and not LEAST_IN_DIGITS <= abs(value) < GREATEST_IN_DIGITS:
            return repr(value).replace(".", self("number.decimal"))
        # Of a float, the digits that Python writes, no more and no less.
        whole, point, decimals = f"{Decimal(repr(value)):,f}".partition(".")
        decimals = decimals.rstrip("0")
        thousands = whole.replace(",", self("number.thousands"))
        return f"{thousands}{self('number.decimal')}{decimals}" if point and decimals else thousands

    def day(self, day: dt.date) -> str:
        """Return the date in words: 1er mars 2023, 1 March 2023."""
        form = "date.first" if day.day == 1 else "date.other"
        return self(form, day=day.day, month=self(f"month.{day.month}"), year=day.year)

    def date(self, date: dt.date, today: dt.date) -> str:
        """Return the date in words, and its hour while it is recent: 1er mars 2023, 14 h 30; 1 March 2023, 2:30 pm."""
        day = self.day(date)
        if not (hour := hour_shown(date, today)):
            return day
        half = "am" if hour.hour < 12 else "pm"
        shown = hour.hour if self.language == "fr" else hour.hour % 12 or 12
        return self(f"date.{half}", day=day, hour=shown, minute=f"{hour.minute:02}")

    def ago(self, day: dt.date, today: dt.date) -> str:
        """Return how long ago a day of the last month was; empty for any other."""
        days = (today - day).days
        if days in (0, 1):
            return self("ago.yesterday" if days else "ago.today")
        return self("ago.days", n=days) if 1 < days <= RECENT_DAYS else ""

    def decimal(self, value: float) -> str:
        """Return a value with two decimals: 7,21, 7.21."""
        return f"{value:.2f}".replace(".", self("number.decimal"))

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a sentence lists them: A, B et C."""
        *before, last = names
        return f"{', '.join(before)} {self('article.and')} {last}" if before else last

    def typeset(self, sentence: str) -> str:
        """Return a sentence written for a terminal as a page sets it: with the spaces and apostrophes of French."""
        if self.language != "fr":
            return sentence
        for plain, set_ in FRENCH_SPACES:
            sentence = sentence.replace(plain, set_)
        return sentence

    def duration(self, ms: float) -> str:
        """Return how long something took, in the unit a person would choose."""
        if ms < 1:
            return self("time.instant")
        if ms < 1000:
            return self("time.ms", n=f"{ms:.0f}")
        return self("time.s", n=f"{ms / 1000:.1f}".replace(".", self("number.decimal")))


@lru_cache(maxsize=len(LANGUAGES))
def load_catalogue(language: str) -> Catalogue:
    """Return the wording of `language`; raises `SettingsError` where there is none."""
    if language not in LANGUAGES:
        raise SettingsError(
            f"langue inconnue « {language} »", hint=f"langues livrées : {', '.join(LANGUAGES)} (réglage « language »)"
        )
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(language, dict(_flat(tomllib.loads(text))))


def _flat(table: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, str(value)))
    return found
