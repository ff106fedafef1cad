"""Reads of working hours: those of a technician, else those of everybody, else the usual ones."""

import json
from typing import Final

from core.model.hours import USUAL_HOURS, WorkingHours
from core.rules.hours import parse_hours
from core.session import Session

SETTING: Final = "working_hours"
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
