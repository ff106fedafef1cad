"""Periods of reports: the one before, the one after, and how a period is written."""

import calendar
from datetime import date, timedelta

from core.language.formats import DateStyle, date_text, month_text

Period = tuple[date, date]
"""First and last day, both included."""


def last_twelve_months(today: date) -> Period:
    """The twelve months that end today."""
    try:
        before = today.replace(year=today.year - 1)
    except ValueError:
        before = today.replace(year=today.year - 1, day=28)
    return before + timedelta(days=1), today


def moved(period: Period, by: int) -> Period:
    """The period so many lengths later, or earlier with a negative number: whole months stay whole months."""
    since, until = period
    months = _whole_months(since, until)
    if months:
        first = _months_later(since, months * by)
        return first, _months_later(first, months) - timedelta(days=1)
    days = ((until - since).days + 1) * by
    if days and abs(days // by) in (365, 366):
        return _years_later(since, by), _years_later(since, by + 1) - timedelta(days=1)
    return since + timedelta(days=days), until + timedelta(days=days)


def period_text(period: Period) -> str:
    """A period in few words: a month or a year by its name, else its days."""
    since, until = period
    months = _whole_months(since, until)
    if months == 1:
        return month_text(since.isoformat()[:7])
    if months == 12 and since.month == 1:
        return str(since.year)
    first = date_text(since, DateStyle.DAY if since.year == until.year else DateStyle.SHORT)
    return f"{first} - {date_text(until)}"


def period_stem(period: Period) -> str:
    """A period as a part of a file's name: `2026`, `2026-03`, `2026-01-15-2026-02-14`."""
    since, until = period
    months = _whole_months(since, until)
    if months == 1:
        return since.isoformat()[:7]
    if months == 12 and since.month == 1:
        return str(since.year)
    return f"{since.isoformat()}-{until.isoformat()}"


def _whole_months(since: date, until: date) -> int:
    """How many whole calendar months a period is; 0 if it is none."""
    if since.day != 1 or until.day != calendar.monthrange(until.year, until.month)[1]:
        return 0
    return (until.year - since.year) * 12 + until.month - since.month + 1


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
