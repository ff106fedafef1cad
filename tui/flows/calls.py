"""Flows of calls: start, hold, resume, stop, cancel, and the sign of life of a running call."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from core.basics.durations import clock_face
from core.basics.errors import Refused
from core.basics.i18n import _
from core.ledger.calls import GapChoice
from core.model.calls import CallEnd, CallState
from core.model.worktypes import known_work_types
from core.queries.others import others_on_the_phone
from core.queries.views import CallView, PreviewView
from tui.attempt import attempt
from tui.dialogs.confirm import Confirm, Gap
from tui.dialogs.wrap_up import WrapUp, WrapUpOffers, WrapUpWords
from tui.flows.entries import say_posted
from tui.flows.runner import Doubt, Runner
from tui.messages import CallStarted
from tui.text import hours


async def start(runner: Runner, client_id: str, account_id: str = "", started_at: datetime | None = None) -> None:
    """Start a call, now or as if at `started_at`.

    If one runs with this client already, it is left alone, so that a repeated Enter changes nothing.
    """
    business, was = runner.business, list[CallView]()

    def begin() -> CallView:
        # Looked up inside the change: a change that it waited for may have started the same call.
        for call in business.calls.list(business.technician):
            if call.state is CallState.RUNNING:
                if call.client.client_id == client_id:
                    raise Refused(_("the call with {name} runs already").format(name=call.client.name))
                was.append(call)
        if started_at is None:
            return business.calls.start(client_id, account_id=account_id)
        return business.calls.start(client_id, account_id=account_id, started_at=started_at)

    started = await runner.change(_with_heartbeat(runner, begin))
    if started is not None:
        others = others_on_the_phone(runner.reader.queries.others_on_the_phone(client_id))
        _say_started(runner, started, was, others)


async def start_new(runner: Runner, text: str, started_at: datetime | None = None) -> None:
    """Add the client that a typed text means, without a card, and start a call with it."""
    business, key = runner.business, runner.reader.session.new_id("q")
    was = [call for call in runner.reader.calls.list(business.technician) if call.state is CallState.RUNNING]

    def begin() -> CallView:
        return business.callers.start(text, started_at=started_at, key=key)

    started = await runner.change(_with_heartbeat(runner, begin))
    if started is not None:
        told = _("added as {code}, card later").format(code=started.client.code)
        _say_started(runner, started, was, (told,))


def _say_started(runner: Runner, started: CallView, was: Sequence[CallView], more: Sequence[str]) -> None:
    said = _("call with {name} started").format(name=started.client.name)
    for sentence in more:
        said += "  " + sentence
    for call in was:
        said += "  " + _("{name} is on hold").format(name=call.client.name)
    runner.say(said)
    runner.tell(CallStarted())


def _with_heartbeat(runner: Runner, begin: Callable[[], CallView]) -> Callable[[], CallView]:
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
    resumed = await runner.change(_with_heartbeat(runner, lambda: runner.business.calls.resume(call.call_id)))
    if resumed is not None:
        runner.say(_("call with {name} runs again").format(name=resumed.client.name))


async def stop(runner: Runner, call: CallView, pressed_at: datetime) -> None:
    """Wrap a call up; its time ends at `pressed_at` (UTC). What was typed stays until it is saved."""
    reader, business = runner.reader, runner.business
    stopped_at = pressed_at if call.state is CallState.RUNNING else None
    # The desk's view is as old as its last read; the title shows the time of the key press.
    call = next((own for own in reader.calls.list() if own.call_id == call.call_id), call)
    offers = _offers(runner, call)

    def end(words: WrapUpWords) -> CallEnd:
        return CallEnd(words.note, words.ticket, words.work_type, words.contact, words.no_charge, stopped_at)

    def preview(words: WrapUpWords) -> PreviewView:
        return reader.calls.preview_stop(end(words), call_id=call.call_id)

    def is_open() -> bool:
        own = attempt(lambda: reader.calls.list(reader.technician))
        return own.value is None or any(each.call_id == call.call_id for each in own.value)

    doubt = Doubt(preview)
    view = await runner.ask_until_saved(
        lambda words, trouble: WrapUp(call, preview, offers, words, trouble),
        lambda words: business.calls.stop(end(words), call_id=call.call_id, sure=doubt.sure),
        doubt,
        is_open,
    )
    if view is not None:
        say_posted(runner, view)


def _offers(runner: Runner, call: CallView) -> WrapUpOffers:
    queries, pages, client_id = runner.reader.queries, runner.reader.pages, call.client.client_id
    return WrapUpOffers(
        tuple(sorted(known_work_types(queries.terms(client_id)))),
        queries.tickets(client_id),
        call.client.contacts,
        queries.notes(client_id),
        pages.ticket,
    )


async def cancel(runner: Runner, call: CallView) -> None:
    """Drop a call without an entry, after y."""
    time = clock_face(call.elapsed_seconds)
    details = _("{name}, {time} so far: the time will be gone and nothing is charged").format(
        name=call.client.name, time=time
    )
    if await runner.ask(Confirm(_("Drop this call?"), details)):
        dropped = await runner.change(lambda: runner.business.calls.cancel(call.call_id))
        if dropped is not None:
            runner.say(_("call with {name} dropped").format(name=dropped.client.name))


async def beat(runner: Runner) -> None:
    """Write a heartbeat for a running call; a gap is asked about first, because a heartbeat would hide it."""
    own = runner.reader.calls.list(runner.reader.technician)
    for call in own:
        if call.gap_seconds:
            await _resolve_gap(runner, call)
    if any(call.state is CallState.RUNNING for call in own):
        await runner.change(runner.business.calls.heartbeat)


async def _resolve_gap(runner: Runner, call: CallView) -> None:
    sentence = _("{name}: no sign of life for {gap} (h:mm) while this call ran").format(
        name=call.client.name, gap=hours(call.gap_seconds // 60)
    )
    choice = cast(GapChoice, await runner.ask(Gap(sentence)) or "keep")
    view = await runner.change(lambda: runner.business.calls.resolve_gap(call.call_id, choice))
    if view is not None and view.state is CallState.ON_HOLD:
        runner.say(_("{name} is on hold at the gap; F5 wraps it up").format(name=view.client.name))
