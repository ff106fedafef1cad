"""The queue between a listener and the store: a busy store delays events, it does not lose them."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from core.basics.errors import MonteoreError, StoreUnavailable
from core.basics.i18n import _
from core.model.phone import PhoneEvent

MOST_WAITING = 20_000
"""Messages that wait for the store at most; a listener refuses more."""
_BATCH = 200
_RETRY_SECONDS = 0.5
_LAST_SECONDS = 5.0

Message = tuple[tuple[PhoneEvent, ...], "Future[None]"]


class Inbox:
    """Records events in a thread of its own, many in one change. `say` gets one line about each trouble."""

    def __init__(
        self,
        record: Callable[[Sequence[PhoneEvent]], object],
        say: Callable[[str], None],
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._record = record
        self._say = say
        self._waiting: queue.Queue[Message] = queue.Queue(most_waiting)
        self._stopping = threading.Event()
        self._is_in_trouble = False
        self._thread = threading.Thread(target=self._run, name="monteore-phone", daemon=True)
        self._thread.start()

    def put(self, events: Sequence[PhoneEvent]) -> "Future[None] | None":
        """Hand events over; the future is done when they are stored. `None`: too many wait, these are not taken."""
        stored: Future[None] = Future()
        try:
            self._waiting.put_nowait((tuple(events), stored))
        except queue.Full:
            return None
        return stored

    def close(self) -> int:
        """Store what waits, for at most five seconds. Returns how many messages were left."""
        self._stopping.set()
        self._thread.join(_LAST_SECONDS)
        return self._waiting.qsize()

    def _run(self) -> None:
        while True:
            try:
                batch = [self._waiting.get(timeout=0.1)]
            except queue.Empty:
                if self._stopping.is_set():
                    return
                continue
            while sum(len(events) for events, _stored in batch) < _BATCH:
                try:
                    batch.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            self._store(batch)

    def _store(self, batch: list[Message]) -> None:
        until = None
        while True:
            try:
                self._record([event for events, _stored in batch for event in events])
            except StoreUnavailable as trouble:
                if not self._is_in_trouble:
                    self._say(_("events wait for the store: {reason}").format(reason=trouble))
                self._is_in_trouble = True
                if self._stopping.is_set():
                    until = until or time.monotonic() + _LAST_SECONDS
                    if time.monotonic() > until:
                        return
                time.sleep(_RETRY_SECONDS)
                continue
            except Exception as error:  # One message must not end the listener.
                if len(batch) > 1:
                    for message in batch:
                        self._store([message])
                    return
                reason = str(error) if isinstance(error, MonteoreError) else type(error).__name__
                self._say(_("an event was dropped: {reason}").format(reason=reason))
            break
        if self._is_in_trouble:
            self._say(_("the store can be written again"))
            self._is_in_trouble = False
        for _events, stored in batch:
            stored.set_result(None)
