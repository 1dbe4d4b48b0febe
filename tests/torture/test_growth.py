"""The short form of `scripts/torture --only growth`."""

from pathlib import Path

from torture.formats import FORMATS
from torture.growth import Case, Many, grown, sampled, timed
from torture.outcome import Plan

# What once took minutes: (format, field, run).
KNOWN = (
    ("jsonl", "authors", "blanks"),
    ("csv", "tags", "no-break"),
    ("jsonl", "title again", "lines"),
    ("txt", "text", "bullets"),
    ("txt", "text", "joined"),
    ("md", "code", "blanks"),
    ("md", "text", "no-break"),
    ("md", "text", "templates"),
    ("md", "note", "notes within"),
    ("rss", "pre", "blanks"),
    ("rss", "before", "line ends"),
    ("atom", "text", "line ends"),
    ("rss", "description", "footer words"),
    ("rss", "wordpress", "gallery"),
    ("html", "link", "comments"),
    ("html", "author", "dashes"),
    ("html", "declared", "middle dots"),
)


def test_what_once_took_minutes_grows_in_line(tmp_path: Path) -> None:
    outcome = grown(Plan(rounds=100, seed=0, work=tmp_path), [Case(*each) for each in KNOWN], enough=0.03)
    assert not outcome.failures
    assert outcome.tries == len(KNOWN)


MANY_KNOWN = ("span in a p", "b in a p", "category of an item", "tags of a domain", "authors of JSON-LD", "notes")


def test_many_parts_grow_in_line(tmp_path: Path) -> None:
    assert not grown(Plan(rounds=100, seed=0, work=tmp_path), [Many(kind) for kind in MANY_KNOWN], enough=0.03).failures


def test_some_of_all_cases_grow_in_line(tmp_path: Path) -> None:
    outcome = sampled(Plan(rounds=30, seed=0, work=tmp_path), 40, enough=0.03)
    assert not outcome.failures


def test_every_field_is_read() -> None:
    """A run that never comes to an article would show nothing."""
    for name, (_, fields) in FORMATS.items():
        for field in fields:
            # What is no TOML, and front matter without an end, is there to be refused.
            refused = (name, field) in {("md", "toml"), ("md", "fences")}
            assert timed(Case(name, field, "lower"), 20)[1] is not refused, f"{name} {field}"
