"""The accounting system's answers for lines, and those that cannot be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.errors import Refused
from core.business import Business
from core.model.billing import LineStatus
from tests.builders import add_client, days, head_of, open_business


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


def test_a_line_without_an_invoice_is_not_paid(business: Business) -> None:
    line_id = business.queries.lines()[0].line_id
    with pytest.raises(Refused, match=rf"on no invoice yet.*invoice mark {line_id} --number N"):
        business.invoices.mark([line_id], "", days(0), LineStatus.PAID)
