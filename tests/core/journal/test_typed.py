"""A row whose digests fit but whose JSON holds what no event writes is named: the fault is the row's, not the program's."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import core.journal.events  # noqa: F401  (the classes register themselves)
from core.audit.result import VerifyView
from core.journal.chain import digest_of
from core.journal.codec import canonical, instant_from, instant_text
from core.journal.registry import type_by_name
from core.journal.texts import text_digest
from core.journal.typed import _of_class, is_typed
from core.model.terms import Terms
from core.store.sqlite import version
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.guards import guards
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, open_business, prepaid_terms

Change = Callable[[dict[str, Any]], str]
CONTRADICTS = "it contradicts the rows before"
UNREADABLE = "it cannot be read"
UNCANONICAL = "its JSON is not written as that of a recorded event"
NO_INSTANT = "the time at which it was recorded is no instant"


def made(folder: Path) -> Path:
    """A store with entries, one of them voided, a marked line, an edited and an archived client."""
    with open_business(folder) as business:
        client = add_client(business)
        business.agreements.set(client.client_id, prepaid_terms(increment_minutes=15), days(1))
        first = business.entries.post(draft_of(client, 500)).entry
        business.entries.post(draft_of(client, 30, note="router"))
        business.entries.void(first.entry_id)
        business.invoices.mark([business.queries.lines()[0].line_id], "7", MONDAY)
        business.proposals.add(client.client_id, "Patch the server", estimate_minutes=60)
        business.clients.edit(client.client_id, name="Nuova srl")
        business.clients.archive(client.client_id)
        return business.session.store.place.path


def rewrite(path: Path, kind: str, change: Change, recorded_at: str | None = None) -> int:
    """Change the body of the last row of a kind, and the digests from there on, without the guards; the row's number."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name}")
        ((changed,),) = raw.execute("SELECT max(seq) FROM journal WHERE kind = ?", (kind,)).fetchall()
        ((previous,),) = raw.execute("SELECT previous FROM journal WHERE seq = ?", (changed,)).fetchall()
        for seq, at, actor, name, body in raw.execute(
            "SELECT seq, recorded_at, actor, kind, body FROM journal WHERE seq >= ? ORDER BY seq", (changed,)
        ).fetchall():
            if seq == changed:
                at, body = recorded_at or at, change(json.loads(body))
            digest = digest_of(seq, at, actor, name, body, previous)
            values = (at, body, previous, digest, seq)
            raw.execute("UPDATE journal SET recorded_at = ?, body = ?, previous = ?, digest = ? WHERE seq = ?", values)
            previous = digest
        for _name, sql in guards:
            raw.execute(sql)
        return int(changed)


def verified_with_time(folder: Path, kind: str, instant: str) -> tuple[int, VerifyView]:
    """Record the last row of a kind at another time, in its entry too; the row's number, and what `verify` says."""
    with open_business(folder) as business:
        path = business.session.store.place.path
    row = rewrite(path, kind, canonical, recorded_at=instant)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE entry SET recorded_at = ? WHERE seq = ?", (instant, row))
    with open_business(folder) as business:
        return row, business.verify()


def holding(value: object, *place: str | int) -> Change:
    """Puts a value into the body."""

    def changed(body: dict[str, Any]) -> str:
        found: Any = body
        for step in place[:-1]:
            found = found[step]
        found[place[-1]] = value
        return canonical(body)

    return changed


CHANGES = (
    ("proposal.added", holding("60", "estimate_minutes"), UNREADABLE),
    ("proposal.added", holding(60.0, "estimate_minutes"), UNREADABLE),
    ("entry.posted", holding("0", "overdraft_minutes"), UNREADABLE),
    ("entry.posted", holding(None, "overdraft_minutes"), UNREADABLE),
    ("entry.posted", holding(0, "no_charge"), UNREADABLE),
    ("entry.posted", holding({}, "spans"), UNREADABLE),
    ("entry.posted", holding("30", "draws", 0, "minutes"), UNREADABLE),
    ("entry.posted", holding(5, "charge", "work_type"), UNREADABLE),
    ("entry.voided", holding([500], "returns", 0, "minutes"), UNREADABLE),
    ("block.added", holding("80000", "price_minor"), UNREADABLE),
    ("block.added", holding(None, "sold_on"), UNREADABLE),
    ("block.added", holding(None, "line", "kind"), UNREADABLE),
    ("line.marked", holding(None, "status"), UNREADABLE),
    ("line.marked", holding(5, "client_id"), UNREADABLE),
    ("agreement.set", holding("15", "terms", "increment_minutes"), UNREADABLE),
    ("client.edited", holding("nobody", "client_id"), CONTRADICTS),
    ("client.archived", holding(5, "client_id"), UNREADABLE),
    ("client.archived", holding("nobody", "client_id"), CONTRADICTS),
    ("client.archived", lambda body: canonical(body).replace("{", '{"client_id":"nobody",', 1), UNCANONICAL),
    ("entry.posted", lambda body: canonical(body).replace("{", '{"billed_minutes":5,', 1), UNCANONICAL),
    ("client.archived", lambda body: json.dumps(body), UNCANONICAL),
    ("client.archived", lambda _body: "[" * 100_000, UNREADABLE),
)


