"""`monteore balance`: the hours left of one client or of all."""

from cli import declared
from cli.shell import Shell, table, verb
from cli.writing import balance_lines, kind_cell, left_cell
from core.basics.durations import format_minutes
from core.basics.i18n import _


@declared.command()
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--on", metavar="DATE", help=_("What was left at the end of a past day, with its money."))
@verb
def balance(shell: Shell, who: str | None, on: str | None) -> None:
    """What is left of an account with its blocks, or of every account."""
    business = shell.business(read_only=True)
    queries = business.queries
    if on is not None:
        _then(shell, who, on)
        return
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
            from cli.account_documents import BalanceDocument

            shell.document(BalanceDocument.of(view, meant.client, others))
        return
    rows = queries.accounts()
    if shell.json:
        from cli.account_documents import BalanceDocument, BalancesDocument

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


def _then(shell: Shell, who: str | None, on: str) -> None:
    from core.entryline.parse import parse_day
    from core.language.formats import money_text
    from core.queries.past import balance_on

    business = shell.business(read_only=True)
    queries = business.queries
    meant = queries.resolve_account(who, archived=True) if who is not None else None
    today = queries.today(meant.account_id) if meant else business.today
    day = parse_day(on, today=today)
    wanted = [meant.account_id] if meant else [row.account.account_id for row in queries.accounts()]
    views = [balance_on(queries, account_id, day) for account_id in wanted]
    if shell.json:
        from cli.balance_documents import BalancesThenDocument, BalanceThenDocument

        documents = [BalanceThenDocument.of(view) for view in views]
        shell.document(documents[0] if meant else BalancesThenDocument(clients=documents))
        return
    head = (_("code"), _("left"), _("expired"), _("later"), _("unused, in money"))
    lines = [
        (
            view.account.address,
            format_minutes(view.remaining_minutes),
            format_minutes(view.expired_minutes) if view.expired_minutes else "",
            format_minutes(view.later_minutes) if view.later_minutes else "",
            ", ".join(money_text(amount, currency) for currency, amount in view.unused.items()),
        )
        for view in views
    ]
    shell.say(table([head, *lines], right=frozenset({1, 2, 3, 4})) if views else _("no client yet"))
    if meant:
        for each in views[0].blocks:
            expires = each.block.expires_on.isoformat() if each.block.expires_on else ""
            shell.say(
                "  " + _("block {block_id}: {left} of {size} left").format(
                    block_id=each.block.block_id,
                    left=format_minutes(each.minutes),
                    size=format_minutes(each.block.size_minutes),
                ) + (", " + _("expires {day}").format(day=expires) if expires else "")
            )  # fmt: skip
