"""When a client's hours are used up at the present pace, in words."""

from core.basics.i18n import _
from core.queries.views.balances import BalanceView
from tui.widgets.left_panel import day_text


def lasts_until(balance: BalanceView, *, with_range: bool) -> str:
    """`lasts until about 12 Jan (5 Jan-20 Feb)`; empty without a pace, or for over a year. `with_range` adds the brackets."""
    found = balance.lasting
    if found is None:
        return ""
    likely = day_text(found.likely)
    if not with_range:
        return _("lasts until about {day}").format(day=likely)
    earliest = day_text(found.earliest)
    if found.latest is None:
        return _("lasts until about {day} (from {earliest} on)").format(day=likely, earliest=earliest)
    ends = f"{earliest}-{day_text(found.latest)}"
    return _("lasts until about {day} ({range})").format(day=likely, range=ends)
