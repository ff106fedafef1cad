"""The rows of mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.model.mail import Mail, MailState, MailSwitches


class OutboxRows(Protocol):
    """Messages and switches of everybody. What changes goes inside an open write."""

    def switches(self, client_id: str) -> MailSwitches | None:
        """Which mail a client receives; `None` where nobody ever said."""
        ...

    def switched(self) -> list[tuple[str, MailSwitches]]:
        """The clients for which somebody said which mail they receive, archived ones left out."""
        ...

    def has_switches(self) -> bool:
        """Whether anybody was ever to receive mail."""
        ...

    def add(self, mail: Mail) -> None:
        """Put a message in."""
        ...

    def change(
        self,
        mail_id: str,
        state: MailState,
        now: datetime,
        *,
        error: str = "",
        attempts: int | None = None,
        next_at: datetime | None = None,
        recipient: str | None = None,
    ) -> None:
        """Bring a message into a state."""
        ...

    def take_up(self, mail_id: str, now: datetime, attempts: int) -> bool:
        """Bring a message from `queued` to `sending`; whether it was still queued, for somebody may have dropped it."""
        ...

    def knows(self, key: str) -> bool:
        """Whether there ever was a message with a key."""
        ...

    def one(self, mail_id: str) -> Mail | None:
        """A message by id."""
        ...

    def list(
        self, states: Sequence[MailState] = (), client_id: str | None = None, limit: int | None = None
    ) -> Sequence[Mail]:
        """Messages, the latest first."""
        ...

    def due(self, now: datetime) -> Sequence[Mail]:
        """What waits and may be sent now, the oldest first."""
        ...

    def counts(self) -> dict[MailState, int]:
        """How many messages wait, in each state that is not an end."""
        ...
