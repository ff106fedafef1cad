"""`monteore account`: the accounts of clients, who uses them, and for which work."""

from typing import TYPE_CHECKING

import click

from cli import declared
from cli.asking import confirmed, yes_option
from cli.shell import Done, Shell, table, verb, writing_verb
from core.basics.durations import format_minutes
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.language.labels import word_label

if TYPE_CHECKING:
    from core.business import Business
    from core.ledger.replays import ReplayView
    from core.queries.accounts import AccountView
    from core.queries.views.balances import BalanceView


@declared.group()
def account() -> None:
    """Accounts: add, list, edit, share, unshare, archive; hours adjusted, transferred, replayed."""


def _tell(shell: Shell, business: "Business", sentence: str, view: "AccountView") -> None:
    shell.say(sentence.format(account=view.account.address))
    for line in _details(view):
        shell.say("  " + line)
    if shell.json:
        from cli.account_documents import AccountDocument

        shell.document(AccountDocument.of(view, business.queries.balance(view.account.account_id, pace=False)))


def _again(shell: Shell, business: "Business", done: Done) -> None:
    account_id = done.id(
        "account.added",
        "account.renamed",
        "account.shared",
        "account.unshared",
        "account.archived",
        "account.brought-back",
    )
    if not account_id:
        account_id = business.queries.resolve_account(done.said["who"], archived=True).account_id
    _tell(shell, business, "{account}", business.queries.account_view(account_id))


def _details(view: "AccountView") -> list[str]:
    lines = []
    if view.users:
        shared = ", ".join(client.code for client in view.users)
        lines.append(_("shared with {clients}; {code} pays").format(clients=shared, code=view.client.code))
    if view.default_of:
        codes = ", ".join(client.code for client in view.default_of)
        lines.append(_("pays the work of {clients}").format(clients=codes))
    if view.work_types:
        types = ", ".join(f"{client.code} +{work_type}" for client, work_type in view.work_types)
        lines.append(_("pays {types}").format(types=types))
    return lines


@account.command()
@declared.argument("who", metavar="CLIENT/NAME")
@declared.option("--default", is_flag=True, help=_("The client's work goes there where no account is named."))
@writing_verb(_again)
def add(shell: Shell, who: str, default: bool) -> None:
    """Give a client another account; then set its agreement: monteore agreement set CLIENT/NAME."""
    code, slash, name = who.rpartition("/")
    if not slash:
        raise Usage(_("write the client and the name of the account, as in: monteore account add acme/servers"))
    business = shell.business()
    view = business.accounts.add(business.queries.resolve_client(code).client_id, name, default=default)
    _tell(shell, business, _("added the account {account}"), view)


@account.command("list")
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--all", "everything", is_flag=True, help=_("Archived accounts too."))
@verb
def list_(shell: Shell, who: str | None, everything: bool) -> None:
    """The accounts of a client, those shared with it included, or of everybody."""
    business = shell.business(read_only=True)
    queries = business.queries
    if who is not None:
        client_id = queries.resolve_client(who, archived=True).client_id
        ids = [card.account_id for card in queries.accounts_of(client_id)]
        archived = [row.account for row in queries.accounts(include_archived=True) if row.account.archived]
        ids += [card.account_id for card in archived if everything and card.client.client_id == client_id]
    else:
        ids = [row.account.account_id for row in queries.accounts(include_archived=everything)]
    views = [queries.account_view(account_id) for account_id in ids]
    balances = [queries.balance(account_id, pace=False) for account_id in ids]
    if shell.json:
        from cli.account_documents import AccountDocument, AccountsDocument

        found = [AccountDocument.of(view, balance) for view, balance in zip(views, balances, strict=True)]
        shell.document(AccountsDocument(accounts=found))
        return
    head = (_("account"), _("name"), _("kind"), _("left"), "")
    rows = [
        (
            view.account.address,
            view.account.title,
            word_label(balance.kind.value),
            format_minutes(balance.remaining_minutes) + ("!" if balance.under_threshold else ""),
            _("archived") if view.account.archived else "; ".join(_details(view)),
        )
        for view, balance in zip(views, balances, strict=True)
    ]
    shell.say(table([head, *rows], right=frozenset({3})) if rows else _("no client yet"))


