"""Whatever is found is marked, where it stands, in the sample that ships and in what is hard to mark."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import trouvere.index
from contract.articles import SMALL
from contract.engines import Engine
from contract.marking import faults, questions, unmarked, unquoted
from trouvere.index import Article, update_index
from trouvere.search import Searcher

SAMPLE = Path(trouvere.index.__file__).parent / "sample"
FILLER = "Rien de tel ne se dit ici, et personne ne le lit. " * 30
HARD = (
    "La cuve perd 12 500 litres par jour, soit 1.200.000 litres, 1’200 francs et plus d’1 000 euros.",
    "Il paie 50 €, 3,5 k€ et 10 M€ pour 10km à 90km/h, 45m² et 2 CV, à 14h30 le 1ᵉʳ mars.",
    "Appeler le 01 99 00 66 77, le 01.99.00.66.78 ou le +33 1 99 00 66 79 avant 20 h.",
    "Le SIRET 123 456 789 00015, le SIREN 356 000 000 et l’ISBN 978-2-12-345680-3 ou 2-07-036822-X.",
    "Les articles L. 1234-5, R*111-1, *R. 112-2, D. 180, A. 123-1 et LO 123 ; L. 4523-1 à L. 4526-1.",
    "Louis XIV, Vatican II, le XXIᵉ siècle et N’Diaye, M’Bappé, Grand’Rue, l’O.T.A.N. et aujourd’hui.",
    "Les poings liés, il passe pour passé maître : la côte, la cote, les pêches, les péchés, les marches du marché.",
    "La L.O. 1240-3, l’article LO 121-1, l’art. L. 251-2-5 et D. 333-1 : deux signes signés, trois classes classées.",
    "Il écrit C++, C# et .NET au marché🎄 de Noël 🎄🎄, une fois 1\u202f000\u00a0000 et 4×4.",
)


@pytest.fixture(scope="module")
def index(engine: Engine) -> str:
    hard = [f"{FILLER if number % 2 else ''}{text} {FILLER}" for number, text in enumerate(HARD)]
    index = engine.build([Article(id=str(number), text=text) for number, text in enumerate(hard)])
    update_index(index, [SAMPLE], settings=engine.settings)
    return index


@pytest.fixture(scope="module")
def searcher(engine: Engine, index: str) -> Iterator[Searcher]:
    with engine.open(index) as searcher:
        yield searcher


def test_what_is_found_is_marked(searcher: Searcher) -> None:
    # As they were cleaned; no page has as many as there are.
    sample = [hit.article for word in SMALL for hit in searcher.search(word, limit=100).hits]
    articles = {article.id: article for article in sample}
    assert len(articles) >= len(HARD) + 20
    hard = [articles[str(number)] for number in range(len(HARD))]
    asked = [*questions(hard, random.Random(16), 12), *questions(list(articles.values()), random.Random(5), 2)]
    assert len(asked) > 100
    assert [fault for question in asked for fault in faults(searcher, *question)] == []
    typed = list(unquoted(list(articles.values()), random.Random(16), 25))
    assert len(typed) > 100
    assert [fault for query in typed for fault in unmarked(searcher, query)] == []


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("12500 litres", {"12 500", "litres"}),
        ("12 500", {"12 500"}),
        ("1200000", {"1.200.000"}),
        ("1000", {"1 000"}),
        ("L1234-5", {"L. 1234-5"}),
        ("l. 1234-5", {"L. 1234-5"}),
        ("R. 111-1", {"R*111-1"}),
        ("1240-3", {"L.O. 1240-3"}),
        ("121-1", {"LO 121-1"}),
        ("251-2-5", {"L. 251-2-5"}),
        ("lies", {"liés"}),
        ("peches peches", {"pêches", "péchés"}),
        ("article D. 180", {"articles", "D. 180"}),
        ("0199006677", {"01 99 00 66 77"}),
        ("01 99 00 66 79", {"33 1 99 00 66 79"}),
        ("12345678900015", {"123 456 789 00015"}),
        ("9782123456803", {"978-2-12-345680-3"}),
        ("45m2", {"45", "m²"}),
        ("1000000", {"1\u202f000\u00a0000"}),
        ('"C#"', {"C#"}),
        (".NET", {".NET"}),
        ("🎄", {"🎄"}),
        ("50 euros", {"50", "€"}),
    ],
)
def test_what_is_written_in_groups_or_with_signs_is_marked(searcher: Searcher, query: str, marked: set[str]) -> None:
    found = searcher.search(query, limit=1)
    snippets = [snippet for hit in found.hits for snippet in hit.snippets]
    assert {fragment.text for snippet in snippets for fragment in snippet.fragments if fragment.matched} == marked
