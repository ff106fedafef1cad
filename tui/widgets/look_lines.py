"""Clients who need a look, and the sums of technicians, as lines of the board."""

from datetime import date

from rich.text import Text

from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.language.formats import DateStyle, date_text, money_text
from core.queries.board import BoardView, Look, Reason, TechnicianDay, WhyLook
from tui.glyphs import BELOW, LOOK, bar, beginning, cells, column, cut
from tui.text import hours, joined
from tui.widgets.tables import Row

_NAME = 24
_BEFORE_REASONS = 38
_BAR = 8


def look_lines(looks: tuple[Look, ...], today: date, width: int) -> list[Row]:
    """One line a client: mark, name, hours left, and the reasons that fit whole; `+1` counts those that do not."""
    return [(look_key(look), (_look_line(look, today, width),)) for look in looks]


def look_key(look: Look) -> str:
    """The key of a row: the client, then the account."""
    return f"{look.row.client.client_id} {look.row.account.account_id}"


def _look_line(look: Look, today: date, width: int) -> Text:
    mark, style = (BELOW, "bad") if look.is_below else (LOOK, "warn") if look.is_warning else ("", "")
    name = f"{column(visible_text(look.row.title), _NAME)}{_left(look):>7}"
    reasons = _reasons_that_fit(look, today, width - _BEFORE_REASONS)
    return joined((" ", ""), (f"{mark:<3}", style), (name, "bold"), (f"   {reasons}", ""))


def _reasons_that_fit(look: Look, today: date, room: int) -> str:
    """Those of the reasons that fit whole, and how many do not."""
    shown, told = "", [reason_text(why, today) for why in look.reasons]
    for place, words in enumerate(told):
        longer = f"{shown} · {words}" if shown else words
        rest = len(told) - place - 1
        if len(longer) + (4 if rest else 0) > room:
            return f"{shown} +{rest + 1}" if shown else cut(words, room)
        shown = longer
    return shown


def _left(look: Look) -> str:
    """The hours left; a dash for a client without an agreement, who has none to count."""
    return hours(look.row.remaining_minutes) if look.row.has_agreement else "-"


def look_details(look: Look, today: date) -> str:
    """A client with all its reasons, for the line of answer."""
    return f"{look.row.title}  " + " · ".join(reason_text(why, today) for why in look.reasons)


def reason_text(why: WhyLook, today: date) -> str:
    """A reason in few words."""
    day = date_text(why.day, DateStyle.DAY if why.day.year == today.year else DateStyle.SHORT) if why.day else ""
    match why.reason:
        case Reason.USED_UP:
            return _("used up {day}").format(day=day) if day else _("used up")
        case Reason.UNDER:
            return _("under {threshold}").format(threshold=hours(why.minutes))
        case Reason.RENEWAL_WAITS:
            return _("renewal waits")
        case Reason.RENEWAL_OFF:
            return _("renewal off")
        case Reason.EXPIRES:
            return _("{minutes} expire {day}").format(minutes=hours(why.minutes), day=day)
        case Reason.UNPAID:
            return _("unpaid {amount}").format(amount=money_text(why.minor, why.currency))
        case Reason.ON_THE_PHONE:
            return _("on the phone")
        case Reason.WORK_WAITS:
            return _("{minutes} of work waits for an agreement").format(minutes=hours(why.minutes))
        case Reason.NO_CARD:
            return _("no card yet")
        case Reason.LASTS:
            if why.days < 14:
                return _("lasts {days} d").format(days=why.days)
            return _("lasts {weeks} w").format(weeks=why.days // 7)


_SHORT_NAME = 10
"""Cells of a name beside others in one line."""


def renewed_lines(view: BoardView, width: int) -> list[Row]:
    """Blocks added by rule, the latest first."""
    return [
        (
            f"{account.client.client_id} {block.block_id}",
            (
                Text(
                    f" {date_text(block.sold_on, DateStyle.DAY):<7}"
                    f"{column(visible_text(account.title), width - 16)} {'+' + hours(block.size_minutes):>7}",
                    no_wrap=True,
                ),
            ),
        )
        for account, block in view.renewals
    ]


def technician_lines(days: tuple[TechnicianDay, ...], width: int, rows: int, me: str = "") -> list[str]:
    """One line a technician who worked today; `me` first where not all fit, and the others' hours in the last line."""
    if not days:
        return [_("no work is logged today yet")]
    most = max(day.worked_seconds for day in days)
    name = min(12, max(cells(day.technician) for day in days))
    lines = []
    if len(days) > rows:
        days = tuple(sorted(days, key=lambda day: day.technician != me))
    for day in days:
        worked, charged = hours(day.worked_seconds // 60), hours(day.charged_minutes)
        figures = f"{worked:>5}  " + _("charged {minutes}").format(minutes=f"{charged:>5}")
        counted = ngettext("{count} entry", "{count} entries", day.entries).format(count=f"{day.entries:>3}")
        if width >= 60:
            figures += f"   {counted}"
        room = max(4, min(24, width - name - len(figures) - 4))
        gauge = bar(day.worked_seconds, most, room if width >= 60 else min(_BAR, room))
        lines.append(beginning(f"{column(visible_text(day.technician), name)}  {gauge}  {figures}", width))
    if len(lines) > rows:
        lines[rows - 1 :] = [_in_one_line(days[rows - 1 :], width)]
    return lines


def _in_one_line(days: tuple[TechnicianDay, ...], width: int) -> str:
    """Names and worked hours side by side; those that do not fit are counted."""
    told = [f"{cut(visible_text(day.technician), _SHORT_NAME)} {hours(day.worked_seconds // 60)}" for day in days]
    for shown in range(len(told), 0, -1):
        rest = len(told) - shown
        parts = [*told[:shown], f"+{rest}"] if rest else told
        if len(" · ".join(parts)) <= width:
            return " · ".join(parts)
    return cut(told[0], width)
