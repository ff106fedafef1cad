"""Flows of calls that nobody logged: log one, or say that it is no work."""

from collections.abc import Mapping

from core.basics.durations import format_seconds
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.numbers import spaced
from core.basics.text import visible_text
from core.forms.fields import FormField
from core.queries.views.unlogged import UnloggedCall
from tui.dialogs.form import Form
from tui.flows.phone import ask_log, choose_owner
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.widgets.unlogged_lines import who_of


async def log(runner: Runner, call: UnloggedCall) -> None:
    """Log a call with the telephone's times; whose it is, is asked where several clients own the number."""
    client_id = (
        call.client.client_id
        if call.client is not None
        else await choose_owner(runner, call.candidates, visible_text(spaced(call.number)))
    )
    if client_id is None:
        return
    reader, business, call_id = runner.reader, runner.business, call.call_id
    await ask_log(
        runner,
        call_id,
        client_id,
        call.contact if call.client is not None else "",
        call.seconds,
        lambda words: reader.phone.reconciliation.preview_log(call, words),
        lambda words, sure: business.phone.reconciliation.log(call_id, words, sure=sure),
    )


async def dismiss(runner: Runner, call: UnloggedCall) -> None:
    """Ask why a call is no work, and close it for good."""

    def check(values: Mapping[str, str]) -> list[str]:
        if not values["reason"].strip():
            raise Usage(_("say why the call is no work, such as: private"))
        return [_("it is not told again as a call that nobody logged")]

    title = _("No work · {name} · {time}").format(name=who_of(call), time=format_seconds(call.seconds))
    fields = (FormField("reason", _("Reason"), example=_("private")),)
    business = runner.business
    dismissed = await fill_form(
        runner,
        lambda values, trouble: Form(title, fields, check, values=values, trouble=trouble),
        lambda values: business.phone.reconciliation.dismiss(call.call_id, values["reason"]),
        of=call.call_id,
    )
    if dismissed is not None:
        runner.say(_("dismissed for good: {name}").format(name=who_of(dismissed)))
