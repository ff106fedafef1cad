"""Flows of calls: start, hold, resume, stop, change, and the sign of life of a running call."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from core.basics.dataclass import replace
from core.basics.i18n import _
from core.entryline.call_words import call_edit, call_end
from core.model.calls import CallState, CallWords
from core.model.clients import Client
from core.queries.others import others_on_the_phone
from core.queries.views.calls import CallView
from core.queries.views.postings import PostingView, PreviewView
from tui.dialogs.call_note import CallNote
from tui.dialogs.call_sheet import Choice, WrapUpAnswer, WrapUpOffers
from tui.dialogs.confirm import Confirm
from tui.dialogs.wrap_up import WrapUp
from tui.flows import over
from tui.flows.call_sheets import as_typed, is_open, offers_of, sheet_of
from tui.flows.doubt import Doubt
from tui.flows.dropping import drop
from tui.flows.entries import say_posted, with_looks
from tui.flows.runner import Runner
from tui.flows.saving import ask_until_saved
from tui.flows.splitting import split
from tui.flows.wrap_ups import (
    WrappedUp,
    card_edit,
    card_of,
    check_card,
    length_doubts,
    read_words,
    start_hint,
)
from tui.messages import CallStarted


async def start(runner: Runner, client_id: str, account_id: str = "", started_at: datetime | None = None) -> None:
    """Start a call, now or as if at `started_at` (UTC).

    If one runs with this client already, it is left alone, so that a repeated Enter changes nothing.
    """
    business, reader, was = runner.business, runner.reader, list[CallView]()

    def begin() -> CallView:
        # Looked up inside the change: a change that it waited for may have started the same call.
        for call in business.calls.list(business.technician):
            if call.state is CallState.RUNNING:
                if call.client.client_id == client_id:
                    return call
                was.append(call)
        return business.calls.start(client_id, account_id=account_id, started_at=started_at)

    own = await runner.read(lambda: reader.calls.list(reader.technician))
    before = {call.call_id for call in own if call.state is CallState.RUNNING}
    started = await runner.change(with_heartbeat(runner, begin))
    if started is not None and started.call_id in before:
        # An Enter too many: what is typed behind it is meant for the call that runs.
        runner.say(_("the call with {name} runs already").format(name=started.client.name))
        runner.tell(CallStarted())
    elif started is not None:
        others = others_on_the_phone(await runner.read(lambda: reader.queries.others_on_the_phone(client_id)))
        since = await _since(runner, started, started_at)
        overlaps = await _overlaps(runner, started) if since is not None else ()
        _say_started(runner, started, was, (*overlaps, *others), since)


async def start_new(runner: Runner, text: str, started_at: datetime | None = None) -> None:
    """Add the client that a typed text means, without a card, and start a call with it; after y, where one is called so."""
    business, reader = runner.business, runner.reader
    asked = await runner.read(lambda: reader.callers.doubts(text))
    *doubts, question = asked or ("",)
    if question and not await runner.ask(Confirm(question, "\n".join(f"! {line}" for line in doubts))):
        return
    key, own = reader.session.new_id("q"), await runner.read(lambda: reader.calls.list(reader.technician))
    was = [call for call in own if call.state is CallState.RUNNING]

    def begin() -> CallView:
        return business.callers.start(text, started_at=started_at, key=key)

    started = await runner.change(with_heartbeat(runner, begin))
    if started is not None:
        told = _("added as {code}, card later").format(code=started.client.code)
        since = await _since(runner, started, started_at)
        overlaps = await _overlaps(runner, started) if since is not None else ()
        _say_started(runner, started, was, (told, *overlaps), since)


async def _since(runner: Runner, call: CallView, started_at: datetime | None) -> str | None:
    """The clock time from which a call that was begun in the past runs; `None` for one that began now."""
    if started_at is None:
        return None
    session = runner.reader.session
    return f"{call.started_at.astimezone(await runner.read(lambda: session.zone)):%H:%M}"


async def _overlaps(runner: Runner, call: CallView) -> tuple[str, ...]:
    """Which work of one's own shares the time of a call whose start a person said."""
    from core.queries.slips import overlaps_of_call

    reader = runner.reader
    found = await runner.read(lambda: overlaps_of_call(reader.session, reader.queries.calls, call.call_id))
    return tuple(f"! {sentence}" for sentence in found)


def _say_started(
    runner: Runner, started: CallView, was: Sequence[CallView], more: Sequence[str], was_begun_at: str | None
) -> None:
    said = _("call with {name} started").format(name=started.client.name)
    if was_begun_at is not None:
        said = _("call with {name} started, from {time}").format(name=started.client.name, time=was_begun_at)
    for sentence in more:
        said += "  " + sentence
    for call in was:
        said += "  " + _("{name} is on hold").format(name=call.client.name)
    runner.say(said)
    runner.tell(CallStarted())


