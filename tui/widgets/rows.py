"""Views as table rows."""

from zoneinfo import ZoneInfo

from core.durations import format_seconds
from core.i18n import _
from core.models import Kind
from core.views import ClientRow, EntryView
from tui.text import bar, cell, hours
from tui.widgets.tables import Row


def client_columns() -> list[tuple[str, int | None]]:
    """The columns of the client list."""
    return [(_("left"), 8), ("", 6), (_("client"), None)]


def client_row(row: ClientRow) -> Row:
    """A client with what is left; `!` marks one under the threshold."""
    if row.kind is Kind.PREPAID:
        left = f"{'!' if row.under_threshold else ''}{hours(row.remaining_minutes)}"
        gauge = (
            bar(row.remaining_minutes, max(row.block_minutes, row.remaining_minutes), 6) if row.block_minutes else ""
        )
    else:
        left, gauge = (_("hourly") if row.kind is Kind.BREAK_FIX else _("managed")), ""
    name = f"{row.client.name}  {row.why}".rstrip() if row.why else row.client.name
    return row.client.client_id, (cell(f"{left:>8}"), cell(gauge), cell(name))


def entry_columns() -> list[tuple[str, int | None]]:
    """The columns of today's entries."""
    return [
        (_("time"), 5),
        (_("client"), 14),
        (_("worked"), 7),
        (_("charged"), 7),
        (_("ticket"), 8),
        (_("by"), 8),
        (_("note"), None),
    ]


def entry_row(entry: EntryView, zone: ZoneInfo) -> Row:
    """An entry; a voided one says so."""
    started = entry.started_at.astimezone(zone).strftime("%H:%M") if entry.started_at else ""
    note = f"[{_('voided')}] {entry.note}" if entry.voided else entry.note
    return entry.entry_id, (
        cell(started),
        cell(entry.client.code),
        cell(
            format_seconds(entry.worked_seconds - entry.worked_seconds % 60) if entry.worked_seconds >= 60 else "0:00"
        ),
        cell(hours(entry.charged_minutes)),
        cell(f"#{entry.ticket}" if entry.ticket else ""),
        cell(entry.technician),
        cell(note),
    )
