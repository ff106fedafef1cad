"""`monteore invoice`: list and export billable lines, mark them invoiced or paid, and take marks back."""

from typing import TYPE_CHECKING

import click

from cli import declared
from cli.asking import confirmed, yes_option
from cli.file_types import INPUT, OUTPUT, read_input
from cli.files import check_output, ending_of, write_output
from cli.shell import Done, Shell, table, verb, writing_verb
from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.basics.money import format_money
from core.language.formats import money_text
from core.language.labels import word_label
from core.model.billing import LineStatus
from core.queries.views.lines import LineView

if TYPE_CHECKING:
    from core.business import Business
    from core.exports.billing import ExportRun


@declared.group()
def invoice() -> None:
    """Billable lines: list, mark, unmark, export, runs."""


def _show(shell: Shell, lines: tuple[LineView, ...]) -> None:
    if shell.json:
        from cli.book_documents import LineDocument, LinesDocument

        shell.document(LinesDocument(lines=[LineDocument.of(line) for line in lines]))
        return
    head = (
        _("line"), _("client"), _("kind"), _("hours"), _("amount"), _("status"), _("number"), _("dated"), _("due"),
        _("run"),
    )  # fmt: skip
    rows = [
        (
            line.line_id,
            line.client.code,
            word_label(line.kind.value),
            format_minutes(line.minutes),
            money_text(line.amount_minor, line.currency),
            word_label(line.status.value),
            line.number,
            line.dated.isoformat(),
            (line.due_on.isoformat() + ("!" if line.is_overdue else "")) if line.due_on else "",
            line.run_id or "",
        )
        for line in lines
    ]
    shell.say(table([head, *rows], right=frozenset({3, 4})) if rows else _("no lines"))


@invoice.command("list")
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--status", type=declared.Choice([status.value for status in LineStatus]))
@declared.option("--overdue", is_flag=True, help=_("Only what is invoiced, not paid, and was due before today."))
@verb
def list_(shell: Shell, who: str | None, status: str | None, overdue: bool) -> None:
    """Billable lines, the oldest first."""
    business = shell.business(read_only=True)
    client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
    _show(shell, business.queries.lines(LineStatus(status) if status else None, client_id, overdue=overdue))


def _marked_again(shell: Shell, business: "Business", done: Done) -> None:
    _show(shell, business.queries.lines_by_id(done.ids("line.marked")))


@invoice.command()
@declared.argument("line_ids", metavar="[ID...]", nargs=-1)
@declared.option("--number", metavar="N", default="", help=_("The invoice's number, as the accounting system gave it."))
@declared.option(
    "--date", "date_", metavar="DATE", help=_("The invoice's date, or the day it was paid; default: today.")
)
@declared.option(
    "--paid", is_flag=True, help=_("An invoiced line was paid; with --number alone all lines of that invoice.")
)
@declared.option("--run", metavar="RUN", help=_("All lines of an export that wait for this mark."))
@declared.option("--client", "who", metavar="CLIENT", help=_("With --run: only those of this client."))
@declared.option(
    "--file", "file", type=INPUT, metavar="FILE", help=_("Numbers and dates from a CSV of the accounting program.")
)
@yes_option
@writing_verb(_marked_again)
def mark(
    shell: Shell,
    line_ids: tuple[str, ...],
    number: str,
    date_: str | None,
    paid: bool,
    run: str | None,
    who: str | None,
    file: str | None,
    yes: bool,
) -> None:
    """Record that lines are invoiced, or paid; a line that was marked before is asked about."""
    from core.basics.errors import Usage
    from core.basics.text import clean_text
    from core.entryline.parse import parse_day

    number = clean_text(number).strip()
    if sum((bool(line_ids), run is not None, file is not None)) > 1:
        raise Usage(_("say which lines in one way: their ids, --run RUN, or --file FILE"))
    if who is not None and run is None:
        raise Usage(_("--client chooses among the lines of a run; add --run RUN"))
    if file is not None and (number or date_ or paid):
        raise Usage(_("the file tells numbers, dates and payments; leave --number, --date and --paid out"))
    if not (line_ids or run or file or (paid and number)):
        raise Usage(_("which lines? Name their ids, --run RUN, --file FILE, or an invoice: --number N --paid"))
    if not paid and file is None and not number:
        raise Usage(_("which invoice? Add --number N"))
    data = _bytes_of(file) if file is not None else b""
    business = shell.business()
    invoices = business.invoices
    day = parse_day(date_, today=business.today) if date_ else business.today
    status = LineStatus.PAID if paid else LineStatus.INVOICED
    if line_ids:
        lines = confirmed(shell, yes, lambda sure: invoices.mark(line_ids, number, day, status, sure=sure))
    else:
        if file is not None:
            marks = tuple(business.billing.answers(data))
        elif run is not None:
            client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
            marks = invoices.marks_of_run(run, number, day, paid=paid, client_id=client_id)
        else:
            marks = invoices.marks_of_number(number, day)
        lines = confirmed(shell, yes, lambda sure: invoices.mark_all(marks, sure=sure))
    if lines is not None:
        _show(shell, lines)


