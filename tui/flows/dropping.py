"""Dropping a call without an entry."""

from core.basics.durations import clock_face
from core.basics.i18n import _
from core.basics.text import visible_text
from core.queries.views.calls import CallView
from tui.dialogs.confirm import Confirm
from tui.dialogs.wrap_up import DROP_KEY, WrapUp
from tui.flows.runner import Runner


async def drop(runner: Runner, call: CallView, sheet: WrapUp) -> bool:
    """Drop the call: one of under 30 s without words at once, another after y. Returns false if it stays."""
    typed = sheet.kept()
    if not sheet.is_short or typed.note.strip() or typed.ticket.strip():
        return await cancel(runner, call, typed.note.strip())
    dropped = await runner.change(lambda: runner.business.calls.cancel(call.call_id))
    if dropped is not None:
        _say_dropped(runner, dropped)
    return dropped is not None


def _say_dropped(runner: Runner, dropped: CallView) -> None:
    # The same key opens a page of its own where no sheet is: a second press is one too many.
    runner.spend(DROP_KEY, _("the call is dropped already"))
    said = _("call with {name} dropped").format(name=dropped.client.name)
    if dropped.client.without_card:
        said += "  " + _("{code} stays, without a card").format(code=dropped.client.code)
    runner.say(said)


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
