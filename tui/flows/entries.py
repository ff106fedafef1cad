"""Flows of work entries: log, correct, void."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from core.basics.dataclass import replace
from core.basics.durations import format_seconds
from core.basics.errors import Usage
from core.basics.i18n import _
from core.entryline.complete import completions
from core.entryline.understand import correction, line_to_correct
from core.language.formats import DateStyle, date_text
from core.model.terms import Kind
from core.model.work import Draft
from core.model.worktypes import label_of
from core.queries.views.entries import EntryView
from core.queries.views.postings import PostingView, PreviewView
from tui.dialogs.confirm import Confirm
from tui.dialogs.entry_sheet import EntrySheet
from tui.dialogs.quick_entry import QuickEntry
from tui.flows.doubt import Doubt
from tui.flows.runner import Runner
from tui.flows.saving import ask_until_saved
from tui.glyphs import SAVED
from tui.messages import EntryCorrected
from tui.text import hours
from tui.widgets.previews import change_rows, consequences, taken_back
from tui.widgets.rows import charged_words

if TYPE_CHECKING:
    from core.queries.queries import Queries


async def say_posted(runner: Runner, view: PostingView) -> None:
    """Say what a posting did."""
    code, minutes = view.entry.client.code, hours(view.entry.charged_minutes)
    if view.entry.waits:
        worked = format_seconds(view.entry.worked_seconds)
        saved = _("saved {worked} to {code}, it waits for an agreement").format(code=code, worked=worked)
    elif left := await left_words(runner, view):
        saved = _("saved {minutes} to {code}, {left} left").format(code=code, minutes=minutes, left=left)
    else:
        saved = _("saved {minutes} to {code}").format(code=code, minutes=minutes)
    parts = [f"{SAVED} {saved}", *consequences(view), *(f"! {look}" for look in view.looks), runner.mending]
    runner.say("   ".join(part for part in parts if part))


async def with_looks(runner: Runner, saved: PostingView) -> PostingView:
    """A posting with its probable slips, as a quick entry tells them; for work whose start was said."""
    from core.queries.slips import slips_of_entry

    session = runner.reader.session
    return replace(saved, looks=await runner.read(lambda: slips_of_entry(session, saved.entry.entry_id)))


async def left_words(runner: Runner, view: PostingView) -> str:
    """The hours that are left after a posting; empty where none are counted: a client by the hour or with a fee."""
    if view.remaining_minutes is None:
        return ""
    queries, account_id = runner.reader.queries, view.entry.account.account_id
    kind = (await runner.read(lambda: queries.terms(account_id))).kind
    return hours(view.remaining_minutes) if kind is Kind.PREPAID or view.remaining_minutes else ""


async def correct(runner: Runner, entry: EntryView) -> None:
    """Log an entry again from its own line, in the place of the old one; the preview is of void and posting together."""
    business, reader = runner.business, runner.reader
    before = await runner.read(lambda: line_to_correct(reader.queries, entry))
    same = await runner.read(lambda: correction(reader.queries, entry, before))
    unchanged = (same.client_id, same.work, same.ticket, same.note)

    def draft(typed: str) -> Draft:
        if typed.split() == before.split():
            raise Usage(_("nothing is changed yet; Esc closes"))
        put = correction(reader.queries, entry, typed)
        if (put.client_id, put.work, put.ticket, put.note) == unchanged:
            raise Usage(_("what the line leaves out stays; #none or note=none takes it away"))
        return put

    def preview(typed: str) -> PreviewView:
        return reader.entries.preview_edit(entry.entry_id, draft(typed))

    def complete(typed: str) -> tuple[str, ...]:
        return completions(reader.queries, typed)

    def describe(typed: str, view: PreviewView) -> Content:
        return change_rows(view, _compared(reader.queries, same, draft(typed)))

    doubt = Doubt(preview)
    title = _("Correct the entry of {name}").format(name=entry.client.name)
    view = await ask_until_saved(
        runner,
        lambda typed, trouble: QuickEntry(preview, complete, (), typed or before, trouble, title, describe=describe),
        lambda typed: business.entries.edit(entry.entry_id, draft(typed), sure=doubt.sure),
        doubt,
        draft=f"correct {entry.entry_id}",
    )
    if view is not None:
        from core.queries.slips import slips_of_correction

        corrected_id = view.entry.entry_id
        looks = await runner.read(lambda: slips_of_correction(reader.session, entry.entry_id, corrected_id))
        await say_posted(runner, replace(view, looks=looks))
        runner.tell(EntryCorrected(corrected_id))


def _compared(queries: "Queries", before: Draft, after: Draft) -> str:
    """What a correction changes and what it leaves, in words: a number at the end of a line is part of the note."""

    def payer(draft: Draft) -> str:
        if draft.account_id:
            return draft.account_id
        return queries.chosen_account(queries.client(draft.client_id), draft.work.work_type).account_id

    parts = (
        (_("client"), (before.client_id, payer(before)), (after.client_id, payer(after))),
        (_("day"), before.work.work_date, after.work.work_date),
        (_("start"), _start_of(before), _start_of(after)),
        (_("time"), before.work.worked_seconds, after.work.worked_seconds),
        (_("ticket"), before.ticket, after.ticket),
        (_("type"), before.work.work_type, after.work.work_type),
        (_("note"), before.note, after.note),
        (_("contact"), before.contact, after.contact),
        (_("no charge"), before.work.no_charge, after.work.no_charge),
    )
    changed = ", ".join(word for word, old, new in parts if old != new)
    stays = ", ".join(word for word, old, new in parts if old == new and new)
    return _("changes: {changed}   stays: {stays}").format(changed=changed, stays=stays)


def _start_of(draft: Draft) -> datetime | None:
    return draft.work.spans[0].started_at if draft.work.spans else None


async def correct_by_id(runner: Runner, entry_id: str) -> None:
    """Log the entry of that id again, in the place of the old one."""
    queries = runner.reader.queries
    await correct(runner, await runner.read(lambda: queries.entry(entry_id)))


async def show(runner: Runner, entry: EntryView) -> None:
    """Show all about an entry."""
    reader = runner.reader
    known, zone = await runner.read(lambda: (reader.queries.blocks(entry.account.account_id), reader.zone))
    blocks = {view.block_id: view for _account, view in known}
    facts = [
        (_("Client"), f"{entry.client.code}  {entry.client.name}"),
        (_("Day"), _day_in_words(entry, zone)),
        (_("Worked"), format_seconds(entry.worked_seconds)),
        (_("Charged"), f"{charged_words(entry)}   {entry.explanation}"),
    ]
    for draw in entry.draws:
        block = blocks.get(draw.block_id)
        sold = date_text(block.sold_on) if block else draw.block_id
        facts.append(
            (_("From a block"), _("{minutes} of the block of {day}").format(minutes=hours(draw.minutes), day=sold))
        )
    if entry.overdraft_minutes:
        facts.append((_("Overdraft"), hours(entry.overdraft_minutes)))
    facts += [
        (_("Ticket"), f"#{entry.ticket}" if entry.ticket else ""),
        (_("Type"), label_of(entry.work_type)),
        (_("Contact"), entry.contact),
        (_("Note"), entry.note),
        (_("By"), entry.technician),
        (_("Recorded"), _instant_in_words(entry.recorded_at, zone)),
    ]
    if entry.voided:
        facts.append((_("State"), _("corrected by a later entry") if entry.replaced_by else _voided(entry)))
    elif entry.replaces:
        facts.append((_("State"), _("replaces an entry that was corrected")))
    title = _("Entry · {name}").format(name=entry.client.name)
    await runner.ask(EntrySheet(title, [(name, value) for name, value in facts if value]))


def _day_in_words(entry: EntryView, zone: ZoneInfo) -> str:
    day = date_text(entry.work_date, DateStyle.WEEKDAY) + f" {entry.work_date.year}"
    return f"{day}  {entry.started_at.astimezone(zone):%H:%M}" if entry.started_at else day


def _voided(entry: EntryView) -> str:
    if not entry.void_reason:
        return _("voided")
    return _("voided: {reason}").format(reason=entry.void_reason)


def _instant_in_words(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{date_text(local.date())}  {local:%H:%M}"


async def undo(runner: Runner, entry_id: str) -> None:
    """Void the entry of that id, after y."""
    queries = runner.reader.queries
    await void(runner, await runner.read(lambda: queries.entry(entry_id)))


async def void(runner: Runner, entry: EntryView) -> None:
    """Void an entry, after y."""
    parts = (
        entry.client.name,
        date_text(entry.work_date),
        charged_words(entry) if entry.waits else _("charged {minutes}").format(minutes=hours(entry.charged_minutes)),
        f"#{entry.ticket}" if entry.ticket else "",
        entry.note,
    )
    reader = runner.reader
    preview = await runner.read(lambda: reader.entries.preview_void(entry.entry_id))
    doubts, more = preview.doubts, (*taken_back(preview.voided_blocks), *preview.warnings)
    details = "\n".join(["  ".join(part for part in parts if part), *doubts, *(f"! {line}" for line in more)])
    if not await runner.ask(Confirm(_("Void this entry?"), details)):
        return
    business = runner.business
    view = await runner.change(lambda: business.entries.void(entry.entry_id, _("undone"), sure=bool(doubts)))
    if view is not None:
        said, left = _("voided"), await left_words(runner, view)
        if left:
            said = _("voided; {code} has {left} left").format(code=view.entry.client.code, left=left)
        runner.say("  ".join([said, *consequences(view)]))
