"""When a client's hours are used up at the present pace, in words."""

from datetime import date

from core.basics.i18n import _
from core.language.formats import DateStyle, date_text
from core.queries.views import BalanceView


def lasts_until(balance: BalanceView, today: date, *, with_range: bool) -> str:
    """`lasts until about 12 Jan (5 Jan-20 Feb)`; empty without a pace, or for over a year. `with_range` adds the brackets."""
    found = balance.lasting
    if found is None:
        return ""
    likely = _day(found.likely, today)
    if not with_range:
        return _("lasts until about {day}").format(day=likely)
    earliest = _day(found.earliest, today)
    if found.latest is None:
        return _("lasts until about {day} (from {earliest} on)").format(day=likely, earliest=earliest)
    ends = f"{earliest}-{_day(found.latest, today)}"
    return _("lasts until about {day} ({range})").format(day=likely, range=ends)


def _day(day: date, today: date) -> str:
    return date_text(day, DateStyle.DAY if day.year == today.year else DateStyle.SHORT)
