"""What the rules decide with, and what a decision is: events to record, and the account after them. Pure."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.basics.dataclass import dataclass
from core.journal.events import BlockAdded, EntryPosted, Event
from core.model.accounts import Account
from core.model.blocks import Origin
from core.rules.replay import after

NewId = Callable[[str], str]


@dataclass(frozen=True)
class Context:
    """What a decision needs besides the account: today in the business's calendar, fresh ids, and the technician."""

    today: date
    new_id: NewId
    technician: str = ""
    zone: ZoneInfo | None = None
    """Zone of the agreement's days; `None`: UTC."""
    lock_date: date | None = None
    """Last locked day; `None` for none."""

    def unlocked(self, day: date) -> date:
        """The day on which something is dated that fell due on a day: today, where that day is locked."""
        return self.today if self.lock_date is not None and day <= self.lock_date else day


@dataclass(frozen=True)
class Decision:
    """The events to record, in order, and the account after them."""

    events: tuple[Event, ...]
    account: Account
    recorded_at: datetime | None = None
    """When the entry that it posts was recorded; `None` until then."""

    @property
    def posted(self) -> EntryPosted | None:
        """The entry that it posts; `None` for none."""
        return next((event for event in self.events if isinstance(event, EntryPosted)), None)

    @property
    def renewed_count(self) -> int:
        """How many blocks it adds."""
        return len(renewed(self.events))


def renewed(events: Iterable[Event]) -> list[BlockAdded]:
    """The blocks that events add by renewal."""
    return [event for event in events if isinstance(event, BlockAdded) and event.origin is Origin.RENEWED]


def extended(account: Account, events: Iterable[Event]) -> Account:
    """The account after events."""
    for event in events:
        account = after(account, event)
    return account
