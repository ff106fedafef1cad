"""Reads of working hours: those of a technician, else those of everybody, else the usual ones; and of public holidays."""

import json
from collections.abc import Callable
from datetime import date
from typing import Final

from core.basics.calendars import holiday_test
from core.basics.errors import Usage
from core.model.hours import USUAL_HOURS, WorkingHours
from core.rules.hours import parse_hours
from core.session import Session

SETTING: Final = "working_hours"
HOLIDAYS: Final = "working_holidays"
NO_HOLIDAYS: Final = "none"
EVERYBODY: Final = ""
"""The name under which the hours of everybody stand."""


def kept_hours(session: Session) -> dict[str, str]:
    """The texts that were said, by technician; those of everybody under an empty name."""
    found: dict[str, str] = json.loads(session.store.reads.setting(SETTING) or "{}")
    return found


def hours_of(session: Session, technician: str = EVERYBODY) -> WorkingHours:
    """The working hours of a technician, or those of everybody."""
    kept = kept_hours(session)
    text = kept.get(technician) or kept.get(EVERYBODY)
    return parse_hours(text) if text else USUAL_HOURS


def holidays_of(session: Session) -> str:
    """The calendar of the days on which nobody works: what was said, else the country of the time zone; empty for none."""
    said = session.store.reads.setting(HOLIDAYS)
    if said:
        return "" if said == NO_HOLIDAYS else said
    country = session.country
    try:
        holiday_test(country)
    except Usage:
        return ""
    return country


def is_holiday_of(session: Session) -> Callable[[date], bool]:
    """Whether a day is a public holiday of the business."""
    return holiday_test(holidays_of(session))
