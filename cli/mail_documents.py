"""The JSON documents of mail: keys may be added, none is renamed. Imported only for --json."""

from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from core.mail.delivery import Delivery
from core.model.clients import Client
from core.model.mail import Mail, MailSwitches, ManagerSwitches


class MailDocument(BaseModel):
    """A message of the outbox; `attachments` are the months of attached statements."""

    model_config = ConfigDict(frozen=True)

    mail_id: str
    client: str
    kind: str
    state: str
    to: str
    subject: str
    body: str
    attachments: list[str]
    attempts: int
    next_at: datetime | None
    last_error: str
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, mail: Mail, client: Client) -> "MailDocument":
        """From a message."""
        return cls(
            mail_id=mail.mail_id,
            client=client.code,
            kind=mail.kind,
            state=mail.state.value,
            to=mail.recipient,
            subject=mail.subject,
            body=mail.body,
            attachments=[item.statement_month for item in mail.attachments],
            attempts=mail.attempts,
            next_at=mail.next_at,
            last_error=mail.last_error,
            created_at=mail.created_at,
            changed_at=mail.changed_at,
        )


class MailsDocument(BaseModel):
    """Messages, the latest first."""

    messages: list[MailDocument]


class SwitchesDocument(BaseModel):
    """Which mail a client receives; `to` is where it goes."""

    client: str
    to: str
    language: str
    after_entry: bool
    threshold_minutes: list[int]
    renewal: bool
    expiry_days: list[int]
    statement: bool

    @classmethod
    def of(cls, client: Client, switches: MailSwitches) -> "SwitchesDocument":
        """From the switches."""
        return cls(
            client=client.code,
            to=switches.to or client.email,
            language=switches.language,
            after_entry=switches.after_entry,
            threshold_minutes=list(switches.threshold_minutes),
            renewal=switches.renewal,
            expiry_days=list(switches.expiry_days),
            statement=switches.statement,
        )


class AllSwitchesDocument(BaseModel):
    """The switches of every client that has some."""

    clients: list[SwitchesDocument]


class ManagerDocument(BaseModel):
    """The kinds of messages that the manager gets by mail, and the address."""

    to: str
    language: str
    renewal: bool
    negative: bool
    overdue: bool
    failed: bool
    draft: bool

    @classmethod
    def of(cls, switches: ManagerSwitches) -> "ManagerDocument":
        """From the switches."""
        return cls(**asdict(switches))


class FateDocument(BaseModel):
    """A message that did not go out, and why."""

    mail_id: str
    to: str
    reason: str


class DeliveryDocument(BaseModel):
    """What one run did; `waiting` counts what is still queued, `trouble` is why it stopped early."""

    sent: list[str]
    unsure: list[FateDocument]
    failed: list[FateDocument]
    later: list[FateDocument]
    waiting: int
    trouble: str

    @classmethod
    def of(cls, report: Delivery) -> "DeliveryDocument":
        """From a run's report."""

        def fates(found: list[tuple[Mail, str]]) -> list[FateDocument]:
            return [FateDocument(mail_id=mail.mail_id, to=mail.recipient, reason=reason) for mail, reason in found]

        return cls(
            sent=[mail.mail_id for mail in report.sent],
            unsure=fates(report.unsure),
            failed=fates(report.failed),
            later=fates(report.later),
            waiting=report.waiting,
            trouble=str(report.trouble or ""),
        )


class PreviewDocument(BaseModel):
    """Messages as they would cross the wire; nothing was sent."""

    dry_run: bool
    messages: list[MailDocument]
    wire: list[str]
