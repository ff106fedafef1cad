"""The auditor tells a kept paper that the journal does not bear out."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.models import MailSwitches, RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_ledger, prepaid_terms


def busy_store(folder: Path) -> Path:
    clock = fake_clock()
    with open_ledger(folder, clock) as ledger:
        client = add_client(ledger, terms=prepaid_terms(renewal=RenewalMode.ASK))
        ledger.post(draft_of(client, 400))
        ledger.refuse_renewal(ledger.queries.pending_renewals()[0].renewal_id)
        ledger.post(draft_of(client, 10))
        ledger.approve_renewal(ledger.queries.pending_renewals()[0].renewal_id)
        ledger.mail.switch(client.client_id, MailSwitches(to="a@acme.example", language="en", statement=True))
        ledger.proposals.accept(ledger.proposals.add(client.client_id, "Patch", every="monthly").proposal_id)
        ledger.billing.export(format_name="xlsx")
        clock.advance(timedelta(days=31))
        ledger.daily()
        ledger.lock(days(0))
        assert ledger.verify().problems == ()
        return ledger.store.path


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE agreement SET terms = replace(terms, '80000', '70000')",
        "UPDATE agreement SET from_date = '2026-01-01'",
        "UPDATE renewal SET outcome = 'approved' WHERE outcome = 'refused'",
        "UPDATE statement SET document = replace(document, '600', '900')",
        "DELETE FROM statement",
        "UPDATE proposal SET status = 'done'",
        "UPDATE export_run SET content = x'00'",
        "UPDATE export_run SET digest = 'x'",
        "DELETE FROM export_line WHERE place = 0",
        "UPDATE mail_switch SET switches = '{}'",
        "UPDATE setting SET value = '2020-01-01' WHERE name = 'lock_date'",
    ],
)
def test_a_paper_that_was_changed_by_hand_is_told(tmp_path: Path, sql: str) -> None:
    path = busy_store(tmp_path)
    raw = sqlite3.connect(path, isolation_level=None)
    assert raw.execute(sql).rowcount
    raw.close()
    with open_ledger(tmp_path) as ledger:
        view = ledger.verify()
    assert not view.ok
    assert view.problems
    assert view.first_bad_row is None
