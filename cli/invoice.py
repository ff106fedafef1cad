"""`monteore invoice`: lines for the accounting system, and its answer."""

import click

from cli.shell import Shell, table, verb
from core.durations import format_minutes
from core.i18n import _
from core.labels import word_label
from core.models import LineStatus
from core.money import format_money
from core.views import LineView


@click.group()
def invoice() -> None:
    """Billable lines: list, mark, export, runs."""


def _show(shell: Shell, lines: tuple[LineView, ...]) -> None:
    if shell.json:
        from cli.documents import LineDocument, LinesDocument

        shell.document(LinesDocument(lines=[LineDocument.of(line) for line in lines]))
        return
    head = (_("line"), _("client"), _("kind"), _("hours"), _("amount"), "", _("status"), _("number"), _("dated"))
    rows = [
        (
            line.line_id,
            line.client.code,
            word_label(line.kind.value),
            format_minutes(line.minutes),
            format_money(line.amount_minor, line.currency),
            line.currency,
            word_label(line.status.value),
            line.number,
            line.dated.isoformat(),
        )
        for line in lines
    ]
    shell.say(table([head, *rows], right=frozenset({3, 4})) if rows else _("no lines"))


@invoice.command("list")
@click.argument("who", metavar="[CLIENT]", required=False)
@click.option("--status", type=click.Choice([status.value for status in LineStatus]))
@verb
def list_(shell: Shell, who: str | None, status: str | None) -> None:
    """Billable lines, the oldest first."""
    ledger = shell.ledger(read_only=True)
    client_id = ledger.queries.resolve_client(who).client_id if who else None
    _show(shell, ledger.queries.lines(LineStatus(status) if status else None, client_id))


@invoice.command()
@click.argument("line_ids", metavar="ID...", nargs=-1, required=True)
@click.option("--number", metavar="N", default="", help=_("The invoice's number, as the accounting system gave it."))
@click.option("--date", "date_", metavar="DATE", help=_("The invoice's date, or the day it was paid; default today."))
@click.option("--paid", is_flag=True, help=_("An invoiced line was paid."))
@verb
def mark(shell: Shell, line_ids: tuple[str, ...], number: str, date_: str | None, paid: bool) -> None:
    """Record that lines are invoiced, or paid."""
    from core.errors import Usage
    from core.quickentry import parse_day
    from core.text import clean_text

    if not paid and not number.strip():
        raise Usage(_("which invoice? Add --number N"))
    ledger = shell.ledger()
    day = parse_day(date_, today=ledger.today) if date_ else ledger.today
    status = LineStatus.PAID if paid else LineStatus.INVOICED
    _show(shell, ledger.mark_lines(line_ids, clean_text(number), day, status))


def _read(named: str) -> str:
    from pathlib import Path

    from core.errors import Refused

    try:
        return Path(named).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=named, reason=error)) from None


@invoice.command()
@click.argument("who", metavar="[CLIENT]", required=False)
@click.option("--since", metavar="DATE")
@click.option("--until", metavar="DATE")
@click.option(
    "--format", "format_name", type=click.Choice(["csv", "xlsx", "fatturapa"]), default="csv", show_default=True
)
@click.option("--map", "map_file", metavar="FILE", help=_("A column map for the accounting package (TOML)."))
@click.option(
    "--tax", "tax_file", metavar="FILE", help=_("Tax data for fatturapa: the supplier and the clients (TOML).")
)
@click.option("--output", metavar="FILE")
@click.option("--force", is_flag=True, help=_("Write over a file that differs."))
@click.option("--dry-run", is_flag=True, help=_("Show the file and record nothing."))
@click.option("--again", metavar="RUN", help=_("Repeat a run, byte for byte."))
@verb
def export(
    shell: Shell,
    who: str | None,
    since: str | None,
    until: str | None,
    format_name: str,
    map_file: str | None,
    tax_file: str | None,
    output: str | None,
    force: bool,
    dry_run: bool,
    again: str | None,
) -> None:
    """Write lines to invoice for the accounting system; each goes out once."""
    import json
    from pathlib import Path

    from core.billing_export import read_map
    from core.errors import Usage
    from core.quickentry import parse_day
    from core.writing_files import write_file

    is_shown = format_name == "csv" or (format_name == "fatturapa" and dry_run)
    if output is None and (shell.json or not is_shown):
        raise Usage(_("say where the file goes; add --output FILE"))
    columns = read_map(_read(map_file)) if map_file else None
    tax = None
    if format_name == "fatturapa" and again is None:
        from core.fatturapa import read_tax_data

        if not tax_file:
            raise Usage(_("a FatturaPA needs the tax data; add --tax FILE"))
        tax = read_tax_data(_read(tax_file))
    ledger = shell.ledger(read_only=dry_run or again is not None)
    if again:
        run = ledger.billing.again(again)
        if output is None and run.format != "csv":
            raise Usage(_("say where the file goes; add --output FILE"))
    else:
        run = ledger.billing.export(
            client_id=ledger.queries.resolve_client(who).client_id if who else None,
            since=parse_day(since, today=ledger.today) if since else None,
            until=parse_day(until, today=ledger.today) if until else None,
            format_name=format_name,
            columns=columns,
            tax=tax,
            dry_run=dry_run,
        )
    if output and not dry_run:
        # The run is recorded with its bytes before the file is written: what is lost here is repeated with --again.
        write_file(Path(output).expanduser(), run.content, force=force)
    if shell.json:
        lines = [line.line_id for line in run.lines]
        click.echo(json.dumps({"run_id": run.run_id, "format": run.format, "lines": lines, "output": output}))
    elif run.format == "csv" and (output is None or dry_run):
        click.echo(run.content.decode(), nl=False)
    elif dry_run and run.format == "fatturapa":
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(run.content)) as archive:
            for name in archive.namelist():
                shell.say(name)
                shell.say(archive.read(name).decode())
    count = len(run.lines)
    if not shell.json and run.run_id:
        shell.warn(_("run {id}: {count} lines").format(id=run.run_id, count=count))


@invoice.command()
@verb
def runs(shell: Shell) -> None:
    """The exports so far, the latest first."""
    import json

    found = shell.ledger(read_only=True).store.exports.runs()
    if shell.json:
        keys = ("run_id", "format", "made_at", "digest", "lines")
        click.echo(json.dumps({"runs": [dict(zip(keys, row, strict=True)) for row in found]}))
        return
    rows = [(run_id, format_name, made_at, str(count)) for run_id, format_name, made_at, _digest, count in found]
    head = (_("run"), _("format"), _("made"), _("lines"))
    shell.say(table([head, *rows], right=frozenset({3})) if rows else _("nothing was exported yet"))
