"""Events of the whole business: keys, the lock date, the clock, settings, the journal itself."""

from datetime import date, datetime

from core.basics.dataclass import dataclass
from core.journal.registry import Event, event


@event("key.used", {"key": "erased-{use_id}", "content": ""})
@dataclass(frozen=True)
class KeyUsed(Event):
    """A change was made under an idempotency key; the row is the last of that change."""

    use_id: str
    """Id of the use."""
    key: str
    """The idempotency key, as the person wrote it."""
    what: str
    """Kind of the change, such as `block sell`."""
    content: str
    """SHA-256 of what was asked for, as hexadecimal digits; empty: it is not compared."""
    result: tuple[str, ...] = ()
    """Ids that the change made or touched."""
    client_id: str | None = None
    """Id of the client concerned, the first if there are several; `None`: none is."""


@event("lock.set")
@dataclass(frozen=True)
class LockSet(Event):
    """The lock date was set: nothing dated on or before it can be posted or voided."""

    day: date
    """The lock date, included."""


@event("lock.reopened")
@dataclass(frozen=True)
class LockReopened(Event):
    """The lock date was moved back, so that later days can be posted and voided again."""

    day: date | None
    """The new lock date, included; `None`: no day is locked."""
    reason: str
    """Reason as typed."""


@event("clock.confirmed")
@dataclass(frozen=True)
class ClockConfirmed(Event):
    """A manager confirmed that the machine's clock is right. This row has the clock's instant, even if it is earlier."""

    after: datetime | None
    """UTC instant of the row before it; `None` for the first row."""


@event("head.accepted")
@dataclass(frozen=True)
class HeadAccepted(Event):
    """A manager accepted a store that lacks acknowledged changes: an older copy, or one whose log was lost."""

    missing_seq: int
    """Number of the last acknowledged journal row, which this journal lacks."""


@event("store.restored")
@dataclass(frozen=True)
class StoreRestored(Event):
    """A backup took the place of the store; the rows before this one are the backup's."""

    head: str
    """Digest of the backup's last row."""
    replaced_head: str
    """Digest of the last row of the store that it replaced; empty if that store could not be read."""


@event("setting.set")
@dataclass(frozen=True)
class SettingSet(Event):
    """A setting of the business, such as `business_name` or `timezone`, got a value."""

    name: str
    """Name of the setting."""
    value: str
    """The new value as text."""


@event("journal.rechained")
@dataclass(frozen=True)
class JournalRechained(Event):
    """All rows before this one were rewritten in the second format (`store rechain`)."""

    old_head: str
    """Digest of the last row before the rewrite, 64 hexadecimal digits."""
    printed: tuple[str, ...] = ()
    """Digests of the former chain that issued statements show."""
