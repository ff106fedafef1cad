"""A connection for reads in threads, beside that of the screen's thread."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from core.basics.errors import StoreUnavailable
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")


class Beside:
    """A connection that is opened when it is first used, for one thread at a time."""

    def __init__(self, business: "Business", reader: "Business | None" = None) -> None:
        """`reader` is a connection that is open already."""
        self._business = business
        self._reader = reader
        self._turn = threading.Lock()
        self._is_closed = False

    def reading(self, read: "Callable[[Business], T]") -> T:
        """Read from it. Errors: `MonteoreError`."""
        with self._turn:
            if self._is_closed:
                raise StoreUnavailable(_("the store is closed"))
            if self._reader is None:
                self._reader = self._business.second()
            return read(self._reader)

    def close(self) -> None:
        """Close it; a read that still runs is waited for."""
        with self._turn:
            self._is_closed = True
            if self._reader is not None:
                self._reader.close()


def within(seconds: float, call: Callable[[], object]) -> None:
    """Call something in a thread and wait for it, but no longer than so many seconds. Errors: those of the call till then."""
    raised = list[Exception]()

    def called() -> None:
        try:
            call()
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=called, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
