"""Reports about work: by technician, by ticket, and its proactive share."""

from datetime import date
from decimal import Decimal

from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.language.formats import number_text
from core.model.worktypes import is_proactive
from core.queries.queries import Queries
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable, per_mille
from core.reports.words import title_of


def technicians(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """Worked and charged time, entries, clients and the proactive share of each technician."""
    figures = queries.session.store.figures
    clients = figures.clients_of_technicians(since, until, options.client_id)
    sums: dict[str, list[int]] = {}
    for name, work_type, worked, charged, entries, _clients in figures.by_technician(since, until, options.client_id):
        row = sums.setdefault(name, [0, 0, 0, 0])
        for place, value in enumerate((worked, charged, entries, worked if is_proactive(work_type) else 0)):
            row[place] += value
    order = sorted(sums, key=lambda name: (-sums[name][0], name))
    rows = tuple(
        (
            name,
            sums[name][0] // 60,
            sums[name][1],
            sums[name][2],
            clients[name],
            per_mille(sums[name][3], sums[name][0]),
        )
        for name in order
    )
    worked, charged = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return ReportTable(
        "technicians",
        title_of("technicians"),
        (
            ngettext(
                "{worked} h worked and {charged} h charged by {count} technician.",
                "{worked} h worked and {charged} h charged by {count} technicians.",
                len(rows),
            ).format(worked=format_minutes(worked), charged=format_minutes(charged), count=len(rows)),
        ),
        (
            Column("technician", _("Technician")),
            Column("worked_minutes", _("Worked"), ColumnKind.MINUTES, total=True),
            Column("charged_minutes", _("Charged"), ColumnKind.MINUTES, total=True),
            Column("entries", _("Entries"), ColumnKind.COUNT, total=True),
            Column("clients", _("Clients"), ColumnKind.COUNT),
            Column("proactive_per_mille", _("Proactive"), ColumnKind.PER_MILLE),
        ),
        rows,
        Chart(tuple(order), tuple(sums[name][0] // 60 for name in order), ColumnKind.MINUTES, _("Hours worked")),
        bar="worked_minutes",
    )


def tickets(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """Minutes by ticket and client, the most charged first."""
    found = queries.session.store.figures.by_ticket(since, until, options.client_id)
    codes = {client.client_id: client.code for client in queries.session.store.reads.clients()}
    rows = tuple(
        (ticket, codes[client_id], worked // 60, charged, entries, date.fromisoformat(first), date.fromisoformat(last))
        for ticket, client_id, worked, charged, entries, first, last in found
    )
    many = sum(1 for row in rows if row[4] > 1)
    sentence = ngettext(
        "{count} ticket, {many} with more than one entry.",
        "{count} tickets, {many} with more than one entry.",
        len(rows),
    )
    return ReportTable(
        "tickets",
        title_of("tickets"),
        (sentence.format(count=len(rows), many=many),),
        (
            Column("ticket", _("Ticket")),
            Column("client", _("Client")),
            Column("worked_minutes", _("Worked"), ColumnKind.MINUTES, total=True),
            Column("charged_minutes", _("Charged"), ColumnKind.MINUTES, total=True),
            Column("entries", _("Entries"), ColumnKind.COUNT, total=True),
            Column("first_day", _("First"), ColumnKind.DATE),
            Column("last_day", _("Last"), ColumnKind.DATE),
        ),
        rows,
        Chart(
            tuple(f"#{row[0]}" for row in rows[:12]),
            tuple(int(str(row[3])) for row in rows[:12]),
            ColumnKind.MINUTES,
            _("Hours charged"),
        ),
        bar="charged_minutes",
    )


def proactive(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """The share of each client's work with a proactive work type."""
    sums: dict[str, list[int]] = {}
    for client_id, work_type, worked, _charged in queries.session.store.figures.by_type(
        since, until, options.client_id
    ):
        row = sums.setdefault(client_id, [0, 0])
        row[0] += worked
        row[1] += worked if is_proactive(work_type) else 0
    ranked = sorted(sums.items(), key=lambda item: (per_mille(item[1][1], item[1][0]), -item[1][0]))
    rows = tuple(
        (queries.client(client_id).code, worked // 60, before // 60, per_mille(before, worked))
        for client_id, (worked, before) in ranked
    )
    worked, before = (sum(row[place] for row in sums.values()) for place in (0, 1))
    share = per_mille(before, worked)
    return ReportTable(
        "proactive",
        title_of("proactive"),
        (
            _("{share} of the worked time was proactive; who has least stands first.").format(
                share=f"{number_text(Decimal(share) / 10, 1)} %"
            ),
        ),
        (
            Column("client", _("Client")),
            Column("worked_minutes", _("Worked"), ColumnKind.MINUTES, total=True),
            Column("proactive_minutes", _("Proactive"), ColumnKind.MINUTES, total=True),
            Column("proactive_per_mille", _("Share"), ColumnKind.PER_MILLE),
        ),
        rows,
        Chart(
            tuple(str(row[0]) for row in rows[:12]),
            tuple(int(str(row[3])) for row in rows[:12]),
            ColumnKind.PER_MILLE,
            _("Proactive work, %"),
        ),
        bar="proactive_per_mille",
    )
