"""The rows of mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.model.mail import Mail, MailState, MailSwitches


class OutboxRows(Protocol):
    """Reads and writes of messages and mail switches. Writes need an open transaction."""

    def everything(self) -> list[Mail]:
        """Every message, in the order in which they were written."""
        ...

    def put(self, mail: Mail) -> None:
        """Write a message as another store knows it, in place of the one with its key."""
        ...

    def switches(self, client_id: str) -> MailSwitches | None:
        """The mail switches of a client; `None` if they were never set."""
        ...

    def switches_of(self, client_ids: Sequence[str]) -> dict[str, MailSwitches]:
        """The mail switches of these clients; those whose switches were never set are left out."""
        ...

    def switched(self) -> list[tuple[str, MailSwitches]]:
        """Client id and switches of every client whose switches were set, archived clients left out."""
        ...

    def has_switches(self) -> bool:
        """Whether the switches of any client were ever set."""
        ...

    def add(self, mail: Mail) -> None:
        """Add a message."""
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
        """Set the state of a message."""
        ...

    def take_up(self, mail_id: str, now: datetime, attempts: int) -> bool:
        """Set a message from `queued` to `sending`. Returns false if it is no longer queued: it may have been dropped."""
        ...

    def knows(self, key: str) -> bool:
        """Whether a message with this key exists, in any state."""
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
        """Queued messages whose `next_at` has passed, the oldest first."""
        ...

    def counts(self) -> dict[MailState, int]:
        """The number of messages by state, for states that are not final."""
        ...
