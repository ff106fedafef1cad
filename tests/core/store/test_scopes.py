"""What services write, seen by another session: a heartbeat wakes nobody, a call does, and neither waits for the ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.business import Business
from core.model.calls import CallEnd
from core.model.clients import Client
from core.store.sqlite.engine import has_reset_bug, sqlite3
from core.store.sqlite.locks import QueueLock
from tests.builders import add_client, draft_of, fake_clock, open_business


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Business, Business, Client]]:
    """Anna's desk, Marco's, and a client."""
    clock = fake_clock()
    with open_business(tmp_path, clock) as anna, open_business(tmp_path, clock, "marco") as marco:
        yield anna, marco, add_client(anna)


def test_a_heartbeat_wakes_no_other_desk_and_a_call_and_an_entry_do(desks: tuple[Business, Business, Client]) -> None:
    anna, marco, client = desks
    seen = marco.queries.changes()
    anna.calls.start(client.client_id)
    started = marco.queries.changes()
    assert started != seen and started.ledger == seen.ledger
    for _minute in range(3):
        anna.calls.heartbeat()
    assert marco.queries.changes() == started
    anna.calls.hold()
    held = marco.queries.changes()
    assert held != started and held.ledger == seen.ledger
    anna.entries.post(draft_of(client, 5))
    assert marco.queries.changes().ledger == seen.ledger + 1


@pytest.mark.skipif(
    has_reset_bug(sqlite3.sqlite_version_info), reason="with this SQLite every change waits in the queue"
)
def test_a_call_starts_holds_and_goes_on_while_the_queue_of_the_ledger_is_held(
    desks: tuple[Business, Business, Client], tmp_path: Path
) -> None:
    anna, marco, client = desks
    with QueueLock(tmp_path / "ledger.db"):
        call = anna.calls.start(client.client_id)
        anna.calls.heartbeat()
        anna.calls.hold()
        anna.calls.resume(call.call_id)
        assert [found.call_id for found in marco.calls.list()] == [call.call_id]
        anna.calls.cancel()
    assert marco.calls.list() == ()


def test_the_end_of_a_call_and_its_entry_are_one_change_of_the_ledger(desks: tuple[Business, Business, Client]) -> None:
    anna, marco, client = desks
    anna.calls.start(client.client_id)
    before = marco.queries.changes()
    anna.calls.stop(CallEnd(note="done"))
    after = marco.queries.changes()
    assert (after.ledger, after.calls) == (before.ledger + 1, before.calls)
    assert marco.calls.list() == ()
