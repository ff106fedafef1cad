"""What the proposals page does to the ledger."""

from typing import TYPE_CHECKING

from core.i18n import _, ngettext
from core.proposals import ProposalView
from core.views import PreviewView
from tui.screens.confirm import Confirm
from tui.screens.quick_entry import QuickEntry
from tui.text import hours

if TYPE_CHECKING:
    from tui.flows import Flows


async def done(flows: "Flows", view: ProposalView) -> None:
    """Ask for the line, with a preview of what it will deduct; then post and close."""
    proposal = view.proposal
    book = flows.reader.proposals

    def preview(line: str) -> PreviewView:
        return flows.reader.preview(book.draft(proposal.proposal_id, line))

    line: str | None = f"{proposal.estimate_minutes}m "
    trouble = ""
    while True:
        title = _("Done for {name}: {title}").format(name=view.client.name, title=proposal.title)
        line = await flows.asker.ask(QuickEntry(preview, lambda _line: (), (), line or "", trouble, title))
        if line is None:
            return
        posted = await flows.post(lambda kept=line: flows.ledger.proposals.done(proposal.proposal_id, kept))  # type: ignore[misc]
        if posted is not None:
            return
        trouble = flows.refusal


async def accept(flows: "Flows", view: ProposalView) -> None:
    """The client said yes."""
    changed = await flows.change(lambda: flows.ledger.proposals.accept(view.proposal.proposal_id))
    if changed is not None:
        flows.say(_("{title} accepted").format(title=changed.title))


async def drop(flows: "Flows", view: ProposalView) -> None:
    """It will not be done, after y."""
    details = f"{view.client.name}  {view.proposal.title}  {hours(view.proposal.estimate_minutes)}"
    if await flows.asker.ask(Confirm(_("Drop this proposal?"), details)):
        changed = await flows.change(lambda: flows.ledger.proposals.drop(view.proposal.proposal_id))
        if changed is not None:
            flows.say(_("{title} dropped").format(title=changed.title))


async def suggest(flows: "Flows") -> None:
    """Add what the catalogue has for hours that expire, after y."""
    found = flows.reader.proposals.suggest()
    if not found:
        flows.say(_("nothing to suggest: no unused hours expire soon, or the catalogue has nothing that fits"))
        return
    lines = [f"{view.client.name}  {view.item.title}  {hours(view.item.estimate_minutes)}" for view in found[:12]]
    question = ngettext("Add {count} proposal?", "Add {count} proposals?", len(found)).format(count=len(found))
    if await flows.asker.ask(Confirm(question, "\n".join(lines))):
        await flows.change(lambda: flows.ledger.proposals.add_suggested(found))
