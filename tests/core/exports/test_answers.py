"""The accounting program's file: numbers and dates by line or by invoice key, all of it or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.errors import Refused, Usage
from core.business import Business
from core.model.billing import LineStatus
from tests.builders import add_client, days, head_of, open_business


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        add_client(opened)
        add_client(opened, "beta-due", blocks=(600, 600))
        yield opened


def test_each_line_gets_its_number_and_payment(business: Business) -> None:
    first, second, third = business.queries.lines()
    data = (
        "line;number;date;paid\n"
        f"{first.line_id};12;2026-03-02;\n{second.line_id};13;2026-03-02;2026-03-09\n{third.line_id};;;\n"
    )
    business.invoices.mark_all(business.billing.answers(data.encode()))
    found = business.queries.lines()
    assert [(line.number, line.paid_on, line.status) for line in found] == [
        ("12", None, LineStatus.INVOICED),
        ("13", days(7), LineStatus.PAID),
        ("", None, LineStatus.TO_INVOICE),
    ]
    # The file grows: what it told before is no change.
    again = data.replace(f"{third.line_id};;;", f"{third.line_id};13;2026-03-02;")
    assert [mark.line_id for mark in business.billing.answers(again.encode())] == [third.line_id]
    with pytest.raises(Refused, match="nothing that is not recorded already"):
        business.billing.answers(data.encode())


def test_the_key_of_an_invoice_means_all_its_lines(business: Business) -> None:
    run = business.billing.export()
    data = f"Fattura,Numero,Data\nbeta-due-EUR-{run.run_id},7/2026,2026-03-02\n"
    lines = business.invoices.mark_all(business.billing.answers(data.encode()))
    assert [(line.client.code, line.number) for line in lines] == [("beta-due", "7/2026")] * 2


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("name,number\nacme,12\n", Usage, "needs a column line or invoice"),
        ("line,number,date\nl0,12,2026-03-02\n", Refused, "row 2: there is no line l0"),
        ("invoice,number,date\nacme-EUR-x0,12,2026-03-02\n", Refused, "row 2: .*key of no exported invoice"),
        ("line,number,date\nLINE,12,\n", Refused, "row 2: invoice 12 has no date"),
        ("line,number,date\nLINE,12,2026-03-02\nLINE,13,2026-03-02\n", Refused, "row 3: .*stands in row 2 too"),
        ("line,number,date\nLINE,12,tomorrow week\n", Refused, "row 2: "),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_changes(
    business: Business, text: str, error: type[Exception], words: str
) -> None:
    before = head_of(business)
    data = text.replace("LINE", business.queries.lines()[0].line_id).encode()
    with pytest.raises(error, match=words):
        business.invoices.mark_all(business.billing.answers(data))
    assert head_of(business) == before
