"""Writes the messages to clients into the outbox, inside the change that they tell of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from core.basics.i18n import _, writing_to
from core.mail.manager import ManagerMail
from core.model.accounts import Account
from core.model.mail import Attachment, Mail, MailState, MailSwitches
from core.queries.queries import Queries
from core.session import Session

if TYPE_CHECKING:
    from core.ledger.statements import Statements
    from core.mail.letters import Letter
    from core.mail.occasions import Occasions
    from core.rules.notices import Notice


class MailWriter:
    """Writes for what hears changes and for the daily run. It asks for no right: only these two have it."""

    def __init__(self, session: Session, queries: Queries, statements: Callable[[], Statements]) -> None:
        self._session = session
        self._queries = queries
        self._load_statements = statements
        self._written = 0
        self.manager = ManagerMail(session)
        """The messages to the manager."""

    @cached_property
    def _occasions(self) -> Occasions:
        from core.mail.occasions import Occasions

        return Occasions(self._session, self._queries, self._load_statements)

    @property
    def written(self) -> int:
        """The number of messages written by the latest change."""
        return self._written + self.manager.written

    def begin(self) -> None:
        """Count the messages of a new change."""
        self._written = 0
        self.manager.written = 0

    def write(
        self, account: Account, client_id: str, switches: MailSwitches, notice: Notice, day: date | None = None
    ) -> None:
        """Write the message of a notice about an account to a client, inside an open change; `day` is that of a daily run."""
        from core.mail.letters import write_letter

        session = self._session
        client = account.client if account.client.client_id == client_id else self._queries.client(client_id)
        with writing_to(switches.language):
            letter: Letter = write_letter(notice, self._occasions.of(account, client, notice, day))
        self._written += 1
        recipient = switches.to or client.email
        now = session.clock.now()
        attached = Attachment(notice.month, switches.language, account.other_id or "")
        attachments = (attached,) if notice.month else ()
        mail = Mail(
            session.new_id("m"),
            client.client_id,
            notice.kind.value,
            notice.key,
            recipient,
            letter.subject,
            letter.body,
            attachments,
            MailState.QUEUED if recipient else MailState.FAILED,
            0,
            None,
            "" if recipient else _("the client has no address"),
            now,
            now,
        )
        session.store.outbox.add(mail)
        if not recipient:
            self.manager.failed(mail, mail.last_error)
