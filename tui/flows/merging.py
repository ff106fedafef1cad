"""Flows that end a client of its own: merge it into another one, archive it, bring it back."""

from collections.abc import Callable, Mapping

from core.basics.i18n import _
from core.forms.fields import FormField
from core.ledger.merging import MergedView
from core.ledger.waiting import charged_in_words
from tui.dialogs.ask_line import Asked
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form


async def merge(runner: Runner, client_id: str, come_back: Callable[[], None]) -> None:
    """Merge the client into another one, after y; its code stays known. The page of it is closed then (`come_back`)."""
    business, reader = runner.business, runner.reader
    gone = await runner.read(lambda: reader.queries.client(client_id))
    fields = (FormField("client", _("Into"), "", "bianchi", hint=_("the client that has all of it then")),)

    def other(values: Mapping[str, str]) -> str:
        return reader.queries.resolve_client(values["client"]).client_id

    def check(values: Mapping[str, str]) -> list[str]:
        *told, _question = reader.merging.questions(client_id, other(values))
        charged = "; ".join(line.strip() for line in told if line.startswith(" "))
        goes = _("entries, hours, invoices and phones of {gone} go over; its code stays known")
        own = [line for line in told if not line.startswith(" ")]
        return [*own, *([charged] if charged else []), goes.format(gone=gone.code)]

    def doubt(values: dict[str, str]) -> Asked:
        *_told, question = reader.merging.questions(client_id, other(values))
        return Asked(question)

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Merge {name}").format(name=gone.name)
        return Form(title, fields, check, values=values, trouble=trouble, note=_("asks before it saves"))

    def save(values: dict[str, str]) -> MergedView:
        into = business.queries.resolve_client(values["client"]).client_id
        return business.merging.merge(client_id, into, sure=True)

    merged = await fill_form(runner, form, save, doubt)
    if merged is not None:
        come_back()
        said = _("{gone} is {kept} now").format(gone=merged.code, kept=merged.client.code)
        runner.say("  ".join([said, *charged_in_words(merged.charged)]))


async def archive(runner: Runner, client_id: str) -> None:
    """Take the client out of the lists, or bring it back, after y; its history stays."""
    business, reader = runner.business, runner.reader
    client = await runner.read(lambda: reader.queries.client(client_id))
    if client.archived:
        told = await runner.read(lambda: reader.clients.due_on_return(client_id))
        details = "\n".join([*(f"! {line}" for line in told), _("lists and searches show it again")])
        question = Confirm(_("Bring {code} back?").format(code=client.code), details)
        if await runner.ask(question):
            back = await runner.change(lambda: business.clients.bring_back(client_id))
            if back is not None:
                runner.say(_("{code} is back").format(code=back.code))
        return
    told = await runner.read(lambda: reader.clients.left_of(client_id))
    details = "\n".join([*(f"! {line}" for line in told), _("lists and searches leave it out; its history stays")])
    if not await runner.ask(Confirm(_("Archive {code}?").format(code=client.code), details)):
        return
    archived = await runner.change(lambda: business.clients.archive(client_id, sure=True))
    if archived is not None:
        runner.say(_("archived {code}").format(code=archived.code))
