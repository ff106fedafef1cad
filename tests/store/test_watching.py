"""The change token: it never misses a change of another session, and what nobody shows does not change it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.journal.events import ClientAdded, LockSet, SettingSet
from core.model.calls import Stretch
from core.store.protocol import Store
from core.store.scope import Scope
from core.store.sqlite.store import SqliteStore
from tests.builders import MONDAY, MORNING
from tests.store.engines import Other

_STRETCH = Stretch(MORNING, 1, "boot", None)


@pytest.fixture
def client(store: Store) -> str:
    with store.writing():
        store.append(ClientAdded("k1", "acme", "Acme"), "anna", MORNING)
    return "k1"


def _append(store: Store) -> None:
    with store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)


def test_every_change_of_the_ledger_gives_another_session_another_token(store: Store, second: Store) -> None:
    tokens = [second.changes()]
    for turn in range(6):
        _append(store)
        tokens.append(second.changes(checks_files=turn % 2 == 0))
    assert len(set(tokens)) == len(tokens)
    assert second.changes() == tokens[-1]


def test_reading_between_two_looks_hides_no_change(store: Store, second: Store) -> None:
    before = second.changes()
    _append(store)
    # The engine's own sign of a change may be used up by this read.
    assert second.head() == store.head()
    assert second.changes() != before


def test_a_change_of_ones_own_does_not_hide_that_of_another(store: Store, second: Store) -> None:
    before = second.changes()
    _append(store)
    _append(second)
    after = second.changes()
    assert after.ledger == before.ledger + 2


def test_a_look_from_within_a_reading_hides_no_change_afterwards(store: Store, second: Store) -> None:
    with second.reading():
        second.head()
        before = second.changes()
        _append(store)
        second.changes()
    assert second.changes() != before


def test_the_sign_of_a_store_differs_after_a_change_of_another_session_unless_it_is_unknown(
    store: Store, second: Store
) -> None:
    if second.sign() is None:
        return
    assert isinstance(store, SqliteStore)
    for _turn in range(3):
        before = second.sign()
        _append(store)
        assert second.sign() != before
    assert second.sign() != second.sign()
    for file in (store.path, Path(f"{store.path}-wal"), Path(f"{store.path}.lock")):
        os.utime(file, (1e9, 1e9))
    assert second.sign() == second.sign()


def test_a_call_is_told_to_others_without_touching_the_count_of_the_ledger(
    store: Store, second: Store, client: str
) -> None:
    tokens = [second.changes()]

    def changed(work: Callable[[], None]) -> None:
        with store.writing(Scope.OWN_CALL):
            work()
        tokens.append(second.changes())

    changed(lambda: store.calls.add("c1", client, "anna", MORNING, ""))
    changed(lambda: store.calls.open_stretch("c1", _STRETCH))
    changed(lambda: store.calls.close_stretch("c1", 60_000))
    changed(lambda: store.calls.set_state("c1", "cancelled", MORNING))
    assert len(set(tokens)) == len(tokens)
    assert {token.ledger for token in tokens} == {tokens[0].ledger}


def test_a_heartbeat_changes_no_token(store: Store, second: Store, client: str) -> None:
    with store.writing(Scope.OWN_CALL):
        store.calls.add("c1", client, "anna", MORNING, "")
    before = second.changes(), store.changes()
    with store.writing(Scope.QUIET):
        store.calls.beat("anna", MORNING)
    assert (second.changes(), store.changes()) == before
    (call,) = second.calls.open_calls()
    assert call.heartbeat_at == MORNING


def test_a_change_that_writes_nothing_or_fails_changes_no_token(store: Store, second: Store) -> None:
    _append(store)
    before = second.changes()
    with store.writing():
        store.head()
    with pytest.raises(ZeroDivisionError), store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)
        raise ZeroDivisionError
    assert second.changes() == before


def test_settings_and_mail_switches_are_changes_too(store: Store, second: Store) -> None:
    before = second.changes()
    with store.writing():
        store.append(SettingSet("business_name", "Studio"), "anna", MORNING)
    assert second.changes() != before


def test_whoever_reads_after_each_new_token_has_read_the_last_change_of_other_processes(
    store: Store, other: Callable[..., Other], tmp_path: Path
) -> None:
    others = [other("append", "40", str(tmp_path / f"told{number}")) for number in range(2)]
    assert [process.hears() for process in others] == ["ready", "ready"]
    for process in others:
        process.tell()
    token, read = store.changes(), store.head()
    while any(process.process.poll() is None for process in others):
        if store.changes() != token:
            token, read = store.changes(), store.head()
    if store.changes() != token:
        read = store.head()
    assert read == store.head()
    assert read is not None and read.seq == 80
