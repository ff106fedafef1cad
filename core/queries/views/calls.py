"""Live calls."""

from __future__ import annotations

from datetime import datetime

from core.basics.dataclass import dataclass, field, replace
from core.model.accounts import AccountCard
from core.model.calls import CallState, CallWords, Ending
from core.model.clients import Client


@dataclass(frozen=True)
class CallView:
    """A live call with its elapsed time at the moment of reading."""

    call_id: str
    client: Client
    technician: str
    state: CallState
    started_at: datetime
    elapsed_seconds: int
    phone: str = ""
    gap_seconds: int = 0
    words: CallWords = field(default_factory=CallWords)
    """What was typed for it and is not posted yet."""
    ending: Ending | None = None
    """Where its wrap-up was begun; `None` before."""
    account: AccountCard = field(kw_only=True)
    """The account that pays: the one that was named, or the client's choice for phone calls."""
    reached_at_ms: int = field(default=0, kw_only=True, compare=False)
    """Milliseconds since boot at which it had lasted `elapsed_seconds`."""

    def seconds_at(self, boot_ms: int) -> int:
        """How long it has lasted at a time since boot: a step of the wall clock does not change it."""
        if self.state is not CallState.RUNNING:
            return self.elapsed_seconds
        return self.elapsed_seconds + max(0, (boot_ms - self.reached_at_ms) // 1000)

    def at(self, boot_ms: int) -> CallView:
        """The call as it stands at a time since boot, if nothing changed it since it was read."""
        more = self.seconds_at(boot_ms) - self.elapsed_seconds
        if not more:
            return self
        return replace(
            self, elapsed_seconds=self.elapsed_seconds + more, reached_at_ms=self.reached_at_ms + more * 1000
        )

    @property
    def is_stopping(self) -> bool:
        """Whether its wrap-up was begun and waits to be saved."""
        return self.ending is not None and not self.ending.is_left
