"""The charge of work computed anew, minute by minute, from plain JSON: none of the program's rules is used."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo

import holidays

Json = Mapping[str, Any]
DAY_MINUTES = 1440


@cache
def calendar(code: str) -> Any:
    country, _dash, region = code.partition("-")
    return holidays.country_holidays(country, subdiv=region or None)


def is_holiday(terms: Json, day: date) -> bool:
    return bool(terms.get("holidays")) and day in calendar(terms["holidays"])


def rate_at(terms: Json, day: date, minute: int, *, whole_days: bool = False) -> Fraction:
    """The multiplier of a local minute: the highest of the windows that hold and of a holiday, else 1."""
    rates = []
    for window in terms.get("windows", ()):
        first, last = window["start_minute"], window["end_minute"]
        if whole_days and not (first == 0 and last >= DAY_MINUTES):
            continue
        for begun, place in ((day, minute), (day - timedelta(days=1), minute + DAY_MINUTES)):
            if begun.weekday() in window["weekdays"] and first <= place < last:
                rates.append(Fraction(window["multiplier"]))
    at_holidays = Fraction(terms.get("holiday_multiplier", 1))
    if at_holidays != 1 and is_holiday(terms, day):
        rates.append(at_holidays)
    return max(rates, default=Fraction(1))


def spans_of(entry: Json) -> list[tuple[datetime, int]]:
    if entry["spans"]:
        return [(datetime.fromisoformat(each["started_at"]), each["seconds"]) for each in entry["spans"]]
    if entry["started_at"]:
        return [(datetime.fromisoformat(entry["started_at"]), entry["worked_seconds"])]
    return []


def rated_minutes(entry: Json, terms: Json, seconds: int, zone: ZoneInfo) -> Fraction:
    """Minutes of so many seconds of the work, each at the rate of its local minute; the last span is cut or goes on."""
    spans = spans_of(entry)
    if not spans:
        return Fraction(seconds, 60) * rate_at(terms, date.fromisoformat(entry["work_date"]), 0, whole_days=True)
    total, left = Fraction(0), seconds
    for place, (start, length) in enumerate(spans):
        open_seconds = left if place == len(spans) - 1 else min(length, left)
        left -= open_seconds
        instant = start.astimezone(UTC).replace(microsecond=0)
        while open_seconds > 0:
            part = min(open_seconds, 60 - instant.second)
            wall = instant.astimezone(zone)
            total += Fraction(part, 60) * rate_at(terms, wall.date(), wall.hour * 60 + wall.minute)
            instant += timedelta(seconds=part)
            open_seconds -= part
    return total


def stepped(minutes: Fraction, least: int, step: int, grace: int) -> int:
    """At least the minimum, in whole steps; the first step is always charged, later ones beyond the grace."""
    if minutes <= 0:
        return 0
    wanted = max(minutes, Fraction(least))
    count = max(1, ceil((wanted - grace) / step), ceil(Fraction(least, step)))
    return count * step


def charge_of(entry: Json, terms: Json, zone: ZoneInfo, class_name: str = "") -> int:
    """The charged minutes of an entry's body under terms, both as the journal holds them."""
    work_type, worked = entry["work_type"], entry["worked_seconds"]
    if entry["no_charge"] or 0 < worked <= terms.get("free_seconds", 0):
        return 0
    least = terms.get("type_minimums", {}).get(work_type, terms.get("minimum_minutes", 0))
    step = max(1, terms.get("type_increments", {}).get(work_type, terms.get("increment_minutes", 1)))
    grace = terms.get("step_grace_minutes", 0)
    of_type = Fraction(terms.get("multipliers", {}).get(work_type, 1))
    of_type *= Fraction(terms.get("classes", {}).get(class_name, 1))
    zone = ZoneInfo(terms["timezone"]) if terms.get("timezone") else zone
    if terms.get("rounding", "after") == "before":
        rounded = stepped(Fraction(worked, 60), least, step, grace)
        minutes = ceil(rated_minutes(entry, terms, rounded * 60, zone) * of_type)
    else:
        minutes = stepped(rated_minutes(entry, terms, worked, zone) * of_type, least, step, grace)
    return minutes + int(terms.get("surcharges", {}).get(work_type, 0))


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))
