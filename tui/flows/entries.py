"""Flows of work entries: log, correct, void."""

from core.basics.errors import Usage
from core.basics.i18n import _
from core.entryline.complete import completions, last_lines
from core.entryline.understand import correction, line_to_correct
from core.language.formats import date_text
from core.model.work import Draft
from core.queries.views import EntryView, PostingView, PreviewView
from tui.dialogs.confirm import Confirm
from tui.dialogs.quick_entry import QuickEntry
from tui.flows.runner import Doubt, Runner
from tui.messages import EntryCorrected
from tui.text import hours
from tui.widgets.previews import consequences


def say_posted(runner: Runner, view: PostingView) -> None:
    """Say what a posting did."""
    saved = _("saved: {code} {explanation}, {left} left").format(
        code=view.entry.client.code, explanation=view.entry.explanation, left=hours(view.remaining_minutes)
    )
    runner.say("  ".join([saved, *consequences(view)]))


async def log(runner: Runner, beginning: str) -> None:
    """Log finished work in one line; a line that is refused comes back to be changed."""
    business, reader = runner.business, runner.reader
    history = (*reversed(runner.logged_lines), *last_lines(reader.queries))

    def preview(typed: str) -> PreviewView:
        return reader.lines.preview(typed)

    def complete(typed: str) -> tuple[str, ...]:
        return completions(reader.queries, typed)

    def save(typed: str) -> tuple[str, PostingView]:
        return typed, business.lines.post(typed, sure=doubt.sure)

    doubt = Doubt(preview)

    saved = await runner.ask_until_saved(
        lambda typed, trouble: QuickEntry(
            preview, complete, history, typed or beginning, trouble, is_offer=runner.is_left("log")
        ),
        save,
        doubt,
        draft="log",
    )
    if saved is not None:
        line, view = saved
        runner.logged_lines.append(line)
        say_posted(runner, view)


async def correct(runner: Runner, entry: EntryView) -> None:
    """Log an entry again from its own line, in the place of the old one; the preview is of void and posting together."""
    business, reader = runner.business, runner.reader
    before = line_to_correct(reader.queries, entry)
    same = correction(reader.queries, entry, before)
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

    doubt = Doubt(preview)
    title = _("Correct the entry of {name}").format(name=entry.client.name)
    view = await runner.ask_until_saved(
        lambda typed, trouble: QuickEntry(preview, complete, (), typed or before, trouble, title),
        lambda typed: business.entries.edit(entry.entry_id, draft(typed), sure=doubt.sure),
        doubt,
        draft=f"correct {entry.entry_id}",
    )
    if view is not None:
        say_posted(runner, view)
        runner.tell(EntryCorrected(view.entry.entry_id))


async def undo(runner: Runner, entry_id: str) -> None:
    """Void the entry of that id, after y."""
    await void(runner, runner.reader.queries.entry(entry_id))


async def void(runner: Runner, entry: EntryView) -> None:
    """Void an entry, after y."""
    parts = (
        entry.client.name,
        date_text(entry.work_date),
        _("charged {minutes}").format(minutes=hours(entry.charged_minutes)),
        f"#{entry.ticket}" if entry.ticket else "",
        entry.note,
    )
    doubts = runner.reader.entries.void_doubts(entry.entry_id)
    details = "\n".join(["  ".join(part for part in parts if part), *doubts])
    if not await runner.ask(Confirm(_("Void this entry?"), details)):
        return
    business = runner.business
    view = await runner.change(lambda: business.entries.void(entry.entry_id, _("undone"), sure=bool(doubts)))
    if view is not None:
        left = _("voided; {code} has {left} left").format(
            code=view.entry.client.code, left=hours(view.remaining_minutes)
        )
        runner.say("  ".join([left, *consequences(view)]))
