"""Read and write working hours: `mon-fri 09:00-13:00 14:00-18:00; sat 09:00-12:00`. Pure."""

from itertools import pairwise

from core.basics.durations import MINUTES_PER_DAY, shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.model.hours import WorkingHours
from core.rules.windows import format_days, format_time, parse_days, parse_times

_DAYS = 7
_NONE = "none"


def parse_hours(text: str) -> WorkingHours:
    """The hours that a text says; `none` for no hours at all. Errors: `Usage`."""
    days: list[list[tuple[int, int]]] = [[] for _day in range(_DAYS)]
    parts = [part.split() for part in text.split(";") if part.strip()]
    if not parts:
        raise Usage(_("write working hours such as 'mon-fri 09:00-13:00 14:00-18:00; sat 09:00-12:00', or none"))
    if parts == [[_NONE]]:
        return WorkingHours(tuple(() for _day in range(_DAYS)))
    for words in parts:
        if len(words) < 2:
            raise Usage(
                _("'{text}' needs days and times, such as mon-fri 09:00-18:00").format(text=shown_word(" ".join(words)))
            )
        stretches = [parse_times(word) for word in words[1:]]
        if any(end > MINUTES_PER_DAY for _start, end in stretches):
            raise Usage(_("a working day ends at 24:00 at the latest; write the rest on the next day"))
        for day in parse_days(words[0]):
            days[day] += stretches
    for stretches in days:
        stretches.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(stretches)):
            raise Usage(_("working hours of one day overlap; write each time once"))
    return WorkingHours(tuple(tuple(stretches) for stretches in days))


def format_hours(hours: WorkingHours) -> str:
    """The text that `parse_hours` reads as these hours; days with the same hours stand together."""
    alike: dict[tuple[tuple[int, int], ...], set[int]] = {}
    for day, stretches in enumerate(hours.days):
        if stretches:
            alike.setdefault(stretches, set()).add(day)
    parts = [
        " ".join(
            [format_days(frozenset(days)), *(f"{format_time(start)}-{format_time(end)}" for start, end in stretches)]
        )
        for stretches, days in alike.items()
    ]
    return "; ".join(parts) or _NONE
