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
    """Billable lines: list, mark."""


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
