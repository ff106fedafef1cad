"""`monteore day` and `monteore hours`: the review of a day against working hours."""

from typing import TYPE_CHECKING

from cli import declared
from cli.shell import Done, Shell, table, verb, writing_verb
from core.basics.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from core.business import Business
    from core.queries.my_day import DayView


@declared.command()
@declared.argument("date_", metavar="[DATE]", required=False)
@verb
def day(shell: Shell, date_: str | None) -> None:
    """Review a day of yours (today): gaps in working hours, overlaps, odd lengths, calls that nobody logged."""
    from core.entryline.parse import parse_day

    business = shell.business(read_only=True)
    view = business.my_day.view(parse_day(date_, today=business.today) if date_ else None)
    if shell.json:
        from cli.day_documents import DayDocument

        shell.document(DayDocument.of(view))
    for line in _told(view, business.zone):
        shell.say(line)


def _told(view: "DayView", zone: "ZoneInfo") -> list[str]:
    from core.basics.durations import format_minutes, format_seconds
    from core.queries.day_words import doubt_lines, gap_words, hours_words

    lines = [
        _("{day} of {technician}: {worked} logged, {working} of work ({hours})").format(
            day=view.day.isoformat(),
            technician=view.technician,
            worked=format_seconds(view.worked_seconds),
            working=format_seconds(view.working_seconds),
            hours=hours_words(view, zone),
        )
    ]
    rows = [
        (
            entry.started_at,
            entry.started_at.timestamp(),
            format_seconds(entry.worked_seconds),
            f"{entry.client.code}  {entry.note}",
        )
        for entry in view.entries
        if entry.started_at is not None
    ]
    rows += [
        (gap.since, gap.since.timestamp() - 0.5, format_minutes(gap.whole_minutes), gap_words(gap)) for gap in view.gaps
    ]
    rows.sort(key=lambda row: row[1])
    if rows:
        lines.append(
            table(
                [
                    (_("time"), _("length"), _("what")),
                    *((_minute(since, zone), length, what.strip()) for since, _place, length, what in rows),
                ],
                right=frozenset({1}),
            )
        )
    doubts = doubt_lines(view, zone)
    lines += doubts
    if view.gaps:
        since, until = (_minute(each, zone) for each in (view.gaps[0].since, view.gaps[0].until))
        lines.append(
            _("to fill a gap: monteore log CLIENT {since}-{until} @{day} NOTE").format(
                since=since, until=until, day=view.day.isoformat()
            )
        )
    elif not doubts:
        lines.append(_("no gap, no overlap, no odd length"))
    return lines


def _minute(instant: "datetime", zone: "ZoneInfo") -> str:
    return f"{instant.astimezone(zone):%H:%M}"


def _hours_again(shell: Shell, business: "Business", done: Done) -> None:
    _show_hours(shell, business, everybody=done.said["everybody"], with_holidays=done.said.get("holidays") is not None)


@declared.command()
@declared.argument("text", metavar="[HOURS]", required=False)
@declared.option("--everybody", is_flag=True, help=_("Those of everybody who said none."))
@declared.option(
    "--holidays",
    metavar="COUNTRY",
    help=_("Public holidays, on which nobody works: such as IT or DE-BY, none, or '' for those of the time zone."),
)
@writing_verb(_hours_again)
def hours(shell: Shell, text: str | None, everybody: bool, holidays: str | None) -> None:
    """Show your working hours, or set them: 'mon-fri 09:00-13:00 14:00-18:00; sat 09:00-12:00', none, or '' for the usual."""
    business = shell.business(read_only=text is None and holidays is None)
    if text is not None or holidays is not None:
        own, all_hours = (None, text) if everybody else (text, None)
        business.hours.change(own=own, everybody=all_hours, holidays=holidays)
    _show_hours(shell, business, everybody=everybody, with_holidays=holidays is not None)


def _show_hours(shell: Shell, business: "Business", *, everybody: bool, with_holidays: bool = False) -> None:
    from core.queries.working_hours import hours_of
    from core.rules.hours import format_hours

    text = format_hours(hours_of(business.session) if everybody else business.hours.mine())
    shell.say(text)
    holidays = business.hours.holidays()
    if with_holidays:
        shell.say(_("public holidays: {calendar}").format(calendar=holidays or _("none")))
    if shell.json:
        from cli.day_documents import HoursDocument

        who = None if everybody else business.technician
        shell.document(HoursDocument(technician=who, hours=text, holidays=holidays or None))
