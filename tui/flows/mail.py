"""The flows that choose which mail a client and the firm's manager receive."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, TypeVar

from core.basics.i18n import _
from core.mail.manager import manager_in_words
from core.mail.switches import checked_manager
from core.mail.words import mail_fields, manager_fields, read_mail_fields, read_manager_fields, switches_in_words
from core.model.mail import MailSwitches, ManagerSwitches
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form

S = TypeVar("S", MailSwitches, ManagerSwitches)


async def set_switches(runner: Runner, client_id: str) -> None:
    """Choose which mail a client receives."""
    business, reader = runner.business, runner.reader
    client = await runner.read(lambda: reader.queries.client(client_id))
    before = await runner.read(lambda: reader.mail.switches(client_id))
    fields = mail_fields(before, client.email)

    def check(values: Mapping[str, str]) -> list[str]:
        switches = reader.mail.checked(client_id, read_mail_fields(values))
        where = _("to {address}:").format(address=switches.to or client.email or _("nobody"))
        return [where, *(f"  {words}" for words in switches_in_words(switches) or [_("no mail")])]

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Mail to {name}").format(name=client.name)
        return Form(title, fields, check, first="after_entry", values=values, trouble=trouble)

    def save(values: dict[str, str]) -> MailSwitches:
        changed = _changed(before, read_mail_fields(values))
        return business.mail.change_switches(client_id, lambda now: replace(now, **changed))

    saved = await fill_form(runner, form, save)
    if saved is not None:
        words = "; ".join(switches_in_words(saved)) or _("no mail")
        runner.say(_("mail to {code}: {words}").format(code=client.code, words=words))


async def set_manager(runner: Runner) -> None:
    """Choose what the firm's manager is told by mail."""
    business, reader = runner.business, runner.reader
    before = await runner.read(lambda: reader.mail.manager_switches())
    fields = manager_fields(before)

    def check(values: Mapping[str, str]) -> list[str]:
        switches = checked_manager(read_manager_fields(values))
        where = _("to {address}:").format(address=switches.to or _("nobody"))
        return [where, *(f"  {words}" for words in manager_in_words(switches) or [_("no mail")])]

    def form(values: dict[str, str], trouble: str) -> Form:
        first = "renewal" if before.to else "to"
        return Form(_("Mail to the manager"), fields, check, first=first, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> ManagerSwitches:
        changed = _changed(before, read_manager_fields(values))
        return business.mail.change_manager_switches(lambda now: replace(now, **changed))

    saved = await fill_form(runner, form, save)
    if saved is not None:
        words = "; ".join(manager_in_words(saved)) or _("no mail")
        runner.say(_("mail to the manager: {words}").format(words=words))


def _changed(shown: S, wanted: S) -> dict[str, Any]:
    """What was changed in a form, by field: another session may have changed the rest meanwhile."""
    before = asdict(shown)
    return {name: value for name, value in asdict(wanted).items() if value != before[name]}
