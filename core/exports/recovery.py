"""Put a backup in the place of the store: checked first, the old store kept aside, and nothing mailed twice."""

from collections.abc import Sequence

from core.audit.audit import audit
from core.basics.clock import Clock
from core.basics.dataclass import dataclass, replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.journal.events import StoreRestored
from core.model.health import Foreign
from core.model.mail import Mail, MailState
from core.store.engines import restoring
from core.store.place import Place
from core.store.protocol import Store


@dataclass(frozen=True)
class RestoredView:
    """The result of a restore: rows of the backup and its head, where the old store is kept (empty: there was none).

    `lost_rows` are journal rows of the old store after the last one that both have; `None` if it could not be read.
    """

    rows: int
    head: str
    old_path: str
    lost_rows: int | None


def restore_backup(place: Place, source: str, clock: Clock) -> RestoredView:
    """Restore. Errors: `Refused` for a copy whose journal does not add up, `StoreUnavailable` for what is no sound copy."""
    now = clock.now()
    with restoring(place, source, now) as (made, present, kept):
        found = audit(made)
        if not found.ok:
            raise _misfit(source, found.problems)
        head, rows = made.head(), found.rows
        old_head = present.head() if present is not None else None
        lost = _lost_rows(made, present) if present is not None else None
        with made.writing():
            _settle_mail(made, present.outbox.everything() if present is not None else None)
            event = StoreRestored(head.digest if head else "", old_head.digest if old_head else "")
            made.append(event, made.who().name, now)
    return RestoredView(rows, head.digest if head else "", kept[0] if kept else "", lost)


def _misfit(path: str, problems: Sequence[str]) -> Refused:
    """The refusal of a copy that does not add up; where that is only for what is not the store's, with what helps."""
    foreign = [each for each in problems if isinstance(each, Foreign)]
    if len(foreign) == len(problems):
        return Refused(
            _("{path}: {problem}; in a copy of this file run: {drop}; then restore that copy").format(
                path=path, problem="; ".join(foreign), drop="; ".join(each.drop for each in foreign)
            )
        )
    return Refused(_("{path} does not add up: {problem}").format(path=path, problem="; ".join(problems[:2])))


def _lost_rows(made: Store, present: Store) -> int:
    """How many rows the present store has after the last one that both have."""
    digests = {row.digest for row in made.journal()}
    lost = 0
    for row in present.journal():
        lost = 0 if row.digest in digests else lost + 1
    return lost


def _settle_mail(made: Store, present: Sequence[Mail] | None) -> None:
    """What was sent counts as sent. What the backup would send is sent only if the present store knows that it was not.

    `present` are the present store's messages; `None` if they cannot be read: then a person decides on each that waits.
    """
    known = {mail.key: mail for mail in present or ()}
    mine = made.outbox.everything()
    for mail in mine:
        other = known.pop(mail.key, None)
        if other is not None and other.state is not MailState.QUEUED:
            made.outbox.put(replace(_settled(other), mail_id=mail.mail_id))
        elif other is None and mail.state in (MailState.QUEUED, MailState.SENDING):
            made.outbox.put(replace(mail, state=MailState.UNSURE, next_at=None))
    clients = {client.client_id for client in made.reads.clients()}
    for other in known.values():
        if other.state is not MailState.QUEUED and other.client_id in clients:
            made.outbox.put(_settled(other))


def _settled(mail: Mail) -> Mail:
    return replace(mail, state=MailState.UNSURE, next_at=None) if mail.state is MailState.SENDING else mail
