"""Reports about hours: recovered short work, renewals, expiring blocks, pace."""

from datetime import date, timedelta
from fractions import Fraction

from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.basics.money import rounded
from core.model.terms import Kind
from core.queries.queries import Queries
from core.reports.earnings import drawn
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable, months_between
from core.reports.words import sums_text, title_of
from core.rules.pace import FURTHEST_DAYS, first_day_of_pace, pace_of, span

_FURTHEST_DAYS = 3650


def recovered(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """Minutes and money of work so short that nobody would have invoiced it: under `under_minutes` of worked time.

    Only minutes drawn from blocks count; overdraft does not. Their money is what was paid for them (`rules.worth`).
    """
    seconds = options.under_minutes * 60
    entries: dict[str, set[str]] = {}
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for each in drawn(queries, since, until, options.client_id):
        if each.worked_seconds < seconds:
            month = each.day.isoformat()[:7]
            minutes, worth = sums.get((month, each.currency), (0, 0))
            sums[month, each.currency] = (minutes + each.minutes, worth + each.amount_minor)
            entries.setdefault(month, set()).add(each.entry_id)
    rows, totals, told = [], dict[str, int](), set[str]()
    for (month, currency), (minutes, amount) in sorted(sums.items()):
        totals[currency] = totals.get(currency, 0) + amount
        # Count entries once, with the month's first currency.
        rows.append((month, 0 if month in told else len(entries[month]), minutes, amount, currency))
        told.add(month)
    calls, minutes = sum(int(row[1]) for row in rows), sum(int(row[2]) for row in rows)
    sentence = _("no call under {under} minutes was paid from a block")
    if rows:
        sentence = ngettext(
            "{count} call under {under} minutes: {hours} h, {worth} that nobody invoiced",
            "{count} calls under {under} minutes: {hours} h, {worth} that nobody invoiced",
            calls,
        )
    said = sentence.format(
        count=calls, under=options.under_minutes, hours=format_minutes(minutes), worth=sums_text(totals)
    )
    return ReportTable(
        "recovered",
        title_of("recovered"),
        (said,),
        (
            Column("month", _("Month")),
            Column("entries", _("Entries"), ColumnKind.COUNT, total=True),
            Column("minutes", _("Hours"), ColumnKind.MINUTES, total=True),
            Column("amount", _("Money"), ColumnKind.MONEY, total=True),
            Column("currency", _("Currency")),
        ),
        tuple(rows),
        Chart(
            tuple(row[0] for row in rows),
            tuple(row[3] for row in rows),
            ColumnKind.MONEY,
            _("Money recovered"),
            tuple(row[4] for row in rows),
        ),
        bar="amount",
    )


def renewals(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """Renewed blocks: caused by work, or by a manager's approval or the daily run."""
    found = queries.session.store.figures.renewed(since, until, options.client_id)
    rows = tuple(
        (date.fromisoformat(day), queries.client(client_id).code, minutes, price, currency,
         _("by work") if by_work else _("by hand or daily run"))
        for day, client_id, minutes, price, currency, by_work in found
    )  # fmt: skip
    by_month: dict[str, int] = {}
    worth: dict[str, int] = {}
    for day, _client_id, _minutes, price, currency, _by_work in found:
        by_month[day[:7]] = by_month.get(day[:7], 0) + 1
        worth[currency] = worth.get(currency, 0) + price
    months = months_between(min(by_month), max(by_month)) if by_month else ()
    sentence = _("No block was renewed.")
    if rows:
        sentence = ngettext(
            "{count} block renewed, worth {money}.", "{count} blocks renewed, worth {money}.", len(rows)
        )
    return ReportTable(
        "renewals",
        title_of("renewals"),
        (sentence.format(count=len(rows), money=sums_text(worth)),),
        (
            Column("day", _("Date"), ColumnKind.DATE),
            Column("client", _("Client")),
            Column("minutes", _("Hours"), ColumnKind.MINUTES, total=True),
            Column("amount", _("Price"), ColumnKind.MONEY, total=True),
            Column("currency", _("Currency")),
            Column("cause", _("Cause")),
        ),
        rows,
        Chart(months, tuple(by_month.get(month, 0) for month in months), ColumnKind.COUNT, _("Blocks renewed")),
        bar="minutes",
    )


def expiring(queries: Queries, options: ReportOptions, _since: date, _until: date) -> ReportTable:
    """Minutes that expire within `days`."""
    days = queries.session.days()
    found = queries.session.store.listing.expiring(days, options.days, client_id=options.client_id)
    rows = tuple(
        (
            queries.card(account_id).address,
            block_id,
            minutes,
            day,
            (day - days.of(account_id)).days,
            block.sold_on if (block := queries.session.store.reads.block(block_id)) is not None else None,
        )
        for _client_id, block_id, minutes, day, account_id in found
    )
    minutes = sum(int(str(row[2])) for row in rows)
    sentence = _("No hours expire within {days} days.")
    if rows:
        sentence = ngettext(
            "{hours} h of {count} block expire within {days} days; offer proactive work for them.",
            "{hours} h of {count} blocks expire within {days} days; offer proactive work for them.",
            len(rows),
        )
    return ReportTable(
        "expiring",
        title_of("expiring"),
        (sentence.format(hours=format_minutes(minutes), count=len(rows), days=options.days),),
        (
            Column("client", _("Client")),
            Column("block_id", _("Block"), rank=2),
            Column("minutes", _("Left"), ColumnKind.MINUTES, total=True),
            Column("expires_on", _("Expires"), ColumnKind.DATE),
            Column("days", _("Days"), ColumnKind.COUNT),
            Column("sold_on", _("Sold"), ColumnKind.DATE, rank=1),
        ),
        rows,
        Chart(
            tuple(str(row[0]) for row in rows[:12]),
            tuple(int(str(row[2])) for row in rows[:12]),
            ColumnKind.MINUTES,
            _("Hours that expire"),
        ),
        bar="minutes",
    )


def burn(queries: Queries, options: ReportOptions, _since: date, _until: date) -> ReportTable:
    """The pace of the last eight weeks, weeks left, and when the next renewal is due with its spread.

    A week's minutes have a mean m and a standard deviation s over the eight weeks (weeks end today), or over the weeks since
    the client is known. Above the threshold there are r minutes. Likely in w = r / m weeks; the range is what s·√w makes of
    it; no latest day where it is more than a year ahead. Archived clients are left out, unless one is named.
    """
    days, figures = queries.session.days(), queries.session.store.figures
    charged: dict[str, list[tuple[date, int]]] = {}
    since = first_day_of_pace(days.first)
    for client_id, day, minutes in figures.charged_by_day(since, days.last, options.client_id):
        if first_day_of_pace(days.of(client_id)) <= date.fromisoformat(day) <= days.of(client_id):
            charged.setdefault(client_id, []).append((date.fromisoformat(day), minutes))
    rows = []
    soon = 0
    for client_id, burnt in charged.items():
        today = days.of(client_id)
        row = queries.client_rows_of([client_id])[0]
        known = figures.first_day(client_id)
        pace = pace_of(burnt, today, date.fromisoformat(known) if known else None)
        if not row.has_agreement or row.kind is not Kind.PREPAID or pace is None:
            continue
        if row.client.archived and not options.client_id:
            continue
        early, middle, late = span(max(0, row.remaining_minutes - row.threshold_minutes), pace)
        earliest, likely = _in_days(today, early), _in_days(today, middle)
        latest = _in_days(today, late) if late <= FURTHEST_DAYS else None
        if row.remaining_minutes < row.threshold_minutes:
            # The renewal is due already: no pace moves it.
            earliest = likely = latest = today
        left = int(max(0, row.remaining_minutes) // pace.mean)
        soon += likely <= today + timedelta(days=30)
        rows.append(
            (row.client.code, rounded(Fraction(pace.mean)), row.remaining_minutes, left, earliest, likely, latest)
        )
    rows.sort(key=lambda row: (row[5], row[0]))
    return ReportTable(
        "burn",
        title_of("burn"),
        (
            _("{count} of {all} prepaid clients with work will need hours within 30 days.").format(
                count=soon, all=len(rows)
            ),
            _("Earliest, likely and latest are days on which their next renewal is due."),
        ),
        (
            Column("client", _("Client")),
            Column("minutes_a_week", _("A week"), ColumnKind.MINUTES),
            Column("remaining_minutes", _("Left"), ColumnKind.MINUTES),
            Column("weeks_left", _("Weeks"), ColumnKind.COUNT, rank=2),
            Column("earliest", _("Earliest"), ColumnKind.DATE, rank=1),
            Column("likely", _("Likely"), ColumnKind.DATE),
            Column("latest", _("Latest"), ColumnKind.DATE),
        ),
        tuple(rows),
        Chart(
            tuple(str(row[0]) for row in rows[:12]),
            tuple(int(row[3]) for row in rows[:12]),
            ColumnKind.COUNT,
            _("Weeks left"),
        ),
        bar="weeks_left",
    )


def _in_days(today: date, days: int) -> date:
    """The day so many days ahead, at most ten years."""
    return today + timedelta(days=min(days, _FURTHEST_DAYS))
