"""Whether the app has finished with the last key: nothing is on its way to a widget, and no flow is about to ask or change."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import NoActiveWorker, Worker, get_current_worker

if TYPE_CHECKING:
    from textual.app import App

BACKGROUND = frozenset({"daily", "beat", "count", "phone", "phone-details", "begin", "report-again", "rows"})
"""Groups of workers for which keys do not wait: those that no key has started, and rows of tables that nobody sees yet."""
READS = frozenset({"read", "about", "near", "report", "preview", "unsent"})
"""Groups of workers that read what is shown. A key that asks for something else does not wait for them, as text for the search
box does, and text in a dialog. Every other key may act on what they find, so it waits."""


class Idle:
    """Watches the message queues and the workers of an app."""

    def __init__(self, app: "App[int]") -> None:
        self._app = app
        self._asking: WeakKeyDictionary[Worker[object], Screen[object]] = WeakKeyDictionary()

    def opens(self, screen: "Screen[object]") -> None:
        """Note that the current worker, if there is one, shows a screen: while it is shown, keys are for it."""
        with suppress(NoActiveWorker):
            self._asking[get_current_worker()] = screen

    def is_idle(self, *, in_handler: bool = False, beside_reads: bool = False) -> bool:
        """Whether the next key would find what the last one left; `in_handler` if the app's own handler asks.

        With `beside_reads` the workers of `READS` count as done.
        """
        app = self._app
        stack = app.screen_stack
        is_first = stack and getattr(stack[0], "view", self) is None
        # Where there is nobody to search for, the first read brings up a greeting.
        is_searched = beside_reads and (not is_first or getattr(stack[0], "has_clients", False))
        done = READS if is_searched else frozenset[str]()
        if not all(worker.group in done or self._waits_for_answer(worker) for worker in app.workers):
            return False
        # The desk reads its first rows after its first refresh; a key that acts on them would find none before.
        if is_first and not is_searched and stack[0]._callbacks:
            return False
        if app._next_callbacks or not (_has_no_message(app) if in_handler else _is_waiting(app)):
            return False
        return all(_is_waiting(pump) for pump in self._pumps(stack))

    def _pumps(self, stack: "list[Screen[object]]") -> Iterable[MessagePump]:
        yield from stack
        if stack:
            yield from stack[-1].walk_children()

    def _waits_for_answer(self, worker: "Worker[object]") -> bool:
        if worker.is_finished or worker.group in BACKGROUND:
            return True
        screen = self._asking.get(worker)
        return screen is not None and screen in self._app.screen_stack


def _has_no_message(pump: MessagePump) -> bool:
    return pump._message_queue.empty() and pump._pending_message is None


def _is_waiting(pump: MessagePump) -> bool:
    """Whether a pump has handled all its messages and waits for the next; one that closes is waited for by nobody.

    Textual does not tell whether a handler runs. A pump with nothing to do waits for the event of its queue, and only then.
    """
    if pump._closing or pump._closed:
        return True
    waiters: Collection[object] = pump._message_queue.ready_event._waiters
    return pump.is_running and _has_no_message(pump) and not pump._next_callbacks and bool(waiters)
