"""Flows of proposals: add, done, accept, drop, suggest."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.basics.durations import parse_option_duration, whole_minutes
from core.basics.errors import Usage, at
from core.basics.i18n import _, ngettext
from core.entryline.parse import parse_day
from core.forms.fields import FormField
from core.language.formats import date_text
from core.ledger.proposals import DEFAULT_TYPE
from core.model.proposals import Proposal
from core.model.worktypes import check_work_type, code_of
from core.queries.views.postings import PreviewView
from core.queries.views.proposals import ProposalView
from core.rules.proposals import read_recurrence, recurrence_words
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.flows.doubt import Doubt
from tui.flows.entries import say_posted
from tui.flows.runner import Runner
from tui.flows.saving import ask_until_saved, fill_form
from tui.text import hours

_MOST = 12
"""How many suggestions the question lists."""


async def done(runner: Runner, view: ProposalView) -> None:
    """Ask for the line of the work, with a preview of what it deducts; then post it and close the proposal."""
    proposal, reader, business = view.proposal, runner.reader, runner.business
    title = _("Done for {name}: {title}").format(name=view.client.name, title=proposal.title)
    estimate = f"{proposal.estimate_minutes}m "

    def preview(line: str) -> PreviewView:
        return reader.lines.preview_done(reader.proposals, proposal.proposal_id, line)

    def question(typed: str | None, trouble: str) -> QuickEntry:
        line = estimate if typed is None else typed
        return QuickEntry(preview, lambda _line: (), (), line, trouble, title, is_offer=typed is None)

    doubt = Doubt(preview)
    posted = await ask_until_saved(
        runner,
        question,
        lambda line: business.lines.done(business.proposals, proposal.proposal_id, line, sure=doubt.sure),
        doubt,
    )
    if posted is not None:
        await say_posted(runner, posted)


async def add(runner: Runner, client_id: str | None) -> None:
    """Propose work, with a title of the catalogue or another; the catalogue's brings its estimate, type and recurrence."""
    reader, business = runner.reader, runner.business
    catalogue = {item.title.casefold(): item for item in await runner.read(lambda: reader.proposals.catalogue())}
    code = (await runner.read(lambda: reader.queries.client(client_id))).code if client_id else ""
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

    def wish(values: Mapping[str, str], today: date) -> dict[str, Any]:
        title = values["title"].strip()
        item = catalogue.get(title.casefold())
        typed = {name: values[name].strip() for name in ("due", "estimate", "every", "type")}
        usual = item.recurrence if item else ""
        recurrence = at("every", lambda: read_recurrence(typed["every"], today)) if typed["every"] else usual
        estimate = typed["estimate"]
        minutes = at("estimate", lambda: whole_minutes(parse_option_duration(estimate))) if estimate else None
        return {
            "title": item.title if item else title,
            "due_on": at("due", lambda: parse_day(typed["due"], today=today)) if typed["due"] else None,
            "estimate_minutes": minutes if minutes is not None else item.estimate_minutes if item else 60,
            "every": recurrence,
            "work_type": code_of(typed["type"]) or (item.work_type if item else DEFAULT_TYPE),
            "item_id": item.item_id if item else None,
        }

    def check(values: Mapping[str, str]) -> list[str]:
        client = at("client", lambda: reader.queries.resolve_client(values["client"]))
        wanted = wish(values, reader.queries.today(client.client_id))
        if not wanted["title"]:
            raise Usage(_("a proposal needs a title: what is to be done"), about="title")
        terms = reader.queries.terms(client.client_id)
        at("type", lambda: check_work_type(wanted["work_type"], terms))
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
        client = business.queries.resolve_client(values["client"])
        return business.proposals.add(client.client_id, **wish(values, business.queries.today(client.client_id)))

    made = await fill_form(runner, form, save, of=code)
    if made is not None:
        runner.say(_("{title} proposed").format(title=made.title))


async def accept(runner: Runner, view: ProposalView) -> None:
    """Record that the client accepted."""
    changed = await runner.change(lambda: runner.business.proposals.accept(view.proposal.proposal_id))
    if changed is not None:
        runner.say(_("{title} accepted").format(title=changed.title))


async def drop(runner: Runner, view: ProposalView) -> None:
    """Drop a proposal, after y."""
    details = f"{view.client.name}  {view.proposal.title}  {hours(view.proposal.estimate_minutes)}"
    if await runner.ask(Confirm(_("Drop this proposal?"), details)):
        changed = await runner.change(lambda: runner.business.proposals.drop(view.proposal.proposal_id))
        if changed is not None:
            runner.say(_("{title} dropped").format(title=changed.title))


async def suggest(runner: Runner) -> None:
    """Add what the catalogue suggests for hours that expire, after y."""
    proposals = runner.reader.proposals
    found = await runner.read(lambda: proposals.suggest())
    if not found:
        runner.say(_("nothing to suggest: no unused hours expire soon, or the catalogue has nothing that fits"))
        return
    lines = [f"{view.client.name}  {view.item.title}  {hours(view.item.estimate_minutes)}" for view in found[:_MOST]]
    if len(found) > _MOST:
        rest = len(found) - _MOST
        lines.append(ngettext("and {count} more", "and {count} more", rest).format(count=rest))
    question = ngettext("Add {count} proposal?", "Add {count} proposals?", len(found)).format(count=len(found))
    if await runner.ask(Confirm(question, "\n".join(lines))):
        added = await runner.change(lambda: runner.business.proposals.add_suggested(found))
        if added is not None:
            said = ngettext("{count} proposal added", "{count} proposals added", len(added))
            runner.say(said.format(count=len(added)))
