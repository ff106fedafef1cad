"""Mail to the manager: each thing that waits for a person of the firm is told once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Usage
from core.business import Business
from core.ledger.settings import SettingsChange
from core.mail.message import statement_file
from core.model.mail import Mail, MailState, MailSwitches, ManagerSwitches
from core.model.terms import Overage, RenewalMode
from tests.builders import add_client, draft_of, fake_clock, open_business, prepaid_terms

BOSS = "boss@firm.example"
ALL = ManagerSwitches(BOSS, "en", renewal=True, negative=True, overdue=True, failed=True, draft=True)


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        opened.mail.change_manager_switches(lambda _before: ALL)
        yield opened
        assert opened.verify().ok, opened.verify().problems


def told(business: Business) -> list[Mail]:
    return [mail for mail in reversed(business.mail.list()) if mail.kind.startswith("manager-")]


def test_a_renewal_that_waits_and_an_account_below_zero_are_told_once(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK, overage=Overage.SETTLE))
    business.entries.post(draft_of(client, 400))
    business.entries.post(draft_of(client, 100))
    (asked,) = told(business)
    assert (asked.kind, asked.recipient, asked.state) == ("manager-renewal", BOSS, MailState.QUEUED)
    (renewal,) = business.queries.pending_renewals()
    assert f"monteore renewal approve {renewal.renewal_id}" in asked.body and "3:20" in asked.body
    business.entries.post(draft_of(client, 200))
    business.entries.post(draft_of(client, 10))
    assert [mail.kind for mail in told(business)] == ["manager-renewal", "manager-negative"]
    assert "-1:40" in told(business)[1].body


def test_an_overdue_invoice_is_told_once_by_the_daily_run(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    (line,) = business.queries.lines()
    business.invoices.mark([line.line_id], number="7", dated=date(2026, 3, 2))
    assert told(business) == []
    clock.advance(timedelta(days=40))
    business.confirm_clock()
    assert business.daily.run().messages == 1
    assert business.daily.run().messages == 0
    (mail,) = told(business)
    assert (mail.key, mail.client_id) == (f"manager-overdue:{client.client_id}/2026/7", client.client_id)
    assert mail.subject == "Monteore: Acme srl owes invoice 7" and "€800.00" in mail.body


def test_a_statement_without_an_address_is_told_and_sent_again_to_the_client(business: Business) -> None:
    client = add_client(business)
    business.mail.switch(client.client_id, MailSwitches(to="a@b.example", language="en", statement=True))
    business.session.store.outbox.switches(client.client_id)
    with business.session.changing():
        mail = replace(
            Mail("m1", client.client_id, "statement", "k", "", "Statement", "", (), MailState.FAILED, 0, None, "gone",
                 business.clock.now(), business.clock.now())
        )  # fmt: skip
        business.session.store.outbox.add(mail)
        business.mail.manager.failed(mail, "gone")
        business.mail.manager.failed(replace(mail, mail_id="m2", kind="balance"), "gone")
    (failed,) = told(business)
    assert "monteore mail resolve m1 --again" in failed.body
    assert business.mail.send_again("m1").recipient == "a@b.example"
    with business.session.changing():
        business.session.store.outbox.change(failed.mail_id, MailState.FAILED, business.clock.now())
    business.mail.change_manager_switches(lambda before: replace(before, to="new@firm.example"))
    assert business.mail.send_again(failed.mail_id).recipient == "new@firm.example"


def test_the_draft_of_a_statement_comes_before_its_day_and_a_held_one_never(
    business: Business, clock: FakeClock
) -> None:
    client, held = add_client(business), add_client(business, "held")
    for each in (client, held):
        business.mail.switch(each.client_id, MailSwitches(to="a@b.example", language="en", statement=True))
        business.entries.post(draft_of(each, 60))
    business.statements.hold(held.account_id, held=True)
    business.settings.change(SettingsChange(statement_day=5))
    business.daily.run()
    clock.advance(timedelta(days=31))
    business.daily.run()
    business.daily.run()
    (draft,) = told(business)
    assert (draft.client_id, draft.attachments[0].is_draft) == (client.client_id, True)
    assert "5 April 2026" in draft.body and "monteore statement acme --hold" in draft.body
    name, content = statement_file(business.mail, client.client_id, draft.attachments[0])
    assert name.endswith("2026-03.pdf") and content.startswith(b"%PDF")
    clock.advance(timedelta(days=3))
    business.daily.run()
    assert [mail.kind for mail in business.mail.list()].count("statement") == 1


def test_mail_to_nobody_and_in_no_language_is_refused(business: Business) -> None:
    for wanted in (replace(ALL, to=""), replace(ALL, to="nobody"), replace(ALL, language="xx")):
        with pytest.raises(Usage):
            business.mail.change_manager_switches(lambda _before, wanted=wanted: wanted)
    assert business.mail.manager_switches() == ALL
