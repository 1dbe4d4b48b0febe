"""Completion: never dead in mid-word, written as articles write it, the typed part marked, finding something."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index import Article, build_index, delete_articles, optimize, update_index
from trouvere.index.analysis import folded
from trouvere.index.errors import UsageError
from trouvere.search import Filters, Searcher, open_searcher

TEXTS = (
    "Le congé de maternité est un droit. La plage est fermée.",
    "Un congé de maternité et un camion frigorifique. Le matériel attend.",
    "Les plages de Saint-Étienne ? Le congé d’adoption, les congés payés, la députée.",
    "Loukachenko à Paris. La SNCF et le code du travail. Le camion frigorifique roule.",
    "Le code du travail ne dit rien du congé de maternité de la députée de Paris.",
)


COMPOUNDS = (
    *("L’assurance-maladie paie. L’assurance-maladie attend. Une assurance-maternité.",) * 2,
    "Ma grand-mère, sa grand-mère et les grands-mères. La grand-messe. Un grand mai. Le week-end, le rendez-vous et le procès-verbal.",
    "Le vice-président a droit à la retraite. Un CDD de remplacement, un CDD de six mois.",
    "Il a droit à la retraite, elle a droit à la formation. Mise en demeure ; les données en direct.",
)


def articles() -> list[Article]:
    titled = [
        Article(id="t1", title="Congé parental : la réforme", text="Un texte."),
        Article(id="t2", title="Grève à la SNCF", text="Un autre."),
        Article(id="t3", title="« Grève » -SNCF", text="Encore."),
    ]
    titled.append(Article(id="t4", title="Assurance-maladie des frontaliers", text="Encore un."))
    joined = [Article(id=f"c{n}", text=text, source="Reuters") for n, text in enumerate(COMPOUNDS)]
    return (
        [Article(id=str(n), text=text, source="AP" if n else "AFP") for n, text in enumerate(TEXTS)] + titled + joined
    )


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("completion") / "index"
    build_index(path, articles())
    with open_searcher(path) as searcher:
        yield searcher


def texts(searcher: Searcher, typed: str) -> list[str]:
    return [one.text for one in searcher.suggest(typed, limit=20)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("frigorif", "frigorifique"),
        ("frigorifi", "frigorifique"),
        ("plag", "plage"),
        ("plage", "plages"),
        ("deput", "députée"),
        ("dépu", "députée"),
        ("DEPU", "députée"),
        ("louka", "Loukachenko"),
        ("sn", "SNCF"),
        ("p", "Paris"),
        ("congé d", "congé de maternité"),
        ("congé de mat", "congé de maternité"),
        ("conge mat", "congé maternité"),
        ("code du t", "code du travail"),
        ("Le congé de mat", "Le congé de maternité"),
        ("saint-é", "saint-Étienne"),
        ("l'adop", "l'adoption"),
        ("congé par", "Congé parental : la réforme"),
        ("grève à", "Grève à la SNCF"),
        ("titre:grè", "titre:Grève"),
    ],
)
def test_what_is_typed_is_completed(searcher: Searcher, typed: str, expected: str) -> None:
    assert expected in texts(searcher, typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("assurance-m", ["assurance-maladie", "assurance-maternité", "Assurance-maladie des frontaliers"]),
        ("l’assurance-m", ["l’assurance-maladie", "l’assurance-maternité", "Assurance-maladie des frontaliers"]),
        ("grand-m", ["grand-mère", "grand-messe"]),
        ("grands-m", ["grands-mères"]),
        ("ma grand-m", ["ma grand-mère", "ma grand-messe"]),
        ("week-e", ["week-end"]),
        ("rendez-v", ["rendez-vous"]),
        ("procès-v", ["procès-verbal"]),
        ("vice-p", ["vice-président"]),
        ("grand-z", []),
        ("zzz-m", []),
    ],
)
def test_a_compound_goes_on_with_parts_that_stand_there(searcher: Searcher, typed: str, first: list[str]) -> None:
    found = texts(searcher, typed)
    assert [text for text in found if text in first] == first
    assert len(found) <= len(first) + 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("droit à la", "droit à la retraite"),
        ("droit à la ", "droit à la retraite"),
        ("cdd de", "cdd de remplacement"),
        ("CDD de ", "CDD de remplacement"),
        ("vice-président droit à la ", "vice-président droit à la retraite"),
        ("mise en d", "mise en demeure"),
    ],
)
def test_what_is_typed_goes_on_behind_its_stop_words(searcher: Searcher, typed: str, expected: str) -> None:
    assert expected in texts(searcher, typed)


def test_what_stands_behind_comes_first(searcher: Searcher) -> None:
    found = texts(searcher, "droit à la ")
    assert found.index("droit à la retraite") < found.index("droit à la formation")
    assert "vice-président droit à la formation" not in texts(searcher, "vice-président droit à la ")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("droit à la r", ["droit à la retraite"]),
        ("CDD de ", ["CDD de remplacement", "CDD de six"]),
        ("CDD de r", ["CDD de remplacement"]),
        ("code du t", ["code du travail"]),
        # Nothing begins so that stands there: what stands in an article with the others, but no plural behind « la ».
        ("code du dép", ["code du députée"]),
        ("adoption des pla", ["adoption des plages"]),
        ("adoption de la pla", []),
        ("congé de m", ["congé de maternité"]),
        ("mise en d", ["mise en demeure"]),
    ],
)
def test_behind_a_stop_word_goes_on_what_stands_there(searcher: Searcher, typed: str, found: list[str]) -> None:
    assert [one.text for one in searcher.suggest(typed, limit=20) if one.kind != "title"] == found


def test_every_beginning_of_every_word_goes_on(searcher: Searcher) -> None:
    for word in ("frigorifique", "plages", "maternité", "Loukachenko", "travail"):
        for end in range(1, len(word) + 1):
            assert word in texts(searcher, word[:end]), word[:end]


def test_the_most_used_comes_first_and_stop_words_last(searcher: Searcher) -> None:
    assert texts(searcher, "cong")[0] == "congé"
    found = [one.text for one in searcher.suggest("l", limit=50)]
    assert found.index("Loukachenko") < found.index("la")


def test_words_that_do_not_stand_together_are_not_proposed(searcher: Searcher) -> None:
    assert "Loukachenko adoption" not in texts(searcher, "Loukachenko ad")
    assert not [text for text in texts(searcher, "frigorifique de") if "députée" in text]
    assert "saint-être" not in texts(searcher, "saint-ê")


def test_a_title_that_means_something_else_is_not_proposed(searcher: Searcher) -> None:
    assert "« Grève » -SNCF" not in texts(searcher, "grève")


@pytest.mark.parametrize("typed", ["", " ", "zzz", "?", '"', "x" * 500, "\ud800", "(((", "de la zzz"])
def test_nothing_to_complete(searcher: Searcher, typed: str) -> None:
    assert searcher.suggest(typed) == ()


def test_limits(searcher: Searcher) -> None:
    assert len(searcher.suggest("c", limit=2)) == 2
    assert searcher.suggest("c", limit=0) == ()
    with pytest.raises(UsageError):
        searcher.suggest("c", limit=-1)


def test_filters_hide_the_words_of_what_they_keep_back(searcher: Searcher) -> None:
    assert [one.text for one in searcher.suggest("plag", filters=Filters(source="AFP"))] == ["plage"]
    assert searcher.suggest("louka", filters=Filters(source="AFP")) == ()
    assert searcher.suggest("congé par", filters=Filters(source="AFP")) == ()


@pytest.mark.parametrize("typed", ["grand-m", "droit à la ", "assurance-m", "mise en d"])
def test_filters_hide_what_goes_on_in_what_they_keep_back(searcher: Searcher, typed: str) -> None:
    assert searcher.suggest(typed, filters=Filters(source="Reuters"))
    assert searcher.suggest(typed, filters=Filters(source="AFP")) == ()


def plain(text: str) -> str:
    return "".join(folded(character.lower()) for character in text if character.isalnum())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20) | st.text(alphabet="congématrniélsphq '-\"«»*:OU ", max_size=30))
def test_what_is_proposed_finds_something_and_begins_as_typed(searcher: Searcher, typed: str) -> None:
    for one in searcher.suggest(typed):
        assert "".join(fragment.text for fragment in one.fragments) == one.text
        marked = "".join(fragment.text for fragment in one.fragments if fragment.matched)
        assert plain(typed).startswith(plain(marked))
        assert one.text.startswith(marked)
        assert searcher.search(one.text, match="all").total > 0


def test_updates_deletions_and_merges(tmp_path: Path) -> None:
    path = tmp_path / "index"
    build_index(path, articles())
    with open_searcher(path) as searcher:
        update_index(path, [Article(id="new", text="Zelensky à la plage. Le Zimbabwe aussi.")])
        update_index(path, [Article(id="new2", text="Le Zimbabwe et la Zambie.")])
        assert texts(searcher, "z") == ["Zimbabwe", "Zambie", "Zelensky"]
        delete_articles(path, ["new", "3", "4"])
        assert texts(searcher, "z") == ["Zambie", "Zimbabwe"]
        assert texts(searcher, "louka") == []
        assert "code du travail" not in texts(searcher, "code")
        optimize(path)
        assert texts(searcher, "z") == ["Zambie", "Zimbabwe"]
        assert texts(searcher, "louka") == []
        assert "code du travail" not in texts(searcher, "code")
        assert "congé de maternité" in texts(searcher, "congé")
        assert "députée" in texts(searcher, "deput")
        (stored,) = (path / "generations" / searcher.generation).glob("*.completion")
    with open_searcher(path) as searcher:
        forms = searcher.requests.now().generation.segments[0].completion.forms  # type: ignore[attr-defined]
        assert stored.exists()
        assert "loukachenko" not in forms
        assert forms["deputee"][0] == "députée"


def test_the_usual_form_is_that_of_all_segments(tmp_path: Path) -> None:
    path = tmp_path / "index"
    build_index(path, [Article(id=str(n), text="les avions") for n in range(5)])
    update_index(path, [Article(id="x", text="Avions.")])
    with open_searcher(path) as searcher:
        assert texts(searcher, "avi") == ["avions"]
        optimize(path)
        assert texts(searcher, "avi") == ["avions"]


def test_eight_threads_get_the_same(searcher: Searcher) -> None:
    typed = [
        text[:end]
        for text in ("congé de maternité", "frigorifique", "titre:grève", "code du travail")
        for end in range(1, 18)
    ]
    expected = list(map(searcher.suggest, typed))
    wrong: list[object] = []

    def ask() -> None:
        if list(map(searcher.suggest, typed)) != expected:
            wrong.append(threading.current_thread())

    with open_searcher(searcher.requests._opened.path) as fresh:  # type: ignore[attr-defined]
        threads = [threading.Thread(target=ask) for _ in range(4)]
        threads += [
            threading.Thread(target=lambda: wrong.extend(t for t in typed if fresh.suggest(t) != searcher.suggest(t)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def test_a_view_that_no_cache_keeps_completes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of two threads that make the same view at once, the cache keeps that of one.
    monkeypatch.setattr("trouvere.search.engines.embedded.snapshot.CACHED_VIEWS", 0)
    build_index(tmp_path / "i", [Article(id="1", text="La grève des trains.")])
    with open_searcher(tmp_path / "i") as searcher:
        assert [str(one) for one in searcher.suggest("gr")] == ["grève"]