def _unmarked_again(shell: Shell, business: "Business", done: Done) -> None:
    _show(shell, business.queries.lines_by_id(done.ids("line.unmarked")))


@invoice.command()
@declared.argument("line_ids", metavar="ID...", nargs=-1, required=True)
@declared.option("--reason", default="", metavar="T")
@writing_verb(_unmarked_again)
def unmark(shell: Shell, line_ids: tuple[str, ...], reason: str) -> None:
    """Take the last mark of lines back: a paid line is invoiced again, an invoiced one is to invoice."""
    from core.basics.text import clean_text

    _show(shell, shell.business().invoices.unmark(line_ids, clean_text(reason)))


def _bytes_of(named: str) -> bytes:
    from core.basics.errors import Refused

    try:
        return read_input(named)
    except OSError as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=named, reason=error)) from None


def _read(named: str) -> str:
    from core.basics.errors import Refused

    try:
        return read_input(named).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=named, reason=error)) from None


_ENDINGS = {"xlsx": "xlsx", "zip": "fatturapa", "defxml": "easyfatt"}


def _exported_again(shell: Shell, business: "Business", done: Done) -> None:
    run = business.billing.again(done.id("lines.exported"))
    output = done.said["output"]
    if output:
        write_output(shell, output, run.content, force=done.said["force"])
    _tell_run(shell, run, output, dry_run=False)


@invoice.command()
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--since", metavar="DATE")
@declared.option("--until", metavar="DATE")
@declared.option(
    "--format",
    "named_format",
    type=declared.Choice(["csv", "xlsx", "fatturapa", "easyfatt"]),
    help=_("Default: what the file's ending says (.xlsx; .zip for fatturapa; .DefXml for easyfatt), else csv."),
)
@declared.option(
    "--map", "map_file", type=INPUT, metavar="FILE", help=_("A column map for the accounting package (TOML).")
)
@declared.option(
    "--tax",
    "tax_file",
    type=INPUT,
    metavar="FILE",
    help=_("Tax data for fatturapa that come before those of the store (TOML)."),
)
@declared.option("--preset", metavar="xero|quickbooks", help=_("The column map of a known program."))
@declared.option("--first-number", default="", metavar="N", help=_("Number the invoices from here: 12, 12/A, 12/2026."))
@declared.option("--output", type=OUTPUT, metavar="FILE", help=_("The file; - for standard output."))
@declared.option("--force", is_flag=True, help=_("Write over a file that differs."))
@declared.option("--dry-run", is_flag=True, help=_("Show what would go out and record nothing."))
@declared.option("--again", metavar="RUN", help=_("Repeat a run, byte for byte."))
@writing_verb(_exported_again)
def export(
    shell: Shell,
    who: str | None,
    since: str | None,
    until: str | None,
    named_format: str | None,
    map_file: str | None,
    tax_file: str | None,
    preset: str | None,
    first_number: str,
    output: str | None,
    force: bool,
    dry_run: bool,
    again: str | None,
) -> None:
    """Write lines to invoice for the accounting system; each goes out once."""
    from core.basics.errors import Refused, Usage
    from core.entryline.filter import parse_since, parse_until
    from core.exports import columns as maps

    format_name = named_format or _ENDINGS.get(ending_of(output), "csv")
    if output is None and not dry_run and (shell.json or (format_name not in ("csv", "easyfatt") and again is None)):
        raise Usage(_("say where the file goes; add --output FILE"))
    if map_file and preset:
        raise Usage(_("a run has one column map; leave --map or --preset out"))
    columns = maps.read_map(_read(map_file)) if map_file else maps.preset(preset) if preset else None
    if columns and format_name not in ("csv", "xlsx"):
        raise Usage(_("only a csv or xlsx has columns; leave --map and --preset out"))
    tax = None
    if tax_file and again is None:
        from core.documents.tax_data import read_tax_data

        tax = read_tax_data(_read(tax_file))
    business = shell.business(read_only=dry_run or again is not None)
    if again:
        run = business.billing.again(again)
        if output is None and run.format not in ("csv", "easyfatt"):
            raise Usage(_("say where the file goes; add --output FILE"))
    else:
        if output and not dry_run:
            # Check the file before the run is recorded, because that happens only once.
            check_output(shell, output, force=force)
        run = business.billing.export(
            client_id=business.queries.resolve_client(who, archived=True).client_id if who else None,
            since=parse_since(since, today=business.today) if since else None,
            until=parse_until(until, today=business.today) if until else None,
            format_name=format_name,
            columns=columns,
            tax=tax,
            first_number=first_number.strip(),
            dry_run=dry_run,
        )
    if output and not dry_run:
        try:
            write_output(shell, output, run.content, force=force)
        except Refused as refusal:
            if again:
                raise
            raise Refused(
                _("{reason}; the run is recorded, write its file with: monteore invoice export --again {id} --output FILE")
                .format(reason=refusal, id=run.run_id)
            ) from None  # fmt: skip
    _tell_run(shell, run, output, dry_run=dry_run)


