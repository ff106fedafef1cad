"""A change is whole, durable, in order, and alone."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.errors import Duplicate, MonteoreError, StoreBusy, Usage
from core.basics.numbers import plan_for
from core.journal.events import ClientAdded, ClientArchived, ClientEdited, LockSet, SettingSet
from core.model.mail import Mail, MailState
from core.store.place import Place
from core.store.protocol import Store
from core.store.scope import Scope
from tests.builders import MONDAY, MORNING, days
from tests.chains import first_misfit
from tests.store.engines import Engine, Other

ACME = ClientAdded("k1", "acme", "Acme srl")

PLAN = plan_for("Europe/Rome")


def _add(store: Store, *events: object) -> tuple[int, ...]:
    with store.writing():
        return tuple(row.seq for row in store.append_all(events, "anna", MORNING))  # type: ignore[arg-type]


def test_what_was_acknowledged_is_there_after_closing_and_opening(engine: Engine, place: Place, store: Store) -> None:
    _add(store, ACME, LockSet(MONDAY))
    head = store.head()
    store.close()
    opened = engine.open(place)
    assert opened.head() == head
    assert [row.kind for row in opened.journal()] == ["client.added", "lock.set"]
    client = opened.reads.client_by_code("acme")
    assert client is not None and client.name == "Acme srl"
    assert opened.reads.lock_date() == MONDAY
    opened.close()


def test_events_are_recorded_in_their_order_with_growing_instants_and_one_chain(store: Store) -> None:
    assert _add(store, *(LockSet(days(number)) for number in range(5))) == (1, 2, 3, 4, 5)
    with store.writing():
        # The clock was put back by years.
        earlier = MORNING - timedelta(days=900)
        added = store.append_all([LockSet(days(5)), LockSet(days(6))], "anna", earlier)
        assert [row.seq for row in added] == [6, 7] and added[-1] == store.head()
        assert store.append(LockSet(days(7)), "anna", MORNING + timedelta(days=1)) == 8
    rows = list(store.journal())
    assert [row.seq for row in rows] == list(range(1, 9))
    instants = [row.recorded_at for row in rows]
    assert instants == sorted(set(instants))
    assert first_misfit(rows) is None
    assert store.reads.lock_date() == days(7)
    assert _add(store) == ()


def test_a_change_that_fails_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing():
        store.append(ACME, "anna", MORNING)
        raise ZeroDivisionError
    assert store.head() is None and store.reads.clients() == []
    assert _add(store, ACME) == (1,)


def test_another_session_sees_nothing_of_a_change_before_its_end(store: Store, second: Store) -> None:
    with store.writing():
        store.append(ACME, "anna", MORNING)
        assert second.head() is None and second.reads.clients() == []
    assert [client.code for client in second.reads.clients()] == ["acme"]


def test_a_reading_shows_one_state_whatever_others_commit_meanwhile(store: Store, second: Store) -> None:
    with store.reading():
        before = store.head()
        _add(second, ACME)
        assert store.head() == before
        assert store.reads.clients() == []
    assert len(store.reads.clients()) == 1


def test_a_change_within_a_change_of_the_same_connection_is_refused(store: Store) -> None:
    with store.writing():
        with pytest.raises(StoreBusy), store.writing():
            pass
        store.append(LockSet(MONDAY), "anna", MORNING)
    assert store.head() is not None


def test_a_journal_row_is_recorded_only_in_a_change_of_the_ledger(store: Store) -> None:
    with pytest.raises(RuntimeError):
        store.append(LockSet(MONDAY), "anna", MORNING)
    for scope in (Scope.OWN_CALL, Scope.QUIET):
        with pytest.raises(RuntimeError), store.writing(scope):
            store.append(LockSet(MONDAY), "anna", MORNING)
    assert store.head() is None


def test_keys_that_are_there_already_are_duplicates_with_their_name(store: Store) -> None:
    _add(store, ACME)
    with pytest.raises(Duplicate) as same_id:
        _add(store, ClientAdded("k1", "other", "Another"))
    assert same_id.value.what == "client.client_id"
    with pytest.raises(Duplicate) as same_code:
        _add(store, ClientAdded("k2", "acme", "Another"))
    assert same_code.value.what == "client.code"
    with store.writing(Scope.OWN_CALL):
        store.calls.add("c1", "k1", "anna", MORNING, "")
    with pytest.raises(Duplicate), store.writing(Scope.OWN_CALL):
        store.calls.add("c2", "k1", "anna", MORNING, "")
    mail = Mail(
        "m1", "k1", "renewal", "key", "a@example.com", "s", "b", (), MailState.QUEUED, 0, None, "", MORNING, MORNING
    )
    with store.writing():
        store.outbox.add(mail)
    with pytest.raises(Duplicate), store.writing():
        store.outbox.add(mail)
    head = store.head()
    assert head is not None and head.seq == 1
    assert [call.call_id for call in store.calls.open_calls()] == ["c1"]


def test_a_row_that_refers_to_nothing_is_refused_without_an_error_of_the_engine(store: Store) -> None:
    with pytest.raises(MonteoreError), store.writing(Scope.OWN_CALL):
        store.calls.add("c1", "nobody", "anna", MORNING, "")
    assert store.calls.open_calls() == []


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d of a pair"], ids=["nul", "surrogate"])
def test_a_text_that_no_engine_keeps_is_refused_and_nothing_changes(store: Store, text: str) -> None:
    with pytest.raises(Usage):
        _add(store, ClientAdded("k1", "acme", text))
    with pytest.raises(Usage), store.writing():
        store.append(SettingSet("business_name", text), "anna", MORNING)
    assert store.head() is None and store.reads.setting("business_name") is None
    assert _add(store, ACME) == (1,)


@pytest.mark.parametrize("text", ["È già", "日本", "👩‍💻", "a'b\"c%_\\", "x" * 100_000], ids=range(5))
def test_other_texts_come_back_as_they_were(store: Store, text: str) -> None:
    _add(store, ClientAdded("k1", "acme", text))
    (client,) = store.reads.clients()
    assert client.name == text


def test_codes_are_in_the_order_of_their_bytes(store: Store) -> None:
    codes = ["b", "B", "à", "a", "Z", "10", "9", "é", "z"]
    _add(store, *(ClientAdded(f"k{number}", code, "x") for number, code in enumerate(codes)))
    assert [client.code for client in store.reads.clients()] == sorted(codes, key=str.encode)


def test_a_client_is_found_by_each_of_its_words_and_after_a_change_by_the_new_ones(store: Store) -> None:
    _add(
        store,
        ClientAdded("k1", "acme", "Panificio Città", contacts=("Rossi Maria",)),
        ClientAdded("k2", "beta", "Beta"),
    )
    assert [hit.client_id for hit in store.search.hits("citta", 5, PLAN)] == ["k1"]
    assert [hit.client_id for hit in store.search.hits("maria ros", 5, PLAN)] == ["k1"]
    _add(store, ClientEdited("k1", "acme", "Forno Nuovo", contacts=("Bianchi",)))
    assert store.search.hits("citta", 5, PLAN) == [] and store.search.hits("maria", 5, PLAN) == []
    assert [hit.client_id for hit in store.search.hits("forno", 5, PLAN)] == ["k1"]
    _add(store, ClientArchived("k1"))
    assert store.search.hits("forno", 5, PLAN) == []


def test_a_row_of_another_store_is_recorded_as_it_is(engine: Engine, store: Store, tmp_path: Path) -> None:
    _add(store, ACME, LockSet(MONDAY))
    folder = tmp_path / "copy"
    folder.mkdir()
    copy = engine.open(engine.place(folder))
    with copy.writing():
        for row in store.journal():
            copy.append_row(row)
    assert copy.head() == store.head()
    assert list(copy.journal()) == list(store.journal())
    assert copy.reads.clients() == store.reads.clients()
    copy.close()


def test_many_processes_and_threads_lose_nothing_and_leave_one_chain(
    store: Store, other: Callable[..., Other], tmp_path: Path
) -> None:
    told = [tmp_path / f"told{number}" for number in range(4)]
    others = [other("append", "25", str(path)) for path in told]
    assert {process.hears() for process in others} == {"ready"}
    for process in others:
        process.tell()
    mine: list[int] = []

    def in_thread() -> None:
        connection = store.again()
        for _turn in range(10):
            with connection.writing():
                seq = connection.append(LockSet(MONDAY), "anna", MORNING)
            mine.append(seq)
        connection.close()

    threads = [threading.Thread(target=in_thread) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.end() for process in others] == [0] * 4
    acknowledged = [int(line) for path in told for line in path.read_text().split()] + mine
    assert sorted(acknowledged) == list(range(1, 131))
    rows = list(store.journal())
    assert len(rows) == 130 and first_misfit(rows) is None
    assert [row.recorded_at for row in rows] == sorted({row.recorded_at for row in rows})


def test_a_store_that_was_changed_by_hand_is_told(engine: Engine, place: Place, store: Store) -> None:
    _add(store, ACME)
    assert store.problems() == []
    store.close()
    with engine.without_guard(place), pytest.raises(MonteoreError, match="changed by hand"):
        engine.open(place)
