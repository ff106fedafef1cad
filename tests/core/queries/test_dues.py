"""Due dates by terms of payment, and what is overdue."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.model.billing import LineStatus
from core.model.fiscal import FiscalCard, PaymentTerms
from tests.builders import MONDAY, add_client, fake_clock, give_fiscal_card, open_business


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def test_an_invoice_is_overdue_from_the_day_after_its_due_date_until_it_is_paid(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(business)
    (line,) = business.queries.lines()
    assert (line.due_on, line.is_overdue) == (None, False)
    business.invoices.mark([line.line_id], "7", MONDAY)
    clock.advance(timedelta(days=30))
    assert business.queries.lines()[0].due_on == date(2026, 4, 1)
    assert business.queries.lines(overdue=True) == ()
    clock.advance(timedelta(days=1))
    assert [each.number for each in business.queries.lines(overdue=True)] == ["7"]
    (unpaid,) = business.queries.balance(client.client_id).unpaid
    assert (unpaid.amount_minor, unpaid.currency, unpaid.due_on, unpaid.numbers) == (
        80_000,
        "EUR",
        date(2026, 4, 1),
        ("7",),
    )
    assert business.queries.desk().unpaid == 1
    business.invoices.mark([line.line_id], "", business.today, LineStatus.PAID)
    assert business.queries.balance(client.client_id).unpaid == ()
    assert business.queries.desk().unpaid == 0


def test_the_clients_own_terms_come_before_the_default(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    give_fiscal_card(business, client.client_id, FiscalCard(payment=PaymentTerms(30, end_of_month=True)))
    (line,) = business.queries.lines()
    business.invoices.mark([line.line_id], "7", MONDAY)
    assert business.queries.lines()[0].due_on == date(2026, 4, 30)
