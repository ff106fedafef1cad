"""Marks of lines, their corrections, and the share of a block's price that is credited."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import Refused
from core.journal.events import LineAdded, LineMarked, LineUnmarked
from core.model.billing import BillingLine, LineKind, LineStatus
from core.rules.marks import Credited, Mark, Marking, check_number, credited_minor, decide, unmark
from tests.builders import MONDAY, context_on, days

NEW_ID = context_on().new_id


def line_of(status: LineStatus = LineStatus.TO_INVOICE, run_id: str | None = None) -> BillingLine:
    line = BillingLine("l1", "k1", LineKind.BREAK_FIX, 60, 8_000, "EUR", status, MONDAY, entry_id="e1", run_id=run_id)
    if status in (LineStatus.TO_INVOICE, LineStatus.VOID):
        return line
    return replace(line, number="12", invoiced_on=MONDAY, paid_on=days(3) if status is LineStatus.PAID else None)


def marks_in(marking: Marking) -> list[tuple[LineStatus, str, date]]:
    return [(event.status, event.number, event.dated) for event in marking.events if isinstance(event, LineMarked)]


def decided(line: BillingLine, mark: Mark, *, work_is_void: bool = False, is_credited: bool = False) -> Marking:
    return decide(line, mark, days(5), NEW_ID, work_is_void=work_is_void, is_credited=is_credited)


def test_another_number_of_an_invoiced_line_is_asked_about() -> None:
    marking = decided(line_of(LineStatus.INVOICED), Mark("l1", "13", days(1)))
    assert marks_in(marking) == [(LineStatus.INVOICED, "13", days(1))]
    (question,) = marking.questions
    assert "on invoice 12 of 2026-03-02: put it on 13 of 2026-03-03?" in question


def test_a_paid_line_gets_another_number_and_stays_paid() -> None:
    marking = decided(line_of(LineStatus.PAID), Mark("l1", "13", days(1)))
    assert marks_in(marking) == [
        (LineStatus.INVOICED, "13", days(1)),
        (LineStatus.PAID, "13", days(3)),
    ]
    with pytest.raises(Refused, match="cannot be paid on 2026-03-05"):
        decided(line_of(LineStatus.PAID), Mark("l1", "13", days(4)))


def test_invoice_and_payment_can_come_in_one_answer() -> None:
    marking = decided(line_of(), Mark("l1", "13", days(1), days(2)))
    assert [status for status, _number, _day in marks_in(marking)] == [LineStatus.INVOICED, LineStatus.PAID]
    assert marking.questions == ()


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        (line_of(), Mark("l1", paid_on=days(1))),
        (line_of(LineStatus.INVOICED), Mark("l1", "12", MONDAY)),
        (line_of(LineStatus.INVOICED), Mark("l1", paid_on=days(-1))),
        (line_of(LineStatus.PAID), Mark("l1", paid_on=days(3))),
        (line_of(LineStatus.VOID), Mark("l1", "12", MONDAY)),
        (line_of(LineStatus.VOID), Mark("l1", paid_on=days(1))),
    ],
)
def test_a_mark_that_the_line_does_not_allow_is_refused(line: BillingLine, mark: Mark) -> None:
    with pytest.raises(Refused):
        decided(line, mark)


def test_a_voided_line_that_was_invoiced_all_the_same_is_credited_once() -> None:
    gone = line_of(LineStatus.VOID, run_id="x1")
    marked, credit = decided(gone, Mark("l1", "12", MONDAY), work_is_void=True).events
    assert isinstance(marked, LineMarked)
    assert isinstance(credit, LineAdded)
    assert (credit.line.amount_minor, credit.line.corrects, credit.dated) == (-8_000, "l1", days(5))
    again = decided(gone, Mark("l1", "12", MONDAY), work_is_void=True, is_credited=True)
    assert [type(event) for event in again.events] == [LineMarked]


def test_a_mark_is_taken_back_one_step_at_a_time() -> None:
    assert unmark(line_of(LineStatus.PAID), (), "slip", work_is_void=False) == (
        LineUnmarked("l1", "k1", LineStatus.INVOICED, "slip"),
    )
    assert unmark(line_of(LineStatus.INVOICED), (), "", work_is_void=False)[0].status is LineStatus.TO_INVOICE
    with pytest.raises(Refused, match="no mark to take back"):
        unmark(line_of(), (), "", work_is_void=False)


def test_without_its_invoice_a_voided_line_is_void_with_its_credit() -> None:
    credit = BillingLine("l2", "k1", LineKind.CREDIT, 60, -8_000, "EUR", LineStatus.TO_INVOICE, MONDAY, corrects="l1")
    (event,) = unmark(line_of(LineStatus.INVOICED), (credit,), "", work_is_void=True)
    assert (event.status, event.voids) == (LineStatus.VOID, ("l2",))


def test_one_number_of_a_year_is_one_clients() -> None:
    others = [line_of(LineStatus.INVOICED)]
    check_number("12", days(9), "k1", others, str)
    check_number("12", days(400), "k2", others, str)
    with pytest.raises(Refused, match="invoice 12 of 2026 is one of k1 and cannot be one of k2"):
        check_number("12", days(9), "k2", others, str)


@given(
    price=st.integers(0, 10_000_000),
    size=st.integers(1, 5000),
    parts=st.lists(st.integers(1, 600), min_size=1, max_size=30),
)
def test_credits_in_parts_give_back_what_one_credit_would(price: int, size: int, parts: list[int]) -> None:
    paid, minutes, money = Fraction(price, size), 0, 0
    for part in parts:
        part = min(part, size - minutes)
        amount = credited_minor(paid, part, Credited(minutes, money))
        assert amount >= 0
        minutes, money = minutes + part, money + amount
    assert money == credited_minor(paid, minutes)
    assert money <= price
    if minutes == size:
        assert money == price
