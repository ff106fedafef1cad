"""Entries for other programs: CSV, timewarrior's JSON, Toggl Track's detailed CSV. The imports read each of them."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.basics.durations import format_seconds
from core.basics.spreadsheets import Cell, csv_text
from core.basics.text import visible_text
from core.imports.rows import NO_CHARGE_TAG
from core.queries.views.entries import EntryView


def entries_text(format_name: str, entries: Sequence[EntryView], zone_of: Callable[[EntryView], ZoneInfo]) -> str:
    """The entries as a file; `zone_of` gives the time zone of an entry's agreement.

    If the format needs a clock time, an entry without one starts at noon.
    """
    if format_name == "timewarrior":
        return _timewarrior(entries, zone_of)
    if format_name == "toggl":
        return _toggl(entries, zone_of)
    return _own(entries, zone_of)


def _own(entries: Sequence[EntryView], zone_of: Callable[[EntryView], ZoneInfo]) -> str:
    rows: list[Sequence[Cell]] = [
        ("client", "date", "start", "duration", "ticket", "type", "note", "technician", "no_charge", "charged_minutes",
         "why", "entry")
    ]  # fmt: skip
    for e in entries:
        start = e.started_at.astimezone(zone_of(e)).isoformat(timespec="seconds") if e.started_at else ""
        rows.append(
            (e.client.code, e.work_date, start, f"{e.worked_seconds}s", e.ticket, e.work_type, e.note, e.technician,
             "yes" if e.no_charge else "", e.charged_minutes, e.explanation, e.entry_id)
        )  # fmt: skip
    return csv_text(rows)


def _begins(entry: EntryView, zone: ZoneInfo) -> datetime:
    if entry.started_at is not None:
        return entry.started_at
    return datetime.combine(entry.work_date, time(12), zone).astimezone(UTC)


def _timewarrior(entries: Sequence[EntryView], zone_of: Callable[[EntryView], ZoneInfo]) -> str:
    stamp = "%Y%m%dT%H%M%SZ"
    found = []
    for number, entry in enumerate(reversed(entries), start=1):
        start = _begins(entry, zone_of(entry))
        tags = [f"client:{entry.client.name}", *([f"#{entry.ticket}"] if entry.ticket else []), entry.work_type]
        if entry.no_charge:
            tags.append(NO_CHARGE_TAG)
        found.append(
            {
                "id": number,
                "start": start.strftime(stamp),
                "end": (start + timedelta(seconds=entry.worked_seconds)).strftime(stamp),
                "tags": [visible_text(tag) for tag in tags],
                "annotation": visible_text(entry.note),
            }
        )
    return json.dumps(list(reversed(found)), ensure_ascii=False, indent=1) + "\n"


def _toggl(entries: Sequence[EntryView], zone_of: Callable[[EntryView], ZoneInfo]) -> str:
    rows: list[Sequence[Cell]] = [
        ("User", "Email", "Client", "Project", "Task", "Description", "Billable", "Start date", "Start time", "End date",
         "End time", "Duration", "Tags")
    ]  # fmt: skip
    for entry in entries:
        zone = zone_of(entry)
        start = _begins(entry, zone)
        end = (start + timedelta(seconds=entry.worked_seconds)).astimezone(zone)
        start = start.astimezone(zone)
        tags = ", ".join([entry.work_type, *([f"#{entry.ticket}"] if entry.ticket else []),
                          *([NO_CHARGE_TAG] if entry.no_charge else [])])  # fmt: skip
        rows.append(
            (entry.technician, "", entry.client.name, "", "", entry.note, "No" if entry.no_charge else "Yes",
             start.date(), start.strftime("%H:%M:%S"), end.date(), end.strftime("%H:%M:%S"), _clock(entry.worked_seconds),
             tags)
        )  # fmt: skip
    return csv_text(rows)


def _clock(seconds: int) -> str:
    shown = format_seconds(seconds)
    return shown if shown.count(":") == 2 else f"{shown}:00"
