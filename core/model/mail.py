"""A message of the outbox and its life."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class MailSwitches:
    """Which mail a client receives; thresholds in minutes, days before an expiry. `to` empty: the client's own address."""

    to: str = ""
    language: str = ""
    after_entry: bool = False
    threshold_minutes: tuple[int, ...] = ()
    renewal: bool = False
    expiry_days: tuple[int, ...] = ()
    statement: bool = False


class MailState(StrEnum):
    """The life of a message. Only `queued` is ever sent; what `unsure` means a person decides."""

    QUEUED = "queued"
    """It waits for `monteore mail send`."""
    SENDING = "sending"
    """Its text is on its way this moment; found so by a later run, the sender died and it is unsure."""
    SENT = "sent"
    """The server took responsibility for it (250 after the final dot)."""
    UNSURE = "unsure"
    """The line broke after the final dot: the server may have it or not, so it is not sent again by itself."""
    FAILED = "failed"
    """The server refused it for good, or there is nowhere to send it."""
    DROPPED = "dropped"
    """Somebody took it out."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file made when the message leaves: the client's issued statement of a month (YYYY-MM) as PDF, in a language."""

    statement_month: str
    language: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One message; `key` names what it is about, and no second one is ever made for the same key."""

    mail_id: str
    client_id: str
    kind: str
    key: str
    recipient: str
    subject: str
    body: str
    attachments: tuple[Attachment, ...]
    state: MailState
    attempts: int
    next_at: datetime | None
    last_error: str
    created_at: datetime
    changed_at: datetime


RESOLVABLE = (MailState.UNSURE, MailState.FAILED)
"""States of a message that wait for a person."""
