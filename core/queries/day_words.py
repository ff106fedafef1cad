"""The review of a day in words."""

from zoneinfo import ZoneInfo

from core.basics.durations import format_seconds
from core.basics.i18n import _
from core.queries.my_day import DayView, Gap
from core.queries.reconcile_words import clients_text, perhaps_text
from core.queries.views.entries import EntryView
from core.queries.views.unlogged import UnloggedCall
from core.rules.my_day import Odd


def hours_words(view: DayView, zone: ZoneInfo) -> str:
    """The working hours of the day, `09:00-13:00 14:00-18:00`."""
    stretches = [f"{since.astimezone(zone):%H:%M}-{until.astimezone(zone):%H:%M}" for since, until in view.working]
    if view.is_holiday:
        return _("a public holiday")
    return " ".join(stretches) or _("no working hours")


def gap_words(gap: Gap) -> str:
    """What is known of a gap: the calls in it that nobody logged."""
    calls = ", ".join(call_words(call) for call in gap.calls)
    return _("nothing logged: {calls}").format(calls=calls) if calls else _("nothing logged")


def call_words(call: UnloggedCall) -> str:
    """`acme 0:12:20 (u1f0c22ab9e)`, and the entry of another client that is perhaps its own."""
    said = f"{clients_text(call)} {format_seconds(call.seconds)} ({call.call_id})"
    return f"{said}, {perhaps_text(call)}" if call.perhaps is not None else said


def doubt_lines(view: DayView, zone: ZoneInfo) -> list[str]:
    """Overlaps, odd lengths, entries without a clock time, and calls that lie in no gap; one sentence each."""
    lines = [
        _("at the same time, {since} to {until}: {first} and {second}").format(
            since=f"{each.since.astimezone(zone):%H:%M}",
            until=f"{each.until.astimezone(zone):%H:%M}",
            first=_entry(each.first),
            second=_entry(each.second),
        )
        for each in view.overlaps
    ]
    sentences = {
        Odd.LONG: _("longer than 4 hours: {entry}, {length}"),
        Odd.SHORT: _("less than a minute: {entry}, {length}"),
        Odd.NO_TIME: _("without a time of day: {entry}, {length}"),
    }
    lines += [
        sentences[odd].format(entry=_entry(entry), length=format_seconds(entry.worked_seconds))
        for entry, odd in view.odd
    ]
    shown = {call.call_id for gap in view.gaps for call in gap.calls}
    lines += [
        _("a call that nobody logged, at {time}: {call}").format(
            time=f"{call.began_at.astimezone(zone):%H:%M}", call=call_words(call)
        )
        for call in view.calls
        if call.call_id not in shown
    ]
    return lines


def _entry(entry: EntryView) -> str:
    return " ".join(part for part in (entry.client.code, entry.note) if part) + f" ({entry.entry_id})"
