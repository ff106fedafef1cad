"""What the business says of its technicians: the class by which agreements charge their work, and what an hour costs."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from core.basics.dataclass import dataclass

SETTING: Final = "technicians"
"""Name of the setting: by login name, a JSON list of `[first day or empty, class, cost of an hour, currency]`."""


@dataclass(frozen=True)
class TechnicianVersion:
    """What holds of a technician from a day on."""

    from_date: date | None
    """First day; `None`: since ever."""
    class_name: str = ""
    """Class of the technician, such as `senior`; empty for none."""
    cost_minor: int = 0
    """Cost of an hour of work in minor units of `currency`; 0: not known."""
    currency: str = "EUR"
    """ISO 4217 code of the cost."""


NO_VERSION: Final = TechnicianVersion(None)
Technicians = Mapping[str, tuple[TechnicianVersion, ...]]
"""The versions of each technician by login name, the earliest first."""


def read_technicians(text: str | None) -> Technicians:
    """The technicians that a setting holds."""
    if not text:
        return {}
    return {
        name: tuple(TechnicianVersion(date.fromisoformat(day) if day else None, *rest) for day, *rest in versions)
        for name, versions in json.loads(text).items()
    }


def version_on(technicians: Technicians, name: str, day: date) -> TechnicianVersion:
    """What holds of a technician on a day."""
    held: Sequence[TechnicianVersion] = technicians.get(name, ())
    found = [each for each in held if each.from_date is None or each.from_date <= day]
    return max(found, key=lambda each: each.from_date or date.min, default=NO_VERSION)


def cost_currency(technicians: Technicians, name: str, from_date: date | None, usual: str) -> str:
    """The currency of a technician's new cost that does not say it: that of the cost before, or else the usual one."""
    before = version_on(technicians, name, from_date or date.min)
    return before.currency if before.cost_minor else usual
