import gzip
import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

from trouvere.index.errors import MissingDependency, SourceError, UsageError
from trouvere.search.evaluation.measures import compare, evaluate, groups_of, permutation_p
from trouvere.search.evaluation.trec import read_qrels, read_queries, read_run, run_file, run_lines

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
QRELS = {"q1": {"a": 2, "b": 1}, "q2": {"c": 1}, "q3": {"d": 1}}


def means(run: dict[str, list[str]], **options: object) -> dict[str, float]:
    return {one.measure: one.mean for one in evaluate(QRELS, run, **options)}  # type: ignore[arg-type]


def test_gains_are_linear_and_silence_counts_nought() -> None:
    ideal = 2 + 1 / np.log2(3)
    found = means({"q1": ["b", "a"], "q2": ["x", "c"]})
    assert found["nDCG@10"] == pytest.approx(((1 + 2 / np.log2(3)) / ideal + 1 / np.log2(3)) / 3)
    assert found["R@100"] == pytest.approx(2 / 3)
    assert found["RR@10"] == pytest.approx((1 + 0.5 + 0) / 3)


def test_an_empty_run_scores_nought_and_strangers_are_left_out() -> None:
    assert means({}) == {"nDCG@10": 0, "R@100": 0, "RR@10": 0}
    assert means({"unknown": ["a"]}) == {"nDCG@10": 0, "R@100": 0, "RR@10": 0}


def test_groups_are_averaged_first() -> None:
    scores = evaluate(QRELS, {"q1": ["a"], "q2": ["c"]}, ("RR@10",), {"q1": "one", "q2": "two", "q3": "two"})
    assert scores[0].units == {"one": 1.0, "two": 0.5}
    assert scores[0].mean == 0.75


def test_two_runs_are_compared() -> None:
    first = evaluate(QRELS, {"q1": ["x", "a"], "q2": ["c"]}, ("RR@10",))[0]
    second = evaluate(QRELS, {"q1": ["a"], "q2": ["x", "c"], "q3": ["d"]}, ("RR@10",))[0]
    found = compare(first, second)
    assert found.difference == pytest.approx(1 / 3)
    assert found.won == (("q3", 1.0), ("q1", 0.5))
    assert found.lost == (("q2", -0.5),)
    assert compare(first, first).p == 1.0
    assert compare(first, second) == found, "the test is seeded"


@pytest.mark.parametrize("seed", range(4))
def test_p_is_that_of_all_sign_changes(seed: int) -> None:
    differences = np.random.default_rng(seed).normal(0.3, 1, 10)
    signs = np.array(list(itertools.product((-1, 1), repeat=10)))
    exact = (np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9).mean()
    assert permutation_p(differences) == pytest.approx(exact, abs=0.015)


def test_p_of_equal_runs_is_even() -> None:
    random = np.random.default_rng(7)
    values = [permutation_p(random.normal(0, 1, 30), permutations=400) for _ in range(300)]
    assert 0.02 < np.mean(np.array(values) <= 0.05) < 0.09


def test_unknown_measures_and_groups_are_refused() -> None:
    for measure in ("nope", "nDCG@x", "", "P@"):
        with pytest.raises(UsageError, match="mesure inconnue"):
            evaluate(QRELS, {}, (measure,))
    with pytest.raises(UsageError, match="q2 n'a pas de « intent »"):
        groups_of({"q1": {"intent": 4}, "q2": {}}, QRELS, "intent")


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(MissingDependency) as caught:
        evaluate(QRELS, {})
    assert "pip install" in str(caught.value.hint)


def test_qrels_with_three_columns_or_four(tmp_path: Path) -> None:
    three, four = tmp_path / "three.tsv", tmp_path / "four.qrels"
    three.write_text("q1\tdoc 1\t2\nq1\tb\t0\n", encoding="utf-8")
    four.write_text("q1 0 a 2\n\nq2 0 b 1\n", encoding="utf-8")
    assert read_qrels(str(three)) == {"q1": {"doc 1": 2, "b": 0}}
    assert read_qrels(str(four)) == {"q1": {"a": 2}, "q2": {"b": 1}}


@pytest.mark.parametrize("text", ["", "q1\ta\n", "q1\ta\thigh\n", "a b c d e\n"])
def test_bad_qrels_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "qrels"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="qrels"):
        read_qrels(str(path))


@pytest.mark.parametrize(
    "line", ["q Q0 a 1 high t", "q Q0 a 1 2.0", "q Q0 a 1 nan t", "q Q0 a 1 2.0 t\nq Q0 a 2 1.0 t", "\x1f\x8bnope"]
)
def test_bad_runs_are_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    path.write_bytes(line.encode("latin-1"))
    with pytest.raises(SourceError, match=r"a\.run"):
        read_run(str(path))


def test_ties_keep_the_order_of_their_ranks(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    path.write_text("q Q0 a 3 1.0 t\nq Q0 b 2 1.0 t\nq Q0 c 1 2.0 t\n", encoding="utf-8")
    assert read_run(str(path)) == {"q": ["c", "b", "a"]}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    ranked = [("a", 3.25), ("é/b#1", 3.25), ("c", 3.25), ("d", 1e-9), ("e", 0.0), ("f", 0.0)]
    for name in ("plain.run", "packed.run.gz"):
        path = tmp_path / name
        with run_file(str(path)) as file:
            file.writelines(run_lines("q1", ranked))
        raw = path.read_bytes()
        lines = (gzip.decompress(raw) if name.endswith("gz") else raw).decode().splitlines()
        scores = [np.float32(line.split(" ")[4]) for line in lines]
        assert scores == sorted(set(scores), reverse=True), "no ties, even in single precision"
        assert [line.split(" ")[3] for line in lines] == list("123456")
        assert lines[0] == "q1 Q0 a 1 3.25 trouvere"
        assert read_run(str(path)) == {"q1": [document for document, _ in ranked]}


@pytest.mark.parametrize("name", ["", "a b", "a\u00a0b", "a\n"])
def test_ids_that_a_run_cannot_hold_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="identifiant"):
        list(run_lines("q", [(name, 1.0)]))


def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), run_file(str(path)) as file:
        file.write("half")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id": 3, "text": "x"}', '{"id":"a","text":"b"}\n' * 2])
def test_bad_queries_are_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SourceError, match=r"queries\.jsonl:\d"):
        read_queries(str(path))


@pytest.mark.skipif(not DATA.exists(), reason="development data are not here")
def test_the_figures_published_for_lucene() -> None:
    cnil = evaluate(read_qrels(str(DATA / "cnil/qrels.tsv")), read_run(str(DATA / "cnil/lucene.run.gz")))
    assert [round(one.mean, 3) for one in cnil[:2]] == [0.665, 0.970]
    grades = read_qrels(str(DATA / "cdtn/qrels.dev.tsv"))
    intents = groups_of(read_queries(str(DATA / "cdtn/queries.dev.jsonl")), grades, "intent")
    cdtn = evaluate(grades, read_run(str(DATA / "cdtn/lucene.run.gz")), groups=intents)
    assert [round(one.mean, 3) for one in cdtn[:2]] == [0.332, 0.679]
