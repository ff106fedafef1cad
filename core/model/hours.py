"""Working hours: on which days of the week and between which times somebody works."""

from datetime import date

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class WorkingHours:
    """Working hours by day of the week, in the time zone of the business."""

    days: tuple[tuple[tuple[int, int], ...], ...]
    """For Monday to Sunday, the stretches as minutes of the day, start and end, in order and apart."""

    def of(self, day: date) -> tuple[tuple[int, int], ...]:
        """The stretches of a day, as minutes of the day."""
        return self.days[day.weekday()]


_DAY = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
USUAL_HOURS = WorkingHours((_DAY,) * 5 + ((), ()))
"""Working hours where nobody said others: Monday to Friday, 9:00 to 13:00 and 14:00 to 18:00."""
