"""Titles and cells of reports as text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.basics.money import format_money, precision
from core.language.formats import date_text, money_text, number_text
from core.language.labels import word_label
from core.reports.table import Column, ColumnKind, ReportTable, Value


def title_of(name: str) -> str:
    """The title of a report, in the language in use."""
    titles = {
        "recovered": _("Recovered"),
        "renewals": _("Renewals"),
        "expiring": _("Expiring"),
        "burn": _("Pace"),
        "technicians": _("Technicians"),
        "tickets": _("Tickets"),
        "proactive": _("Proactive work"),
        "profitability": _("Profitability"),
        "managed": _("Ready for a fee"),
        "unused": _("Unused hours"),
        "unlogged": _("Calls not logged"),
    }
    return titles[name]


def sums_text(totals: Mapping[str, int]) -> str:
    """Sums by currency as text; empty for none: the currency of nothing is not known."""
    return ", ".join(money_text(amount, currency) for currency, amount in totals.items())


def cell_text(column: Column, value: Value, currency: str, *, iso: bool = False) -> str:
    """The text of a cell; with `iso`, as in the shell, dates in ISO form and money without its currency."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat() if iso else date_text(value)
    if isinstance(value, int):
        if column.kind is ColumnKind.MINUTES:
            return format_minutes(value)
        if column.kind is ColumnKind.PER_MILLE:
            return f"{number_text(Decimal(value) / 10, 1)} %"
        if column.kind is ColumnKind.MONEY:
            places = precision(currency)
            return number_text(Decimal(value).scaleb(-places), places) if iso else money_text(value, currency)
        return str(value)
    return word_label(value) if column.kind is ColumnKind.WORD else value


def currency_of(row: tuple[Value, ...], made: ReportTable) -> str:
    """The currency of a row's amounts."""
    place = next((number for number, column in enumerate(made.columns) if column.name == "currency"), None)
    return str(row[place]) if place is not None and row[place] else "EUR"


def plain_value(column: Column, row: tuple[Value, ...], made: ReportTable) -> str | int | None:
    """A value for scripts: dates in ISO form, money as decimals."""
    value = row[made.columns.index(column)]
    if isinstance(value, date):
        return value.isoformat()
    if column.kind is ColumnKind.MONEY and isinstance(value, int):
        return format_money(value, currency_of(row, made))
    return value


def csv_rows(made: ReportTable) -> list[list[str | int | Decimal | None]]:
    """The names of the columns, then the rows, for CSV: money stays a number, also below zero."""
    rows: list[list[str | int | Decimal | None]] = [[each.name for each in made.columns]]
    for row in made.rows:
        values = [plain_value(each, row, made) for each in made.columns]
        rows.append(
            [
                Decimal(value) if each.kind is ColumnKind.MONEY and isinstance(value, str) else value
                for each, value in zip(made.columns, values, strict=True)
            ]
        )
    return rows
