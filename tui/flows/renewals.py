"""The flow of a renewal that waits for the manager's answer."""

from core.basics.i18n import _
from core.language.formats import money_text
from tui.dialogs.confirm import Confirm
from tui.flows.runner import Runner
from tui.text import hours


async def answer(runner: Runner, account_id: str, *, approve: bool) -> None:
    """Approve or refuse the account's oldest renewal that waits, after y."""
    business = runner.business
    queries = runner.reader.queries
    waiting = await runner.read(lambda: queries.pending_renewals(account_id))
    if not waiting:
        runner.say(_("no renewal of this client waits"), refused=True)
        return
    details = _("{name}: {hours} h for {price}, to invoice; {left} h are left now").format(
        name=waiting[0].account.title,
        hours=hours(waiting[0].minutes),
        price=money_text(waiting[0].price_minor, waiting[0].currency),
        left=hours(waiting[0].remaining_minutes),
    )
    question = _("Add this block?") if approve else _("Refuse this renewal?")
    if not await runner.ask(Confirm(question, details)):
        return
    answer = business.renewals.approve if approve else business.renewals.refuse
    balance = await runner.change(lambda: answer(waiting[0].renewal_id))
    if balance is not None:
        said = _("renewed; {code} has {left} left") if approve else _("refused; {code} has {left} left")
        runner.say(said.format(code=balance.account.address, left=hours(balance.remaining_minutes)))
