"""Statements beside their movements: hours left by expiry, contested entries, quarters, the firm, holds, old documents."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
import typst

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import Refused, Usage
from core.business import Business
from core.documents.content import Content, content_of
from core.documents.statement import render
from core.documents.statement_details import with_details
from core.documents.statement_pdf import as_pdf
from core.ledger.settings import SettingsChange
from core.ledger.statement_views import Statement, StatementView, plain_view, revived
from core.model.billing import LineStatus
from core.model.mail import MailSwitches
from core.model.terms import RenewalMode, Serves
from tests.builders import MORNING, add_client, days, draft_of, open_business, prepaid_terms


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def text_of(statement: Statement) -> str:
    return render(statement, "text").decode()


def test_hours_left_are_told_by_their_expiry_and_add_up_to_the_closing(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(validity=Validity(months=2), reference="C-7"))
    business.entries.post(draft_of(client, 90))
    clock.advance(timedelta(days=10))
    business.blocks.sell(client.client_id, size_minutes=60, expires_on=None)
    entry = business.entries.post(draft_of(client, 30, business.today)).entry
    clock.advance(timedelta(days=25))
    found = business.statements.issue(client.client_id, "2026-03")
    left = [(part.minutes, part.expires_on) for part in found.view.left]
    assert left == [(480, "2026-05-02"), (60, "")]
    assert sum(minutes for minutes, _day in left) == found.view.closing_minutes
    assert found.view.reference == "C-7" and "Contract C-7" in text_of(found)
    # The void of an entry of a closed month counts in the next one, and the parts follow.
    business.entries.void(entry.entry_id)
    april = business.statements.read(client.client_id, "2026-04").view
    assert sum(part.minutes for part in april.left) == april.closing_minutes == 570
    content = with_details(content_of(april), april)
    assert content.notes[0] == "Worked 0:00 in all; 0:30 of earlier months were taken back."
    again = business.statements.read(client.client_id, "2026-03")
    assert render(again, "pdf") == render(found, "pdf")


def test_an_overdraft_is_told_beside_the_hours(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(block_minutes=0), blocks=(60,))
    business.entries.post(draft_of(client, 100))
    view = business.statements.read(client.client_id, "2026-03").view
    assert [part.minutes for part in view.left] == [-40]
    assert view.closing_minutes == -40


def test_a_contested_entry_stands_on_the_next_statement_with_its_answer(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    entry = business.entries.post(draft_of(client, 90)).entry
    gone = business.entries.post(draft_of(client, 10)).entry
    clock.advance(timedelta(days=30))
    business.statements.issue(client.client_id, "2026-03")
    assert business.contests.answer(entry.entry_id) is None
    business.contests.contest(entry.entry_id)
    business.contests.contest(gone.entry_id)
    assert "is being looked into" in text_of(business.statements.read(client.client_id, "2026-04"))
    business.contests.contest(entry.entry_id, "ordered by Mr Bruni")
    business.contests.contest(entry.entry_id)
    business.entries.void(gone.entry_id)
    april = business.statements.read(client.client_id, "2026-04")
    assert [(each.entry_id, each.answer) for each in april.view.contests] == [(entry.entry_id, "ordered by Mr Bruni")]
    with pytest.raises(Refused, match="voided already"):
        business.contests.contest(gone.entry_id)
    assert business.verify().ok
    business.erasure.erase(client.client_id)
    assert business.contests.answer(entry.entry_id) != "ordered by Mr Bruni"
    assert business.verify().ok


def test_a_quarter_is_its_months_in_one(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    for _month in range(3):
        business.entries.post(draft_of(client, 60, business.today))
        clock.advance(timedelta(days=28))
    quarter = business.statements.read_period(client.client_id, "2026-Q1").view
    assert (quarter.opening_minutes, quarter.sold_minutes, quarter.closing_minutes) == (0, 600, 480)
    assert len(quarter.entries) == 2
    year = business.statements.read_period(client.client_id, "2026")
    assert year.view.closing_minutes == 420 and "2026" in text_of(year)
    assert json.loads(render(year, "json"))["entries"][2]["number"] == 3
    for wrong in ("2026-Q5", "26", "2026-03"):
        with pytest.raises(Usage, match="no quarter and no year"):
            business.statements.read_period(client.client_id, wrong)
    with pytest.raises(Usage, match="not begun"):
        business.statements.read_period(client.client_id, "2027")


def test_a_proposal_that_the_hours_left_pay_says_so(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 120))
    business.proposals.add(client.client_id, "Firmware", estimate_minutes=300, due_on=date(2026, 4, 1))
    business.proposals.add(client.client_id, "Backups", estimate_minutes=300, due_on=date(2026, 4, 2))
    first, second = (
        text_of(business.statements.read(client.client_id, "2026-03")).split("Proposed\n")[1].splitlines()[:2]
    )
    assert "already covered by your 8:00 h" in first and "already covered" not in second


def test_a_document_of_before_has_no_details_in_any_format(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 30, note="printer"))
    business.settings.change(SettingsChange(name="Studio"))
    values = plain_view(business.statements.read(client.client_id, "2026-03").view)
    for name in ("layout", "letterhead", "logo", "reference", "left", "contests"):
        del values[name]
    old: StatementView = revived(json.dumps(values))
    assert old.layout == 0
    told = json.loads(render(Statement(old), "json"))
    assert not {"letterhead", "left", "contests", "reference"} & set(told) and "number" not in told["entries"][0]
    text = text_of(Statement(old))
    assert "No." not in text and "Hours left until" not in text


def test_the_daily_run_waits_for_the_day_and_for_the_end_of_a_hold(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 60))
    business.mail.switch(client.client_id, MailSwitches(to="acme@clients.example", statement=True))
    business.settings.change(SettingsChange(statement_day=5))
    clock.advance(timedelta(days=31))  # 2 April
    business.daily.run()
    assert business.statements.read(client.client_id, "2026-03").issued_at is None
    business.statements.hold(client.client_id, held=True)
    clock.advance(timedelta(days=4))
    business.daily.run()
    assert business.statements.read(client.client_id, "2026-03").issued_at is None
    business.statements.hold(client.client_id, held=False)
    business.daily.run()
    assert business.statements.read(client.client_id, "2026-03").issued_at is not None


def test_what_is_overdue_and_hours_that_wait_for_a_payment_are_told(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(serves=Serves.PAID, renewal=RenewalMode.OFF), blocks=(600, 300))
    business.entries.post(draft_of(client, 30))
    (first, _second) = business.queries.lines()
    business.invoices.mark([first.line_id], "12/2026", days(0))
    business.proposals.add(client.client_id, "disk check")
    clock.advance(timedelta(days=35))
    found = business.statements.issue(client.client_id, "2026-03")
    document = json.loads(render(found, "json"))
    assert document["unpaid"] == [{"amount": "800.00", "currency": "EUR", "since": "2026-04-01"}]
    assert document["held"] == [{"minutes": 900, "waits_for": "paid"}]
    for name in ("text", "md", "html"):
        text = render(found, name).decode()
        assert "Overdue on 6 Apr 2026: €800.00, due since 1 Apr 2026." in text.replace("\\", "")
        assert "15:00 h that were sold serve once they are paid." in text
        # Hours that do not serve yet cover no proposal.
        assert "already covered" not in text
    assert b",overdue,,,,,,,,,,800.00,EUR,," in render(found, "csv")
    business.invoices.mark([first.line_id], "", business.today, LineStatus.PAID)
    paid = business.statements.read(client.client_id, "2026-04").view
    assert (paid.unpaid, [held.minutes for held in paid.held]) == ((), [300])
    # The issued one stays; those of layout 2 have no such keys.
    assert render(business.statements.read(client.client_id, "2026-03"), "json").decode().count("800.00") >= 1
    before = json.loads(render(replace(found, view=replace(found.view, layout=2, unpaid=(), held=())), "json"))
    assert not {"unpaid", "held"} & set(before)


def test_the_small_print_takes_the_last_part_with_it_and_documents_of_before_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typst, "compile", partial(typst.compile, format="svg"))
    rows = 28
    content = Content(
        title="Statement", business="Firm", client="Acme", month="2026", entry_head=("a",) * 7,
        entries=(("1",) * 7,) * rows, reasons=("",) * rows, no_entries="", block_title="", block_head=("b",) * 5,
        blocks=(("c",) * 5,), totals=(("Opening", "0:00"), ("Closing", "1:00")), proposal_title="", proposals=(),
        notes=("n",) * 4, letterhead=("Via",), left_title="Left", left=(("d", "1:00"),) * 2,
    )  # fmt: skip
    texts = {}
    for layout in (1, 2):
        pages = [bytes(page).decode() for page in as_pdf(replace(content, layout=layout))]
        assert len(pages) == 2
        texts[layout] = pages[1].count('<g transform="matrix(1 0 0 -1')
    footer, left = 3, 5
    assert texts == {1: len(content.notes) + footer, 2: len(content.notes) + footer + left}
    # From layout 3 on the end of the page cuts no row: the rest of its lines stands on the next one.
    tall = replace(content, entries=(("1", "d", "t", "", "words " * 60, "0:10", "0:15"),) * rows)
    lines = {
        layout: bytes(as_pdf(replace(tall, layout=layout))[0]).decode().count('<g transform="matrix(1 0 0 -1')
        for layout in (2, 3)
    }
    assert lines[3] < lines[2]
