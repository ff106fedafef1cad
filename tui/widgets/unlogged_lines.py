"""The lines of calls that nobody logged. Knows no widget."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.text import Text

from core.basics.i18n import _, ngettext
from core.basics.numbers import spaced
from core.basics.text import visible_text
from core.language.formats import DateStyle, date_text, money_text
from core.language.labels import word_label
from core.queries.reconcile_words import covers_text, doubts
from core.queries.views.unlogged import ReconcileView, UnloggedCall
from tui.glyphs import LOOK, column
from tui.text import hours
from tui.widgets.phone_lines import way_width
from tui.widgets.tables import Row

_WAY, _WHO, _WIDE_WHO, _PERSON, _TALK = 5, 20, 34, 10, 11
_WIDE = 100


def unlogged_rows(calls: Sequence[UnloggedCall], zone: ZoneInfo, width: int, typed: str = "") -> list[Row]:
    """The calls whose line holds every typed word, the latest first."""
    words = typed.casefold().split()
    return [
        (call.call_id, (_line(call, zone, width),))
        for call in reversed(calls)
        if all(word in _searched(call) for word in words)
    ]


def unlogged_title(view: ReconcileView) -> str:
    """The upper border: how many, and what they would have cost."""
    parts = [_("Phone"), ngettext("{count} not logged", "{count} not logged", len(view.unlogged)).format(
        count=len(view.unlogged)
    )]  # fmt: skip
    if view.unlogged:
        parts.append(_("{minutes} h to charge").format(minutes=hours(view.minutes)))
        parts += [money_text(amount, currency) for currency, amount in view.amounts.items()]
    return " · ".join(parts)


def unlogged_foot(view: ReconcileView, zone: ZoneInfo) -> str:
    """The lower border: the time that the records cover, and that they may not be whole."""

    def words(instant: datetime) -> str:
        local = instant.astimezone(zone)
        return f"{date_text(local.date(), DateStyle.DAY)} {local:%H:%M}"

    parts = [covers_text(view.coverage, zone, words)]
    doubted = len(doubts(view.coverage, zone))
    if doubted:
        parts.append(f"{LOOK} " + ngettext("{count} hole", "{count} holes", doubted).format(count=doubted))
    return "  ".join(part for part in parts if part)


def unlogged_details(call: UnloggedCall, zone: ZoneInfo) -> str:
    """Who, number, how sure, what it would have cost: for the line of answer."""
    local = call.began_at.astimezone(zone), call.ended_at.astimezone(zone)
    parts = [
        who_of(call),
        visible_text(spaced(call.number)),
        "" if call.is_exact_number else _("weak: only the last digits match"),
        f"{local[0]:%H:%M}–{local[1]:%H:%M}",
        "" if call.is_exact else _("at most: an announcement or a queue may be within"),
        _("perhaps the entry of {client}: E moves it").format(client=visible_text(call.perhaps.client.name))
        if call.perhaps is not None
        else "",
    ]
    return " · ".join(part for part in parts if part)


def who_of(call: UnloggedCall) -> str:
    """The client, or the clients that share the number."""
    return visible_text(call.client.name if call.client else " / ".join(each.name for each in call.candidates))


def _line(call: UnloggedCall, zone: ZoneInfo, width: int) -> Text:
    """Day, time, direction, client, talk, person, cost."""
    began = call.began_at.astimezone(zone)
    text = Text(f"{LOOK if call.perhaps is not None else '':<2}", no_wrap=True)
    text.append(f"{date_text(began.date(), DateStyle.DAY):<7}{began:%H:%M} ")
    way = max(_WAY, way_width())
    text.append(column(word_label(call.direction.value), way, gap=1))
    who = _WIDE_WHO if width >= _WIDE else _WHO
    text.append(column(who_of(call), who, gap=2), style="bold")
    length = f"{call.seconds // 60}:{call.seconds % 60:02}"
    talk = length if call.is_exact else _("max {time}").format(time=length)
    text.append(column(talk, _TALK, gap=1))
    text.append(column(visible_text(", ".join(call.technicians) or call.extension), _PERSON, gap=1))
    if call.charged_minutes is not None:
        text.append(hours(call.charged_minutes), style="warn")
        if call.perhaps is not None:
            text.append("  " + _("perhaps {client}").format(client=call.perhaps.client.code), style="warn")
        elif call.amount_minor:
            text.append(f"  {money_text(call.amount_minor, call.currency)}")
    text.truncate(max(1, width), overflow="ellipsis")
    return text


def _searched(call: UnloggedCall) -> str:
    parts = (who_of(call), *(each.code for each in call.candidates), call.number, *call.technicians, call.name)
    return " ".join(parts).casefold()