@pytest.mark.parametrize(("kind", "change", "law"), CHANGES)
def test_a_row_with_sound_digests_whose_body_no_event_writes_is_named(
    tmp_path: Path, kind: str, change: Change, law: str
) -> None:
    path = made(tmp_path)
    row = rewrite(path, kind, change)
    with open_business(tmp_path) as business:
        view = business.verify()
    assert (view.ok, view.first_bad_row) == (False, row)
    assert f"journal row {row}: {law}" in view.problems


@pytest.mark.parametrize("kind", ["entry.posted", "client.archived"])
@pytest.mark.parametrize(
    "instant",
    [
        *("?", "yesterday", "2026-03-02", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00.000+00:00"),
        *(
            "2026-W10-1T09:00:00.000Z",
            "2026-03-02 09:00:00.000Z",
            "2026-03-02T09:00:00,000Z",
            "2026-13-02T09:00:00.000Z",
            "2026-02-30T09:00:00.000Z",
            "2026-03-02T24:00:00.000Z",
            "0000-03-02T09:00:00.000Z",
        ),
    ],
)
def test_a_row_with_sound_digests_whose_time_is_no_instant_is_named(tmp_path: Path, kind: str, instant: str) -> None:
    made(tmp_path)
    row, view = verified_with_time(tmp_path, kind, instant)
    assert (view.ok, view.first_bad_row) == (False, row)
    assert f"journal row {row}: {NO_INSTANT}" in view.problems


def test_an_erasure_that_meets_a_statement_without_a_document_contradicts_it(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business)
        clock.advance(timedelta(days=31))
        business.statements.issue(client.client_id, "2026-03")
        business.erasure.erase(client.client_id)
        path = business.session.store.place.path
        erased = [row.seq for row in business.session.store.journal() if row.kind == "client.erased"]

    def without_document(body: dict[str, Any]) -> str:
        del body["texts"]
        return canonical(body | {"document": "x"})

    rewrite(path, "statement.issued", without_document)
    with open_business(tmp_path) as business:
        view = business.verify()
    assert f"journal row {erased[0]}: {CONTRADICTS}" in view.problems and not view.ok


@pytest.mark.parametrize("kind", ["entry.posted", "client.archived"])
@pytest.mark.parametrize("milliseconds", [0, 1, 86_400_000])
def test_a_row_with_sound_digests_that_was_not_recorded_after_the_one_before_is_named(
    tmp_path: Path, kind: str, milliseconds: int
) -> None:
    path = made(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        sql = "SELECT recorded_at FROM journal WHERE seq = (SELECT max(seq) - 1 FROM journal WHERE kind = ?)"
        ((before,),) = raw.execute(sql, (kind,)).fetchall()
    instant = instant_text(instant_from(before) - timedelta(milliseconds=milliseconds))
    row, view = verified_with_time(tmp_path, kind, instant)
    assert (view.ok, view.first_bad_row) == (False, row)
    assert f"journal row {row}: its time is not after that of the row before" in view.problems


def test_a_clock_that_was_ahead_and_is_set_right_is_in_order(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business)
        clock.advance(timedelta(days=3))
        business.entries.post(draft_of(client, 15))
        clock.advance(timedelta(days=-3))
        business.confirm_clock()
        business.entries.post(draft_of(client, 20))
        times = [row.recorded_at for row in business.session.store.journal()]
        assert sorted(times) != times and business.verify().problems == ()


@pytest.mark.parametrize("kind", ["entry.posted", "client.added"])
@pytest.mark.parametrize(
    "change", [lambda texts: f"{texts} ", lambda texts: f'{{"{texts[2:].partition(chr(34))[0]}":0,{texts[1:]}']
)
def test_texts_with_a_sound_digest_that_no_event_writes_are_named(
    tmp_path: Path, kind: str, change: Callable[[str], str]
) -> None:
    path = made(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        sql = "SELECT texts, salt FROM journal WHERE seq = (SELECT max(seq) FROM journal WHERE kind = ?)"
        ((texts, salt),) = raw.execute(sql, (kind,)).fetchall()
    row = rewrite(path, kind, holding(text_digest(salt, change(texts)), "texts"))
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for name in version.guard_names():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE journal SET texts = ? WHERE seq = ?", (change(texts), row))
        for statement in guards().values():
            raw.execute(statement)
    with open_business(tmp_path) as business:
        view = business.verify()
    assert (view.ok, view.first_bad_row) == (False, row)
    assert f"journal row {row}: {UNCANONICAL}" in view.problems


def test_the_types_of_every_event_are_known() -> None:
    for kind in type_by_name.values():
        assert callable(_of_class(kind))


def test_values_inside_others_have_their_types() -> None:
    assert is_typed(Terms(surcharges={"onsite": 5}))
    assert not is_typed(Terms(surcharges={"onsite": "5"}))  # type: ignore[dict-item]
    assert not is_typed(Terms(surcharges=[]))  # type: ignore[arg-type]
