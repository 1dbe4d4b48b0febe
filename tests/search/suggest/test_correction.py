"""Did you mean: what is close in letters and sound, stands together, and finds something."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index import Article, build_index, delete_articles, optimize, update_index
from trouvere.search import Filters, Searcher, open_searcher
from trouvere.search.query.nodes import Match
from trouvere.search.suggest.edit_distance import EditDistances
from trouvere.search.suggest.phonetics import sounds

TEXTS = (
    "La députée demande un congé de maternité pour les salariées.",
    "L’indemnisation du chômage après un licenciement économique est versée.",
    "La bibliothèque accueille des photographes ; l’accueil est ouvert à tous.",
    "Le château de Versailles appelle ses visiteurs. Les bateaux et les chevaux sont là.",
    "La consommation de beurre recule. La paternité aussi, dit la pharmacie.",
    "Loukachenko et l’OTAN : une occurrence de plus. La professionnelle a développé la méthode.",
)


def articles() -> list[Article]:
    return [Article(id=str(n), text=text, source="AP" if n % 2 else "AFP") for n, text in enumerate(TEXTS * 3)]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("correction") / "index"
    build_index(path, articles())
    with open_searcher(path) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("deputtée", "députée"),  # written with its accents
        ("matrenité", "maternité"),  # letters that changed places
        ("bibliotèque", "bibliothèque"),  # mute h
        ("fotografes", "photographes"),  # ph, f
        ("indemnisassion", "indemnisation"),  # tion, ssion
        ("occurence", "occurrence"),  # double letters
        ("chomaje", "chômage"),  # g, j
        ("bibliothéke", "bibliothèque"),  # qu, k
        ("chatau", "château"),  # eau, au
        ("lissenciement", "licenciement"),  # c, ss
        ("farmacie", "pharmacie"),
        ("Matrenité", "Maternité"),
        ("LICENCIMENT", "LICENCIEMENT"),
        ("Loukachanko", "Loukachenko"),  # names keep their capital
        ("indemnisassion chomaje", "indemnisation chômage"),
        ("l'indemnisassion", "l'indemnisation"),
        ("titre:x OU matrenité", "titre:x OU maternité"),
    ],
)
def test_what_finds_nothing_is_corrected_and_said(searcher: Searcher, query: str, corrected: str) -> None:
    results = searcher.search(query)
    assert (results.query, results.corrected, results.suggestion) == (query, corrected, None)
    assert results.total == searcher.search(corrected).total > 0


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("congé matrenité", "congé maternité"),
        ("licenciement economiqe -OTAN", "licenciement économique -OTAN"),
        # Together with « congé », not « paternité », although that is as close.
        ("conge zaternité", "conge maternité"),
        ("le chateu de Versailles", "le château de Versailles"),
        ("président Loukachenkko", "président Loukachenko"),  # a name for a name
        ("burre", "beurre"),
    ],
)
@pytest.mark.parametrize("match", ["auto", "any"])
def test_a_word_that_nobody_knows_is_corrected_beside_others_too(
    searcher: Searcher, query: str, corrected: str, match: Match
) -> None:
    results = searcher.search(query, match=match)
    assert (results.corrected, results.suggestion) == (corrected, None)
    assert results.total == searcher.search(corrected, match=match).total > 0
    assert searcher.rank(query, match=match).ids == searcher.rank(corrected, match=match).ids


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("congé de Maternitta", "congé de Maternité"),  # a name may be meant
        ('congé "maternitée"', 'congé "maternité"'),  # written as it is meant
        ("château pharmacei", "château pharmacie"),  # no article has both
        ("congé OU pharmacei", "congé OU pharmacie"),
        ("congé CHOMAJE", "congé CHÔMAGE"),  # a name may be meant here too
    ],
)
def test_what_is_not_sure_is_offered_beside(searcher: Searcher, query: str, suggestion: str) -> None:
    results = searcher.search(query)
    assert (results.corrected, results.suggestion) == (None, suggestion)


@pytest.mark.parametrize("query", ["hui", "otam"])
def test_short_words_are_never_corrected_by_themselves(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert (results.total, results.corrected) == (0, None)


@pytest.mark.parametrize(
    "query",
    [
        # French has these, whatever the articles have: « maternité », « Versailles », « beurre » are as close as can be.
        *(
            "congé maternel",
            "congé paternel",
            "versatile",
            "leurre",
            "le chapeau de Versailles",
            "chômable",
            "méthodes",
        ),
        *("appels", "Beurrer le congé", "chatons"),
        # Numbers, law numbers, identifiers, what is no word.
        *("congé 1000x", "congé L1234-5", "congé covid19x", "congé COVID-19", "chomag3", "2CV beurre", "F-16 beurre"),
        # What is short, and acronyms.
        *("congé OTAM", "congé ONUC", "CHOMAJ", "dem congé", "hui congé"),
        # Two slips in a short word are another word.
        *("congé bevvre", "photo OTAN"),
    ],
)
def test_good_french_and_what_is_no_slip_is_left_alone(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert (results.corrected, results.suggestion) == (None, None)


@pytest.mark.parametrize(
    "query", ["députée", "deputee", "congé maternité", "zzzzqqqq", "", "de la", "-", "pharm*", "12345", "x" * 400]
)
def test_what_is_known_or_like_nothing_is_left_alone(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert (results.corrected, results.suggestion) == (None, None)


def test_filters_hold_for_what_is_proposed(searcher: Searcher) -> None:
    assert searcher.search("bibliotèque", filters=Filters(source="AFP")).corrected == "bibliothèque"
    nothing = searcher.search("bibliotèque", filters=Filters(source="AP"))
    assert (nothing.total, nothing.corrected, nothing.suggestion) == (0, None, None)


def test_rank_answers_as_search_does(searcher: Searcher) -> None:
    results = searcher.search("indemnisassion", limit=50)
    assert searcher.rank("indemnisassion", limit=50).ids == tuple(hit.article.id for hit in results.hits)


def test_a_slip_in_the_index_is_suggested_against(tmp_path: Path) -> None:
    right = [Article(id=f"r{n}", text="L’accueil des visiteurs.") for n in range(2_500)]
    build_index(tmp_path / "index", [*right, Article(id="slip", text="Un acceuil froid.")])
    with open_searcher(tmp_path / "index") as searcher:
        results = searcher.search("acceuil")
        assert (results.total, results.suggestion, results.corrected) == (1, "accueil", None)
        assert searcher.search("accueil").suggestion is None


def test_words_that_are_gone_are_not_proposed(tmp_path: Path) -> None:
    path = tmp_path / "index"
    build_index(path, [Article(id="a", text="Le photographe."), Article(id="b", text="Autre chose.")])
    update_index(path, [Article(id="c", text="La boulangerie.")])
    with open_searcher(path) as searcher:
        assert searcher.search("fotographe").corrected == "photographe"
        assert searcher.search("boulangerrie").corrected == "boulangerie"
        delete_articles(path, ["a"])
        assert searcher.search("fotographe").corrected is None
        optimize(path)
        assert searcher.search("fotographe").corrected is None
        assert searcher.search("boulangerrie").corrected == "boulangerie"


@settings(max_examples=150, deadline=None)
@given(st.text() | st.text(alphabet="congématrniélsphq '-\"«»*:OU", max_size=30))
def test_what_is_proposed_finds_something(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert not (results.corrected and results.suggestion)
    for proposed in (results.corrected, results.suggestion):
        if proposed is not None:
            assert proposed != query
            assert searcher.search(proposed).total > 0


def test_eight_threads_get_the_same(searcher: Searcher) -> None:
    queries = ["congé matrenité", "bibliotèque", "lissenciement economique", "députée"] * 10
    expected = [(r.total, r.corrected, r.suggestion) for r in map(searcher.search, queries)]
    wrong: list[object] = []

    def ask() -> None:
        found = [(r.total, r.corrected, r.suggestion) for r in map(searcher.search, queries)]
        if found != expected:
            wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def plain_distance(a: str, b: str) -> int:
    """Return the optimal string alignment distance, written as the textbook does."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


