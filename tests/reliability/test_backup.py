"""Backups while others build and read: whole, or not there."""

import random
from pathlib import Path
from threading import Event, Thread

import pytest
from examples import QUICK, SETTINGS, answers, articles, assert_whole, several
from faulty_storage import CountingStorage, FaultyStorage, PowerLossStorage, PowerLost, copy_index

from trouvere.index import backup_index, build_index, describe_index, restore_index, update_index
from trouvere.index.errors import BuildError, CorruptIndex, IndexNotFound
from trouvere.search import open_searcher

WORDS = ("préfet", "maire", "évêque", "consul")


def test_backups_and_restores_go_on_while_others_build_and_read(tmp_path: Path) -> None:
    index, stop = tmp_path / "index", Event()
    build_index(index, articles(WORDS[0]), storage=QUICK, settings=SETTINGS)
    wrong: list[str] = []
    published = 0

    def builds() -> None:
        nonlocal published
        while not stop.is_set():
            published += 1
            update_index(index, articles(WORDS[published % 4]), storage=QUICK, settings=SETTINGS)

    def reads() -> None:
        with open_searcher(index, settings=SETTINGS) as searcher:
            while not stop.is_set():
                results = searcher.search("visite", limit=50)
                if len(results.hits) != results.total or results.total != 12:
                    wrong.append(f"a reader saw {len(results.hits)} of {results.total}")

    def kept(work: object) -> object:
        def run() -> None:
            try:
                work()  # type: ignore[operator]
            except Exception as error:
                wrong.append(f"{type(error).__name__}: {error}")

        return run

    threads = [Thread(target=kept(work)) for work in (builds, reads, reads)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    try:
        for turn in range(6):
            copy = tmp_path / f"copy{turn}"
            backup_index(index, copy, storage=QUICK)
            assert_whole(copy)
            found = answers(copy)
            assert found[0] == 12  # type: ignore[index]
            words = {word for word in WORDS if open_searcher(copy, settings=SETTINGS).search(word).total}
            assert len(words) == 1, "a copy of one generation and of no other"
            restore_index(copy, tmp_path / "restored", storage=QUICK)
            assert answers(tmp_path / "restored") == found
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert published > 1


def test_a_backup_that_fails_anywhere_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    index = tmp_path / "index"
    several(index)
    right = answers(index)
    counted = CountingStorage()
    backup_index(index, tmp_path / "whole", storage=counted)
    dice = random.Random(3)
    for number in dice.sample(range(1, len(counted.operations) + 1), 25):
        copy = tmp_path / f"copy{number}"
        try:
            backup_index(index, copy, storage=FaultyStorage(number, for_good=True))
        except (BuildError, OSError) as error:
            if "est publiée, mais pourrait se perdre" in str(error):
                # All is there, and the disk did not say that it will stay.
                assert answers(copy) == right
                continue
            with pytest.raises((IndexNotFound, CorruptIndex)):
                describe_index(copy)
        else:
            assert answers(copy) == right


def test_a_backup_cut_by_a_power_loss_is_whole_or_refused(tmp_path: Path) -> None:
    index = tmp_path / "index"
    several(index)
    right = answers(index)
    counted = CountingStorage()
    backup_index(index, tmp_path / "whole", storage=counted)
    for number in random.Random(4).sample(range(1, len(counted.operations) + 1), 25):
        place, left = tmp_path / f"disk{number}", tmp_path / f"left{number}"
        place.mkdir()
        disk = PowerLossStorage(place, number)
        with pytest.raises(PowerLost):
            backup_index(index, place / "copy", storage=disk)
        disk.survivors(left, random.Random(number))
        try:
            assert answers(left / "copy") == right, number
        except (IndexNotFound, CorruptIndex):
            continue


def test_a_restore_that_fails_leaves_the_old_generation_or_the_new_one(tmp_path: Path) -> None:
    index, saved = tmp_path / "index", tmp_path / "saved"
    several(saved)
    build_index(index, articles("évêque"), storage=QUICK, settings=SETTINGS)
    states = [answers(index), answers(saved)]
    counted = CountingStorage()
    copy_index(index, tmp_path / "trial")
    restore_index(saved, tmp_path / "trial", storage=counted)
    for number in random.Random(5).sample(range(1, len(counted.operations) + 1), 25):
        copy = tmp_path / f"copy{number}"
        copy_index(index, copy)
        try:
            restore_index(saved, copy, storage=FaultyStorage(number, for_good=True))
        except (BuildError, OSError):
            assert answers(copy) in states, number
        else:
            assert answers(copy) == states[1]
