"""Terminal output: an answer as a person reads it; without colour, matched words stand between ‹ and ›."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from trouvere.index.article import Article
from trouvere.index.field_terms import ISO_DAY_CHARS
from trouvere.index.fields import Field, field_named
from trouvere.index.french_format import NBSP, count, day, day_and_hour, number, safe
from trouvere.search.query.filters import Filters
from trouvere.search.results import Advice, FacetValues, FieldValue, Fragment, Hit, Ignored, LooserSearch, Results

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MARK = "bold black on yellow"
REASONS = {
    "stop_word": "mot vide",
    "too_long": "trop long",
    "too_many_terms": "trop de mots",
    "too_deep": "trop de parenthèses",
    "not_a_word": "pas un mot",
    "bad_date": "date illisible",
    "excluded_date": "une date ne s'exclut pas",
    "bad_value": "valeur illisible",
    "unknown_field": "champ inconnu, lu comme un mot",
    "quote_let_go": "citation introuvable, ses mots sont cherchés",
}


FILTERS = {
    "source": "sur la source",
    "category": "sur la rubrique",
    "tags": "sur les mots-clés",
    "authors": "sur les auteurs",
    "language": "sur la langue",
    "place": "sur le lieu",
    "date": "sur la date",
}
FACETS = {
    "source": "Sources",
    "category": "Rubriques",
    "tags": "Mots-clés",
    "authors": "Auteurs",
    "language": "Langues",
    "place": "Lieux",
}


def show(results: Results, console: Console, fields: Iterable[Field] = ()) -> None:
    """Print the counts, what was understood, then each hit with its passages, and what it has of declared fields."""
    from rich.padding import Padding
    from rich.text import Text

    for line in heading(results):
        console.print(line, soft_wrap=True)
    for hit in results.hits:
        console.print()
        title = hit.title or (Fragment(hit.article.title or hit.article.id, False),)
        console.print(Text(f"{hit.rank}. ", style="bold") + marked(title, console, "bold"), soft_wrap=True)
        rows = [Text(" · ".join((about(hit.article), *own_facts(hit, fields))), style="dim")]
        rows += [
            Text("… " if snippet.start else "")
            + marked(snippet.fragments, console)
            + Text(" …" if snippet.end < len(hit.article.text) else "")
            for snippet in hit.snippets
        ]
        if hit.explanation:
            rows += [Text(f"· {safe(sentence)}", style="dim") for sentence in hit.explanation.sentences()]
        for row in rows:
            if console.is_terminal:
                console.print(Padding(row, (0, 0, 0, 3), expand=False))
            else:  # one line a passage, for grep
                console.print(Text("   ") + row, soft_wrap=True)


def heading(results: Results) -> Iterator[str]:
    """Yield the lines above the hits."""
    found = count(results.total, "article") if results.total else "Aucun article"
    yield f"{found} · {number(results.took_ms, 1)}{NBSP}ms"
    if results.match == "any" and results.total_all < results.total:
        yield _of_all(results.total_all)
    if results.hits and results.total > len(results.hits):
        yield f"Articles {number(results.offset + 1)} à {number(results.offset + len(results.hits))}"
    if results.interpreted:
        yield f"Compris{NBSP}: {safe(results.interpreted)}"
    if results.variants:
        pairs = ", ".join(f"{one.word} → {one.variant}" for one in results.variants)
        yield f"Aussi cherché{NBSP}: {safe(pairs)}"
    if results.ignored:
        yield f"Ignoré{NBSP}: {safe(', '.join(map(_ignored, results.ignored)))}"
    if results.corrected:
        yield f"Corrigé en{NBSP}: {safe(results.corrected)}"
    if results.suggestion:
        yield f"Essayez{NBSP}: {safe(results.suggestion)}"
    if results.partial:
        yield "Réponse partielle : une partie de l'index n'a pas répondu."


def _of_all(articles: int) -> str:
    if not articles:
        return "Aucun n'a tous les mots"
    return f"{count(articles, 'article')} {'a' if articles == 1 else 'ont'} tous les mots (--match all)"


def advice_lines(
    advice: Advice, filters: Filters, suggested: str | None = None, fields: Iterable[Field] = ()
) -> Iterator[str]:
    """Yield what to say where nothing was found; `suggested` has been said already."""
    if advice.words:
        counts = ", ".join(f"{_own(one.text)} ({_some(one.count)})" for one in advice.words)
        yield f"Articles par mot{' (avec ces filtres)' if filters else ''}{NBSP}: {counts}"
    if advice.emptied_by and [advice.emptied_by] != [one.text for one in advice.words]:
        yield f"Avec {_own(advice.emptied_by)}, il ne reste rien."
    for one in advice.looser:
        if one.kind != "spelling" or one.query != suggested:
            yield f"{_loosened(one, fields)}{NBSP}: {_some(one.total)}"


def _loosened(one: LooserSearch, fields: Iterable[Field]) -> str:
    match one.kind:
        case "spelling":
            return f"Plutôt {_own(one.query)}"
        case "without":
            return f"Sans {_own(one.dropped)}, {_own(one.query)}"
        case "any":
            return "Au moins un des mots (--match any)"
        case "unquoted":
            return f"Sans guillemets, {_own(one.query)}"
        case "filter":
            return f"Sans le filtre {_filter(one.dropped, fields)}" if one.dropped else "Sans aucun filtre"


def _filter(name: str, fields: Iterable[Field]) -> str:
    declared = field_named(fields, name)
    return f"sur {_own(declared.labelled())}" if declared else FILTERS[name]


def _own(text: str) -> str:
    """Return words as they are quoted; a phrase has its quotes."""
    return safe(text) if text.startswith("«") and text.endswith("»") else f"«{NBSP}{safe(text)}{NBSP}»"


def _some(articles: int) -> str:
    return count(articles, "article") if articles else "aucun"


def about(article: Article) -> str:
    """Return the line under a title: source, place, date, category, id."""
    date = day_and_hour(article.date, dt.date.today()) if article.date else ""
    parts = (article.source, article.place, date, article.category, article.id)
    return safe(" · ".join(part for part in parts if part))


def own_facts(hit: Hit, fields: Iterable[Field]) -> Iterator[str]:
    """Yield what a hit has of the declared fields that are shown: « Région : Nièvre »."""
    for field in fields:
        if field.show and field.name in hit.fields:
            value = hit.fields[field.name]
            several = value if isinstance(value, tuple) else (value,)
            yield safe(f"{field.labelled()}{NBSP}: {', '.join(_shown(field, each) for each in several)}")


def _shown(field: Field, value: FieldValue) -> str:
    """Return a value of a declared field as French writes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        # Beyond that, figures say less than their count.
        return number(value, 6).rstrip("0").rstrip(",") if 1e-6 <= abs(value) < 1e15 else str(value).replace(".", ",")
    if field.kind == "date":
        date = dt.datetime.fromisoformat(value)
        hour = f", {date.hour}{NBSP}h{NBSP}{date.minute:02}" if len(value) > ISO_DAY_CHARS else ""
        return day(date) + hour
    return value


