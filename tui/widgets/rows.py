"""Views as table rows. Columns have no padding of their own: widths hold the space between them."""

from zoneinfo import ZoneInfo

from core.durations import format_seconds
from core.i18n import _
from core.models import Kind
from core.views import ClientRow, EntryView
from tui.text import bar, cell, hours
from tui.widgets.tables import Row

_BAR = 6


def client_columns() -> list[tuple[str, int | None]]:
    """The columns of the client list."""
    return [(f"{_('left'):>7} ", 8), ("", _BAR + 1), (_("client"), None)]


def client_row(row: ClientRow) -> Row:
    """A client with what is left; `!` marks one under the threshold."""
    gauge = ""
    if row.kind is Kind.PREPAID:
        left = f"{'!' if row.under_threshold else ''}{hours(row.remaining_minutes)}"
        if row.block_minutes:
            gauge = bar(row.remaining_minutes, max(row.block_minutes, row.remaining_minutes), _BAR)
    else:
        left = _("hourly") if row.kind is Kind.BREAK_FIX else _("managed")
    name = f"{row.client.name}  {row.why}" if row.why else row.client.name
    return row.client.client_id, (cell(f"{left:>7} "), cell(f"{gauge} "), cell(name))


def entry_columns() -> list[tuple[str, int | None]]:
    """The columns of today's entries; figures are right-aligned under their headings."""
    return [
        (_("time"), 6),
        (_("client"), 13),
        (f"{_('worked'):>7}", 8),
        (f"{_('charged'):>7}", 9),
        (_("ticket"), 9),
        (_("by"), 9),
        (_("note"), None),
    ]


def entry_row(entry: EntryView, zone: ZoneInfo) -> Row:
    """An entry; a voided one says so."""
    started = entry.started_at.astimezone(zone).strftime("%H:%M") if entry.started_at else ""
    note = f"[{_('voided')}] {entry.note}" if entry.voided else entry.note
    return entry.entry_id, (
        cell(started),
        cell(_cut(entry.client.code, 12)),
        cell(f"{_to_the_minute(entry.worked_seconds):>7}"),
        cell(f"{hours(entry.charged_minutes):>7}"),
        cell(_cut(f"#{entry.ticket}" if entry.ticket else "", 8)),
        cell(_cut(entry.technician, 8)),
        cell(note),
    )


def entry_details(entry: EntryView) -> str:
    """One entry whole, for the status line."""
    parts = (
        entry.client.name,
        entry.explanation,
        entry.work_type,
        f"#{entry.ticket}" if entry.ticket else "",
        _("voided") if entry.voided else "",
        entry.note,
    )
    return "  ".join(part for part in parts if part)


def _to_the_minute(seconds: int) -> str:
    """Worked time for a narrow column; under a minute the seconds are all there is to show."""
    shown = format_seconds(seconds)
    return shown if shown.count(":") == 1 or shown.startswith("0:00:") else shown.rpartition(":")[0]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
