"""Who may write when: turns, waits that end, holders that die or stand still, leases."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext

import pytest

from core.basics.errors import LeaseTaken, StoreBusy
from core.journal.events import ClientAdded, LockSet
from core.store.place import Place
from core.store.protocol import Store
from core.store.scope import Scope
from tests.builders import MONDAY, MORNING
from tests.store.engines import PATIENCE, Engine, Other


@pytest.fixture
def hasty(engine: Engine, place: Place, store: Store) -> Iterator[Store]:
    """A session that waits a fifth of a second for its turn."""
    opened = engine.open(place, lock_seconds=0.2)
    yield opened
    opened.close()


def _append(store: Store) -> int:
    with store.writing():
        return store.append(LockSet(MONDAY), "anna", MORNING)


def test_a_change_waits_for_the_end_of_another_processs_change(store: Store, other: Callable[..., Other]) -> None:
    holder = other("hold", "ledger")
    assert holder.hears() == "held"
    waiting = other("wait")
    assert waiting.hears() == "waits"
    assert store.head() is None
    holder.tell()
    assert holder.hears() == "done"
    assert waiting.hears() == "done"
    assert [row.seq for row in store.journal()] == [1, 2]


def test_a_killed_holder_frees_the_queue_and_leaves_nothing(store: Store, other: Callable[..., Other]) -> None:
    holder = other("hold", "ledger")
    assert holder.hears() == "held"
    waiting = other("wait")
    assert waiting.hears() == "waits"
    holder.kill()
    assert waiting.hears() == "done"
    assert _append(store) == 2


@pytest.mark.parametrize("scope", ["ledger", "own-call"])
def test_the_wait_for_a_holder_that_stands_still_is_bounded(
    engine: Engine, store: Store, hasty: Store, other: Callable[..., Other], scope: str
) -> None:
    holder = other("hold", scope)
    assert holder.hears() == "held"
    os.kill(holder.process.pid, signal.SIGSTOP)
    try:
        waits = pytest.raises(StoreBusy, match="busy")
        with waits if engine.has_one_writer or scope == "ledger" else nullcontext():
            _append(hasty)
        with waits if engine.has_one_writer else nullcontext(), hasty.writing(Scope.QUIET):
            pass
        # Reading goes on meanwhile.
        assert hasty.head() == store.head()
    finally:
        os.kill(holder.process.pid, signal.SIGCONT)
    holder.tell()
    assert holder.hears() == "done"
    assert _append(store) in (1, 2)


def test_a_wait_that_was_given_up_takes_no_turn_later(store: Store, hasty: Store, other: Callable[..., Other]) -> None:
    holder = other("hold", "ledger")
    assert holder.hears() == "held"
    for _turn in range(3):
        with pytest.raises(StoreBusy):
            _append(hasty)
    holder.tell()
    assert holder.end() == 0
    assert _append(store) == 2
    assert _append(hasty) == 3


def test_an_interrupt_ends_the_wait(store: Store, other: Callable[..., Other]) -> None:
    holder = other("hold", "ledger")
    assert holder.hears() == "held"
    waiting = other("wait")
    assert waiting.hears() == "waits"
    answer: list[str] = []
    listener = threading.Thread(target=lambda: answer.append(waiting.hears()))
    listener.start()
    # The process may not have come to its wait yet: it is interrupted until it says so.
    while listener.is_alive():
        waiting.process.send_signal(signal.SIGINT)
        listener.join(0.1)
    assert answer == ["interrupted"]
    holder.tell()
    assert holder.hears() == "done"
    assert _append(store) == 2


def test_a_thread_waits_its_turn_like_a_process(store: Store, second: Store) -> None:
    results: list[int] = []
    thread = threading.Thread(target=lambda: results.append(_append(second)))
    with store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)
        thread.start()
        thread.join(0.05)
        assert results == []
    thread.join(PATIENCE)
    assert results == [2]


def test_a_call_is_written_while_others_queue_for_the_ledger(
    store: Store, second: Store, engine: Engine, place: Place
) -> None:
    if not engine.lets_calls_pass():
        pytest.skip("with this version of the engine every change waits in the queue")
    with store.writing():
        store.append(ClientAdded("k1", "acme", "Acme"), "anna", MORNING)
    with ExitStack() as held:
        # The queue is held, the store itself is not: the moment between two changes.
        held.enter_context(engine.queue_of(place))
        with second.writing(Scope.OWN_CALL):
            second.calls.add("c1", "k1", "anna", MORNING, "")
        with second.writing(Scope.QUIET):
            second.calls.beat("anna", MORNING)
    assert [call.call_id for call in store.calls.open_calls()] == ["c1"]


def test_a_lease_has_one_holder_and_blocks_no_changes(store: Store, second: Store) -> None:
    with store.lease("mail"):
        with pytest.raises(LeaseTaken) as taken, second.lease("mail"):
            pass
        assert taken.value.name == "mail"
        with second.lease("daily"):
            assert _append(second) == 1
    with second.lease("mail"):
        pass


def test_a_lease_ends_with_its_holder(store: Store, other: Callable[..., Other]) -> None:
    holder = other("lease", "mail")
    assert holder.hears() == "held"
    with pytest.raises(LeaseTaken), store.lease("mail"):
        pass
    holder.kill()
    with store.lease("mail"):
        pass
