"""When a client's hours are used up at the present pace, in words."""

from datetime import date, timedelta

from core.basics.i18n import _
from core.language.formats import DateStyle, date_text
from core.queries.views import BalanceView

_MOST_WEEKS = 52


def lasts_until(balance: BalanceView, today: date) -> str:
    """`lasts until about 12 Jan`; empty without a pace, or for over a year."""
    weeks = balance.weeks_left
    if weeks is None or weeks > _MOST_WEEKS or balance.remaining_minutes <= 0:
        return ""
    day = today + timedelta(weeks=weeks)
    return _("lasts until about {day}").format(
        day=date_text(day, DateStyle.DAY if day.year == today.year else DateStyle.SHORT)
    )
