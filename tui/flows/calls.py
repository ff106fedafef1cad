"""Flows of calls: start, hold, resume, stop, cancel, and the sign of life of a running call."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.basics.durations import clock_face, format_seconds
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.text import visible_text
from core.entryline.call_words import call_edit, call_end
from core.entryline.doubts import refuse_clock_like, typed_length
from core.forms.fields import FormField
from core.model.calls import CallEdit, CallEnd, CallState, CallWords
from core.model.clients import Client
from core.model.worktypes import known_work_types
from core.queries.others import others_on_the_phone
from core.queries.views import CallView, PostingView, PreviewView
from tui.attempt import attempt
from tui.dialogs.call_note import CallNote
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form, Values
from tui.dialogs.wrap_up import CallSheet, Choice, WrapUp, WrapUpAnswer, WrapUpOffers
from tui.flows import over
from tui.flows.entries import say_posted
from tui.flows.runner import Doubt, Runner
from tui.flows.wrap_ups import (
    WrappedUp,
    card_of,
    check_card,
    length_doubts,
    read_words,
    save_card,
    start_hint,
)
from tui.messages import CallStarted


async def start(runner: Runner, client_id: str, account_id: str = "", started_at: datetime | None = None) -> None:
    """Start a call, now or as if at `started_at` (UTC).

    If one runs with this client already, it is left alone, so that a repeated Enter changes nothing.
    """
    business, was = runner.business, list[CallView]()

    def begin() -> CallView:
        # Looked up inside the change: a change that it waited for may have started the same call.
        for call in business.calls.list(business.technician):
            if call.state is CallState.RUNNING:
                if call.client.client_id == client_id:
                    return call
                was.append(call)
        return business.calls.start(client_id, account_id=account_id, started_at=started_at)

    before = {call.call_id for call in runner.reader.calls.list(business.technician) if call.state is CallState.RUNNING}
    started = await runner.change(with_heartbeat(runner, begin))
    if started is not None and started.call_id in before:
        # An Enter too many: what is typed behind it is meant for the call that runs.
        runner.say(_("the call with {name} runs already").format(name=started.client.name))
        runner.tell(CallStarted())
    elif started is not None:
        others = others_on_the_phone(runner.reader.queries.others_on_the_phone(client_id))
        _say_started(runner, started, was, others, _since(runner, started, started_at))


async def start_new(runner: Runner, text: str, started_at: datetime | None = None) -> None:
    """Add the client that a typed text means, without a card, and start a call with it."""
    business, key = runner.business, runner.reader.session.new_id("q")
    was = [call for call in runner.reader.calls.list(business.technician) if call.state is CallState.RUNNING]

    def begin() -> CallView:
        return business.callers.start(text, started_at=started_at, key=key)

    started = await runner.change(with_heartbeat(runner, begin))
    if started is not None:
        told = _("added as {code}, card later").format(code=started.client.code)
        doubts = runner.reader.queries.namesakes_in_words(started.client)
        _say_started(runner, started, was, (told, *doubts), _since(runner, started, started_at))


def _since(runner: Runner, call: CallView, started_at: datetime | None) -> str | None:
    """The clock time from which a call that was begun in the past runs; `None` for one that began now."""
    return f"{call.started_at.astimezone(runner.reader.session.zone):%H:%M}" if started_at is not None else None


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
    call = _as_typed(runner, call)
    pressed_at = call.ending.at if call.ending is not None and call.is_stopping else pressed_at
    keeper = runner.keeper(call.call_id)
    keeper.begin(pressed_at)
    sheets = list[WrapUp]()
    with runner.words_ahead(keeper, call.words, lambda: not sheets or sheets[-1].is_in_note) as ahead:

        def read(words: CallWords) -> WrappedUp:
            return read_words(reader.queries, call, words, pressed_at)

        def offered(client: Client) -> WrapUpOffers:
            return replace(_offers(runner, client), note_time=lambda words: read(words).hint)

        offers = offered(call.client)
        begun = card_of(call.client, ahead.words, call.phone)
        sheet = replace(_sheet(runner, call, pressed_at), card=begun, check_card=check_card, offers_of=offered)

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
            if not answer.words.client.strip():
                save_card(business, call.client, answer.card, answer.words.contact)
            view = business.calls.stop(read(answer.words).end, call_id=call.call_id, sure=doubt.sure)
            return view

        doubt = Doubt(preview)
        saved = await runner.ask_until_saved(
            make,
            save,
            lambda answer: doubt(answer.words) if answer.choice is Choice.SAVE else None,
            lambda: _is_open(runner, call.call_id),
        )
    if saved is None and sheets and ahead.was_used:
        # What waited and was dropped is nowhere.
        keeper.keep(sheets[-1].kept())
    if isinstance(saved, PostingView):
        await _learn_number(runner, call, saved)
        say_posted(runner, saved)
    elif saved is None:
        await _leave(runner, call, sheets[-1] if sheets else None)
    else:
        await runner.keep_words(call.call_id)
        is_done = await (_drop if saved.choice is Choice.DROP else _split)(runner, call, sheets[-1], pressed_at)
        if not is_done and not await over.is_over(runner, call, sheets[-1].kept()):
            await stop(runner, call, pressed_at)


async def _learn_number(runner: Runner, call: CallView, saved: PostingView) -> None:
    """Keep the number of the telephone with the client and the contact of the wrap-up, unless somebody else owns it."""
    if runner.reader.queries.changes().phone:
        entry = saved.entry
        await runner.change(lambda: runner.business.phone.learn(call.call_id, entry.client.client_id, entry.contact))


async def _leave(runner: Runner, call: CallView, sheet: WrapUp | None) -> None:
    """The wrap-up was left or parked: its words stay with the call."""
    is_kept = await runner.keep_words(call.call_id)
    if sheet is None or await over.is_over(runner, call, sheet.kept()):
        return
    if sheet.was_left and not sheet.was_parked:
        await runner.change(lambda: runner.business.calls.leave_wrap_up(call.call_id))
        return
    if is_kept:
        runner.say_kept("stop")
    runner.reload()


async def edit(runner: Runner, call: CallView) -> None:
    """Change client and time of a call that goes on, and what was typed for it."""
    reader, business = runner.reader, runner.business
    call = _as_typed(runner, call)
    now = reader.clock.now()
    keeper, sheets = runner.keeper(call.call_id), list[WrapUp]()

    def start_of(words: CallWords) -> str:
        return start_hint(reader.queries, call, call_edit(reader.queries, call, words, now), words)

    def offered(client: Client) -> WrapUpOffers:
        return replace(_offers(runner, client), note_time=start_of)

    offers = offered(call.client)
    sheet = replace(_sheet(runner, call, now, goes_on=True), offers_of=offered)

    def preview(words: CallWords) -> PreviewView:
        return reader.calls.preview_stop(call_end(reader.queries, call, words, now), call_id=call.call_id)

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
        return business.calls.edit(change, call.call_id)

    saved = await runner.ask_until_saved(make, save, doubt, lambda: _is_open(runner, call.call_id))
    if isinstance(saved, CallView):
        # What was typed for client and time holds now.
        keeper.keep(replace(sheets[-1].kept(), client="", time=""))
        await runner.keep_words(call.call_id)
        runner.reload()
        since = f"{saved.started_at.astimezone(reader.session.zone):%H:%M}"
        said = _("the call is with {name}, since {time}").format(name=saved.client.name, time=since)
        if saved.state is CallState.ON_HOLD and call.state is CallState.RUNNING:
            said += "  " + _("it has ended: F5 wraps it up")
        runner.say(said)
    elif sheets and await over.is_over(runner, call, sheets[-1].kept()):
        pass
    elif saved is None:
        if await runner.keep_words(call.call_id) and sheets and sheets[-1].was_parked:
            runner.say_kept("call.edit")
        runner.reload()
    elif not await (_drop if saved.choice is Choice.DROP else _split)(runner, call, sheets[-1], None):
        await edit(runner, call)


async def note(runner: Runner, call: CallView) -> None:
    """Take a note while the call runs; it is kept with every key, and stands in the call's wrap-up."""
    call = _as_typed(runner, call)
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


