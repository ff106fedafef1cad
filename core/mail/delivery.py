"""`monteore mail send`: send the queued messages, each once; the outcome is committed before the next one is sent."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from core.basics.addresses import checked_address
from core.basics.errors import LeaseTaken, MonteoreError, Refused
from core.basics.i18n import _
from core.mail.message import compose
from core.mail.outbox import Outbox
from core.mail.settings import SmtpSettings
from core.mail.smtp import Answer, Fate, Session
from core.model.mail import Mail, MailState

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1440, 1440))
"""Pauses after each temporary failure of a message; after the last one the message has failed."""


@dataclass(slots=True)
class Delivery:
    """The result of one run. `trouble` is why it stopped early (empty: it did not); messages not sent stay queued."""

    sent: list[Mail] = field(default_factory=list)
    unsure: list[tuple[Mail, str]] = field(default_factory=list)
    failed: list[tuple[Mail, str]] = field(default_factory=list)
    later: list[tuple[Mail, str]] = field(default_factory=list)
    waiting: int = 0
    trouble: MonteoreError | None = None

    @property
    def is_clean(self) -> bool:
        """Whether no message failed or is unsure, and the run did not stop early."""
        return not (self.unsure or self.failed or self.trouble)


def send_waiting(outbox: Outbox, settings: SmtpSettings, password: str) -> Delivery:
    """Send the queued messages. Errors: `Refused` if another sender is running.

    A message is committed as `sending` just before its text is transmitted, and as `sent` after the server accepted it.
    A message that a dead sender left as `sending` becomes `unsure`: a person decides.
    """
    report = Delivery()
    rows = outbox.session.store.outbox
    with ExitStack() as held:
        try:
            held.enter_context(outbox.session.store.lease("mail"))
        except LeaseTaken:
            raise Refused(_("mail is being sent already; it needs no second sender")) from None
        _take_over(outbox, report)
        session = Session(settings, password)
        try:
            for mail in rows.due(outbox.session.clock.now()):
                # Another session may have dropped it meanwhile.
                if outbox.one(mail.mail_id).state is MailState.QUEUED:
                    _send_one(outbox, settings, session, mail, report)
        except MonteoreError as error:
            report.trouble = error
        finally:
            session.close()
    report.waiting = rows.counts().get(MailState.QUEUED, 0)
    return report


def _take_over(outbox: Outbox, report: Delivery) -> None:
    """Mark messages in `sending` as `unsure`: their sender died, as a live one would hold the lease."""
    left = outbox.session.store.outbox.list([MailState.SENDING])
    if not left:
        return
    reason = _("the sender died while the text was on its way")
    with outbox.session.changing():
        for mail in left:
            outbox.session.store.outbox.change(mail.mail_id, MailState.UNSURE, outbox.session.clock.now(), error=reason)
            report.unsure.append((mail, reason))


class _Withdrawn(Exception):
    """Another session dropped the message while it was queued."""


def _send_one(outbox: Outbox, settings: SmtpSettings, session: Session, mail: Mail, report: Delivery) -> None:
    try:
        checked_address(mail.recipient)
        message = compose(outbox, mail, settings, outbox.session.clock.now())
    except (MonteoreError, ValueError) as error:
        # A message that cannot be composed must not stop all others.
        _settle(outbox, mail, Answer(Fate.REFUSED, str(error)), report)
        return

    def before_text() -> None:
        with outbox.session.changing():
            if not outbox.session.store.outbox.take_up(mail.mail_id, outbox.session.clock.now(), mail.attempts + 1):
                raise _Withdrawn

    try:
        answer = session.deliver(message, mail.recipient, before_text)
    except _Withdrawn:
        return
    _settle(outbox, mail, answer, report)


def _settle(outbox: Outbox, mail: Mail, answer: Answer, report: Delivery) -> None:
    with outbox.session.changing():
        if outbox.one(mail.mail_id).state is MailState.DROPPED:
            return
        now, attempts = outbox.session.clock.now(), mail.attempts + 1
        if answer.fate is Fate.ACCEPTED:
            report.sent.append(mail)
            state, next_at = MailState.SENT, None
        elif answer.fate is Fate.UNSURE:
            report.unsure.append((mail, answer.reason))
            state, next_at = MailState.UNSURE, None
        elif answer.fate is Fate.LATER and attempts <= len(PAUSES):
            report.later.append((mail, answer.reason))
            state, next_at = MailState.QUEUED, now + PAUSES[attempts - 1]
        else:
            report.failed.append((mail, answer.reason))
            state, next_at = MailState.FAILED, None
            if not outbox.session.store.outbox.knows(f"manager-failed:{mail.mail_id}"):
                outbox.manager.failed(mail, answer.reason)
        outbox.session.store.outbox.change(
            mail.mail_id,
            state,
            now,
            error=answer.reason if state is not MailState.SENT else "",
            attempts=attempts,
            next_at=next_at,
        )