def facet_lines(facet: FacetValues, fields: Iterable[Field]) -> Iterator[str]:
    """Yield the values of a facet, each with its count, under its name; then how many more there are."""
    declared = field_named(fields, facet.field)
    yes_or_no = declared is not None and declared.kind == "boolean"
    yield ""
    yield safe(declared.labelled() if declared else FACETS[facet.field])
    shown = [
        ({"true": "oui", "false": "non"}.get(one.value, one.value) if yes_or_no else safe(one.value), number(one.count))
        for one in facet.values
    ]
    figures = max((len(counted) for _, counted in shown), default=0)
    for value, counted in shown:
        yield f"   {counted:>{figures}}  {value}"
    if not shown:
        yield "   aucune valeur"
    if (more := facet.total - len(shown)) > 0:
        yield f"   et {count(more, 'autre valeur', 'autres valeurs')}"


def marked(fragments: Iterable[Fragment], console: Console, style: str = "") -> Text:
    """Return the fragments as one line, those that matched set apart."""
    from rich.text import Text

    colour = console.is_terminal and console.color_system is not None and not console.no_color
    line = Text(style=style)
    for fragment in fragments:
        text = safe(fragment.text)
        if fragment.matched:
            line.append(text if colour else f"‹{text}›", style=MARK)
        else:
            line.append(text)
    return line


def _ignored(part: Ignored) -> str:
    return f"{part.text} ({REASONS.get(part.reason, part.reason)})"
