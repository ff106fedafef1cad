"""Files for known accounting programs: columns, keys, due dates, hours whose price fits, Easyfatt's documents."""

import csv
import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.basics.errors import Usage
from core.business import Business
from core.exports.columns import PRESETS, preset, read_map
from core.forms.fiscal import read_fiscal
from core.ledger.settings import SettingsChange
from core.model.fiscal import NO_CARD
from core.model.terms import Kind, Terms
from core.rules.moving import HoursLeft
from tests.builders import MONDAY, add_client, draft_of, give_fiscal_card, open_business
from tests.core.documents.test_fatturapa import FIRM
from tests.core.ledger.test_moves import MANAGED


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    client = add_client(
        opened, terms=Terms(kind=Kind.BREAK_FIX, currency="EUR", hourly_rate_minor=8000, reference="C 12/26"), blocks=()
    )
    opened.entries.post(draft_of(client, 20, ticket="4821", note="=cmd"))
    give_fiscal_card(
        opened,
        client.client_id,
        read_fiscal({"payment": "60d eom", "vat": "09876543217", "sdi": "abc1234", "city": "Torino"}, NO_CARD),
    )
    opened.settings.change(SettingsChange(firm=FIRM))
    return opened


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.mark.parametrize("name", PRESETS)
def test_a_known_program_has_key_due_date_and_hours_whose_price_fits(business: Business, name: str) -> None:
    run = business.billing.export(columns=preset(name))
    (row,) = rows(run.content)
    number, price = (
        Decimal(row[column])
        for column in row
        if column.lstrip("*") in ("Quantity", "ItemQuantity", "UnitAmount", "ItemRate")
    )
    assert (number * price).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("26.67")
    assert row["*DueDate"] == "31/05/2026"
    assert f"acme-EUR-{run.run_id}" in row.values() and "C 12/26" in row.values()


@pytest.mark.parametrize("name", PRESETS)
def test_the_rows_of_one_invoice_have_one_date_and_the_due_date_counts_from_it(business: Business, name: str) -> None:
    client = business.queries.clients()[0].client
    business.entries.post(draft_of(client, 30, day=date(2026, 2, 3)))
    found = rows(business.billing.export(columns=preset(name)).content)
    assert len(found) == 2
    assert {(row["*InvoiceDate"], row["*DueDate"]) for row in found} == {(f"{MONDAY:%d/%m/%Y}", "31/05/2026")}


def test_templates_are_filled_and_never_become_formulas(business: Business) -> None:
    columns = read_map(
        '[columns]\nKey = "{client}-{run}"\nNote = "note"\nText = "=x {ticket}"\nDue = "due"\nVat = "{vat_rate}%"'
    )
    run = business.billing.export(columns=columns)
    (row,) = rows(run.content)
    assert row == {"Key": f"acme-{run.run_id}", "Note": "'=cmd", "Text": "x 4821", "Due": "2026-05-31", "Vat": "22%"}


@pytest.mark.parametrize(
    "source", ["{client", "{nothing}", "client}", "{client!r}", "{client:>9}", "{0}", "{client.code}", "{}"]
)
def test_a_template_that_cannot_be_is_refused(source: str) -> None:
    with pytest.raises(Usage, match="a template such as"):
        read_map(f'[columns]\nKey = "{source}"')


def test_an_unknown_program_is_told_with_the_known_ones() -> None:
    with pytest.raises(Usage, match="xero, quickbooks"):
        preset("sage")


def test_easyfatt_reads_invoice_customer_rows_and_payment(business: Business) -> None:
    root = ElementTree.fromstring(business.billing.export(format_name="easyfatt", first_number="7").content)
    document = root.find("Documents/Document")
    assert document is not None
    tags = ("DocumentType", "CustomerCode", "CustomerVatCode", "Number", "Total", "Date")
    told = [document.findtext(tag) for tag in tags]
    assert told == ["I", "acme", "09876543217", "7", "32.54", MONDAY.isoformat()]
    row = document.find("Rows/Row")
    assert row is not None and row.findtext("Um") == "h" and row.findtext("Price") == "80.00"
    vat = row.find("VatCode")
    assert vat is not None and (vat.text, vat.get("Perc"), vat.get("Class")) == ("22", "22", "Imponibile")
    assert document.findtext("Payments/Payment/Date") == date(2026, 5, 31).isoformat()
    assert root.findtext("Company/VatCode") == "01234567897"


def test_under_split_payment_easyfatt_is_asked_for_the_amount_without_vat(business: Business) -> None:
    client = business.queries.clients()[0].client
    card = read_fiscal({"split_payment": "yes"}, business.session.store.reads.fiscal_card(client.client_id))
    give_fiscal_card(business, client.client_id, card)
    document = ElementTree.fromstring(business.billing.export(format_name="easyfatt").content).find(
        "Documents/Document"
    )
    assert document is not None
    assert (document.findtext("Total"), document.findtext("Payments/Payment/Amount")) == ("32.54", "26.67")


def test_easyfatt_numbers_itself_without_a_first_number_and_a_credit_is_a_credit_note(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.billing.export()
        business.moves.move(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
        root = ElementTree.fromstring(business.billing.export(format_name="easyfatt").content)
    document = root.find("Documents/Document")
    assert document is not None and document.findtext("DocumentType") == "N" and document.find("Number") is None
    assert Decimal(document.findtext("TotalWithoutTax") or "") > 0
