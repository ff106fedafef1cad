"""The queue lock is given in turn, to one at a time, and a wait that is given up leaves nothing behind."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from core.store.sqlite import locks
from core.store.sqlite.locks import file_lock
from tests.waiting import PATIENCE_SECONDS

IN_TURN = pytest.mark.skipif(not hasattr(fcntl, "F_OFD_SETLKW"), reason="this system has no such locks")


@pytest.fixture
def side(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db.lock"


@IN_TURN
def test_nobody_overtakes_the_one_who_is_next_in_turn(side: Path) -> None:
    with file_lock(side, 0) as is_held:
        assert is_held
    next_in_turn = os.open(side, os.O_RDWR)
    assert locks._enter_gate(next_in_turn, waits=False)
    with file_lock(side, 0.05) as is_held:
        assert not is_held
    os.close(next_in_turn)
    with file_lock(side, PATIENCE_SECONDS) as is_held:
        assert is_held


def test_the_gate_is_free_while_the_lock_is_held(side: Path) -> None:
    with file_lock(side, PATIENCE_SECONDS) as is_held:
        assert is_held
        other = os.open(side, os.O_RDWR)
        assert locks._enter_gate(other, waits=False)
        os.close(other)


def test_one_at_a_time_holds_the_lock_and_everybody_has_it(side: Path) -> None:
    inside, most, turns = [], list[int](), 20

    def take_turns(name: int) -> None:
        for _turn in range(turns):
            with file_lock(side, PATIENCE_SECONDS) as is_held:
                assert is_held
                inside.append(name)
                most.append(len(inside))
                inside.remove(name)

    threads = [threading.Thread(target=take_turns, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert most == [1] * 8 * turns


def test_a_wait_that_is_given_up_lets_the_next_one_have_the_lock(side: Path) -> None:
    with file_lock(side, PATIENCE_SECONDS) as is_held:
        assert is_held
        for _try in range(3):
            with file_lock(side, 0.01) as is_held_too:
                assert not is_held_too
    with file_lock(side, PATIENCE_SECONDS) as is_held:
        assert is_held