async def _drop(runner: Runner, call: CallView, sheet: WrapUp, _pressed_at: datetime | None) -> bool:
    """Drop the call: one of under 30 s without words at once, another after y. Returns false if it stays."""
    typed = sheet.kept()
    if not sheet.is_short or typed.note.strip() or typed.ticket.strip():
        return await cancel(runner, call, typed.note.strip())
    runner.dropped_at = time.monotonic()
    dropped = await runner.change(lambda: runner.business.calls.cancel(call.call_id))
    if dropped is not None:
        _say_dropped(runner, dropped)
    return dropped is not None


def _say_dropped(runner: Runner, dropped: CallView) -> None:
    runner.dropped_at = time.monotonic()
    said = _("call with {name} dropped").format(name=dropped.client.name)
    if dropped.client.without_card:
        said += "  " + _("{code} stays, without a card").format(code=dropped.client.code)
    runner.say(said)


async def _split(runner: Runner, call: CallView, sheet: WrapUp, pressed_at: datetime | None) -> bool:
    """Ask how long the first part was and whom the rest is with; false if the call's sheet is to come back.

    A client that the sheet says instead of the call's own has the first part.
    """
    reader, business = runner.reader, runner.business
    typed = sheet.kept()
    given = call_edit(reader.queries, call, replace(typed, time=""), pressed_at) if typed.client.strip() else None
    is_given = given is not None and given != CallEdit()
    owner = reader.queries.resolve_account(typed.client).client if is_given else call.client

    def read(values: Mapping[str, str]) -> tuple[int, Client]:
        refuse_clock_like(values["length"])
        return typed_length(values["length"]), reader.queries.resolve_client(values["client"])

    def check(values: Mapping[str, str]) -> list[str]:
        seconds, other = read(values)
        rest = reader.queries.calls.elapsed_seconds(call.call_id, pressed_at) - seconds
        if rest <= 0:
            raise Refused(_("the call was shorter; write a shorter time for its first part"))
        words = _("{first} stay with {name}, {rest} are with {other}")
        return [
            words.format(first=format_seconds(seconds), name=owner.name, rest=format_seconds(rest), other=other.name)
        ]

    def save(values: Mapping[str, str]) -> tuple[CallView, CallView]:
        seconds, other = read(values)
        if given is not None and is_given:
            business.calls.edit(given, call.call_id)
        return business.calls.split(seconds, other.client_id, call.call_id, pressed_at=pressed_at)

    fields = (
        FormField("length", _("First part"), example="12m"),
        FormField("client", _("Rest to"), example=_("a client's code or name")),
    )
    title = _("Split the call · {name}").format(name=owner.name)
    forms = list[Form]()

    def make(values: Values, trouble: str) -> Form:
        forms.append(Form(title, fields, check, values=values, trouble=trouble))
        return forms[-1]

    parts = await runner.fill(make, save)
    if parts is None:
        return forms[-1].was_parked
    if is_given:
        runner.keeper(call.call_id).keep(replace(typed, client=""))
        await runner.keep_words(call.call_id)
    first, second = parts
    said = _("split: {first} with {name} on hold, {rest} with {other}").format(
        first=format_seconds(first.elapsed_seconds),
        name=first.client.name,
        rest=format_seconds(second.elapsed_seconds),
        other=second.client.name,
    )
    runner.say(said)
    if pressed_at is not None:
        await stop(runner, first, pressed_at)
    return True


