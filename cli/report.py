"""`monteore report`: print a report."""

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from cli.shell import Shell, table, verb
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.basics.spreadsheets import Cell
    from core.reports.table import Column, ReportTable, Value


@click.command()
@click.argument("name", required=False)
@click.argument("who", metavar="[CLIENT]", required=False)
@click.option("--since", metavar="DATE", help=_("Default: a year before the end."))
@click.option("--until", metavar="DATE", help=_("Default: today."))
@click.option("--under", metavar="20m", help=_("For recovered: shorter work than this."))
@click.option("--days", type=click.IntRange(min=1), default=60, show_default=True, help=_("For expiring."))
@click.option("--csv", "as_csv", is_flag=True, help=_("Print CSV for a spreadsheet."))
@verb
def report(
    shell: Shell,
    name: str | None,
    who: str | None,
    since: str | None,
    until: str | None,
    under: str | None,
    days: int,
    as_csv: bool,
) -> None:
    """A report by name; without one, the list of them."""
    from core.basics.durations import parse_option_duration, whole_minutes
    from core.entryline.parse import parse_day
    from core.reports import about, make_report, report_names
    from core.reports.table import ReportOptions

    if name is None:
        shell.say(table([(each, about(each)) for each in report_names()]))
        if shell.json:
            click.echo(json.dumps({"reports": list(report_names())}))
        return
    business = shell.business(read_only=True)
    client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
    today = business.queries.today(client_id) if client_id else business.today
    options = ReportOptions(
        client_id=client_id,
        since=parse_day(since, today=today) if since else None,
        until=parse_day(until, today=today) if until else None,
        under_minutes=whole_minutes(parse_option_duration(under)) if under else 20,
        days=days,
    )
    made = make_report(business.queries, name, options)
    if shell.json:
        click.echo(json.dumps(_document(made)))
    elif as_csv:
        from core.basics.spreadsheets import csv_text

        rows = [[each.name for each in made.columns]]
        click.echo(
            csv_text([*rows, *([_cell(each, row, made) for each in made.columns] for row in made.rows)]), nl=False
        )
    else:
        for sentence in made.sentences:
            if sentence:
                shell.say(sentence)
        if made.rows:
            shell.say("")
            shell.say(_table(made))


def _document(made: "ReportTable") -> dict[str, object]:
    rows = [{each.name: _plain(each, row, made) for each in made.columns} for row in made.rows]
    chart = asdict(made.chart) if made.chart else None
    return {
        "report": made.name,
        "title": made.title,
        "sentences": [sentence for sentence in made.sentences if sentence],
        "columns": [{"name": each.name, "label": each.label, "kind": each.kind.value} for each in made.columns],
        "rows": rows,
        "chart": chart,
    }


def _plain(column: "Column", row: "tuple[Value, ...]", made: "ReportTable") -> "str | int | None":
    from core.basics.money import format_money

    value = row[made.columns.index(column)]
    if isinstance(value, date):
        return value.isoformat()
    if column.kind == "money" and isinstance(value, int):
        return format_money(value, _currency(row, made))
    return value


def _cell(column: "Column", row: "tuple[Value, ...]", made: "ReportTable") -> "Cell":
    """A cell for CSV: money stays a number, also below zero."""
    from decimal import Decimal

    value = _plain(column, row, made)
    return Decimal(value) if column.kind == "money" and isinstance(value, str) else value


def _currency(row: "tuple[Value, ...]", made: "ReportTable") -> str:
    place = next((number for number, column in enumerate(made.columns) if column.name == "currency"), None)
    return str(row[place]) if place is not None and row[place] else "EUR"


def _table(made: "ReportTable") -> str:
    from core.reports.words import cell_text

    columns = [column for column in made.columns if not column.name.startswith("gain_")]
    places = [made.columns.index(column) for column in columns]
    head = tuple(column.label for column in columns)
    lines = [
        tuple(cell_text(made.columns[place], row[place], _currency(row, made), iso=True) for place in places)
        for row in made.rows
    ]
    figures = frozenset(place for place, column in enumerate(columns) if column.kind not in ("text", "word", "date"))
    return table([head, *lines], right=figures)
