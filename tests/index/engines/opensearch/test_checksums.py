"""What a build has sent is known in a few bytes an article, and sums of digests are those of an index on disk."""

import random

from trouvere.index.engines.opensearch.checksums import SAMPLE_ARTICLES, Checksums, sum_of


def test_a_sum_in_four_parts_is_the_sum() -> None:
    chosen = random.Random(1)
    digests = [chosen.randbytes(16) for _ in range(1_000)] + [b"\xff" * 16] * 1_000
    lanes = [sum(int.from_bytes(digest[at : at + 4]) for digest in digests) for at in (0, 4, 8, 12)]
    assert sum_of(lanes) == sum(map(int.from_bytes, digests)) % (1 << 128)
    assert sum_of([0]) == 0


def test_of_an_id_that_comes_twice_the_last_one_counts() -> None:
    chosen = random.Random(2)
    tally, last = Checksums(), {}
    for _ in range(40):
        ids = [f"é{chosen.randrange(3_000)}" for _ in range(100)]
        digests = [chosen.randbytes(16) for _ in ids]
        tally.add(ids, digests)
        last |= dict(zip(ids, digests, strict=True))
    expected = tally.expected()
    assert (expected.articles, expected.duplicates) == (len(last), 4_000 - len(last))
    assert expected.digest == sum(map(int.from_bytes, last.values())) % (1 << 128)
    assert len(expected.sample) == SAMPLE_ARTICLES
    assert all(last[one] == digest for one, digest in expected.sample.items())


def test_nothing_comes_to_nothing() -> None:
    expected = Checksums().expected()
    assert (expected.articles, expected.duplicates, expected.digest) == (0, 0, 0)