@account.command()
@declared.argument("who", metavar="CLIENT/ACCOUNT")
@declared.option("--name", metavar="NAME", help=_("Another name."))
@declared.option("--default", is_flag=True, help=_("The client's work goes there where no account is named."))
@declared.option("--for", "types", multiple=True, metavar="TYPE", help=_("Work of this type goes there."))
@declared.option(
    "--not-for", "other_types", multiple=True, metavar="TYPE", help=_("Work of this type goes there no more.")
)
@writing_verb(_again)
def edit(
    shell: Shell, who: str, name: str | None, default: bool, types: tuple[str, ...], other_types: tuple[str, ...]
) -> None:
    """Rename an account, or say which work of the client it pays."""
    from core.model.worktypes import code_of

    if name is None and not (default or types or other_types):
        raise Usage(_("say what changes: --name, --default, --for TYPE or --not-for TYPE"))
    business = shell.business()
    meant = business.queries.resolve_account(who)
    view = business.accounts.edit(
        meant.client.client_id,
        meant.account_id,
        name=name,
        pays=(*([""] if default else []), *(code_of(each) for each in types)),
        pays_not=tuple(code_of(each) for each in other_types),
    )
    _tell(shell, business, _("changed the account {account}"), view)


@account.command()
@declared.argument("who", metavar="CLIENT[/ACCOUNT]")
@declared.argument("with_whom", metavar="CLIENT")
@declared.option(
    "--default/--no-default",
    default=None,
    help=_("Whether the other client's work goes there where no account is named; default: if it has no agreement."),
)
@writing_verb(_again)
def share(shell: Shell, who: str, with_whom: str, default: bool | None) -> None:
    """Let work for another client be charged to an account; its owner pays."""
    business = shell.business()
    meant = business.queries.resolve_account(who)
    other = business.queries.resolve_client(with_whom)
    view = business.accounts.share(meant.account_id, other.client_id, default=default)
    _tell(shell, business, _("shared the account {account}"), view)


@account.command()
@declared.argument("who", metavar="CLIENT[/ACCOUNT]")
@declared.argument("with_whom", metavar="CLIENT")
@writing_verb(_again)
def unshare(shell: Shell, who: str, with_whom: str) -> None:
    """Charge no more work for another client to an account."""
    business = shell.business()
    meant = business.queries.resolve_account(who)
    other = business.queries.resolve_client(with_whom, archived=True)
    view = business.accounts.unshare(meant.account_id, other.client_id)
    _tell(shell, business, _("{account} is not shared any more"), view)


@account.command()
@declared.argument("who", metavar="CLIENT/ACCOUNT")
@declared.option("--undo", is_flag=True, help=_("Bring an archived account back."))
@yes_option
@writing_verb(_again)
def archive(shell: Shell, who: str, undo: bool, yes: bool) -> None:
    """Charge nothing more to an account; its history stays."""
    business = shell.business()
    account_id = business.queries.resolve_account(who, archived=True).account_id
    if undo:
        back = confirmed(shell, yes, lambda sure: business.accounts.bring_back(account_id, sure=sure))
        if back is not None:
            _tell(shell, business, _("the account {account} is back"), back)
        return
    view = confirmed(shell, yes, lambda sure: business.accounts.archive(account_id, sure=sure))
    if view is not None:
        _tell(shell, business, _("archived the account {account}"), view)


def _tell_balances(shell: Shell, sentence: str, *balances: "BalanceView") -> None:
    from cli.writing import balance_lines

    shell.say("\n".join([sentence, *map(balance_lines, balances)]))
    if shell.json:
        from cli.account_documents import BalanceDocument, BalancesDocument

        documents = [BalanceDocument.of(balance) for balance in balances]
        shell.document(documents[0] if len(documents) == 1 else BalancesDocument(clients=documents))


