"""The outbox. A message is written in the same transaction as the events that it tells of, so none is lost.

It hears every change, and most tell nobody: what a message is made of is imported for the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, get_args

from core.basics.clock import local_date
from core.basics.dataclass import replace
from core.basics.errors import Refused
from core.basics.i18n import _, writing_to
from core.basics.identity import Right
from core.journal.events import Event, MailSwitched, OfAccount, SettingSet, account_of
from core.mail.manager import ManagerMail, is_for_manager
from core.model.accounts import Account
from core.model.clients import Client
from core.model.mail import RESOLVABLE, Attachment, Mail, MailDay, MailState, MailSwitches, ManagerSwitches
from core.model.terms import Kind
from core.queries.queries import Queries
from core.session import Session, needs

if TYPE_CHECKING:
    from core.ledger.statements import Statements
    from core.mail.letters import Letter
    from core.mail.occasions import Occasions
    from core.rules.notices import Notice
    from core.store.protocol import Asked
    from core.store.rows.outbox import OutboxRows

_OF_ACCOUNT = get_args(OfAccount)
_DROPPABLE = (MailState.QUEUED, MailState.UNSURE, MailState.FAILED)
_THROUGH = "statements_through"
"""Name of the setting with the last month (YYYY-MM) whose statements a daily run issued."""


class Outbox:
    """Messages and mail switches of one store. It listens to the changes of its session."""

    def __init__(self, session: Session, queries: Queries, statements: Callable[[], Statements]) -> None:
        self.session = session
        self.queries = queries
        self._load_statements = statements
        self._is_used: bool | None = None
        """Whether anybody receives mail, as the last change saw it; `None` before the first."""
        self._owners: dict[str, str] = {}
        self._events: dict[tuple[str, str], list[Event]] = {}
        """The events of the open change by the client who is told and the account concerned."""
        self._written = 0
        self.manager = ManagerMail(session)
        """The messages to the manager."""

    @cached_property
    def _occasions(self) -> Occasions:
        from core.mail.occasions import Occasions

        return Occasions(self.session, self.queries, self._load_statements)

    @property
    def _session(self) -> Session:
        return self.session

    @property
    def written(self) -> int:
        """The number of messages written by the latest change."""
        return self._written + self.manager.written

    @property
    def statements(self) -> Statements:
        """The service of statements, imported at its first use."""
        return self._load_statements()

    @property
    def _rows(self) -> OutboxRows:
        return self.session.store.outbox

    # Listening to a change: `begin`, `note` for each event, `queue` before the commit

    def begin(self) -> None:
        """Forget the events of the last change, and import what letters need before the write lock is taken."""
        self._owners.clear()
        self._events.clear()
        self._written = 0
        self.manager.written = 0
        if self._is_used is None:
            self._is_used = self.hears()
        if self._is_used:
            from core.language.formats import date_text, money_text

            # The slow imports, and Babel's reading of its tables, must not happen while others wait for the lock.
            import_module("core.mail.letters")
            date_text(self.session.today)
            money_text(0, "EUR")

    def ask(self, asked: Asked) -> None:
        """Ask for the settings of the mail to the manager."""
        self.manager.ask(asked)

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
        return self._rows.has_switches() or bool(self.manager.switches.to)

    def _owner_of(self, account_id: str) -> str:
        if account_id not in self._owners:
            self._owners[account_id] = self.queries.card(account_id).client.client_id
        return self._owners[account_id]

    def queue(self) -> None:
        """Write the messages of the change into the outbox, before the commit."""
        if not self._events:
            return
        clients = tuple(dict.fromkeys(client_id for client_id, _account in self._events))
        switched = self._session.kept(("mail_switch", clients), lambda: self._rows.switches_of(clients))
        self._is_used = self._is_used or bool(switched)
        if not (switched or self.manager.switches.to):
            self._events.clear()
            return
        head = self.session.store.head()
        if head is not None:
            self.manager.queue(head.seq, {account: found for (_client, account), found in self._owned().items()})
        for (client_id, account_id), events in self._events.items():
            switches = switched.get(client_id)
            if switches is None:
                continue
            from core.rules import notices as rule

            assert head is not None
            account = self.session.account(account_id)
            today = self.session.today_of(account)
            agreement = account.agreement_on(today)
            kind, counted = agreement.terms.kind if agreement else None, account.counted_minutes(today)
            blocks = map(self.session.store.reads.block, rule.moved_blocks(events))
            expired = {block.block_id for block in blocks if block is not None and block.is_expired(today)}
            if account.client.client_id != client_id:
                # Hours, renewals and statements are the business of the owner.
                kind, switches = None, replace(switches, renewal=False, statement=False)
            key = account.id_beside(client_id) or ""
            for notice in rule.of_change(client_id, events, switches, kind, counted, head.seq, key, expired):
                self._write(account, client_id, switches, notice)
        self._events.clear()

    def _owned(self) -> dict[tuple[str, str], list[Event]]:
        """Of the events noted, those of each account once: its owner is told of all of them."""
        return {
            (client_id, account_id): events
            for (client_id, account_id), events in self._events.items()
            if client_id == self._owners.get(account_id, account_id)
        }

    @needs(Right.READ)
    def day(self, day: date) -> MailDay:
        """The clients and months that a daily run has to check."""
        from core.ledger.settings import BusinessSettings
        from core.rules.statement import last_full_month, month_after

        today = min(day, self.session.today)
        month = last_full_month(today)
        if today.day < BusinessSettings(self.session).statement_day:
            # Until the day on which statements go out, the last month is not looked at.
            month = last_full_month(today.replace(day=1) - timedelta(days=1))
        through = self.session.store.reads.setting(_THROUGH) or ""
        # First run: there are no earlier months to catch up on.
        first = min(month, month_after(through)) if through else month
        switched = tuple(
            client_id
            for client_id, switches in self._rows.switched()
            if switches.expiry_days or switches.statement or switches.threshold_minutes
        )
        return MailDay(day, switched, first, month, is_new=month > through)

    @needs(Right.RUN)
    def daily(self, client_id: str, day: MailDay) -> None:
        """Inside a change of the daily run, for one client: notices of hours that expire, and statements that are due."""
        from core.rules import notices as rule
        from core.rules.statement import last_full_month

        switches = self.switches(client_id)
        for card in self.queries.accounts_of(client_id):
            if card.client.client_id != client_id:
                continue
            if switches.expiry_days:
                account, key = self.session.account(card.account_id), card.other_id or ""
                for notice in rule.expiring(client_id, account.blocks, switches, day.day, self._rows.knows, key):
                    self._write(account, client_id, switches, notice, day.day)
            if switches.threshold_minutes:
                self._lapsed(client_id, card.account_id, card.other_id or "", switches)
            # A month that is over for the business may not be over for the account; a later run gives it out.
            over = last_full_month(self.queries.today(card.account_id))
            last = min(day.last_month, over)
            goes_out = switches.statement and not self.statements.is_held(card.account_id)
            for due in self._due_months(card.account_id, day.first_month, last) if goes_out else ():
                # The issue itself queues the message, as it does when a person gives the month out.
                self.statements.issue_in_change(card.account_id, due)

    def _lapsed(self, client_id: str, account_id: str, key: str, switches: MailSwitches) -> None:
        """The message about a threshold that the end of a block of an account crossed."""
        from core.rules import notices as rule

        account = self.session.account(account_id)
        today = self.session.today_of(account)
        agreement, zone = account.agreement_on(today), self.session.zone
        if agreement is None or agreement.terms.kind is not Kind.PREPAID or not account.expired_minutes(today):
            return
        place = rule.place_of(client_id, key)
        told = [
            local_date(mail.created_at, zone)
            for mail in self._rows.list((), client_id, None)
            if rule.is_key_of(mail.key, rule.NoticeKind.THRESHOLD, place)
        ]
        counted, days = account.counted_minutes(today), account.expired_days(today)
        for notice in rule.lapsed(place, counted, days, switches, lambda day: any(each > day for each in told)):
            self._write(account, client_id, switches, notice)

    @needs(Right.RUN)
    def for_manager(self, day: MailDay) -> Iterator[Callable[[], None]]:
        """What the manager is to be told of a day; each is written inside a change."""
        manager = self.manager
        for key, lines in tuple(manager.overdue(day.day)):
            yield partial(manager.tell_overdue, key, lines)
        for account_id, month in tuple(manager.drafts(min(day.day, self.session.today), self._goes_out)):
            yield partial(manager.tell_draft, account_id, month, day.day)

    def _goes_out(self, account_id: str, month: str) -> bool:
        """Whether a month of an account is not given out yet, is no earlier than its first movement, and is not held."""
        return not self.statements.is_held(account_id) and any(self._due_months(account_id, month, month))

    @needs(Right.RUN)
    def day_done(self, day: MailDay) -> None:
        """Record, inside a change, the last month whose statements were issued."""
        self.session.append([SettingSet(_THROUGH, day.last_month)])

    def _due_months(self, account_id: str, first: str, last: str) -> Iterator[str]:
        """The months to issue, those of missed runs included; none before the account's first movement."""
        from core.rules.statement import month_after, month_of

        rows = self.session.store.statements
        issued = max((issue.month for issue in rows.issues(account_id)), default="")
        due = max(first, month_after(issued)) if issued else first
        began = min((month_of(fact.day) for fact in rows.facts(account_id)), default="") if due <= last else ""
        while began and due <= last:
            if due >= began:
                yield due
            due = month_after(due)

    def _write(
        self, account: Account, client_id: str, switches: MailSwitches, notice: Notice, day: date | None = None
    ) -> None:
        from core.mail.letters import write_letter

        session = self.session
        client = account.client if account.client.client_id == client_id else self.queries.client(client_id)
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
        self._rows.add(mail)
        if not recipient:
            self.manager.failed(mail, mail.last_error)

    # Switches

    @needs(Right.READ)
    def switches(self, client_id: str) -> MailSwitches:
        """The mail switches of a client; all off if they were never set."""
        return self._rows.switches(client_id) or MailSwitches()

    @needs(Right.READ)
    def switched(self) -> tuple[tuple[Client, MailSwitches], ...]:
        """Every client whose switches were set, with the switches."""
        return tuple((self.queries.client(client_id), found) for client_id, found in self._rows.switched())

    @needs(Right.READ)
    def checked(self, client_id: str, switches: MailSwitches) -> MailSwitches:
        """The switches as they would be stored. Errors: `Usage` for invalid values, `Refused` if the client has no address."""
        from core.basics.addresses import checked_address
        from core.mail.switches import checked_switches, wants_any

        checked = checked_switches(switches)
        client = self.queries.client(client_id)
        if wants_any(checked) and not checked.to:
            if not client.email:
                raise Refused(
                    _("{code} has no e-mail address; say one, or write one on its card").format(code=client.code),
                    step=f"client edit {client.code} --email ADDRESS",
                )
            checked_address(client.email)
        return checked

    @needs(Right.MANAGE)
    def switch(self, client_id: str, switches: MailSwitches) -> MailSwitches:
        """Set the mail switches of a client. Errors: those of `checked`."""
        return self.change_switches(client_id, lambda _before: switches)

    @needs(Right.MANAGE)
    def change_switches(self, client_id: str, change: Callable[[MailSwitches], MailSwitches]) -> MailSwitches:
        """Change some switches of a client, read inside the change. Errors: those of `checked`."""
        with self.session.changing():
            checked = self.checked(client_id, change(self.switches(client_id)))
            if checked != self._rows.switches(client_id):
                self.session.append([MailSwitched(client_id, checked)])
        return checked

    @needs(Right.READ)
    def manager_switches(self) -> ManagerSwitches:
        """What the manager is told, and where."""
        return self.manager.switches

    @needs(Right.MANAGE)
    def change_manager_switches(self, change: Callable[[ManagerSwitches], ManagerSwitches]) -> ManagerSwitches:
        """Change what the manager is told, read inside the change. Errors: `Usage` for invalid values or no address."""
        with self.session.changing():
            return self.manager.set_in_change(change(self.manager.switches))

    # Messages

    @needs(Right.READ)
    def list(
        self, states: Sequence[MailState] = (), client_id: str | None = None, limit: int | None = None
    ) -> tuple[Mail, ...]:
        """Messages, the latest first."""
        return tuple(self._rows.list(states, client_id, limit))

    @needs(Right.READ)
    def due(self, now: datetime) -> Sequence[Mail]:
        """Messages that may be sent at an instant."""
        return self._rows.due(now)

    @needs(Right.READ)
    def one(self, mail_id: str) -> Mail:
        """A message by id. Errors: `Refused` for an unknown id."""
        mail = self._rows.one(mail_id)
        if mail is None:
            raise Refused(_("there is no message {id}").format(id=mail_id), see="mail list")
        return mail

    @needs(Right.MANAGE)
    def was_sent(self, mail_id: str) -> Mail:
        """Mark an unsure message as sent, because a person knows that it arrived."""
        with self.session.changing():
            mail = self._standing(mail_id, (MailState.UNSURE,))
            self._rows.change(mail.mail_id, MailState.SENT, self.session.clock.now())
        return self.one(mail_id)

    @needs(Right.MANAGE)
    def send_again(self, mail_id: str) -> Mail:
        """Queue an unsure or failed message again, to the client's present address."""
        with self.session.changing():
            mail = self._standing(mail_id, RESOLVABLE)
            client = self.queries.client(mail.client_id)
            recipient = self.switches(mail.client_id).to or client.email
            if is_for_manager(mail):
                recipient = self.manager.switches.to or mail.recipient
            if not recipient:
                raise Refused(
                    _("{code} has no e-mail address; add one").format(code=client.code),
                    step=f"mail set {client.code} --to ADDRESS",
                )
            self._rows.change(mail.mail_id, MailState.QUEUED, self.session.clock.now(), attempts=0, recipient=recipient)
        return self.one(mail_id)

    @needs(Right.MANAGE)
    def drop(self, mail_id: str) -> Mail:
        """Drop a message that was not sent."""
        with self.session.changing():
            mail = self._standing(mail_id, _DROPPABLE)
            self._rows.change(mail.mail_id, MailState.DROPPED, self.session.clock.now(), error=mail.last_error)
        return self.one(mail_id)

    def _standing(self, mail_id: str, states: Sequence[MailState]) -> Mail:
        from core.language.labels import word_label

        mail = self.one(mail_id)
        if mail.state not in states:
            raise Refused(
                _("message {id} is {state}; nothing was changed").format(id=mail_id, state=word_label(mail.state.value))
            )
        return mail
