"""The reports by name. The default period is the last twelve months."""

from datetime import date, timedelta

from core.basics.errors import Usage
from core.basics.i18n import _
from core.queries.queries import Queries
from core.reports import hours, money, profit, work
from core.reports.table import ReportOptions, ReportTable

_REPORTS = {
    "recovered": hours.recovered,
    "renewals": hours.renewals,
    "expiring": hours.expiring,
    "burn": hours.burn,
    "technicians": work.technicians,
    "tickets": work.tickets,
    "proactive": work.proactive,
    "profitability": profit.profitability,
    "managed": money.managed,
}


def report_names() -> tuple[str, ...]:
    """The names, in the order in which they are shown."""
    return tuple(_REPORTS)


def about(name: str) -> str:
    """A report's purpose in one line."""
    lines = {
        "recovered": _("minutes and money of calls too short to invoice"),
        "renewals": _("blocks that were renewed"),
        "expiring": _("hours that expire soon"),
        "burn": _("pace, weeks left, next renewal"),
        "technicians": _("work by technician"),
        "tickets": _("minutes by ticket"),
        "proactive": _("share of proactive work by client"),
        "profitability": _("effective hourly rate by agreement"),
        "managed": _("who is ready for a recurring fee"),
    }
    return lines[name]


def make_report(queries: Queries, name: str, options: ReportOptions) -> ReportTable:
    """Make a report. Errors: `Usage` for an unknown name, or `since` after `until`."""
    if name not in _REPORTS:
        raise Usage(_("there is no report {name}; write one of: {known}").format(name=name, known=", ".join(_REPORTS)))
    days = queries.session.days()
    until = options.until or (days.of(options.client_id) if options.client_id else days.last)
    since = options.since or _a_year_before(until) + timedelta(days=1)
    if since > until:
        raise Usage(_("the period ends before it begins; write --since and --until in order"))
    with queries.session.store.reading():
        return _REPORTS[name](queries, options, since, until)


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
