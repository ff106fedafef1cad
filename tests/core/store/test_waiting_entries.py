"""A store of before, in which work without an agreement was charged as overdraft."""

import sqlite3
from dataclasses import replace
from pathlib import Path

from core.journal.events import EntryPosted
from core.model.work import Charge
from core.store.sqlite.tables import statements_of_today
from tests.builders import MONDAY, draft_of, open_business, prepaid_terms, remaining


def _charged_without_an_agreement(folder: Path) -> None:
    with open_business(folder) as business:
        client = business.clients.add("acme", "Acme srl")
        session = business.session
        account = session.account(client.client_id)
        draft = draft_of(client, 35)
        posted = EntryPosted(
            "e1", client.client_id, "anna", MONDAY, None, 2100, (), replace(Charge(0, 2100), minutes=35), (), 35, 0,
            draft.work.work_type, "", "", "", no_charge=False,
        )  # fmt: skip
        assert account.agreements == ()
        with session.changing():
            session.append([posted])
    raw = sqlite3.connect(folder / "ledger.db")
    raw.execute("DROP INDEX entry_waits")
    raw.execute("DROP INDEX entry_charged")
    for column in ("waits", "spans", "charged_seq"):
        raw.execute(f"ALTER TABLE entry DROP COLUMN {column}")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'm015_waiting_entries'")
    raw.execute("PRAGMA user_version = 14")
    raw.commit()
    raw.close()
    with open_business(folder):
        """Brought up to date."""
    raw = sqlite3.connect(folder / "ledger.db")
    for statement in statements_of_today():
        # The migrations that follow, which ran before it here, make these anew.
        if statement.startswith(("CREATE INDEX entry_waits ", "CREATE INDEX entry_charged ")):
            raw.execute(f"DROP INDEX {statement.split()[2]}")
            raw.execute(statement)
    raw.close()


def test_what_was_charged_as_overdraft_stays_and_the_agreement_charges_it_no_second_time(tmp_path: Path) -> None:
    _charged_without_an_agreement(tmp_path)
    with open_business(tmp_path) as business:
        assert business.verify().ok
        client = business.queries.resolve_client("acme")
        entry = business.queries.entry("e1")
        assert (entry.waits, entry.charged_minutes, entry.overdraft_minutes) == (False, 35, 35)
        business.entries.post(draft_of(client, 10))
        balance = business.queries.balance(client.client_id)
        assert (balance.has_agreement, balance.overdraft_minutes, balance.waits.minutes) == (False, 35, 10)
        view = business.agreements.put(client.client_id, lambda _before: prepaid_terms(), None)
        assert (view.charged.entries, view.charged.minutes, view.charged.renewals) == (1, 10, 1)
        assert remaining(business, client) == 600 - 45
        assert business.verify().ok
