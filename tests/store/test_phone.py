"""Phone calls and their events: kept beside the journal, told to others by a counter of their own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.basics.errors import Duplicate
from core.journal.events import ClientAdded
from core.model.phone import Direction, EventKind, PhoneCallRow, PhoneEvent, PhoneState
from core.store.protocol import Store
from core.store.scope import Scope
from tests.builders import MORNING

EVENT = PhoneEvent(
    EventKind.RING, "ami", MORNING, "c1", "leg", "+3902", "Mario", "201", Direction.IN, MORNING, 5, True, True
)
ROW = PhoneCallRow(
    "t1", "ami:c1", 0, "anna", "201", Direction.IN, "+3902", "Mario", None, "", ("k1", "k2"), False,
    PhoneState.RINGING, MORNING, None, None, None, "",
)  # fmt: skip


def put(store: Store, *rows: PhoneCallRow) -> None:
    with store.writing(Scope.PHONE):
        for row in rows:
            store.phone.put(row, MORNING)


def test_an_event_and_a_call_come_back_as_they_were_written(store: Store, second: Store) -> None:
    with store.writing(Scope.PHONE):
        store.phone.add_event("ami:c1", 0, EVENT)
        store.phone.add_event("ami:c1", 0, PhoneEvent(EventKind.END, "ami", MORNING))
    put(store, ROW)
    assert second.phone.events("ami:c1", 0) == [EVENT, PhoneEvent(EventKind.END, "ami", MORNING)]
    assert second.phone.one("t1") == ROW
    answered = replace(ROW, state=PhoneState.ENDED, answered_at=MORNING, ended_at=MORNING, talk_ms=7, call_id="c9")
    put(store, answered)
    assert second.phone.calls_of("ami:c1", 0) == [answered]
    assert second.phone.of_live_call("c9") == answered


def test_a_technician_has_one_row_of_a_call(store: Store) -> None:
    put(store, ROW)
    with pytest.raises(Duplicate):
        put(store, replace(ROW, phone_call_id="t2"))


def test_a_phone_event_is_told_to_others_without_touching_other_counts(store: Store, second: Store) -> None:
    before = second.changes()
    put(store, ROW)
    after = second.changes()
    assert after != before
    assert (after.ledger, after.calls, after.phone) == (before.ledger, before.calls, before.phone + 1)


def test_the_call_of_an_event_without_id_is_found_by_number_and_extension(store: Store) -> None:
    with store.writing(Scope.PHONE):
        store.phone.add_event("pop:?1", 0, replace(EVENT, source="pop", number="1", extension="201"))
        later = replace(EVENT, source="pop", number="2", extension="202", received_at=MORNING + timedelta(seconds=1))
        store.phone.add_event("pop:?2", 3, later)
    assert store.phone.latest_call("pop", MORNING) == ("pop:?2", 3)
    assert store.phone.latest_call("pop", MORNING, number="1") == ("pop:?1", 0)
    assert store.phone.latest_call("pop", MORNING, extension="202") == ("pop:?2", 3)
    assert store.phone.latest_call("pop", MORNING, number="1", extension="202") is None
    assert store.phone.latest_call("pop", MORNING + timedelta(minutes=1)) is None
    assert store.phone.last_generation("pop:?2") == (3, later.received_at)


def test_what_is_older_than_its_time_goes(store: Store) -> None:
    with store.writing(Scope.PHONE):
        store.phone.add_event("ami:c1", 0, EVENT)
    put(store, ROW)
    with store.writing(Scope.PHONE):
        assert store.phone.prune(MORNING) == 0
        assert store.phone.prune(MORNING + timedelta(seconds=1)) == 1
    assert store.phone.one("t1") is None
    assert store.phone.events("ami:c1", 0) == []


def test_an_erasure_takes_numbers_and_names_of_the_client_and_of_those_who_may_be_it(store: Store) -> None:
    with store.writing():
        store.append_all([ClientAdded("k1", "acme", "Acme"), ClientAdded("k3", "beta", "Beta")], "anna", MORNING)
    own = replace(ROW, client_id="k1", candidates=("k1",), contact="Mario")
    shared = replace(ROW, phone_call_id="t2", call_ref="ami:c2", candidates=("k3", "k1"))
    other = replace(ROW, phone_call_id="t3", call_ref="ami:c3", client_id="k3", candidates=("k3",))
    put(store, own, shared, other)
    with store.writing():
        for call_ref in ("ami:c1", "ami:c2", "ami:c3"):
            store.phone.add_event(call_ref, 0, EVENT)
        store.erase("k1")
    for phone_call_id in ("t1", "t2"):
        row = store.phone.one(phone_call_id)
        assert row is not None
        assert (row.number, row.name, row.contact, row.candidates) == ("", "", "", ())
    assert store.phone.events("ami:c1", 0) == store.phone.events("ami:c2", 0) == []
    assert store.phone.one("t3") == other
    assert len(store.phone.events("ami:c3", 0)) == 1
    assert store.problems() == []
