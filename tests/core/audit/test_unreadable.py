"""Text that is not UTF-8, which only another program can write, is named by every read that meets it, and by `verify`."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.audit.doctor import findings
from core.basics.errors import StoreNewer, TextUnreadable
from core.business import Business
from core.model.health import Health
from core.model.mail import MailSwitches
from core.phone.adapters.own import event_of
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.version import SCHEMA_VERSION
from tests.builders import add_client, draft_of, open_business

CELLS = (
    ("client", "name"), ("account", "name"), ("agreement", "terms"), ("block", "origin"), ("entry", "note"),
    ("draw", "block_id"), ("journal", "body"), ("journal", "digest"), ("change_count", "counter"),
    ("client_search", "name"), ("line", "kind"),
)  # fmt: skip


def made(folder: Path) -> Path:
    """A store with an entry."""
    with open_business(folder) as business:
        business.entries.post(draft_of(add_client(business), 15, note="router"))
        return business.session.store.place.path


def spoil(path: Path, table: str, column: str) -> str:
    """Put bytes that are no text into the last row of a table; the key of the row."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        last = f"(SELECT max(rowid) FROM {table})"
        raw.execute(f"UPDATE {table} SET {column} = CAST(x'41ff42' AS TEXT) WHERE rowid = {last}")
        key = next(row[1] for row in raw.execute(f"PRAGMA table_info({table})").fetchall() if row[5] == 2)
        return str(
            raw.execute(f"SELECT CAST({key} AS BLOB) FROM {table} WHERE rowid = {last}").fetchone()[0],
            "utf-8",
            "replace",
        )


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_verify_names_the_cell(tmp_path: Path, table: str, column: str) -> None:
    path = made(tmp_path)
    with open_business(tmp_path) as business:
        key = spoil(path, table, column)
        view = business.verify()
    assert not view.ok and view.problems == (f"the kept {table} {key}: {column} is not UTF-8 text",)


def use(business: Business) -> None:
    """Write an entry, its mail, a running call and a ring."""
    client = business.queries.resolve_client("acme")
    business.mail.switch(client.client_id, MailSwitches(to="a@example.com", after_entry=True))
    business.entries.post(draft_of(client, 5))
    business.calls.start(client.client_id)
    fields = {"number": "0212345678", "to": "12", "id": "", "event": "ring", "name": ""}
    business.phone.record([event_of(fields, business.clock.now(), business.zone)])


NOT_FROM_JOURNAL = (
    ("call", "technician"), ("call", "phone"), ("call_span", "boot_id"), ("mail", "subject"), ("mail", "body"),
    ("phone_call", "technician"), ("phone_event", "number"), ("change_count", "business_id"), ("entry", "business_id"),
)  # fmt: skip


@pytest.mark.parametrize(("table", "column"), NOT_FROM_JOURNAL)
def test_verify_names_the_cell_of_what_no_event_makes(tmp_path: Path, table: str, column: str) -> None:
    path = made(tmp_path)
    with open_business(tmp_path) as business:
        use(business)
        key = spoil(path, table, column)
        view = business.verify()
    (problem,) = view.problems
    assert problem.startswith(f"the kept {table} {key}") and problem.endswith(f": {column} is not UTF-8 text")
    assert not view.ok


@pytest.mark.parametrize(("table", "column"), [("call", "phone"), ("mail", "attachments")])
def test_doctor_names_the_cell_and_the_store(tmp_path: Path, table: str, column: str) -> None:
    path = made(tmp_path)
    with open_business(tmp_path) as business:
        use(business)
        spoil(path, table, column)
        last = list(findings(business.session, ""))[-1]
    assert last.health is Health.BAD and str(path) in last.told and f" {column} is not UTF-8 text" in last.told


def test_a_session_names_another_cell_once_the_first_was_repaired(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_business(tmp_path) as business, closing(sqlite3.connect(path, isolation_level=None)) as raw:
        spoil(path, "client", "name")
        with pytest.raises(TextUnreadable, match=r"client \w+ name"):
            business.queries.resolve_client("acme")
        raw.execute("UPDATE client SET name = 'Acme srl'")
        spoil(path, "entry", "note")
        with pytest.raises(TextUnreadable, match=r"entry \w+ note"):
            list(business.queries.entries())


READS: tuple[tuple[str, str, Callable[[Business], object]], ...] = (
    ("account", "name", lambda business: business.queries.clients()),
    ("client", "name", lambda business: business.queries.resolve_client("acme")),
    ("entry", "note", lambda business: list(business.queries.entries())),
    ("entry", "note", lambda business: list(business.session.store.journal()) and business.queries.entries()),
    ("journal", "digest", lambda business: business.entries.post(draft_of(business.queries.resolve_client("acme"), 5))),
    ("setting", "value", lambda business: business.session.store.reads.setting("timezone")),
)


@pytest.mark.parametrize(("table", "column", "read"), READS)
def test_a_read_that_meets_such_a_text_names_its_cell(
    tmp_path: Path, table: str, column: str, read: Callable[[Business], object]
) -> None:
    path = made(tmp_path)
    with open_business(tmp_path) as business:
        key = spoil(path, table, column)
        for _time in range(2):
            with pytest.raises(TextUnreadable, match=f"in {table} {key} {column} is not UTF-8 text; keep the file"):
                read(business)


def test_verify_in_a_session_whose_store_was_upgraded_meanwhile_says_so(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_business(tmp_path) as business, closing(sqlite3.connect(path, isolation_level=None)) as raw:
        assert business.verify().ok

        def upgraded(_seq: int = 0, _last: int = 0) -> None:
            raw.execute("ALTER TABLE entry ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'")
            raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

        upgraded()
        with pytest.raises(StoreNewer):
            business.verify()
