"""The accounting system's answers for lines, and those that cannot be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.errors import Refused, Unasked
from core.business import Business
from core.journal.registry import MOST_EVENTS
from core.model.billing import LineStatus
from core.model.clients import Client
from core.model.terms import Kind, Terms
from core.queries.views.lines import LineView
from tests.builders import MONDAY, add_client, days, draft_of, head_of, open_business


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        add_client(opened)
        yield opened


def test_a_line_is_not_paid_before_its_invoice(business: Business) -> None:
    line_id = business.queries.lines()[0].line_id
    business.invoices.mark([line_id], "12", days(0))
    before = head_of(business)
    with pytest.raises(Refused, match="invoiced on 2026-03-02, so it cannot be paid on 2026-03-01"):
        business.invoices.mark([line_id], "", days(-1), LineStatus.PAID)
    assert head_of(business) == before
    (line,) = business.invoices.mark([line_id], "", days(0), LineStatus.PAID)
    assert (line.status, line.paid_on) == (LineStatus.PAID, days(0))


def test_an_invoice_or_a_payment_dated_far_ahead_is_asked_about(business: Business) -> None:
    line_id = business.queries.lines()[0].line_id
    with pytest.raises(Unasked, match="2027-03-02 is 365 days ahead"):
        business.invoices.mark([line_id], "12", days(365))
    business.invoices.mark([line_id], "12", days(31))
    with pytest.raises(Unasked, match="397 days ahead"):
        business.invoices.mark([line_id], "", days(397), LineStatus.PAID)
    (line,) = business.invoices.mark([line_id], "", days(397), LineStatus.PAID, sure=True)
    assert line.paid_on == days(397)


def test_a_line_without_an_invoice_is_not_paid(business: Business) -> None:
    line_id = business.queries.lines()[0].line_id
    with pytest.raises(Refused, match=rf"on no invoice yet.*invoice mark {line_id} --number N"):
        business.invoices.mark([line_id], "", days(0), LineStatus.PAID)


HOURLY = Terms(kind=Kind.BREAK_FIX, currency="EUR", hourly_rate_minor=8_000)


def hourly_client(business: Business, code: str = "bianchi") -> Client:
    return add_client(business, code, terms=HOURLY, blocks=())


def lines_of(business: Business, client: Client) -> list[LineView]:
    return list(business.queries.lines(client_id=client.client_id))


def test_the_void_of_invoiced_work_makes_a_credit_line_that_names_what_it_corrects(business: Business) -> None:
    client = hourly_client(business)
    entry_id = business.entries.post(draft_of(client, 90)).entry.entry_id
    (line,) = lines_of(business, client)
    business.invoices.mark([line.line_id], "7", MONDAY)
    view = business.entries.void(entry_id, "not ours", sure=True)
    kept, credit = lines_of(business, client)
    assert (kept.status, kept.number) == (LineStatus.INVOICED, "7")
    assert (credit.amount_minor, credit.minutes, credit.status) == (-12_000, 90, LineStatus.TO_INVOICE)
    assert credit.corrects is not None
    assert credit.corrects.line_id == line.line_id
    assert view.credit_lines == (credit.line_id,)
    assert credit.line_id in view.warnings[0]
    assert business.verify().problems == ()


def test_the_edit_of_paid_work_makes_a_credit_and_a_new_line(business: Business) -> None:
    client = hourly_client(business)
    entry_id = business.entries.post(draft_of(client, 90)).entry.entry_id
    (line,) = lines_of(business, client)
    business.invoices.mark([line.line_id], "7", MONDAY)
    business.invoices.mark([line.line_id], "", MONDAY, LineStatus.PAID)
    with pytest.raises(Unasked, match=r"credit -€120\.00, new line €80\.00 This is invoiced work: is it meant"):
        business.entries.edit(entry_id, draft_of(client, 60))
    business.entries.edit(entry_id, draft_of(client, 60), sure=True)
    amounts = [(each.amount_minor, each.status) for each in lines_of(business, client)]
    assert amounts == [
        (12_000, LineStatus.PAID),
        (-12_000, LineStatus.TO_INVOICE),
        (8_000, LineStatus.TO_INVOICE),
    ]


def test_work_that_is_not_invoiced_yet_is_voided_without_a_credit(business: Business) -> None:
    client = hourly_client(business)
    entry_id = business.entries.post(draft_of(client, 90)).entry.entry_id
    assert business.entries.void(entry_id).credit_lines == ()
    assert lines_of(business, client) == []


def test_an_invoice_that_was_none_takes_the_credit_of_voided_work_with_it(business: Business) -> None:
    client = hourly_client(business)
    entry_id = business.entries.post(draft_of(client, 90)).entry.entry_id
    (line,) = lines_of(business, client)
    business.invoices.mark([line.line_id], "7", MONDAY)
    (credit_id,) = business.entries.void(entry_id, sure=True).credit_lines
    business.invoices.mark([credit_id], "8", MONDAY)
    with pytest.raises(Refused, match=f"credited by {credit_id}, which is on 8"):
        business.invoices.unmark([line.line_id])
    business.invoices.unmark([credit_id, line.line_id], "never sent")
    assert lines_of(business, client) == []
    assert business.verify().problems == ()


def test_a_line_voided_after_its_export_and_invoiced_all_the_same_is_credited(business: Business) -> None:
    client = hourly_client(business)
    entry_id = business.entries.post(draft_of(client, 90)).entry.entry_id
    (line,) = lines_of(business, client)
    business.billing.export()
    business.entries.void(entry_id)
    business.invoices.mark([line.line_id], "7", MONDAY)
    assert [each.amount_minor for each in lines_of(business, client)] == [12_000, -12_000]
    business.invoices.unmark([line.line_id])
    assert lines_of(business, client) == []
    business.invoices.mark([line.line_id], "7", MONDAY)
    assert [each.amount_minor for each in lines_of(business, client)] == [12_000, -12_000]


def test_a_mark_is_corrected_after_a_question_and_taken_back(business: Business) -> None:
    (line,) = business.queries.lines()
    business.invoices.mark([line.line_id], "12", MONDAY)
    before = head_of(business)
    with pytest.raises(Unasked) as asked:
        business.invoices.mark([line.line_id], "13", days(1))
    assert "on invoice 12 of 2026-03-02: put it on 13" in asked.value.questions[0]
    assert head_of(business) == before
    (changed,) = business.invoices.mark([line.line_id], "13", days(1), sure=True)
    assert (changed.number, changed.invoiced_on) == ("13", days(1))
    (free,) = business.invoices.unmark([line.line_id], "wrong client")
    assert (free.status, free.number, free.invoiced_on) == (LineStatus.TO_INVOICE, "", None)
    assert business.verify().problems == ()


def test_one_number_is_never_on_two_clients(business: Business) -> None:
    other = hourly_client(business)
    business.entries.post(draft_of(other, 60))
    mine, theirs = business.queries.lines()
    with pytest.raises(Refused, match="invoice 12 of 2026 is one of acme and cannot be one of bianchi"):
        business.invoices.mark([mine.line_id, theirs.line_id], "12", MONDAY)
    assert business.queries.lines(LineStatus.INVOICED) == ()
    business.invoices.mark([mine.line_id], "12", MONDAY)
    with pytest.raises(Refused, match="cannot be one of bianchi"):
        business.invoices.mark([theirs.line_id], "12", days(3))


def test_a_run_is_marked_whole_and_an_invoice_paid_by_its_number(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    business.blocks.sell(client.client_id)
    run = business.billing.export()
    marks = business.invoices.marks_of_run(run.run_id, "12", MONDAY)
    assert [line.number for line in business.invoices.mark_all(marks)] == ["12", "12"]
    with pytest.raises(Refused, match="no line of run"):
        business.invoices.marks_of_run(run.run_id, "12", MONDAY)
    paid = business.invoices.mark_all(business.invoices.marks_of_number("12", days(9)))
    assert [(line.status, line.paid_on) for line in paid] == [(LineStatus.PAID, days(9))] * 2
    with pytest.raises(Refused, match="waits for its payment"):
        business.invoices.marks_of_number("12", days(9))


def test_a_run_of_several_clients_is_marked_client_by_client(business: Business) -> None:
    other = hourly_client(business)
    business.entries.post(draft_of(other, 60))
    run = business.billing.export()
    with pytest.raises(Refused, match=r"run .* has lines of acme, bianchi.*--client CLIENT"):
        business.invoices.marks_of_run(run.run_id, "12", MONDAY)
    (mark,) = business.invoices.marks_of_run(run.run_id, "12", MONDAY, client_id=other.client_id)
    assert business.invoices.mark_all([mark])[0].client.code == "bianchi"


def test_more_lines_than_one_change_holds_are_marked_and_unmarked_in_parts(business: Business) -> None:
    billed = add_client(business, "many", terms=HOURLY, blocks=())
    business.entries.post_all([draft_of(billed, 15) for _time in range(MOST_EVENTS + 10)])
    ids = [line.line_id for line in business.queries.lines(client_id=billed.client_id)]
    assert len(ids) == MOST_EVENTS + 10
    business.invoices.mark(ids, "12", MONDAY)
    assert {line.number for line in business.invoices.unmark(ids, "never sent")} == {""}
    with pytest.raises(Refused):
        business.invoices.unmark([*ids, "l-none"])