def with_heartbeat(runner: Runner, begin: Callable[[], CallView]) -> Callable[[], CallView]:
    """Add a heartbeat to a change that makes a call run: without a first one, no later gap could be seen."""

    def began() -> CallView:
        call = begin()
        runner.business.calls.heartbeat()
        return call

    return began


async def hold(runner: Runner, call: CallView) -> None:
    """Hold a running call, or resume a held one."""
    if call.state is not CallState.RUNNING:
        await resume(runner, call)
        return
    held = await runner.change(lambda: runner.business.calls.hold(call.call_id))
    if held is not None:
        runner.say(_("{name} is on hold").format(name=held.client.name))


async def resume(runner: Runner, call: CallView) -> None:
    """Resume a held call; a running one goes on hold."""
    resumed = await runner.change(with_heartbeat(runner, lambda: runner.business.calls.resume(call.call_id)))
    if resumed is not None:
        runner.say(_("call with {name} runs again").format(name=resumed.client.name))


async def stop(runner: Runner, call: CallView, pressed_at: datetime) -> None:
    """Wrap a call up; its time ends at `pressed_at` (UTC), or where its wrap-up was begun before and not left.

    What is typed is kept with the call, whatever happens before it is saved.
    """
    reader, business = runner.reader, runner.business
    call = await runner.read(partial(as_typed, runner, call))
    pressed_at = call.ending.at if call.ending is not None and call.is_stopping else pressed_at
    keeper = runner.keeper(call.call_id)
    pressed_at = keeper.begun_at or pressed_at
    keeper.begin(pressed_at)
    sheets = list[WrapUp]()
    with runner.words_ahead(keeper, call.words, lambda: not sheets or sheets[-1].is_in_note) as ahead:

        def read(words: CallWords) -> WrappedUp:
            return read_words(reader.queries, call, words, pressed_at)

        def offered(client: Client) -> WrapUpOffers:
            return replace(offers_of(runner, client), note_time=lambda words: read(words).hint)

        offers = await runner.read(lambda: offered(call.client))
        begun = card_of(call.client, ahead.words, call.phone)
        sheet = await runner.read(lambda: sheet_of(runner, call, pressed_at))
        sheet = replace(sheet, card=begun, check_card=check_card, offers_of=offered)

        def preview(words: CallWords) -> PreviewView:
            wrapped = read(words)
            view = reader.calls.preview_stop(wrapped.end, call_id=call.call_id)
            return replace(view, doubts=(*wrapped.doubts, *view.doubts))

        def make(answer: WrapUpAnswer | None, trouble: str) -> WrapUp:
            nonlocal sheet
            words = answer.words if answer else ahead.words
            sheet = replace(sheet, card=answer.card if answer and answer.card else sheet.card)
            sheets.append(WrapUp(sheet, preview, offers, words, ahead.keep, trouble))
            runner.sheet_of(call.call_id, sheets[-1])
            return sheets[-1]

        def save(answer: WrapUpAnswer) -> PostingView | WrapUpAnswer:
            if answer.choice is not Choice.SAVE:
                return answer
            is_own = not answer.words.client.strip()
            card = card_edit(call.client, answer.card, answer.words.contact) if is_own else None
            end = read(answer.words).end
            client_id = end.edit.client_id or call.client.client_id
            if card is not None:
                business.clients.prepare_edit(client_id, card)
            has_phone = business.queries.changes().phone
            learns = business.phone.learning(call.call_id, client_id, end.contact) if has_phone else None

            def also() -> None:
                if card is not None:
                    business.clients.edit_in_change(client_id, card)
                if learns is not None:
                    learns()

            return business.calls.stop(end, call_id=call.call_id, sure=doubt.sure, also=also)

        doubt = Doubt(preview)
        saved = await ask_until_saved(
            runner,
            make,
            save,
            lambda answer: doubt(answer.words) if answer.choice is Choice.SAVE else None,
            lambda: is_open(runner, call.call_id),
        )
    if ahead.was_used and sheets and not isinstance(saved, PostingView):
        # What waited is for something else: it was dropped, or stood behind the key that splits the call, whose form has it.
        keeper.keep(sheets[-1].kept())
    if isinstance(saved, PostingView):
        await say_posted(runner, await with_looks(runner, saved))
    elif saved is None:
        await _leave(runner, call, sheets[-1] if sheets else None)
    else:
        await runner.keep_words(call.call_id)
        is_done = await _ended_otherwise(runner, call, sheets[-1], saved.choice, pressed_at)
        if not is_done and not await over.is_over(runner, call, sheets[-1].kept()):
            await stop(runner, call, pressed_at)


async def _ended_otherwise(
    runner: Runner, call: CallView, sheet: WrapUp, choice: Choice, pressed_at: datetime | None
) -> bool:
    """Drop or split the call; false if its sheet is to come back. `pressed_at`: its first part is wrapped up then."""
    if choice is Choice.DROP:
        return await drop(runner, call, sheet)
    parted = await split(runner, call, sheet, pressed_at)
    if parted.first is not None and pressed_at is not None:
        await stop(runner, parted.first, pressed_at)
    return parted.is_parked or parted.first is not None


