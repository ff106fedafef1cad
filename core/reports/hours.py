"""Reports about hours: recovered short work, renewals, expiring blocks, pace."""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor, sqrt

from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.language.formats import money_text
from core.model.terms import Kind
from core.queries.queries import Queries
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable, months_between, rounded
from core.reports.words import title_of

_BURN_WEEKS = 8
_FURTHEST_DAYS = 3650


def recovered(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """Minutes and money of work so short that nobody would have invoiced it: under `under_minutes` of worked time.

    Only minutes drawn from blocks count; overdraft does not. Money = minutes drawn × price of the block / size of the
    block, exact, rounded once a month.
    """
    figures = queries.session.store.figures
    seconds = options.under_minutes * 60
    entries = figures.short_entries(since, until, options.client_id, seconds)
    drawn: dict[tuple[str, str], tuple[int, Fraction]] = {}
    for _client, month, currency, price, size, count in figures.drawn(since, until, options.client_id, seconds):
        minutes, worth = drawn.get((month, currency), (0, Fraction(0)))
        drawn[month, currency] = (minutes + count, worth + Fraction(price * count, size))
    rows, totals, told = [], dict[str, int](), set[str]()
    for (month, currency), (minutes, worth) in sorted(drawn.items()):
        amount = rounded(worth)
        totals[currency] = totals.get(currency, 0) + amount
        # Count entries once, with the month's first currency.
        rows.append((month, 0 if month in told else entries.get(month, 0), minutes, amount, currency))
        told.add(month)
    calls, minutes = sum(int(row[1]) for row in rows), sum(int(row[2]) for row in rows)
    money = ", ".join(money_text(amount, currency) for currency, amount in totals.items()) or "0"
    sentence = ngettext(
        "{count} call under {under} minutes took {hours} h from prepaid hours: {worth} that nobody would have invoiced.",
        "{count} calls under {under} minutes took {hours} h from prepaid hours: {worth} that nobody would have invoiced.",
        calls,
    )
    return ReportTable(
        "recovered",
        title_of("recovered"),
        (sentence.format(count=calls, under=options.under_minutes, hours=format_minutes(minutes), worth=money),),
        (
            Column("month", _("Month")),
            Column("entries", _("Entries"), ColumnKind.COUNT),
            Column("minutes", _("Hours"), ColumnKind.MINUTES),
            Column("amount", _("Money"), ColumnKind.MONEY),
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
    money = ", ".join(money_text(amount, currency) for currency, amount in worth.items()) or "0"
    return ReportTable(
        "renewals",
        title_of("renewals"),
        (
            ngettext(
                "{count} block renewed, worth {money}.", "{count} blocks renewed, worth {money}.", len(rows)
            ).format(count=len(rows), money=money),
        ),
        (
            Column("day", _("Date"), ColumnKind.DATE),
            Column("client", _("Client")),
            Column("minutes", _("Hours"), ColumnKind.MINUTES),
            Column("amount", _("Price"), ColumnKind.MONEY),
            Column("currency", _("Currency")),
            Column("cause", _("Cause")),
        ),
        rows,
        Chart(months, tuple(by_month.get(month, 0) for month in months), ColumnKind.COUNT, _("Blocks renewed")),
    )


def expiring(queries: Queries, options: ReportOptions, _since: date, _until: date) -> ReportTable:
    """Minutes that expire within `days`."""
    today = queries.session.today
    found = queries.session.store.listing.expiring(
        today, today + timedelta(days=options.days), client_id=options.client_id
    )
    rows = tuple(
        (queries.client(client_id).code, block_id, minutes, day, (day - today).days)
        for client_id, block_id, minutes, day, _account_id in found
    )
    minutes = sum(int(str(row[2])) for row in rows)
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
            Column("block_id", _("Block")),
            Column("minutes", _("Left"), ColumnKind.MINUTES),
            Column("expires_on", _("Expires"), ColumnKind.DATE),
            Column("days", _("Days"), ColumnKind.COUNT),
        ),
        rows,
        Chart(
            tuple(str(row[0]) for row in rows[:12]),
            tuple(int(str(row[2])) for row in rows[:12]),
            ColumnKind.MINUTES,
            _("Hours that expire"),
        ),
    )


def burn(queries: Queries, options: ReportOptions, _since: date, _until: date) -> ReportTable:
    """The pace of the last eight weeks, weeks left, and when the next renewal is due with its spread.

    A week's minutes have a mean m and a standard deviation s over the eight weeks (weeks end today). Above the threshold
    there are r minutes. Likely in r / m weeks; earliest in r / (m + s), latest in r / (m − s), none where m ≤ s.
    """
    today = queries.session.today
    first = today - timedelta(weeks=_BURN_WEEKS) + timedelta(days=1)
    weeks: dict[str, list[int]] = {}
    for client_id, day, minutes in queries.session.store.figures.charged_by_day(first, today, options.client_id):
        week = (date.fromisoformat(day) - first).days // 7
        weeks.setdefault(client_id, [0] * _BURN_WEEKS)[week] += minutes
    rows = []
    for client_id, burnt in weeks.items():
        row = queries.client_rows_of([client_id])[0]
        total = sum(burnt)
        if not row.has_agreement or row.kind is not Kind.PREPAID or not total:
            continue
        mean = Fraction(total, _BURN_WEEKS)
        spread = Fraction(sqrt(sum((minutes - mean) ** 2 for minutes in burnt) / _BURN_WEEKS)).limit_denominator(1000)
        room = max(0, row.remaining_minutes - row.threshold_minutes)
        likely = _in_days(today, floor(Fraction(room * 7) / mean))
        earliest = _in_days(today, floor(Fraction(room * 7) / (mean + spread)))
        latest = _in_days(today, ceil(Fraction(room * 7) / (mean - spread))) if mean > spread else None
        left = max(0, row.remaining_minutes) * _BURN_WEEKS // total
        rows.append((row.client.code, rounded(mean), row.remaining_minutes, left, earliest, likely, latest))
    rows.sort(key=lambda row: (row[5], row[0]))
    soon = sum(1 for row in rows if row[5] <= today + timedelta(days=30))
    return ReportTable(
        "burn",
        title_of("burn"),
        (
            _("{count} of {all} prepaid clients with work will need hours within 30 days.").format(
                count=soon, all=len(rows)
            ),
        ),
        (
            Column("client", _("Client")),
            Column("minutes_a_week", _("A week"), ColumnKind.MINUTES),
            Column("remaining_minutes", _("Left"), ColumnKind.MINUTES),
            Column("weeks_left", _("Weeks"), ColumnKind.COUNT),
            Column("earliest", _("Earliest"), ColumnKind.DATE),
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
    )


def _in_days(today: date, days: int) -> date:
    """The day so many days ahead, at most ten years."""
    return today + timedelta(days=min(days, _FURTHEST_DAYS))