_SIGNED = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Settings of a verb whose argument can begin with a minus: without them `-1h` is taken for options."""


def _adjusted_again(shell: Shell, business: "Business", done: Done) -> None:
    found = business.queries.resolve_account(done.said["who"], archived=True)
    balance = business.queries.balance(found.account_id, pace=False)
    _tell_balances(shell, _("adjusted {account}").format(account=balance.account.address), balance)


@account.command(context_settings=_SIGNED)
@declared.argument("who", metavar="CLIENT[/ACCOUNT]")
@declared.argument("hours", metavar="+2h|-1h", type=declared.UNPROCESSED)
@declared.option("--reason", default="", metavar="T", help=_("Why; the statement shows it."))
@declared.option("--on", "on_", metavar="DATE", help=_("The day on which they count; default: today."))
@declared.option("--expires", metavar="DATE|none", help=_("The last day of hours that are given; default: as agreed."))
@yes_option
@writing_verb(_adjusted_again)
def adjust(shell: Shell, who: str, hours: str, reason: str, on_: str | None, expires: str | None, yes: bool) -> None:
    """Give hours, or take them, with a reason: goodwill, a dispute, what a client had before this program."""
    from core.basics.text import clean_text
    from core.entryline.parse import parse_day
    from core.forms.hours import parse_change

    minutes = parse_change(hours)
    business = shell.business()
    found = business.queries.resolve_account(who)
    today = business.queries.today(found.account_id)
    day = parse_day(on_, today=today) if on_ else None
    last_day = None if expires in (None, "none") else parse_day(expires or "", today=today)
    if expires is not None and minutes < 0:
        raise Usage(_("hours that are taken have no expiry; leave --expires out"))
    balance = confirmed(
        shell,
        yes,
        lambda sure: business.adjustments.adjust(
            found.account_id,
            minutes,
            clean_text(reason),
            day=day,
            expires_on=... if expires is None else last_day,
            sure=sure,
        ),
    )
    if balance is not None:
        _tell_balances(shell, _("adjusted {account}").format(account=balance.account.address), balance)


def _transferred_again(shell: Shell, business: "Business", done: Done) -> None:
    queries = business.queries
    found = [queries.resolve_account(done.said[name], archived=True) for name in ("source", "target")]
    balances = [queries.balance(each.account_id, pace=False) for each in found]
    _tell_balances(shell, _("transferred"), *balances)


@account.command()
@declared.argument("source", metavar="FROM")
@declared.argument("target", metavar="TO")
@declared.argument("hours", metavar="2h")
@declared.option("--reason", default="", metavar="T", help=_("Why; both statements show it."))
@yes_option
@writing_verb(_transferred_again)
def transfer(shell: Shell, source: str, target: str, hours: str, reason: str, yes: bool) -> None:
    """Move hours from one account to another; they keep their expiry and the price paid for them."""
    from core.basics.text import clean_text
    from core.forms.hours import parse_hours

    minutes = parse_hours(hours)
    business = shell.business()
    from_id = business.queries.resolve_account(source).account_id
    to_id = business.queries.resolve_account(target).account_id
    balances = confirmed(
        shell,
        yes,
        lambda sure: business.adjustments.transfer(from_id, to_id, minutes, clean_text(reason), sure=sure),
    )
    if balances is not None:
        _tell_balances(shell, _("transferred"), *balances)


def _replayed_again(shell: Shell, business: "Business", done: Done) -> None:
    found = business.queries.resolve_account(done.said["who"], archived=True)
    _tell_replay(shell, business.replays.preview(found.account_id))


@account.command()
@declared.argument("who", metavar="CLIENT[/ACCOUNT]")
@declared.option(
    "--apply", "apply_", is_flag=True, help=_("Move the draws, where nothing of it is locked or invoiced.")
)
@yes_option
@writing_verb(_replayed_again)
def replay(shell: Shell, who: str, apply_: bool, yes: bool) -> None:
    """Show which blocks would have paid if late work had been posted on its day."""
    business = shell.business(read_only=not apply_, right=Right.MANAGE if apply_ else None)
    found = business.queries.resolve_account(who)
    view = business.replays.preview(found.account_id)
    if apply_ and view.entries:
        from core.ledger.replays import replayed_in_words

        question = _("Move the draws of {account}?").format(account=view.account.address)
        if not shell.ask(question, yes=yes, details=replayed_in_words(view)):
            return
        view = business.replays.apply(found.account_id)
    _tell_replay(shell, view)


def _tell_replay(shell: Shell, view: "ReplayView") -> None:
    from cli.replaying import document_of
    from core.ledger.replays import replayed_in_words

    for line in replayed_in_words(view):
        shell.say(line)
    if shell.json:
        import json

        click.echo(json.dumps(document_of(view)))
