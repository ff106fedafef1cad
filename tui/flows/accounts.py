"""Flows of accounts: give a client another one, rename one, and say which work it pays."""

from collections.abc import Mapping

from core.basics.i18n import _
from core.basics.text import listed
from core.forms.fields import FormField
from core.ledger.accounts import clean_name
from core.mail.words import is_yes
from core.model.worktypes import check_work_type, code_of, typed_name
from core.queries.accounts import AccountView
from tui.dialogs.form import Form
from tui.flows.runner import Runner


async def add(runner: Runner, client_id: str) -> None:
    """Give a client another account."""
    business, client = runner.business, runner.reader.queries.client(client_id)
    fields = (FormField("name", _("Name"), "", "servers"), _default_field(is_default=False))

    def check(values: Mapping[str, str]) -> list[str]:
        return [f"{client.code}/{clean_name(values['name'])}", *_default_words(values, client.name)]

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("New account of {name}").format(name=client.name)
        return Form(title, fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> AccountView:
        return business.accounts.add(client_id, values["name"], default=is_yes(values["default"]))

    made = await runner.fill(form, save)
    if made is not None:
        said = _("{account} is added; its agreement and blocks are its own: choose it on the client's page")
        runner.say(said.format(account=made.account.address))


async def edit(runner: Runner, client_id: str, account_id: str) -> None:
    """Rename an account, and say which work of a client it pays where nobody names one."""
    business, reader = runner.business, runner.reader
    client, view = reader.queries.client(client_id), reader.queries.account_view(account_id)
    was_default = client.account_id == account_id
    types = [work_type for user, work_type in view.work_types if user.client_id == client_id]
    shown = ", ".join(typed_name(each) for each in types)
    fields = (
        FormField("name", _("Name"), view.account.name, "servers"),
        _default_field(is_default=was_default),
        FormField("types", _("Work types"), shown, "patching, update"),
    )

    def types_of(values: Mapping[str, str]) -> list[str]:
        return [code_of(each.lstrip("+")) for each in listed(values["types"])]

    def check(values: Mapping[str, str]) -> list[str]:
        for work_type in types_of(values):
            check_work_type(work_type, reader.queries.terms(account_id))
        name = clean_name(values["name"]) if values["name"].strip() else view.account.typed_name
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

    changed = await runner.fill(form, save)
    if changed is not None:
        runner.say(_("changed the account {account}").format(account=changed.account.address))


def _default_field(*, is_default: bool) -> FormField:
    return FormField("default", _("Default"), _("yes") if is_default else _("no"), "", (_("no"), _("yes")))


def _default_words(values: Mapping[str, str], name: str) -> list[str]:
    if not is_yes(values["default"]):
        return []
    return [_("work for {name} goes there where no account is named").format(name=name)]
