"""Amounts have the digits of their currency in reports, workbooks and forms: none for JPY, three for TND."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.basics.spreadsheets import xlsx_bytes
from core.forms.agreement_changes import missing
from core.forms.fields import fields_of
from core.model.terms import Kind, Terms
from core.reports import make_report
from core.reports.table import ReportOptions
from core.reports.words import cell_text
from tests.builders import add_client, draft_of, open_business, prepaid_terms


@pytest.mark.parametrize(
    ("currency", "minor", "unit"), [("JPY", 80_000, 80_000), ("EUR", 80_000, 800), ("TND", 800_000, 800)]
)
def test_a_bar_is_as_high_as_the_amount_in_the_currencys_own_unit(
    tmp_path: Path, currency: str, minor: int, unit: int
) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, terms=prepaid_terms(price_minor=minor, currency=currency))
        business.entries.post(draft_of(client, 15))
        options = ReportOptions(since=date(2026, 3, 1), until=date(2026, 3, 31))
        made = make_report(business.queries, "recovered", options)
    assert made.chart is not None
    assert made.chart.currencies == (currency,)
    names = [column.name for column in made.columns]
    shown = cell_text(made.columns[names.index("amount")], made.rows[0][names.index("amount")], currency, iso=True)
    assert Decimal(shown.replace(",", "")) == Decimal(unit * 15) / 600


def test_a_workbook_shows_as_many_places_as_an_amount_has() -> None:
    content = xlsx_bytes("a", [("x",), (Decimal("800"),), (Decimal("8.00"),), (Decimal("8.000"),)])
    styles = zipfile.ZipFile(io.BytesIO(content)).read("xl/styles.xml").decode()
    assert 'formatCode="0.000"' in styles and 'formatCode="0.00"' in styles
    assert 'numFmtId="1"' in styles  # Excel's own 0


def test_a_form_shows_its_examples_in_the_agreements_currency() -> None:
    for currency, example in (("JPY", "800"), ("EUR", "800.00"), ("TND", "800.000")):
        fields = {field.name: field for field in fields_of(Terms(currency=currency))}
        assert fields["price"].example == example
    (sentence,) = [text for _name, text in missing(Terms(kind=Kind.BREAK_FIX, currency="JPY"))]
    assert sentence.endswith("¥0")
