"""The queue lock is given in turn, to one at a time, and a wait that is given up leaves nothing behind."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from core.store.sqlite import locks
from core.store.sqlite.locks import FileLock
from tests.waiting import PATIENCE_SECONDS, wait_until

IN_TURN = pytest.mark.skipif(not hasattr(fcntl, "F_OFD_SETLKW"), reason="this system has no such locks")


@pytest.fixture
def side(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db.lock"


@IN_TURN
def test_who_waits_has_the_lock_in_the_order_of_coming_and_nobody_overtakes(side: Path) -> None:
    had = list[int]()

    def take(name: int) -> None:
        with FileLock(side, PATIENCE_SECONDS) as is_held:
            assert is_held
            had.append(name)

    with FileLock(side, PATIENCE_SECONDS) as is_held:
        assert is_held
        look = os.open(side, os.O_RDWR)
        threads = []
        for name in range(1, 6):
            threads.append(threading.Thread(target=take, args=(name,)))
            threads[-1].start()
            wait_until(lambda name=name: locks._last_place(look) == name, lambda: str(locks._last_place(look)))  # type: ignore[misc]
    # The holder is gone; whoever comes now is behind all of them, or after them.
    take(6)
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert had == [1, 2, 3, 4, 5, 6]
    assert locks._last_place(look) == 0
    os.close(look)


@IN_TURN
def test_nobody_takes_the_free_lock_while_somebody_has_a_place(side: Path) -> None:
    with FileLock(side, 0) as is_held:
        assert is_held
    first = os.open(side, os.O_RDWR)
    assert locks._lock_byte(first, 1, waits=False)
    with FileLock(side, 0.05) as is_held:
        assert not is_held
    os.close(first)
    with FileLock(side, PATIENCE_SECONDS) as is_held:
        assert is_held


@IN_TURN
def test_one_who_has_a_place_and_never_moves_up_does_not_keep_the_others_from_the_lock(
    side: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_IN_ORDER_SECONDS", 0.05)
    with FileLock(side, 0) as is_held:
        assert is_held
    stopped = os.open(side, os.O_RDWR)
    assert locks._lock_byte(stopped, 1, waits=False)
    for _turn in range(2):
        with FileLock(side, PATIENCE_SECONDS) as is_held:
            assert is_held
            with FileLock(side, 0) as is_held_too:
                assert not is_held_too
    os.close(stopped)
    # The places of those who lost patience are free once their waits are over.
    look = os.open(side, os.O_RDWR)
    wait_until(lambda: locks._last_place(look) == 0, lambda: str(locks._last_place(look)))
    os.close(look)


@IN_TURN
def test_one_who_waited_so_long_that_he_keeps_no_order_gets_the_lock_by_the_place_that_he_has_too(
    side: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_IN_ORDER_SECONDS", 0.05)
    waiting, granted = list[str](), list[bool]()
    known = locks._lock_out_of_turn

    def lock_out_of_turn(descriptor: int) -> None:
        waiting.append("out of turn")
        known(descriptor)

    monkeypatch.setattr(locks, "_lock_out_of_turn", lock_out_of_turn)

    def take() -> None:
        with FileLock(side, PATIENCE_SECONDS) as is_held:
            granted.append(is_held)

    with FileLock(side, 0) as is_held:
        assert is_held
        threads = [threading.Thread(target=take) for _number in range(3)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(waiting) == 3, lambda: str(waiting))
    # Whoever held the lock by his place and waited for it out of turn would keep all others waiting, until he is refused.
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert granted == [True] * 3


def test_the_places_are_free_while_the_lock_is_held_and_nobody_waits(side: Path) -> None:
    with FileLock(side, PATIENCE_SECONDS) as is_held:
        assert is_held
        other = os.open(side, os.O_RDWR)
        assert all(locks._lock_byte(other, byte, waits=False) for byte in (0, 1))
        os.close(other)


def test_one_at_a_time_holds_the_lock_and_everybody_has_it(side: Path) -> None:
    inside, most, turns = [], list[int](), 20

    def take_turns(name: int) -> None:
        for _turn in range(turns):
            with FileLock(side, PATIENCE_SECONDS) as is_held:
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
    with FileLock(side, PATIENCE_SECONDS) as is_held:
        assert is_held
        for _try in range(3):
            with FileLock(side, 0.01) as is_held_too:
                assert not is_held_too
    with FileLock(side, PATIENCE_SECONDS) as is_held:
        assert is_held
