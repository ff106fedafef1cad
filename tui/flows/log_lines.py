"""The flow of quick entry: one or several lines, each saved under a key of its own; what cannot be saved stays."""

from functools import partial
from typing import TYPE_CHECKING

from core.basics.i18n import _, ngettext
from core.entryline.batch import LineView
from core.entryline.complete import completions, last_lines
from core.queries.views.postings import PostingView
from tui.attempt import Answer, attempt
from tui.dialogs.confirm import Confirm
from tui.dialogs.log_lines import SAVE_AND_STAY, LogDraft, LogLines
from tui.dialogs.reading import Reading
from tui.flows.entries import say_posted
from tui.flows.runner import Runner
from tui.text import hours
from tui.widgets.line_previews import readings_of
from tui.widgets.previews import preview_text

if TYPE_CHECKING:
    from core.business import Business


async def log(runner: Runner, client_id: str | None) -> None:
    """Log finished work; a line without a client is the chosen client's. Lines that were left are there again.

    Lines that were left keep the client that was chosen for them, until they are taken away.
    """
    reader, draft = runner.reader, runner.log_draft
    chosen = await runner.read(lambda: reader.queries.client(client_id)) if client_id else None
    if draft is None or draft.is_empty:
        draft = LogDraft(default=chosen)
    runner.log_draft, trouble = draft, ""
    # The next line is typed as if the sheet were empty: it takes the place of the one that was left, which Up brings back.
    is_back = not draft.is_empty
    left = await runner.read(partial(_whole_line, reader, draft)) if is_back else ""
    while True:
        logged = await runner.read(lambda: last_lines(reader.queries))
        history = (*((left,) if left else ()), *reversed(runner.logged_lines), *logged)
        sheet = LogLines(
            draft,
            reader.lines.preview_all,
            reader.lines.split,
            lambda typed: completions(reader.queries, typed),
            history,
            trouble,
            chosen=chosen,
            is_back=is_back,
        )
        sheet.was_typed = runner.keep_log
        is_back = False
        answer = await runner.ask(sheet)
        if answer is None:
            if not draft.is_empty and sheet.was_left:
                runner.say_kept("log")
            return
        views = sheet.views
        if any(view.doubt is not None and view.can_be_saved for view in views):
            await _decide(runner, draft, views)
            trouble = ""
            continue
        doubts = _doubts(views)
        if doubts is not None and not await runner.ask(doubts):
            continue
        trouble = await _save(runner, draft, views, sure=doubts is not None)
        if draft.is_empty and answer != SAVE_AND_STAY:
            return


def _whole_line(reader: "Business", draft: LogDraft) -> str:
    """The line to type in of a draft, with the client that it means without naming it."""
    line, default = draft.lines[draft.place].strip(), draft.default
    if not line or default is None:
        return line
    views = attempt(lambda: reader.lines.preview_all((line,), default)).value or ()
    return f"{default.code} {line}" if not views or views[0].default_used else line


def _doubts(views: tuple[LineView, ...]) -> Confirm | None:
    """The question before lines of which one is more often a slip than meant."""
    asked = [view.preview for view in views if view.can_be_saved and view.preview and view.preview.asks_first]
    if not asked:
        return None
    return Confirm(_("Is this meant?"), "\n".join("\n".join([*each.doubts, preview_text(each)]) for each in asked))


async def _decide(runner: Runner, draft: LogDraft, views: tuple[LineView, ...]) -> None:
    """Ask which of its two readings the first doubtful H:MM has, and write it so; Esc leaves the line as it is."""
    index, view = next((n, each) for n, each in enumerate(views) if each.doubt is not None and each.can_be_saved)
    assert view.doubt is not None
    assert view.preview is not None
    reader, client_id = runner.reader, view.preview.client.client_id
    zone = await runner.read(lambda: reader.session.zone_for(reader.queries.terms(client_id)))
    length, since = readings_of(view, f"{runner.reader.clock.now().astimezone(zone):%H:%M}")
    draft.place = index
    chosen = await runner.ask(Reading(view.doubt.token.bare, length, since))
    if chosen:
        token, line = view.doubt.token, draft.lines[index]
        start = token.start
        draft.lines[index] = line[:start] + chosen + line[start + len(token.bare) :]


async def _save(runner: Runner, draft: LogDraft, views: tuple[LineView, ...], *, sure: bool) -> str:
    """Save the lines that can be, each in a change of its own under its key; the trouble of a single line that stays."""
    business, new_id = runner.business, runner.reader.session.new_id
    wanted = [index for index, view in enumerate(views) if view.can_be_saved]
    for index in wanted:
        draft.keys.setdefault(index, new_id("q"))
    lines, default = list(draft.lines), draft.default

    def post(index: int) -> PostingView:
        return business.lines.post(lines[index], draft.keys[index], sure=sure, default=default)

    def post_all() -> dict[int, Answer[PostingView]]:
        business.session.check_clock()
        return {index: attempt(partial(post, index)) for index in wanted}

    answer = await runner.changed(post_all, is_told=False)
    if answer.value is None:
        return runner.refuse(answer.trouble)
    saved = {index: each.value for index, each in answer.value.items() if each.value is not None}
    troubles = {index: each.trouble for index, each in answer.value.items() if each.value is None}
    runner.logged_lines += [lines[index] for index in saved]
    draft.keep([index for index in range(len(lines)) if index not in saved and lines[index].strip()], troubles)
    runner.keep_log()
    await _say_saved(runner, list(saved.values()), len(troubles))
    return next(iter(troubles.values()), "") if len(draft.lines) == 1 else ""


async def _say_saved(runner: Runner, views: list[PostingView], failed: int) -> None:
    if len(views) == 1 and not failed:
        await say_posted(runner, views[0])
        return
    if not views:
        return
    said = ngettext("{count} line saved", "{count} lines saved", len(views)).format(count=len(views))
    said += "  " + _("charged {minutes}").format(minutes=hours(sum(view.entry.charged_minutes for view in views)))
    if failed:
        said += "  " + ngettext("{count} was refused", "{count} were refused", failed).format(count=failed)
    runner.say(said)
