"""The elapsed time of calls between two readings of the store."""

from collections.abc import Sequence

from core.basics.clock import Clock
from core.model.calls import CallState
from core.queries.views.calls import CallView


class CallTimes:
    """Counts on from a reading by the time since boot: a step of the wall clock does not change the time shown."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._read_at_ms = clock.boot_ms()
        self.calls: tuple[CallView, ...] = ()
        """The calls that were read last, my own running one first."""

    def take(self, calls: Sequence[CallView]) -> None:
        """Count on from these calls, which were read just now."""
        self.calls = tuple(calls)
        self._read_at_ms = self._clock.boot_ms()

    def seconds(self, call: CallView) -> int:
        """The elapsed seconds of one of the calls now, 0 or more."""
        seconds = call.elapsed_seconds
        if call.state is CallState.RUNNING:
            seconds += max(0, (self._clock.boot_ms() - self._read_at_ms) // 1000)
        return max(0, seconds)

    @property
    def is_running(self) -> bool:
        """Whether the first call runs."""
        return bool(self.calls) and self.calls[0].state is CallState.RUNNING
