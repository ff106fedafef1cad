"""The outbox: which events each client gets mail about, and the messages until they are sent or dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import MailSwitched
from core.mail.manager import ManagerMail, is_for_manager
from core.model.clients import Client
from core.model.mail import RESOLVABLE, Mail, MailState, MailSwitches, ManagerSwitches
from core.queries.queries import Queries
from core.session import Session, needs

if TYPE_CHECKING:
    from core.ledger.statements import Statements
    from core.store.rows.outbox import OutboxRows

_DROPPABLE = (MailState.QUEUED, MailState.UNSURE, MailState.FAILED)


class Outbox:
    """Messages and mail switches of one store."""

    def __init__(self, session: Session, queries: Queries, statements: Callable[[], Statements]) -> None:
        self.session = session
        self.queries = queries
        self._load_statements = statements
        self.manager = ManagerMail(session)
        """The messages to the manager."""

    @property
    def _session(self) -> Session:
        return self.session

    @property
    def statements(self) -> Statements:
        """The service of statements, imported at its first use."""
        return self._load_statements()

    @property
    def _rows(self) -> OutboxRows:
        return self.session.store.outbox

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