WORD = st.text(alphabet="abcde", min_size=1, max_size=12)


@settings(deadline=None)
@given(WORD, st.lists(WORD, min_size=1, max_size=20), st.integers(1, 3))
def test_distances_are_those_of_the_textbook(word: str, words: list[str], most: int) -> None:
    table = EditDistances(words)
    near = table.near(word, most)
    distances = dict(zip(near.tolist(), table.distances(word, near, most).tolist(), strict=True))
    for number, other in enumerate(words):
        expected = plain_distance(word, other)
        if expected <= most:
            assert distances[number] == expected
        else:
            assert distances.get(number, 99) > most


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("photo", "foto"),
        ("chanter", "chantez"),
        ("chantait", "chantais"),
        ("bateau", "bato"),
        ("quatre", "katre"),
        ("appeler", "apeller"),
        ("cygne", "sine"),
        ("hibou", "ibou"),
        ("penser", "panser"),
        ("peinture", "pinture"),
    ],
)
def test_words_that_sound_alike_have_one_key(one: str, other: str) -> None:
    assert len(set(sounds([one, other]))) == 1


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Return an index whose words have slips that are other words of it side by side: « mal » and « adi »."""
    path = tmp_path_factory.mktemp("cut") / "index"
    texts = ("Un arrêt pour maladie.", "Il va mal.", "Un adi de trop.", "Le format plaît.", "L’oin chante.")
    texts += ("La formation continue.", "Une santé de fer.", "Le bien de tous.")
    build_index(path, [Article(id=str(n), text=text) for n, text in enumerate(texts)])
    with open_searcher(path) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "corrected", "suggestion"),
    [
        ("maladi", "maladie", None),
        ("arrêt maladi", "arrêt maladie", None),
        ("formatoin", "formation", None),
        # Names: one in capitals of its own, one that no first letter of ours begins, one beside what nobody knows.
        ("Biden", None, "Bien"),
        ("kanté", None, "santé"),
        ("n'golo kanté", None, "n'golo santé"),
    ],
)
def test_two_words_that_stand_nowhere_together_are_no_other_writing(
    cut: Searcher, query: str, corrected: str | None, suggestion: str | None
) -> None:
    results = cut.search(query)
    assert (results.corrected, results.suggestion) == (corrected, suggestion)


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        *(('"Loukachanko"', '"Loukachenko"'), ("«Loukachanko!»", "«Loukachenko!»"), ("“matrenité”", "“maternité”")),
        *(('"matrenité."', '"maternité."'), ('"matrenité*"', '"maternité*"'), ('"matrenité !"', '"maternité !"')),
        *(("« congé de matrenité »", "« congé de maternité »"), ('"matrenité congé"~3', '"maternité congé"~3')),
        *(('titre:"matrenité"', 'titre:"maternité"'), ('congé -OTAN "matrenité"', 'congé -OTAN "maternité"')),
        ('"congé de matrenité" economiqe', '"congé de maternité" économique'),
    ],
)
@pytest.mark.parametrize("match", ["auto", "all", "any"])
def test_what_is_in_quotes_is_searched_as_it_is_written(
    searcher: Searcher, query: str, suggestion: str, match: Match
) -> None:
    results = searcher.search(query, match=match)
    assert results.corrected is None
    assert results.suggestion in (suggestion, None)
    assert results.suggestion or not searcher.search(suggestion, match=match).total


def test_words_beside_quotes_and_of_quotes_let_go_are_corrected(searcher: Searcher) -> None:
    assert searcher.search('matrenité "congé"').corrected == 'maternité "congé"'
    pasted = '"La députée demande un congé de matrenité pour tous"'
    assert searcher.search(pasted).corrected == pasted.replace("matrenité", "maternité")
    insisted = searcher.search(pasted, match="all")
    assert (insisted.total, insisted.corrected) == (0, None)
