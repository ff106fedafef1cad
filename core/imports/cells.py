"""Cells as values: days, times, durations; each refusal is a `BadCell` that says what to write."""

import re
from datetime import date, datetime, time

from core.durations import parse_duration
from core.errors import Usage
from core.i18n import _
from core.imports.rows import BadCell

_DAY_SECONDS = 86_400


def day_cell(column: str, text: str) -> date:
    """An ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCell(column, _("{text} is not a date; write it as 2026-03-31").format(text=text or "''")) from None


def instant_cell(column: str, text: str) -> datetime:
    """An ISO date and time, with or without an offset."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(
            column, _("{text} is not a date and time; write it as 2026-03-31T09:00").format(text=text or "''")
        ) from None


def time_cell(column: str, text: str) -> time:
    """A time of day, with or without seconds."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text)
    try:
        if match is None:
            raise ValueError
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        raise BadCell(column, _("{text} is not a time; write it as 09:00").format(text=text or "''")) from None


def duration_cell(column: str, text: str) -> int:
    """Whole seconds from H:MM:SS or any duration of a quick entry; over 0, up to 24 hours."""
    match = re.fullmatch(r"(\d+):([0-5]\d):([0-5]\d)", text)
    if match is None:
        try:
            return parse_duration(text)
        except Usage as error:
            raise BadCell(column, str(error)) from None
    return worked(column, int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3]))


def worked(column: str, seconds: int) -> int:
    """Seconds that can have been worked at one go."""
    if seconds <= 0:
        raise BadCell(column, _("no time was worked; the end must be after the start"))
    if seconds > _DAY_SECONDS:
        raise BadCell(column, _("more than 24 hours at one go; split it by days"))
    return seconds


def truth_cell(text: str) -> bool:
    """Whether a cell says yes."""
    return text.casefold() in {"yes", "y", "true", "1", "x", "si", "sì", "nc"}
