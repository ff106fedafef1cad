"""Mail about changes. A message is written in the same transaction as the events that it tells of, so none is lost.

Every change is heard, and most tell nobody: what a message is made of is imported for the first one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, get_args

from core.basics.dataclass import replace
from core.basics.i18n import _, writing_to
from core.journal.events import Event, OfAccount, account_of
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
    from core.store.protocol import Asked
    from core.store.rows.outbox import OutboxRows

_OF_ACCOUNT = get_args(OfAccount)


class MailWriter:
    """Writes messages to clients into the outbox, for the mail of changes and that of the daily run.

    It checks no right: the change or the run that calls it has done so.
    """

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


class ChangeMail:
    """Listens to the changes of a session: `begin`, `note` for each event, `queue` before the commit."""

    def __init__(self, session: Session, queries: Queries, writer: MailWriter) -> None:
        self._session = session
        self._queries = queries
        self._writer = writer
        self._is_used: bool | None = None
        """Whether anybody receives mail, as the last change saw it; `None` before the first."""
        self._owners: dict[str, str] = {}
        self._events: dict[tuple[str, str], list[Event]] = {}
        """The events of the open change, by the client that gets the mail and the account concerned."""
        self._manager = writer.manager

    @property
    def written(self) -> int:
        """The number of messages written by the latest change."""
        return self._writer.written

    @property
    def _rows(self) -> OutboxRows:
        return self._session.store.outbox

    def begin(self) -> None:
        """Forget the events of the last change, and import what letters need before the write lock is taken."""
        self._owners.clear()
        self._events.clear()
        self._writer.begin()
        if self._is_used is None:
            self._is_used = self.hears()
        if self._is_used:
            from core.language.formats import date_text, money_text

            # The slow imports, and Babel's reading of its tables, must not happen while others wait for the lock.
            import_module("core.mail.letters")
            date_text(self._session.today)
            money_text(0, "EUR")

    def ask(self, asked: Asked) -> None:
        """Ask for the settings of the mail to the manager."""
        self._manager.ask(asked)

    def note(self, event: Event) -> None:
        """Remember an event of an account, for its owner and for the client of the work."""
        if not isinstance(event, _OF_ACCOUNT):
            return
        account_id = account_of(event)
        owner_id = self._owner_of(account_id) if event.account_id else event.client_id
        for client_id in dict.fromkeys((owner_id, event.client_id)):
            self._events.setdefault((client_id, account_id), []).append(event)

    def hears(self) -> bool:
        """Whether anybody receives mail."""
        return self._rows.has_switches() or bool(self._manager.switches.to)

    def _owner_of(self, account_id: str) -> str:
        if account_id not in self._owners:
            self._owners[account_id] = self._queries.card(account_id).client.client_id
        return self._owners[account_id]

    def queue(self) -> None:
        """Write the messages of the change into the outbox, before the commit."""
        if not self._events:
            return
        clients = tuple(dict.fromkeys(client_id for client_id, _account in self._events))
        switched = self._session.kept(("mail_switch", clients), lambda: self._rows.switches_of(clients))
        self._is_used = self._is_used or bool(switched)
        if not (switched or self._manager.switches.to):
            self._events.clear()
            return
        head = self._session.store.head()
        if head is not None:
            self._manager.queue(head.seq, {account: found for (_client, account), found in self._owned().items()})
        for (client_id, account_id), events in self._events.items():
            switches = switched.get(client_id)
            if switches is None:
                continue
            from core.rules import notices as rule

            assert head is not None
            account = self._session.account(account_id)
            today = self._session.today_of(account)
            agreement = account.agreement_on(today)
            kind, counted = agreement.terms.kind if agreement else None, account.counted_minutes(today)
            blocks = map(self._session.store.reads.block, rule.moved_blocks(events))
            expired = {block.block_id for block in blocks if block is not None and block.is_expired(today)}
            if account.client.client_id != client_id:
                # Hours, renewals and statements are the business of the owner.
                kind, switches = None, replace(switches, renewal=False, statement=False)
            key = account.id_beside(client_id) or ""
            for notice in rule.of_change(client_id, events, switches, kind, counted, head.seq, key, expired):
                self._writer.write(account, client_id, switches, notice)
        self._events.clear()

    def _owned(self) -> dict[tuple[str, str], list[Event]]:
        """The noted events of each account, taken once: from those noted for its owner, which are all."""
        return {
            (client_id, account_id): events
            for (client_id, account_id), events in self._events.items()
            if client_id == self._owners.get(account_id, account_id)
        }
