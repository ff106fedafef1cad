"""The report on answered calls of known clients that nobody logged: by client and month, in minutes and money."""

from datetime import date

from core.basics.clock import local_date
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.language.formats import money_text
from core.queries.phone_settings import PhoneSettingsReads
from core.queries.queries import Queries
from core.queries.reconcile import Reconciling
from core.queries.reconcile_words import (
    EACH_CALL_STEP,
    NO_RECORDS_STEP,
    clients_text,
    covers_text,
    doubts,
    result_text,
)
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable, Value
from core.reports.words import title_of


def unlogged(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """Calls that nobody logged, as far as the records tell. Technicians are named only where the settings say so."""
    session = queries.session
    view = Reconciling(queries).view(since, until, client_id=options.client_id)
    names_people = PhoneSettingsReads(session).options.unlogged_by_technician
    sums: dict[tuple[str, str, str, str], list[int]] = {}
    for call in view.unlogged:
        month = local_date(call.began_at, session.zone).isoformat()[:7]
        client = clients_text(call)
        who = ", ".join(call.technicians) if names_people else ""
        row = sums.setdefault((client, month, who, call.currency), [0, 0, 0, 0])
        for place, value in enumerate((1, call.seconds, call.charged_minutes or 0, call.amount_minor or 0)):
            row[place] += value
    rows: list[tuple[Value, ...]] = []
    order = sorted(sums.items(), key=lambda item: (-item[1][3], -item[1][2], item[0]))
    for (client, month, who, currency), (count, seconds, minutes, amount) in order:
        person = (who,) if names_people else ()
        rows.append((client, month, *person, count, seconds // 60, minutes, amount, currency))
    money = ", ".join(money_text(amount, currency) for currency, amount in view.amounts.items())
    cost = _("{minutes} h to charge").format(minutes=format_minutes(view.minutes)) + (f", {money}" if money else "")
    by_client: dict[str, int] = {}
    for (client, _month, _who, _currency), (_count, _seconds, minutes, _amount) in order:
        by_client[client] = by_client.get(client, 0) + minutes
    most = sorted(by_client.items(), key=lambda item: (-item[1], item[0]))[:12]
    advice, step = "", ""
    if not view.has_records:
        advice, step = _("bring the records of the telephone in"), NO_RECORDS_STEP
    elif view.unlogged:
        advice, step = _("see each call, and log or dismiss it"), EACH_CALL_STEP
    return ReportTable(
        "unlogged",
        title_of("unlogged"),
        (
            result_text(view.coverage, len(view.unlogged)) + (f": {cost}" if view.unlogged else ""),
            covers_text(view.coverage, session.zone),
            *doubts(view.coverage, session.zone),
        ),
        (
            Column("client", _("Client")),
            Column("month", _("Month")),
            *((Column("technician", _("Technician")),) if names_people else ()),
            Column("calls", _("Calls"), ColumnKind.COUNT, total=True),
            Column("talk_minutes", _("Talk"), ColumnKind.MINUTES, total=True, rank=1),
            Column("minutes", _("To charge"), ColumnKind.MINUTES, total=True),
            Column("amount", _("Money"), ColumnKind.MONEY, total=True),
            Column("currency", _("Currency")),
        ),
        tuple(rows),
        Chart(
            tuple(client for client, _minutes in most),
            tuple(minutes for _client, minutes in most),
            ColumnKind.MINUTES,
            _("Hours that nobody logged"),
        ),
        bar="amount",
        advice=advice,
        step=step,
    )
