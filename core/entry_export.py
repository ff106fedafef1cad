"""Entries for other programs: our own CSV, timewarrior's JSON, Toggl Track's detailed CSV; our importers read each back."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.durations import format_seconds
from core.spreadsheets import Cell, csv_text
from core.views import EntryView


def entries_text(format_name: str, entries: Sequence[EntryView], zone: ZoneInfo) -> str:
    """The entries as a file; one without a clock time begins at noon where the format needs a time."""
    if format_name == "timewarrior":
        return _timewarrior(entries, zone)
    if format_name == "toggl":
        return _toggl(entries, zone)
    return _own(entries)


def _own(entries: Sequence[EntryView]) -> str:
    rows: list[Sequence[Cell]] = [("client", "date", "duration", "ticket", "type", "note", "technician")]
    rows += [
        (e.client.code, e.work_date, f"{e.worked_seconds}s", e.ticket, e.work_type, e.note, e.technician)
        for e in entries
    ]
    return csv_text(rows)


def _begins(entry: EntryView, zone: ZoneInfo) -> datetime:
    if entry.started_at is not None:
        return entry.started_at
    noon: date = entry.work_date
    return datetime.combine(noon, time(12), zone).astimezone(UTC)


def _timewarrior(entries: Sequence[EntryView], zone: ZoneInfo) -> str:
    stamp = "%Y%m%dT%H%M%SZ"
    found = []
    for number, entry in enumerate(reversed(entries), start=1):
        start = _begins(entry, zone)
        tags = [entry.client.name, *([f"#{entry.ticket}"] if entry.ticket else []), entry.work_type]
        found.append(
            {
                "id": number,
                "start": start.strftime(stamp),
                "end": (start + timedelta(seconds=entry.worked_seconds)).strftime(stamp),
                "tags": tags,
                "annotation": entry.note,
            }
        )
    return json.dumps(list(reversed(found)), ensure_ascii=False, indent=1) + "\n"


def _toggl(entries: Sequence[EntryView], zone: ZoneInfo) -> str:
    rows: list[Sequence[Cell]] = [
        ("User", "Email", "Client", "Project", "Task", "Description", "Billable", "Start date", "Start time", "End date",
         "End time", "Duration", "Tags")
    ]  # fmt: skip
    for entry in entries:
        start = _begins(entry, zone).astimezone(zone)
        end = start + timedelta(seconds=entry.worked_seconds)
        note = f"{entry.note} #{entry.ticket}" if entry.ticket else entry.note
        rows.append(
            (entry.technician, "", entry.client.name, "", "", note, "No" if entry.no_charge else "Yes",
             start.date(), start.strftime("%H:%M:%S"), end.date(), end.strftime("%H:%M:%S"), _clock(entry.worked_seconds),
             entry.work_type)
        )  # fmt: skip
    return csv_text(rows)


def _clock(seconds: int) -> str:
    shown = format_seconds(seconds)
    return shown if shown.count(":") == 2 else f"{shown}:00"