def _tell_run(shell: Shell, run: "ExportRun", output: str | None, *, dry_run: bool) -> None:
    import json

    if shell.json:
        lines = [line.line_id for line in run.lines]
        left_out = [{"client": code, "missing": list(reasons)} for code, reasons in run.left_out]
        document = {"run_id": run.run_id, "format": run.format, "lines": lines, "output": output, "left_out": left_out}
        click.echo(json.dumps(document))
        return
    from core.exports.billing import left_out_lines

    for sentence in left_out_lines(run.left_out):
        shell.warn(_("{sentence} Its lines stay to invoice").format(sentence=sentence + "."))
    if run.format in ("csv", "easyfatt") and (output is None or dry_run):
        click.echo(run.content.decode(), nl=False)
    elif run.format == "fatturapa" and dry_run:
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(run.content)) as archive:
            for name in archive.namelist():
                shell.say(name)
                shell.say(archive.read(name).decode())
    elif run.format == "xlsx" and dry_run:
        _show(shell, run.lines)
    count = len(run.lines)
    if run.run_id:
        said = ngettext("run {id}: {count} line", "run {id}: {count} lines", count)
        shell.warn(said.format(id=run.run_id, count=count))
    elif dry_run:
        said = ngettext(
            "{count} line would go out; nothing is recorded", "{count} lines would go out; nothing is recorded", count
        )
        shell.warn(said.format(count=count))


@invoice.command("map")
@declared.argument("name", metavar="xero|quickbooks")
@verb
def map_(shell: Shell, name: str) -> None:
    """The column map of a known program, to be saved, changed and given with --map."""
    import json

    from core.exports.columns import PRESETS, preset

    preset(name)
    if shell.json:
        click.echo(json.dumps({"name": name, "map": PRESETS[name]}))
    else:
        click.echo(PRESETS[name], nl=False)


@invoice.command()
@verb
def runs(shell: Shell) -> None:
    """The exports so far, the latest first."""
    import json

    business = shell.business(read_only=True)
    found = business.billing.runs()
    if shell.json:
        documents = [
            {
                "run_id": run.run_id,
                "format": run.format,
                "made_at": run.made_at.isoformat(),
                "digest": run.digest,
                "lines": len(run.line_ids),
                "line_ids": list(run.line_ids),
                "totals": [{"amount": format_money(total, code), "currency": code} for code, total in run.totals],
            }
            for run in found
        ]
        click.echo(json.dumps({"runs": documents}))
        return
    rows = [
        (
            run.run_id,
            run.format,
            run.made_at.astimezone(business.zone).strftime("%Y-%m-%d %H:%M"),
            str(len(run.line_ids)),
            ", ".join(money_text(total, code) for code, total in run.totals),
        )
        for run in found
    ]
    head = (_("run"), _("format"), _("made"), _("lines"), _("amount"))
    shell.say(table([head, *rows], right=frozenset({3, 4})) if rows else _("nothing was exported yet"))
