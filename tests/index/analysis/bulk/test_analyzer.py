"""The bulk analyzer against the plain one: the same tokens for any texts (over a whole corpus: scripts/bulk-check)."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trouvere.index
from trouvere.index.analysis import FRENCH, Analyzer, Token, french
from trouvere.index.analysis.bulk import analyzer as bulk
from trouvere.index.analysis.bulk.analyzer import BulkAnalyzer
from trouvere.index.analysis.bulk.raw_bounds import raw_bounds
from trouvere.index.analysis.bulk.raw_table import RawTable
from trouvere.index.analysis.characters import JOINERS
from trouvere.index.analysis.tokenizer import raw_spans

Row = tuple[int, str, str | None, int]

SAMPLE = sorted(path for path in (Path(trouvere.index.__file__).parent / "sample").rglob("*") if path.is_file())
PLAIN = french()
SHARED = BulkAnalyzer()
"""One for all examples, so that most tokens are known ones."""


def plainly(text: str, analyzer: Analyzer = PLAIN) -> list[Row]:
    return [
        (token.position, token.text, token.stem, len(text[: token.start].encode("utf-8", "surrogatepass")))
        for token in analyzer.tokens(text)
    ]


def in_bulk(analyzer: BulkAnalyzer, texts: list[str]) -> list[list[Row]]:
    found = analyzer.analyze(texts)
    rows: list[list[Row]] = [[] for _ in texts]
    assert (np.diff(found.text) >= 0).all()
    for text, position, surface, stem, start in zip(
        *(column.tolist() for column in (found.text, found.position, found.surface, found.stem, found.start)),
        strict=True,
    ):
        rows[text].append((position, analyzer.surfaces[surface], None if stem < 0 else analyzer.stems[stem], start))
    assert found.lengths.tolist() == [row[-1][0] + 1 if row else 0 for row in rows]
    return rows


def check(texts: list[str], analyzer: BulkAnalyzer = SHARED) -> None:
    assert in_bulk(analyzer, texts) == [plainly(text) for text in texts]


LETTERS = st.sampled_from(
    [*"aeéÉœŒstTO019_ ß\n\0×÷²½ªℌⅷ٣北京Жя\ud800\udc00\ue000\U00010400\U0001d7d8\U0001f600\U000e0041", *JOINERS]
)
TEXTS = (
    st.text(LETTERS)
    | st.text(st.characters(exclude_categories=[]))
    | st.text("l'Étaœ-.’ 1")
    | st.text("10 \u00a0\u202f(es)n-")
    | st.text("LRDAO.*12 -\u00a0’")
    | st.text("Cc+#♯.NETnet€🎄a ")
)


@settings(deadline=None)
@given(st.lists(TEXTS))
def test_any_texts(texts: list[str]) -> None:
    check(texts)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1))
def test_any_texts_when_nothing_is_known(texts: list[str]) -> None:
    check(texts, BulkAnalyzer(batch=20))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "'a'",
        "a''b",
        "a'b'c",
        "a.'b",
        "’a’",
        "a’b ’ c",
        "a·b··c·",
        "d'l'eau l’État d’l’œuvre",
        "³´µ",
        "aʼb ʼa",
        "e\u0301te\u0301 \u0301a",
        "a\ud800b \udc00 \ud83d\ude00",
        "a\0b\0",
        "𝐀𝐁 😀𐐀'𐐀",
        "O.T.A.N. Saint-Étienne citoyen·ne·s",
        "citoyen(ne)s (ne) a(e)(s) infirmier(ière)s l(E)-x a(iere).b",
        "1 000 1\u202f000\u00a0000 0 100 000 100 200 1000 000 1 000e 1 000(e) 1 000-2 12 3456 a1 000",
        "L. 1234-5 R*111-1 *R. 111-1 L.O. 123-4 article D. 180 dit D. 180 personnes et D.\u00a0180 de",
        "01 99 00 66 77 05 12 23 34 45 06 +33 (0)1 99 00 66 77 978-2-12-345680-3 123 456 789 00015 d’1 000",
        "1 000 000 000 000 000 000 000 1\u202f000\u2009000 éé1 000 1 000é",
        "C++ C++11 C/C++ d'C++ abc++ C# C#m F♯ .NET a.NET ..Net .nette 50€ €€ 🎄🎄 é🎄é ♯ + #",
        "abcdefgh abcdefghi abcdefghijklmnop abcdefghijklmnopq",
        "abcdefg abcdefgh abcdefghijklmno abcdefghijklmnop",
        "x" * 300 + " " + "x" * 301,
        "é" * 100_000,
        "a'" * 100_000,
        "a" * 100_000 + "-b",
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_edges(text: str) -> None:
    check([text])
    check(["", text, "", text + " a", "a " + text, ""], BulkAnalyzer())


def test_no_texts_at_all() -> None:
    found = SHARED.analyze([])
    assert len(found) == 0
    assert len(found.lengths) == 0


def test_the_types_of_the_columns() -> None:
    for found in (SHARED.analyze(["un mot"]), SHARED.analyze([]), BulkAnalyzer(batch=1).analyze(["a", "b"])):
        columns = (found.text, found.position, found.surface, found.stem, found.start, found.lengths)
        assert [column.dtype.name for column in columns] == ["int32"] * 4 + ["uint32", "int32"]


def test_every_character_alone_and_between_letters() -> None:
    for first in range(0, 0x110000, 0x8000):
        characters = [chr(code) for code in range(first, first + 0x8000)]
        text = "\n".join(f"{character} a{character}b" for character in characters)
        data = f"\n{text}\n".encode("utf-8", "surrogatepass")
        starts, ends = raw_bounds(data)
        found = [data[start:end].decode() for start, end in zip(starts, ends, strict=True)]
        assert found == [raw for raw, _ in raw_spans(text)]


def test_the_sample() -> None:
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in SAMPLE]
    assert sum(map(len, texts)) > 10_000
    for analyzer in (BulkAnalyzer(), BulkAnalyzer(batch=1000), SHARED):
        check(texts, analyzer)
        check(texts[::-1], analyzer)


def many_words(count: int) -> str:
    chance = random.Random(4)
    return " ".join("".join(chance.choices("aàbcdeéijlnorstu", k=chance.randint(1, 20))) for _ in range(count))


def test_a_table_that_grows() -> None:
    analyzer = BulkAnalyzer(batch=2000)
    words = many_words(20_000)
    check([words[first : first + 700] for first in range(0, len(words), 700)], analyzer)


class Crowded(RawTable):
    """Every key wants the last slot."""

    def _home(self, low, high):  # type: ignore[no-untyped-def]
        return np.full(len(low), len(self._slots) - 1, np.intp)


def test_collisions_merge_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "RawTable", Crowded)
    analyzer = BulkAnalyzer(batch=500)
    texts = many_words(1500).split(" e")
    check(texts, analyzer)
    check(texts, analyzer)


def test_forgetting_keeps_the_numbers() -> None:
    analyzer = BulkAnalyzer(largest=50, batch=300)
    words = many_words(500)
    texts = [words[first : first + 100] for first in range(0, len(words), 100)] + ["z" * 40 + "-y"] * 5
    once = analyzer.analyze(texts)
    surfaces, stems = list(analyzer.surfaces), list(analyzer.stems)
    again = analyzer.analyze(texts)
    assert (once.surface == again.surface).all()
    assert (once.stem == again.stem).all()
    assert (analyzer.surfaces, analyzer.stems) == (surfaces, stems)
    assert len(set(surfaces)) == len(surfaces)
    check(texts, analyzer)
    assert analyzer._used < 50 + 300


def test_words_too_long_to_be_remembered() -> None:
    analyzer = BulkAnalyzer(batch=1)
    word = "é" * 5000
    check([word, word, word + "-" + word, word], analyzer)
    assert not analyzer._long


def test_a_chain_with_several_tokens_at_one_position() -> None:
    def joined(tokens: list[Token]) -> list[Token]:
        """« week-end » is also « weekend », at its first word."""
        if len(tokens) == 1:
            return tokens
        whole = Token("".join(token.text for token in tokens), 0, tokens[-1].end, 0, "whole")
        return [tokens[0], whole, *tokens[1:]]

    analyzer = Analyzer((*FRENCH, joined))
    texts = ["un week-end, l’arc-en-ciel", "Saint-Étienne-du-Rouvray", "œuf", "or-rue an-mer"]
    assert in_bulk(BulkAnalyzer(analyzer), texts) == [plainly(text, analyzer) for text in texts]
    assert in_bulk(BulkAnalyzer(analyzer), texts)[3] == [
        (0, "or", "or", 0),
        (0, "orrue", "whole", 0),
        (1, "rue", "rue", 3),
        (2, "an", "an", 7),
        (2, "anmer", "whole", 7),
        (3, "mer", "mer", 10),
    ]


def test_a_chain_that_ends_on_an_earlier_position() -> None:
    def backwards(tokens: list[Token]) -> list[Token]:
        return tokens[::-1]

    analyzer = Analyzer((*FRENCH, backwards))
    (rows,) = in_bulk(BulkAnalyzer(analyzer), ["un arc-en-ciel bleu"])
    assert rows == sorted(plainly("un arc-en-ciel bleu", analyzer))


def test_a_chain_that_fails_spoils_nothing() -> None:
    refused = ["mer"]

    def fails(tokens: list[Token]) -> list[Token]:
        return [] if tokens[0].text in refused else tokens

    analyzer = BulkAnalyzer(Analyzer((*FRENCH, fails)))
    texts = ["un bateau d’anticonstitutionnellement", "la mer"]
    with pytest.raises(ValueError, match="mer"):
        analyzer.analyze(texts)
    refused.clear()
    check(texts, analyzer)


def test_two_tables_hash_differently() -> None:
    assert RawTable().multipliers.tolist() != RawTable().multipliers.tolist()
