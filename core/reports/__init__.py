"""The reports by name. The default period is the last twelve months."""

from core.basics.errors import Usage
from core.basics.i18n import _
from core.queries.queries import Queries
from core.reports import hours, money, profit, unlogged, unused, work
from core.reports.periods import Period, last_twelve_months
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
    "unused": unused.unused,
    "unlogged": unlogged.unlogged,
}


def report_names() -> tuple[str, ...]:
    """The names, in the order in which they are shown."""
    return tuple(_REPORTS)


def has_period(name: str) -> bool:
    """Whether the report is of a period; the others are of today, or of the last twelve full months."""
    return name not in ("expiring", "burn", "managed")


def default_period(queries: Queries, client_id: str | None = None) -> Period:
    """The period of a report for which none is given: the last twelve months until the client's today.

    Over all clients, until the latest of their todays, so that no work is left out.
    """
    days = queries.session.days()
    return last_twelve_months(days.of(client_id) if client_id else days.last)


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
        "unused": _("prepaid hours unused at the end of a day, in money"),
        "unlogged": _("answered calls of clients that nobody logged, in hours and money"),
    }
    return lines[name]


def make_report(queries: Queries, name: str, options: ReportOptions) -> ReportTable:
    """Make a report. Errors: `Usage` for an unknown name, or `since` after `until`."""
    if name not in _REPORTS:
        raise Usage(_("there is no report {name}; write one of: {known}").format(name=name, known=", ".join(_REPORTS)))
    until = options.until or default_period(queries, options.client_id)[1]
    since = options.since or last_twelve_months(until)[0]
    if since > until:
        raise Usage(_("the period ends before it begins; write its days in order"), option="--since, --until")
    with queries.session.store.reading():
        return _REPORTS[name](queries, options, since, until)
