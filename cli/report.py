"""`monteore report`: print a report."""

import json
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from cli import declared
from cli.file_types import OUTPUT
from cli.shell import Shell, table, verb
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.reports.table import ReportOptions, ReportTable


@declared.command()
@declared.argument("name", required=False)
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--since", metavar="DATE", help=_("Default: a year before the end."))
@declared.option("--until", metavar="DATE", help=_("Default: today."))
@declared.option("--under", metavar="20m", help=_("For recovered: shorter work than this."))
@declared.option("--days", type=declared.IntRange(min=1), default=60, show_default=True, help=_("For expiring."))
@declared.option(
    "--margin", metavar="20%", help=_("For managed: what the fee adds to the break-even; default: nothing.")
)
@declared.option("--csv", "as_csv", is_flag=True, help=_("Print CSV for a spreadsheet."))
@declared.option(
    "--output", type=OUTPUT, metavar="FILE.pdf", help=_("For managed with a client: write the offer of the fee.")
)
@declared.option("--force", is_flag=True, help=_("Write over a file that differs."))
@verb
def report(
    shell: Shell,
    name: str | None,
    who: str | None,
    since: str | None,
    until: str | None,
    under: str | None,
    days: int,
    margin: str | None,
    as_csv: bool,
    output: str | None,
    force: bool,
) -> None:
    """A report by name; without one, the list of them."""
    from core.basics.durations import parse_option_duration, whole_minutes
    from core.entryline.filter import parse_since, parse_until
    from core.forms.percents import parse_percent
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
        since=parse_since(since, today=today) if since else None,
        until=parse_until(until, today=today) if until else None,
        under_minutes=whole_minutes(parse_option_duration(under)) if under else 20,
        days=days,
        margin=parse_percent(margin) if margin else Fraction(0),
    )
    if output is not None:
        _write_offer(shell, name, options, output, force=force)
        return
    made = make_report(business.queries, name, options)
    if shell.json:
        click.echo(json.dumps(_document(made)))
    elif as_csv:
        from core.basics.spreadsheets import csv_text
        from core.reports.words import csv_rows

        click.echo(csv_text(csv_rows(made)), nl=False)
    else:
        for sentence in made.sentences:
            if sentence:
                shell.say(sentence)
        if made.rows:
            shell.say("")
            shell.say(_table(made))
        if made.advice:
            shell.say(_("{sentence}: monteore {step}").format(sentence=made.advice, step=made.step))


def _write_offer(shell: Shell, name: str, options: "ReportOptions", output: str, *, force: bool) -> None:
    from cli.sheets import sender_of, write_sheet
    from core.basics.errors import Usage
    from core.reports.offer import offer_for

    if name != "managed" or options.client_id is None:
        raise Usage(_("an offer is for one client: monteore report managed CLIENT --output FILE.pdf"))
    business = shell.business(read_only=True)
    write_sheet(shell, offer_for(business.queries, options, sender_of(business)), output, force=force)


def _document(made: "ReportTable") -> dict[str, object]:
    from core.reports.words import plain_value

    rows = [{each.name: plain_value(each, row, made) for each in made.columns} for row in made.rows]
    chart = asdict(made.chart) if made.chart else None
    return {
        "report": made.name,
        "title": made.title,
        "sentences": [sentence for sentence in made.sentences if sentence],
        "columns": [{"name": each.name, "label": each.label, "kind": each.kind.value} for each in made.columns],
        "rows": rows,
        "chart": chart,
    }


def _table(made: "ReportTable") -> str:
    from core.reports.words import cell_text, currency_of

    columns = [column for column in made.columns if not column.name.startswith("gain_")]
    places = [made.columns.index(column) for column in columns]
    head = tuple(column.label for column in columns)
    lines = [
        tuple(cell_text(made.columns[place], row[place], currency_of(row, made), iso=True) for place in places)
        for row in made.rows
    ]
    figures = frozenset(place for place, column in enumerate(columns) if column.kind not in ("text", "word", "date"))
    return table([head, *lines], right=figures)
