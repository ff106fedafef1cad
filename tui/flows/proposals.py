"""What the proposals page does to the ledger."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.basics.durations import parse_option_duration, whole_minutes
from core.basics.errors import Usage
from core.basics.i18n import _, ngettext
from core.entryline.parse import parse_day
from core.forms.fields import FormField
from core.language.formats import date_text
from core.ledger.proposals import DEFAULT_TYPE, ProposalView
from core.model.proposals import Proposal
from core.model.worktypes import check_work_type, code_of
from core.queries.views import PreviewView
from core.rules.proposals import read_recurrence, recurrence_words
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.text import hours

if TYPE_CHECKING:
    from tui.flows.flows import Flows


_MOST = 12


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
        line = await flows.asker.ask(
            QuickEntry(preview, lambda _line: (), (), line or "", trouble, title, is_offer=not trouble)
        )
        if line is None:
            return
        posted = await flows.post(lambda kept=line: flows.business.proposals.done(proposal.proposal_id, kept))  # type: ignore[misc]
        if posted is not None:
            return
        trouble = flows.refusal


async def add(flows: "Flows", client_id: str | None) -> None:
    """Propose work: a title of one's own, or one of the catalogue, which brings what it is known to take."""
    reader = flows.reader
    catalogue = {item.title.casefold(): item for item in reader.proposals.catalogue()}
    code = reader.queries.client(client_id).code if client_id else ""
    fields = (
        FormField("client", _("Client"), code, "acme"),
        FormField(
            "title", _("Title"), "", _("what is to be done"), offers=tuple(item.title for item in catalogue.values())
        ),
        FormField("due", _("Due"), "", "2026-12-01", default=_("today, where it comes again")),
        FormField("estimate", _("Estimate"), "", "2h", default=_("as in the catalogue, else 1:00")),
        FormField("every", _("Again"), "", _("monthly, quarterly"), default=_("as in the catalogue, else never")),
        FormField("type", _("Type"), "", "patching", default=_("as in the catalogue, else maintenance")),
    )

    def wish(values: Mapping[str, str]) -> dict[str, Any]:
        title = values["title"].strip()
        item = catalogue.get(title.casefold())
        typed = {name: values[name].strip() for name in ("due", "estimate", "every", "type")}
        minutes = whole_minutes(parse_option_duration(typed["estimate"])) if typed["estimate"] else None
        return {
            "title": item.title if item else title,
            "due_on": parse_day(typed["due"], today=reader.today) if typed["due"] else None,
            "estimate_minutes": minutes if minutes is not None else item.estimate_minutes if item else 60,
            "every": read_recurrence(typed["every"]) if typed["every"] else item.recurrence if item else "",
            "work_type": code_of(typed["type"]) or (item.work_type if item else DEFAULT_TYPE),
            "item_id": item.item_id if item else None,
        }

    def check(values: Mapping[str, str]) -> list[str]:
        client = reader.queries.resolve_client(values["client"])
        wanted = wish(values)
        if not wanted["title"]:
            raise Usage(_("a proposal needs a title: what is to be done"))
        check_work_type(wanted["work_type"], reader.queries.terms(client.client_id))
        words = [
            client.name,
            wanted["title"],
            hours(wanted["estimate_minutes"]),
            date_text(wanted["due_on"]) if wanted["due_on"] else "",
            recurrence_words(wanted["every"]),
        ]
        return ["  ".join(word for word in words if word)]

    def form(values: dict[str, str], trouble: str) -> Form:
        first = "title" if code else "client"
        return Form(_("Propose work"), fields, check, first=first, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> Proposal:
        client = flows.business.queries.resolve_client(values["client"])
        return flows.business.proposals.add(client.client_id, **wish(values))

    made = await flows.fill(form, save)
    if made is not None:
        flows.say(_("{title} proposed").format(title=made.title))


async def accept(flows: "Flows", view: ProposalView) -> None:
    """The client said yes."""
    changed = await flows.change(lambda: flows.business.proposals.accept(view.proposal.proposal_id))
    if changed is not None:
        flows.say(_("{title} accepted").format(title=changed.title))


async def drop(flows: "Flows", view: ProposalView) -> None:
    """It will not be done, after y."""
    details = f"{view.client.name}  {view.proposal.title}  {hours(view.proposal.estimate_minutes)}"
    if await flows.asker.ask(Confirm(_("Drop this proposal?"), details)):
        changed = await flows.change(lambda: flows.business.proposals.drop(view.proposal.proposal_id))
        if changed is not None:
            flows.say(_("{title} dropped").format(title=changed.title))


async def suggest(flows: "Flows") -> None:
    """Add what the catalogue has for hours that expire, after y."""
    found = flows.reader.proposals.suggest()
    if not found:
        flows.say(_("nothing to suggest: no unused hours expire soon, or the catalogue has nothing that fits"))
        return
    lines = [f"{view.client.name}  {view.item.title}  {hours(view.item.estimate_minutes)}" for view in found[:_MOST]]
    if len(found) > _MOST:
        rest = len(found) - _MOST
        lines.append(ngettext("and {count} more", "and {count} more", rest).format(count=rest))
    question = ngettext("Add {count} proposal?", "Add {count} proposals?", len(found)).format(count=len(found))
    if await flows.asker.ask(Confirm(question, "\n".join(lines))):
        added = await flows.change(lambda: flows.business.proposals.add_suggested(found))
        if added is not None:
            said = ngettext("{count} proposal added", "{count} proposals added", len(added))
            flows.say(said.format(count=len(added)))
