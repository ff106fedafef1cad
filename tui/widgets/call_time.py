"""The elapsed time of calls between two readings of the store."""

from collections.abc import Sequence

from core.basics.clock import Clock
from core.model.calls import CallState
from core.queries.views.calls import CallView


class CallTimes:
    """Counts on from when the calls were read, which may be long before they are shown: a page is opened later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.calls: tuple[CallView, ...] = ()
        """The calls that were read last, my own running one first."""

    def take(self, calls: Sequence[CallView]) -> None:
        """Count on from these calls."""
        self.calls = tuple(calls)

    def seconds(self, call: CallView) -> int:
        """The elapsed seconds of one of the calls now, 0 or more."""
        return max(0, call.seconds_at(self._clock.boot_ms()))

    @property
    def is_running(self) -> bool:
        """Whether the first call runs."""
        return bool(self.calls) and self.calls[0].state is CallState.RUNNING
