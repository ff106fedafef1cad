"""`verify` finds statements, proposals, exports and mail switches that differ from the journal."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.basics.durations import Validity
from core.model.billing import LineStatus
from core.model.mail import MailSwitches
from core.model.terms import RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms


def busy_store(folder: Path) -> Path:
    clock = fake_clock()
    with open_business(folder, clock) as business:
        client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
        business.entries.post(draft_of(client, 400))
        business.renewals.refuse(business.queries.pending_renewals()[0].renewal_id)
        business.blocks.sell(client.client_id, size_minutes=200)
        business.entries.post(draft_of(client, 110))
        business.renewals.approve(business.queries.pending_renewals()[0].renewal_id)
        business.mail.switch(client.client_id, MailSwitches(to="a@acme.example", language="en", statement=True))
        business.proposals.accept(business.proposals.add(client.client_id, "Patch", every="monthly").proposal_id)
        business.billing.export(format_name="xlsx")
        other = add_client(business, "other", terms=prepaid_terms(validity=Validity(days=3)))
        business.clients.edit(other.client_id, phones=["02 1"])
        line_id = business.queries.lines()[0].line_id
        business.invoices.mark([line_id], "1", days(0))
        business.invoices.mark([line_id], "", days(0), LineStatus.PAID)
        clock.advance(timedelta(days=31))
        business.daily.run()
        business.clients.archive(other.client_id)
        business.clients.edit(other.client_id, name="Gone")
        business.lock.set(days(2))
        business.lock.reopen(days(0), "a call was forgotten")
        assert business.verify().problems == ()
        return business.session.store.path


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE agreement SET terms = replace(terms, '80000', '70000')",
        "UPDATE agreement SET from_date = '2026-01-01'",
        "UPDATE renewal SET outcome = 'approved' WHERE outcome = 'recovered'",
        "UPDATE statement SET document = replace(document, '600', '900')",
        "DELETE FROM statement",
        "UPDATE proposal SET status = 'done'",
        "UPDATE export_run SET content = x'00'",
        "UPDATE export_run SET digest = 'x'",
        "DELETE FROM export_line WHERE place = 0",
        "UPDATE mail_switch SET switches = '{}'",
        "UPDATE line SET amount_minor = 1",
        "UPDATE line SET minutes = 1",
        "UPDATE line SET number = '99/1999'",
        "UPDATE line SET invoiced_on = '1999-01-01' WHERE paid_on IS NOT NULL",
        "UPDATE line SET client_id = (SELECT client_id FROM client WHERE code = 'other')",
        "UPDATE block SET expires_on = '2030-01-01'",
        "UPDATE block SET price_minor = 5, size_minutes = 6000",
        "UPDATE entry SET deducted_minutes = 1",
        "UPDATE entry SET work_date = '2026-01-01'",
        "UPDATE entry SET worked_seconds = 1, note = 'nothing'",
        "UPDATE entry SET technician = 'marco', ticket = '1'",
        "UPDATE client SET name = 'Evil', email = 'evil@evil.example'",
        "UPDATE client SET archived = 1 - archived",
        "UPDATE forfeiture SET minutes = 1",
        "UPDATE setting SET value = '2020-01-01' WHERE name = 'lock_date'",
    ],
)
def test_a_paper_that_was_changed_by_hand_is_told(tmp_path: Path, sql: str) -> None:
    path = busy_store(tmp_path)
    raw = sqlite3.connect(path, isolation_level=None)
    assert raw.execute(sql).rowcount
    raw.close()
    with open_business(tmp_path) as business:
        view = business.verify()
    assert not view.ok
    assert view.problems
    assert view.first_bad_row is None


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE call SET entry_id = 'e9' WHERE state = 'running'", "call"),
        ("UPDATE call SET entry_id = (SELECT min(entry_id) FROM entry) WHERE state = 'running'", "call"),
        ("UPDATE call SET entry_id = NULL WHERE state = 'stopped'", "call"),
        ("UPDATE call SET entry_id = 'e9' WHERE state = 'stopped'", "call"),
        ("UPDATE mail SET attachments = '5'", "mail"),
        ("UPDATE mail SET attachments = '[{'", "mail"),
    ],
)
def test_what_no_event_makes_has_its_form(tmp_path: Path, sql: str, told: str) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business)
        business.mail.switch(client.client_id, MailSwitches(to="a@acme.example", after_entry=True))
        business.calls.start(client.client_id)
        clock.advance(timedelta(minutes=5))
        business.calls.stop()
        business.calls.start(client.client_id)
        assert business.verify().ok
    raw = sqlite3.connect(tmp_path / "ledger.db")
    assert raw.execute(sql).rowcount == 1
    raw.commit()
    raw.close()
    with open_business(tmp_path) as business:
        (problem,) = business.verify().problems
    assert problem.startswith(told) and problem.endswith("does not have the form it must have")


def test_a_call_in_a_store_without_entries_has_its_form(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        business.calls.start(add_client(business).client_id)
        assert business.verify().problems == ()
