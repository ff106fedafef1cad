"""The lines of the review of a day. Knows no widget."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.text import Text

from core.basics.durations import format_seconds
from core.basics.i18n import _
from core.basics.text import visible_text
from core.language.formats import DateStyle, date_text
from core.queries.day_words import hours_words
from core.queries.my_day import DayView, Gap
from core.queries.views.entries import EntryView
from core.queries.views.unlogged import UnloggedCall
from core.rules.my_day import Odd
from tui.glyphs import LOOK, column
from tui.widgets.tables import Row
from tui.widgets.unlogged_lines import who_of

ENTRY, GAP, CALL = "e:", "g:", "c:"
"""Begin the keys of rows; the id follows, or of a gap its place."""
_WHO, _WIDE_WHO = 22, 34
_WIDE = 100


def day_rows(view: DayView, zone: ZoneInfo, width: int) -> list[Row]:
    """Entries, gaps and calls that nobody logged, in the order of time; entries without a clock time stand last."""
    doubts = doubts_of(view)
    rows: list[tuple[datetime, Row]] = []
    for entry in view.entries:
        if entry.started_at is not None:
            rows.append((entry.started_at, _entry(entry, doubts.get(entry.entry_id, ""), zone, width)))
    rows += [(gap.since, _gap(place, gap, zone)) for place, gap in enumerate(view.gaps)]
    rows += [(call.began_at, _call(call, zone, width)) for call in view.calls]
    rows.sort(key=lambda each: each[0])
    untimed = [
        _entry(entry, doubts.get(entry.entry_id, ""), zone, width) for entry in view.entries if entry.started_at is None
    ]
    return [*(row for _instant, row in rows), *untimed]


def doubts_of(view: DayView) -> dict[str, str]:
    """What is odd about entries, in words, by id."""
    words = {Odd.LONG: _("over 4 hours"), Odd.SHORT: _("under a minute"), Odd.NO_TIME: _("no time of day")}
    found = {entry.entry_id: [words[odd]] for entry, odd in view.odd}
    others: dict[str, list[str]] = {}
    for each in view.overlaps:
        for one, other in ((each.first, each.second), (each.second, each.first)):
            others.setdefault(one.entry_id, []).append(other.client.code)
    for entry_id, codes in others.items():
        said = _("at the same time as {client}").format(client=", ".join(dict.fromkeys(codes)))
        found.setdefault(entry_id, []).append(said)
    return {entry_id: ", ".join(said) for entry_id, said in found.items()}


def day_title(view: DayView) -> str:
    """The upper border."""
    return " · ".join(
        (
            _("My day"),
            date_text(view.day, DateStyle.WEEKDAY),
            _("{worked} of {working} logged").format(
                worked=format_seconds(view.worked_seconds), working=format_seconds(view.working_seconds)
            )
            if view.working_seconds
            else _("{worked} logged").format(worked=format_seconds(view.worked_seconds)),
        )
    )


def day_foot(view: DayView, zone: ZoneInfo) -> str:
    """The lower border: the working hours."""
    return hours_words(view, zone)


def _entry(entry: EntryView, doubt: str, zone: ZoneInfo, width: int) -> Row:
    since = f"{entry.started_at.astimezone(zone):%H:%M}" if entry.started_at is not None else ""
    text = _begin(since, entry.worked_seconds, is_look=bool(doubt))
    text.append(f"{_who(entry.client.name, width)}", style="bold")
    if doubt:
        text.append(f"{doubt}  ", style="warn")
    ticket = f"#{entry.ticket} " if entry.ticket else ""
    text.append(visible_text(f"{ticket}{entry.note}"), style="muted")
    return f"{ENTRY}{entry.entry_id}", (_cut(text, width),)


def _gap(place: int, gap: Gap, zone: ZoneInfo) -> Row:
    text = _begin(f"{gap.since.astimezone(zone):%H:%M}", gap.whole_minutes * 60, is_look=True)
    text.append(_("nothing logged"), style="warn")
    return f"{GAP}{place}", (text,)


def _call(call: UnloggedCall, zone: ZoneInfo, width: int) -> Row:
    text = _begin(f"{call.began_at.astimezone(zone):%H:%M}", call.seconds, is_look=True)
    text.append(_who(who_of(call), width), style="bold")
    told = _("a call that nobody logged")
    if call.perhaps is not None:
        told = _("perhaps the entry of {client}").format(client=visible_text(call.perhaps.client.name))
    text.append(told, style="warn")
    return f"{CALL}{call.call_id}", (_cut(text, width),)


def _begin(since: str, seconds: int, *, is_look: bool) -> Text:
    text = Text("  ", no_wrap=True)
    text.append(f"{LOOK if is_look else '':<2}", style="warn" if is_look else "")
    text.append(f"{since:<7}{format_seconds(seconds):>8}  ")
    return text


def _who(name: str, width: int) -> str:
    wanted = _WIDE_WHO if width >= _WIDE else _WHO
    return column(visible_text(name), wanted, gap=2)


def _cut(text: Text, width: int) -> Text:
    text.truncate(max(1, width), overflow="ellipsis")
    return text
