"""A call as its sheets show it: read anew, with the words typed last, and what its client's history offers.

A store that cannot be read keeps nobody from writing down what was said: the sheet opens without what is read.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from core.basics.dataclass import replace
from core.basics.errors import StoreUnavailable
from core.basics.i18n import _
from core.model.calls import CallEnd
from core.model.clients import Client
from core.model.worktypes import known_work_types
from core.queries.views.calls import CallView
from core.queries.views.postings import PreviewView
from tui.attempt import attempt
from tui.dialogs.call_sheet import CallSheet, WrapUpOffers
from tui.flows.runner import Runner

T = TypeVar("T")


def own(runner: Runner, call_id: str) -> CallView | None:
    """An own open call, read now; `None` if it is over, or the store cannot be read."""
    own = attempt(lambda: runner.reader.calls.list(runner.reader.technician)).value or ()
    return next((each for each in own if each.call_id == call_id), None)


def as_typed(runner: Runner, call: CallView) -> CallView:
    """A call as it is now, with the words that were typed last; the desk's view is as old as its last read.

    The keeper is asked before the store is read: what it writes meanwhile would be in neither answer.
    """
    unwritten = runner.keeper(call.call_id).unwritten
    call = own(runner, call.call_id) or call
    return call if unwritten is None else replace(call, words=unwritten)


def is_open(runner: Runner, call_id: str) -> bool:
    """Whether an own call is open; a store that cannot be read says nothing against it."""
    own = attempt(lambda: runner.reader.calls.list(runner.reader.technician)).value
    return own is None or any(each.call_id == call_id for each in own)


def sheet_of(runner: Runner, call: CallView, at: datetime, *, goes_on: bool = False) -> CallSheet:
    """The call as its sheet shows it: measured up to `at`, if it runs. While the store cannot be read it has no time."""
    reader = runner.reader
    view = _unless_gone(lambda: reader.calls.preview_stop(CallEnd(pressed_at=at), call_id=call.call_id))
    time, hint = "", _("its time is kept; the store that holds it cannot be read now")
    if view is not None:
        seconds = view.charge.worked_seconds
        time = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        hint = _time_hint(runner, call, view, goes_on=goes_on)
    return CallSheet(
        call,
        time,
        hint,
        goes_on,
        is_open=lambda: is_open(runner, call.call_id),
        client_of=reader.queries.resolve_client,
        offers_of=lambda client: offers_of(runner, client),
    )


def _time_hint(runner: Runner, call: CallView, view: PreviewView, *, goes_on: bool) -> str:
    """From when until when the call lasted, and what the field Time takes."""
    start, end = view.started_at, view.ended_at
    times = f"{start:%H:%M}-{end:%H:%M}" if start is not None and end is not None else ""
    if goes_on:
        return _("{times}; write @{start} for its start, {times} for both").format(times=times, start=times[:5])
    hint = _("{times}; write 15m, -5m or {times}").format(times=times)
    if call.ending is not None and call.ending.is_left:
        zone = runner.reader.session.zone_for(runner.reader.queries.terms(call.client.client_id))
        hint += "; " + _("F5 at {time} before").format(time=f"{call.ending.at.astimezone(zone):%H:%M}")
    return hint


def offers_of(runner: Runner, client: Client) -> WrapUpOffers:
    """What the client's history offers; nothing while the store cannot be read."""
    queries, pages, client_id = runner.reader.queries, runner.reader.pages, client.client_id

    def read() -> WrapUpOffers:
        return WrapUpOffers(
            tuple(sorted(known_work_types(queries.terms(client_id)))),
            queries.tickets(client_id),
            client.contacts,
            queries.notes(client_id),
            pages.ticket,
        )

    return _unless_gone(read) or WrapUpOffers((), (), (), (), pages.ticket, is_read=False)


def _unless_gone(read: Callable[[], T]) -> T | None:
    """What is read; `None` while the store cannot be read. Any other error is raised."""
    answer = attempt(read)
    if answer.error is not None and not isinstance(answer.error, StoreUnavailable):
        raise answer.error
    return answer.value
