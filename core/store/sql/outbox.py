"""The outbox and the switches of mail. SQL only."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.basics.dataclass import fields
from core.journal.codec import canonical, instant_from, instant_text, revive
from core.model.mail import Attachment, Mail, MailState, MailSwitches
from core.store.sql.session import Session, marks

_MAIL = (
    "mail_id, client_id, kind, key, recipient, subject, body, attachments, state, attempts, next_at, last_error, "
    "created_at, changed_at"
)

# SQLite uses this partial index only if the query repeats its WHERE clause literally.
_OPEN = "state IN ('queued', 'sending', 'unsure', 'failed')"


def _mail(row: tuple[Any, ...]) -> Mail:
    return Mail(
        mail_id=row[0],
        client_id=row[1],
        kind=row[2],
        key=row[3],
        recipient=row[4],
        subject=row[5],
        body=row[6],
        attachments=tuple(Attachment(**item) for item in json.loads(row[7])),
        state=MailState(row[8]),
        attempts=row[9],
        next_at=instant_from(row[10]) if row[10] else None,
        last_error=row[11],
        created_at=instant_from(row[12]),
        changed_at=instant_from(row[13]),
    )


class OutboxRows:
    """Messages and switches of everybody. What changes goes inside an open write."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row
        self._run = connection.run
        self._insert = connection.insert

    def everything(self) -> list[Mail]:
        """Every message, in the order in which they were written."""
        return [
            _mail(row)
            for row in self._rows(
                f"SELECT {_MAIL} FROM mail WHERE business_id = :business ORDER BY created_at, mail_id"
            )
        ]

    def put(self, mail: Mail) -> None:
        """Write a message as another store knows it, in place of the one with its key."""
        self._run("DELETE FROM mail WHERE business_id = :business AND key = ?", (mail.key,))
        self.add(mail)

    def switches(self, client_id: str) -> MailSwitches | None:
        """Which mail a client receives; `None` where nobody ever said."""
        row = self._row(
            "SELECT switches FROM mail_switch WHERE business_id = :business AND client_id = ?", (client_id,)
        )
        return _switches(row[0]) if row else None

    def switches_of(self, client_ids: Sequence[str]) -> dict[str, MailSwitches]:
        """The same for several clients; those of whom nobody ever said are left out."""
        found: dict[str, MailSwitches] = {}
        for start in range(0, len(client_ids), 400):
            part = tuple(client_ids[start : start + 400])
            rows = self._rows(
                "SELECT client_id, switches FROM mail_switch WHERE business_id = :business "
                f"AND client_id IN ({marks(len(part))})",
                part,
            )
            found |= {row[0]: _switches(row[1]) for row in rows}
        return found

    def switched(self) -> list[tuple[str, MailSwitches]]:
        """The clients for which somebody said which mail they receive, archived ones left out."""
        rows = self._rows(
            "SELECT client_id, switches FROM mail_switch JOIN client USING (business_id, client_id) "
            "WHERE business_id = :business AND archived = 0 ORDER BY code"
        )
        return [(row[0], _switches(row[1])) for row in rows]

    def has_switches(self) -> bool:
        """Whether anybody was ever to receive mail."""
        row = self._row("SELECT EXISTS (SELECT 1 FROM mail_switch WHERE business_id = :business)")
        return bool(row and row[0])

    def add(self, mail: Mail) -> None:
        """Put a message in."""
        self._insert(
            "mail",
            {
                "mail_id": mail.mail_id,
                "client_id": mail.client_id,
                "kind": mail.kind,
                "key": mail.key,
                "recipient": mail.recipient,
                "subject": mail.subject,
                "body": mail.body,
                "attachments": canonical([_plain(item) for item in mail.attachments]),
                "state": mail.state.value,
                "attempts": mail.attempts,
                "next_at": instant_text(mail.next_at) if mail.next_at else None,
                "last_error": mail.last_error,
                "created_at": instant_text(mail.created_at),
                "changed_at": instant_text(mail.changed_at),
            },
        )

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
        self._run(
            "UPDATE mail SET state = ?, changed_at = ?, last_error = ?, next_at = ?, attempts = coalesce(?, attempts), "
            "recipient = coalesce(?, recipient) WHERE business_id = :business AND mail_id = ?",
            (
                state.value,
                instant_text(now),
                error,
                instant_text(next_at) if next_at else None,
                attempts,
                recipient,
                mail_id,
            ),
        )

    def take_up(self, mail_id: str, now: datetime, attempts: int) -> bool:
        """Bring a message from `queued` to `sending`; whether it was still queued, for somebody may have dropped it."""
        changed = self._run(
            "UPDATE mail SET state = 'sending', changed_at = ?, attempts = ? WHERE business_id = :business "
            "AND mail_id = ? AND state = 'queued'",
            (instant_text(now), attempts, mail_id),
        )
        return changed == 1

    def knows(self, key: str) -> bool:
        """Whether there ever was a message with a key."""
        return self._row("SELECT 1 FROM mail WHERE business_id = :business AND key = ?", (key,)) is not None

    def one(self, mail_id: str) -> Mail | None:
        """A message by id."""
        row = self._row(f"SELECT {_MAIL} FROM mail WHERE business_id = :business AND mail_id = ?", (mail_id,))
        return _mail(row) if row else None

    def list(
        self, states: Sequence[MailState] = (), client_id: str | None = None, limit: int | None = None
    ) -> Sequence[Mail]:
        """Messages, the latest first."""
        conditions, values = ["business_id = :business"], list[Any](state.value for state in states)
        if states:
            conditions.append(f"state IN ({marks(len(states))})")
        if client_id:
            conditions.append("client_id = ?")
            values.append(client_id)
        tail = ""
        if limit is not None:
            tail = "LIMIT ?"
            values.append(limit)
        rows = self._rows(
            f"SELECT {_MAIL} FROM mail WHERE {' AND '.join(conditions)} ORDER BY created_at DESC, mail_id DESC {tail}",
            tuple(values),
        )
        return [_mail(row) for row in rows]

    def due(self, now: datetime) -> Sequence[Mail]:
        """What waits and may be sent now, the oldest first."""
        rows = self._rows(
            f"SELECT {_MAIL} FROM mail WHERE business_id = :business AND {_OPEN} AND state = 'queued' "
            "AND (next_at IS NULL OR next_at <= ?) "
            "ORDER BY created_at, mail_id",
            (instant_text(now),),
        )
        return [_mail(row) for row in rows]

    def counts(self) -> dict[MailState, int]:
        """How many messages wait, in each state that is not an end."""
        # Sent messages pile up and nobody asks for their number: the others are few, and have an index.
        rows = self._rows(f"SELECT state, count(*) FROM mail WHERE business_id = :business AND {_OPEN} GROUP BY state")
        return {MailState(row[0]): row[1] for row in rows}


def _plain(item: Attachment) -> dict[str, Any]:
    """An attachment without what is at its default since a later version."""
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    if not item.is_draft:
        del values["is_draft"]
    return values


def _switches(text: str) -> MailSwitches:
    revived: MailSwitches = revive(MailSwitches, json.loads(text))
    return revived