def _own(runner: Runner, call_id: str) -> CallView | None:
    """An own open call, read now; `None` if it is over, or the store cannot be read."""
    own = attempt(lambda: runner.reader.calls.list(runner.reader.technician)).value or ()
    return next((each for each in own if each.call_id == call_id), None)


def _as_typed(runner: Runner, call: CallView) -> CallView:
    """A call as it is now, with the words that were typed last; the desk's view is as old as its last read.

    The keeper is asked before the store is read: what it writes meanwhile would be in neither answer.
    """
    unwritten = runner.keeper(call.call_id).unwritten
    call = _own(runner, call.call_id) or call
    return call if unwritten is None else replace(call, words=unwritten)


def _is_open(runner: Runner, call_id: str) -> bool:
    """Whether an own call is open; a store that cannot be read says nothing against it."""
    own = attempt(lambda: runner.reader.calls.list(runner.reader.technician)).value
    return own is None or any(each.call_id == call_id for each in own)


def _sheet(runner: Runner, call: CallView, at: datetime, *, goes_on: bool = False) -> CallSheet:
    """The call as its sheet shows it: measured up to `at`, if it runs."""
    reader = runner.reader
    zone = reader.session.zone_for(reader.queries.terms(call.client.client_id))
    view = reader.calls.preview_stop(CallEnd(pressed_at=at), call_id=call.call_id)
    start, end = view.started_at, view.ended_at
    times = f"{start:%H:%M}-{end:%H:%M}" if start is not None and end is not None else ""
    hint = _("{times}; write 15m, -5m or {times}").format(times=times)
    if goes_on:
        hint = _("{times}; write @{start} for its start, {times} for both").format(times=times, start=times[:5])
    elif call.ending is not None and call.ending.is_left:
        hint += "; " + _("F5 at {time} before").format(time=f"{call.ending.at.astimezone(zone):%H:%M}")
    seconds = view.charge.worked_seconds
    time = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return CallSheet(
        call,
        time,
        hint,
        goes_on,
        is_open=lambda: _is_open(runner, call.call_id),
        client_of=reader.queries.resolve_client,
        offers_of=lambda client: _offers(runner, client),
    )


def _offers(runner: Runner, client: Client) -> WrapUpOffers:
    queries, pages, client_id = runner.reader.queries, runner.reader.pages, client.client_id
    return WrapUpOffers(
        tuple(sorted(known_work_types(queries.terms(client_id)))),
        queries.tickets(client_id),
        client.contacts,
        queries.notes(client_id),
        pages.ticket,
    )


async def cancel(runner: Runner, call: CallView, note: str = "") -> bool:
    """Drop a call without an entry, after y; false if it stays and its sheet is to come back. `note` is lost with it."""
    time = clock_face(call.elapsed_seconds)
    details = _("{name}, {time} so far: the time will be gone and nothing is charged").format(
        name=call.client.name, time=time
    )
    lost = _("these words are lost with it: {words}").format(words=visible_text(note)) if note else ""
    is_meant = await runner.ask(Confirm(_("Drop this call?"), "\n".join(filter(None, (details, lost)))))
    if not is_meant:
        # A question that is parked does not come back by itself.
        return is_meant is None
    dropped = await runner.change(lambda: runner.business.calls.cancel(call.call_id))
    if dropped is not None:
        _say_dropped(runner, dropped)
    return dropped is not None