async def _leave(runner: Runner, call: CallView, sheet: WrapUp | None) -> None:
    """The wrap-up was left or parked: its words stay with the call."""
    is_left = sheet is not None and sheet.was_left and not sheet.was_parked
    if is_left:
        runner.keeper(call.call_id).go_on()
    is_kept = await runner.keep_words(call.call_id)
    if sheet is None or await over.is_over(runner, call, sheet.kept()):
        return
    if is_left:
        await runner.change(lambda: runner.business.calls.leave_wrap_up(call.call_id))
        return
    if is_kept:
        runner.say_kept("stop")
    runner.reload()


async def edit(runner: Runner, call: CallView) -> None:
    """Change client and time of a call that goes on, and what was typed for it."""
    reader, business = runner.reader, runner.business
    call = await runner.read(partial(as_typed, runner, call))
    now = reader.clock.now()
    keeper, sheets = runner.keeper(call.call_id), list[WrapUp]()

    def start_of(words: CallWords) -> str:
        return start_hint(reader.queries, call, call_edit(reader.queries, call, words, now), words)

    def offered(client: Client) -> WrapUpOffers:
        return replace(offers_of(runner, client), note_time=start_of)

    offers = await runner.read(lambda: offered(call.client))
    sheet = await runner.read(lambda: sheet_of(runner, call, now, goes_on=True))
    sheet = replace(sheet, offers_of=offered)

    def preview(words: CallWords) -> PreviewView:
        from core.queries.slips import overlaps_of_call

        end = call_end(reader.queries, call, words, now)
        view = reader.calls.preview_stop(end, call_id=call.call_id)
        is_timed = bool(words.time.strip())
        looks = overlaps_of_call(reader.session, reader.queries.calls, call.call_id, end) if is_timed else ()
        return replace(view, looks=looks)

    def doubt(answer: WrapUpAnswer) -> Confirm | None:
        if answer.choice is not Choice.SAVE:
            return None
        words = answer.words
        elapsed = reader.queries.calls.elapsed_seconds(call.call_id, now)
        doubts = length_doubts(call_edit(reader.queries, call, words, now), words, elapsed)
        return Confirm(_("Is this meant?"), "\n".join(doubts)) if doubts else None

    def make(answer: WrapUpAnswer | None, trouble: str) -> WrapUp:
        words = answer.words if answer else keeper.latest(call.words)
        sheets.append(WrapUp(sheet, preview, offers, words, keeper.keep, trouble))
        runner.sheet_of(call.call_id, sheets[-1])
        return sheets[-1]

    def save(answer: WrapUpAnswer) -> CallView | WrapUpAnswer:
        if answer.choice is not Choice.SAVE:
            return answer
        change = call_edit(reader.queries, call, answer.words, now)
        return business.call_edits.edit(change, call.call_id)

    saved = await ask_until_saved(runner, make, save, doubt, lambda: is_open(runner, call.call_id))
    if isinstance(saved, CallView):
        # What was typed for client and time holds now.
        keeper.keep(replace(sheets[-1].kept(), client="", time=""))
        await runner.keep_words(call.call_id)
        runner.reload()
        zone = await runner.read(lambda: reader.session.zone)
        since = f"{saved.started_at.astimezone(zone):%H:%M}"
        said = _("the call is with {name}, since {time}").format(name=saved.client.name, time=since)
        for sentence in await _overlaps(runner, saved) if sheets[-1].kept().time else ():
            said += "  " + sentence
        if saved.state is CallState.ON_HOLD and call.state is CallState.RUNNING:
            said += "  " + _("it has ended: F5 wraps it up")
        runner.say(said)
    elif sheets and await over.is_over(runner, call, sheets[-1].kept()):
        pass
    elif saved is None:
        if await runner.keep_words(call.call_id) and sheets and sheets[-1].was_parked:
            runner.say_kept("call.edit")
        runner.reload()
    elif not await _ended_otherwise(runner, call, sheets[-1], saved.choice, None):
        await edit(runner, call)


async def note(runner: Runner, call: CallView) -> None:
    """Take a note while the call runs; it is kept with every key, and stands in the call's wrap-up."""
    call = await runner.read(partial(as_typed, runner, call))
    keeper = runner.keeper(call.call_id)
    typed = call.words

    def keep(note: str) -> None:
        nonlocal typed
        typed = replace(call.words, note=note)
        keeper.keep(typed)

    sheet = CallNote(call, keep)
    runner.sheet_of(call.call_id, sheet)
    await runner.ask(sheet)
    await runner.keep_words(call.call_id)
    if not await over.is_over(runner, call, typed):
        runner.reload()
