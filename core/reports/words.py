"""Titles and cells of reports as text."""

from datetime import date
from decimal import Decimal

from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.basics.money import format_money
from core.language.formats import date_text, money_text, number_text
from core.language.labels import word_label
from core.reports.table import Column, ColumnKind, Value


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
    }
    return titles[name]


def cell_text(column: Column, value: Value, currency: str, *, iso: bool = False) -> str:
    """The text of a cell; with `iso`, dates in ISO form and money as decimals, as in the shell."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat() if iso else date_text(value)
    if isinstance(value, int):
        if column.kind is ColumnKind.MINUTES:
            return format_minutes(value)
        if column.kind is ColumnKind.PER_MILLE:
            return f"{value // 10}.{value % 10} %" if iso else f"{number_text(Decimal(value) / 10, 1)} %"
        if column.kind is ColumnKind.MONEY:
            return format_money(value, currency) if iso else money_text(value, currency)
        return str(value)
    return word_label(value) if column.kind is ColumnKind.WORD else value
