"""`monteore balance`: the hours left of one client or of all."""

import click

from cli.shell import Shell, table, verb
from cli.writing import balance_lines, kind_cell, left_cell
from core.basics.durations import format_minutes
from core.basics.i18n import _


@click.command()
@click.argument("who", metavar="[CLIENT]", required=False)
@verb
def balance(shell: Shell, who: str | None) -> None:
    """What is left for a client with its blocks, or for everybody."""
    business = shell.business(read_only=True)
    if who is not None:
        view = business.queries.balance(business.queries.resolve_client(who, archived=True).client_id, pace=False)
        shell.say(balance_lines(view))
        if shell.json:
            from cli.documents import BalanceDocument

            shell.document(BalanceDocument.of(view))
        return
    rows = business.queries.clients()
    if shell.json:
        from cli.documents import BalanceDocument, BalancesDocument

        views = [business.queries.balance(row.client.client_id, pace=False) for row in rows]
        shell.document(BalancesDocument(clients=[BalanceDocument.of(view) for view in views]))
        return
    head = (_("code"), _("name"), _("kind"), _("left"), _("threshold"))
    lines = [
        (
            row.client.code,
            row.client.name,
            kind_cell(row),
            left_cell(row),
            format_minutes(row.threshold_minutes) if row.has_agreement and row.threshold_minutes else "",
        )
        for row in rows
    ]
    shell.say(table([head, *lines], right=frozenset({3, 4})) if rows else _("no client yet"))
