"""Flows of accounts: give a client another one, rename one, and say which work it pays."""

from collections.abc import Mapping

from core.basics.errors import at
from core.basics.i18n import _
from core.basics.text import listed
from core.forms.fields import FormField
from core.ledger.accounts import clean_name
from core.ledger.replays import replayed_in_words
from core.mail.words import is_yes
from core.model.worktypes import check_work_type, code_of, typed_name
from core.queries.accounts import AccountView
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form


async def add(runner: Runner, client_id: str) -> None:
    """Give a client another account."""
    business, queries = runner.business, runner.reader.queries
    client = await runner.read(lambda: queries.client(client_id))
    fields = (FormField("name", _("Name"), "", "servers"), _default_field(is_default=False))

    def check(values: Mapping[str, str]) -> list[str]:
        name = at("name", lambda: clean_name(values["name"]))
        return [f"{client.code}/{name}", *_default_words(values, client.name)]

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("New account of {name}").format(name=client.name)
        return Form(title, fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> AccountView:
        return business.accounts.add(client_id, values["name"], default=is_yes(values["default"]))

    made = await fill_form(runner, form, save)
    if made is not None:
        said = _("{account} is added; q on the client's page shows it")
        runner.say(said.format(account=made.account.address))


async def edit(runner: Runner, client_id: str, account_id: str) -> None:
    """Rename an account, and say which work of a client it pays where nobody names one."""
    business, reader = runner.business, runner.reader
    client = await runner.read(lambda: reader.queries.client(client_id))
    view = await runner.read(lambda: reader.queries.account_view(account_id))
    was_default = client.account_id == account_id
    types = [work_type for user, work_type in view.work_types if user.client_id == client_id]
    shown = ", ".join(typed_name(each) for each in types)
    fields = (
        FormField("name", _("Name"), view.account.name, "servers"),
        _default_field(is_default=was_default),
        FormField("types", _("Work types"), shown, "patching, update"),
    )

    def check_types(types: list[str]) -> None:
        terms = reader.queries.terms(account_id)
        for work_type in types:
            check_work_type(work_type, terms)

    def types_of(values: Mapping[str, str]) -> list[str]:
        return [code_of(each.lstrip("+")) for each in listed(values["types"])]

    def check(values: Mapping[str, str]) -> list[str]:
        at("types", lambda: check_types(types_of(values)))
        typed = values["name"]
        name = at("name", lambda: clean_name(typed)) if typed.strip() else view.account.typed_name
        lines = [f"{view.client.code}/{name}", *_default_words(values, client.name)]
        if types_of(values):
            names = ", ".join(typed_name(each) for each in types_of(values))
            lines.append(_("{types} for {name} goes there").format(types=names, name=client.name))
        return lines

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Account {account}").format(account=view.account.title)
        return Form(title, fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> AccountView:
        wanted = types_of(values)
        becomes_default = is_yes(values["default"]) and not was_default
        return business.accounts.edit(
            client_id,
            account_id,
            name=values["name"].strip() or None,
            pays=(*([""] if becomes_default else []), *(each for each in wanted if each not in types)),
            pays_not=tuple(each for each in types if each not in wanted),
        )

    changed = await fill_form(runner, form, save)
    if changed is not None:
        runner.say(_("changed the account {account}").format(account=changed.account.address))


async def share(runner: Runner, account_id: str) -> None:
    """Let work for another client be charged to an account, or charge no more of it."""
    business, reader = runner.business, runner.reader
    account = await runner.read(lambda: reader.queries.card(account_id))
    view = await runner.read(lambda: reader.queries.account_view(account_id))
    users = ", ".join(client.code for client in view.users)
    fields = (
        FormField("client", _("Client"), "", "bianchi", hint=_("whose work it pays, too")),
        FormField("share", _("Share"), _("yes"), "", (_("no"), _("yes")), hint=_("no: it pays no more of it")),
    )

    def check(values: Mapping[str, str]) -> list[str]:
        is_back = at("share", lambda: not is_yes(values["share"]))
        other = at("client", lambda: reader.queries.resolve_client(values["client"], archived=is_back))
        said = _("{account} pays work for {name}; {owner} is invoiced")
        if not is_yes(values["share"]):
            said = _("{account} pays no more work for {name}; what was charged stays")
        lines = [said.format(account=account.address, name=other.name, owner=view.client.name)]
        return [*lines, _("shared with {clients}").format(clients=users)] if users else lines

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Share the account {account}").format(account=account.title)
        return Form(title, fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> AccountView:
        is_shared = is_yes(values["share"])
        client_id = business.queries.resolve_client(values["client"], archived=not is_shared).client_id
        change = business.accounts.share if is_shared else business.accounts.unshare
        return change(account_id, client_id)

    changed = await fill_form(runner, form, save)
    if changed is not None:
        runner.say(_("changed the account {account}").format(account=changed.account.address))


async def archive(runner: Runner, account_id: str) -> None:
    """Charge nothing more to an account, after y; its history stays."""
    business, reader = runner.business, runner.reader
    address = (await runner.read(lambda: reader.queries.card(account_id))).address
    # Of an account without hours left it asks nothing.
    asked = await runner.read(lambda: reader.accounts.preview_archive(account_id))
    details = "\n".join([*(f"! {line}" for line in asked[:-1]), _("nothing more is charged to it; its history stays")])
    if not await runner.ask(Confirm(_("Archive the account {account}?").format(account=address), details)):
        return
    archived = await runner.change(lambda: business.accounts.archive(account_id, sure=True))
    if archived is not None:
        runner.say(_("archived the account {account}").format(account=address))


async def replay(runner: Runner, account_id: str) -> None:
    """Let blocks pay the entries of an account in the order of the work, after y."""
    business, reader = runner.business, runner.reader
    view = await runner.read(lambda: reader.replays.preview(account_id))
    first, *moves = replayed_in_words(view)
    if not view.entries:
        runner.say(first)
        return
    await runner.read(lambda: reader.replays.check(view))
    question = _("Move the draws into the order of the work?")
    if not await runner.ask(Confirm(question, "\n".join([first, *moves]))):
        return
    moved = await runner.change(lambda: business.replays.apply(account_id))
    if moved is not None:
        runner.say(_("the draws are moved"))


def _default_field(*, is_default: bool) -> FormField:
    return FormField("default", _("Default"), _("yes") if is_default else _("no"), "", (_("no"), _("yes")))


def _default_words(values: Mapping[str, str], name: str) -> list[str]:
    if not is_yes(values["default"]):
        return []
    return [_("work for {name} goes there where no account is named").format(name=name)]
