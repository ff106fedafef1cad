"""Messages of the outbox, their states, and the switches that say which mail a client receives."""

from datetime import date, datetime
from enum import StrEnum

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class MailSwitches:
    """Which mail a client receives."""

    to: str = ""
    """Address that receives the mail; empty: the client's own."""
    language: str = ""
    """Language code of the mail, such as `it`."""
    after_entry: bool = False
    """Whether the client receives a message after each entry, with the balance after it."""
    threshold_minutes: tuple[int, ...] = ()
    """Thresholds in minutes: the client receives a message each time the remaining falls under one of them."""
    renewal: bool = False
    """Whether the client receives a message about each renewal."""
    expiry_days: tuple[int, ...] = ()
    """Days before an expiry on which the client receives a message about the hours that expire."""
    statement: bool = False
    """Whether each issued statement is sent."""


@dataclass(frozen=True)
class ManagerSwitches:
    """What the firm's manager is told by mail."""

    to: str = ""
    """Address of the manager; empty: no mail."""
    language: str = ""
    """Language code of the mail, such as `it`."""
    renewal: bool = False
    """Whether a renewal that waits for an answer is told."""
    negative: bool = False
    """Whether it is told that an account fell below zero."""
    overdue: bool = False
    """Whether an invoice that is overdue is told, once."""
    failed: bool = False
    """Whether it is told that a client's statement could not be sent."""
    draft: bool = False
    """Whether the draft of each statement is sent before the day on which it goes out."""


class MailState(StrEnum):
    """The state of a message. Only a `queued` message is sent. A person resolves `unsure` and `failed` ones."""

    QUEUED = "queued"
    """It waits for `monteore mail send`."""
    SENDING = "sending"
    """A sender is transmitting it. If a later run finds this state, that sender died and the message becomes `unsure`."""
    SENT = "sent"
    """The server took responsibility for it (250 after the final dot)."""
    UNSURE = "unsure"
    """The connection broke after the final dot: the server may have accepted it, so it is not sent again automatically."""
    FAILED = "failed"
    """The server rejected it permanently, or the client has no address."""
    DROPPED = "dropped"
    """A person removed it from the outbox."""


@dataclass(frozen=True)
class Attachment:
    """A PDF made when the message is sent: the statement of a month (YYYY-MM) in a language."""

    statement_month: str
    """Month of the statement, YYYY-MM."""
    language: str
    """Language code of the PDF."""
    account_id: str = ""
    """Id of the account; empty: the client's own."""
    is_draft: bool = False
    """Whether it may be a draft: the month need not be issued."""


@dataclass(frozen=True)
class Mail:
    """One message. There is never a second message with the same `key`."""

    mail_id: str
    """Id of the message."""
    client_id: str
    """Id of the client."""
    kind: str
    """What the message is about, a `NoticeKind`."""
    key: str
    """What the message is about, exactly; unique in the store."""
    recipient: str
    """Address that it goes to; empty where the client has none."""
    subject: str
    """Subject, one line."""
    body: str
    """Body, plain text."""
    attachments: tuple[Attachment, ...]
    """Statements to attach."""
    state: MailState
    """Where it stands between queued and sent."""
    attempts: int
    """How often sending was tried."""
    next_at: datetime | None
    """UTC instant before which it is not sent; `None`: at once."""
    last_error: str
    """The server's last answer; empty for none."""
    created_at: datetime
    """UTC instant at which it was written."""
    changed_at: datetime
    """UTC instant of its last change of state."""


RESOLVABLE = (MailState.UNSURE, MailState.FAILED)
"""States of a message that wait for a person."""


@dataclass(frozen=True)
class MailDay:
    """The mail of a daily run."""

    day: date
    """Day of the run."""
    client_ids: tuple[str, ...]
    """Ids of the clients to check."""
    first_month: str
    """First month (YYYY-MM) whose statements may be due."""
    last_month: str
    """Last month (YYYY-MM) whose statements may be due."""
    is_new: bool
    """Whether no earlier run has completed the last month."""
