"""Live calls."""

from __future__ import annotations

from datetime import datetime

from core.basics.dataclass import dataclass, field
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
    gap_started_at: datetime | None = None
    words: CallWords = field(default_factory=CallWords)
    """What was typed for it and is not posted yet."""
    ending: Ending | None = None
    """Where its wrap-up was begun; `None` before."""
    account: AccountCard = field(kw_only=True)
    """The account that pays: the one that was named, or the client's choice for phone calls."""

    @property
    def is_stopping(self) -> bool:
        """Whether its wrap-up was begun and waits to be saved."""
        return self.ending is not None and not self.ending.is_left
