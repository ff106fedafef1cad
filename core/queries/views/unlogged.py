"""Views of the reconciliation: calls that nobody logged, and what was found in a period."""

from collections.abc import Mapping
from datetime import date, datetime

from core.basics.dataclass import dataclass
from core.model.call_records import RecordDirection
from core.model.clients import Client
from core.queries.views.entries import EntryView
from core.rules.coverage import Coverage
from core.rules.talked_calls import Ref


@dataclass(frozen=True)
class UnloggedCall:
    """An answered call of a known client that no entry explains."""

    call_id: str
    """Id by which it is logged or dismissed."""
    refs: tuple[Ref, ...]
    """The call in each telephone system that told of it."""
    direction: RecordDirection
    """Who called whom."""
    number: str
    """Number of the outside party, in E.164 where it is a public one."""
    name: str
    """Name that the telephone system sent; empty for none."""
    client: Client | None
    """The client; `None` where several own the number."""
    candidates: tuple[Client, ...]
    """The clients that own the number."""
    contact: str
    """The contact who owns the number; empty for none or several."""
    is_exact_number: bool
    """Whether the whole number is known; `False`: its last digits are."""
    technicians: tuple[str, ...]
    """Who may have talked, the longest talk first; empty where the extension belongs to nobody."""
    extension: str
    """The own side; empty where the record does not tell."""
    began_at: datetime
    """UTC instant at which the talk began."""
    ended_at: datetime
    """UTC instant at which it ended."""
    seconds: int
    """Seconds of talk."""
    is_exact: bool
    """Whether they are the time with a person; `False`: an announcement or a queue may be within, so at most."""
    charged_minutes: int | None = None
    """Minutes that it would have cost; `None` where the client is not known."""
    amount_minor: int | None = None
    """What these minutes are worth under the client's agreement, in minor units; `None` where the client is not known."""
    currency: str = ""
    """Currency of the amount."""
    perhaps: EntryView | None = None
    """An entry that no call explains, of the same person and time but of another client: perhaps this call's."""


@dataclass(frozen=True)
class ReconcileView:
    """The reconciliation of a period."""

    since: date
    """First day, in the time zone of the business."""
    until: date
    """Last day."""
    begins_at: datetime
    """UTC instant at which the period begins."""
    ends_at: datetime
    """UTC instant at which it ends, now at the latest."""
    coverage: Coverage
    """What the records cover of it."""
    unlogged: tuple[UnloggedCall, ...]
    """Calls that nobody logged, the earliest first."""
    entries: tuple[EntryView, ...]
    """Entries of calls that no call explains, in time that records cover; the earliest first."""
    perhaps: Mapping[str, UnloggedCall]
    """By the id of such an entry, the call that nobody logged, of another client, that is perhaps its own."""
    logged: int
    """Calls that an entry explains."""
    dismissed: int
    """Calls that a person dismissed."""
    going_on: int
    """Calls that are live calls, not wrapped up yet."""
    unknown: int
    """Answered calls of numbers that no client owns."""
    unknown_seconds: int
    """Seconds of talk of these."""

    @property
    def seconds(self) -> int:
        """Seconds of talk that nobody logged."""
        return sum(call.seconds for call in self.unlogged)

    @property
    def minutes(self) -> int:
        """Minutes that the calls which nobody logged would have cost."""
        return sum(call.charged_minutes or 0 for call in self.unlogged)

    @property
    def amounts(self) -> dict[str, int]:
        """What these minutes are worth, in minor units by currency."""
        found: dict[str, int] = {}
        for call in self.unlogged:
            if call.amount_minor:
                found[call.currency] = found.get(call.currency, 0) + call.amount_minor
        return found

    @property
    def has_records(self) -> bool:
        """Whether there is any record of the period."""
        return bool(self.coverage.covers)
