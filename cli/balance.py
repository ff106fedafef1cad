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
    """What is left of an account with its blocks, or of every account."""
    business = shell.business(read_only=True)
    queries = business.queries
    if who is not None:
        meant = queries.resolve_account(who, archived=True)
        view = queries.balance(meant.account_id, pace=False)
        others = tuple(card for card in queries.accounts_of(meant.client.client_id) if card != meant.account)
        shell.say(balance_lines(view))
        if others:
            shell.say(
                "  " + _("other accounts: {accounts}").format(accounts=", ".join(card.address for card in others))
            )
        if shell.json:
            from cli.documents import BalanceDocument

            shell.document(BalanceDocument.of(view, meant.client, others))
        return
    rows = queries.accounts()
    if shell.json:
        from cli.documents import BalanceDocument, BalancesDocument

        views = [queries.balance(row.account.account_id, pace=False) for row in rows]
        shell.document(BalancesDocument(clients=[BalanceDocument.of(view) for view in views]))
        return
    head = (_("code"), _("name"), _("kind"), _("left"), _("threshold"))
    lines = [
        (
            row.account.address,
            row.title,
            kind_cell(row),
            left_cell(row),
            format_minutes(row.threshold_minutes) if row.has_agreement and row.threshold_minutes else "",
        )
        for row in rows
    ]
    shell.say(table([head, *lines], right=frozenset({3, 4})) if rows else _("no client yet"))
