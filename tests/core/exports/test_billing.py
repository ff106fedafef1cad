"""Lines go to the accounting system once; a run repeats byte for byte; maps that cannot be are told."""

from decimal import Decimal
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Usage
from core.basics.spreadsheets import csv_text, neutral_cell, xlsx_bytes
from core.business import Business
from core.exports.columns import read_map
from core.model.billing import LineKind, LineStatus
from core.model.terms import Kind, Terms
from tests.builders import MONDAY, MORNING, add_client, days, draft_of, open_business

MAP = """
delimiter = ";"
decimal = ","
date_format = "%d/%m/%Y"
[columns]
Cliente = "name"
Data = "date"
Importo = "amount"
Iva = "=22"
"""


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path, FakeClock(MORNING))
    opened.entries.post(draft_of(add_client(opened), 400))
    add_client(opened, "bianchi")
    return opened


def test_a_line_goes_out_once(business: Business) -> None:
    first = business.billing.export()
    assert len(first.lines) == 3
    with pytest.raises(Refused, match="nothing new to export"):
        business.billing.export()
    business.blocks.sell(business.queries.resolve_client("acme").client_id)
    assert len(business.billing.export().lines) == 1
    assert business.verify().ok


def test_a_run_repeats_its_bytes_whatever_happened_since(business: Business) -> None:
    run = business.billing.export(format_name="xlsx")
    client = business.queries.resolve_client("acme")
    business.clients.edit(client.client_id, name="Another")
    business.invoices.mark([run.lines[0].line_id], "12/2026", MONDAY)
    again = business.billing.again(run.run_id)
    assert again.content == run.content
    assert {line.line_id for line in again.lines} == {line.line_id for line in run.lines}
    with pytest.raises(Refused, match="no export run x"):
        business.billing.again("x")


def test_client_and_period_narrow_and_a_dry_run_records_nothing(business: Business) -> None:
    client_id = business.queries.resolve_client("bianchi").client_id
    assert len(business.billing.export(client_id=client_id, dry_run=True).lines) == 1
    with pytest.raises(Refused):
        business.billing.export(until=days(-1))
    assert len(business.billing.export(client_id=client_id).lines) == 1
    assert len(business.billing.export(since=MONDAY).lines) == 2


def test_a_line_that_is_invoiced_is_not_exported(business: Business) -> None:
    lines = business.queries.lines(LineStatus.TO_INVOICE)
    business.invoices.mark([lines[0].line_id], "1", MONDAY)
    assert len(business.billing.export().lines) == 2


def test_the_accounting_package_names_the_columns(business: Business) -> None:
    content = business.billing.export(columns=read_map(MAP)).content.decode()
    assert content.splitlines()[:2] == ["Cliente;Data;Importo;Iva", "Acme srl;02/03/2026;800,00;22"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = [", "is no TOML"),
        ("x = 1", "needs a table"),
        ('[columns]\nA = "price"', "write one of line, client"),
        ('delimiter = "--"\n[columns]\nA = "name"', "must be one character"),
    ],
)
def test_a_map_that_cannot_be_is_told(text: str, words: str) -> None:
    with pytest.raises(Usage, match=words):
        read_map(text)


@pytest.mark.parametrize("text", ["=1+1", "+39 02", "-5", "@sum", "\t=1", "\r=1"])
def test_no_cell_runs(text: str) -> None:
    assert neutral_cell(text).startswith("'")
    assert csv_text([[text]]).startswith("'")


def test_numbers_stay_numbers_and_the_bytes_repeat() -> None:
    rows = [["a", "b"], [-5, Decimal("-1.50")], [MONDAY, None]]
    assert csv_text(rows, delimiter=";", decimal=",") == "a;b\r\n-5;-1,50\r\n2026-03-02;\r\n"
    assert xlsx_bytes("x", rows) == xlsx_bytes("x", rows)


def test_a_line_that_is_taken_back_after_it_went_out_is_told_and_its_invoice_can_still_be_recorded(
    business: Business,
) -> None:
    client = business.clients.add("hotel", "Hotel")
    business.agreements.set(client.client_id, Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6000))
    entry = business.entries.post(draft_of(client, 60)).entry
    block = business.blocks.sell(business.queries.resolve_client("bianchi").client_id)
    run = business.billing.export()
    edited = business.entries.edit(entry.entry_id, draft_of(client, 90))
    (warning,) = edited.warnings
    assert f"went out in run {run.run_id}" in warning
    assert [line.amount_minor for line in business.billing.export(dry_run=True).lines] == [9000]
    assert f"went out in run {run.run_id}" in business.blocks.void(block).warnings[0]
    renewing = business.queries.entries(client_id=business.queries.resolve_client("acme").client_id)[0]
    assert f"went out in run {run.run_id}" in business.entries.void(renewing.entry_id).warnings[0]
    gone = next(line for line in run.lines if line.kind is LineKind.BREAK_FIX)
    (marked,) = business.invoices.mark([gone.line_id], "12/2026", MONDAY)
    assert (marked.status, marked.number) == (LineStatus.INVOICED, "12/2026")
    assert business.verify().ok


def test_the_day_of_a_payment_leaves_the_invoice_s_date_alone(business: Business) -> None:
    line_id = business.queries.lines()[0].line_id
    business.invoices.mark([line_id], "12/2026", MONDAY)
    (paid,) = business.invoices.mark([line_id], "", days(30), LineStatus.PAID)
    assert (paid.invoiced_on, paid.paid_on, paid.number) == (MONDAY, days(30), "12/2026")
