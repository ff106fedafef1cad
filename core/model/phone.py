"""Phone calls: what a telephone system tells, and the calls that are made of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from core.basics.dataclass import dataclass

LOST_RING = timedelta(minutes=5)
"""A phone that rang this long without another event no longer rings: its end was lost."""
LOST_TALK = timedelta(hours=12)
"""An answered call is over after this time, whatever the telephone system failed to tell."""


class EventKind(StrEnum):
    """What happened to a phone."""

    RING = "ring"
    ANSWER = "answer"
    END = "end"
    MISSED = "missed"


class Direction(StrEnum):
    """Who called whom, as the business sees it."""

    IN = "in"
    OUT = "out"


class PhoneState(StrEnum):
    """The state of a phone call on one technician's phones."""

    RINGING = "ringing"
    """It rings; of an outgoing call: at the other end."""
    ANSWERED = "answered"
    """They talk."""
    ENDED = "ended"
    """They talked, and it is over."""
    MISSED = "missed"
    """Nobody answered; of an outgoing call: neither did the other end."""
    ELSEWHERE = "elsewhere"
    """Somebody else answered."""
    BLOCKED = "blocked"
    """It rang and ended within one second: the telephone system or the caller refused it."""


@dataclass(frozen=True)
class PhoneEvent:
    """One event of a telephone system, as an adapter reads it."""

    kind: EventKind
    """What happened."""
    source: str
    """Name of the adapter; ids of calls are unique within it."""
    received_at: datetime
    """UTC instant at which it arrived."""
    call: str = ""
    """Id of the call in the telephone system; empty where it tells none."""
    leg: str = ""
    """Id of the device's leg of the call; empty where it tells none."""
    number: str = ""
    """Number of the outside party, as it was sent; empty for a withheld one."""
    name: str = ""
    """Name of the outside party, as it was sent."""
    extension: str = ""
    """Extension, queue or own number; empty for an event of the whole call."""
    direction: Direction | None = None
    """Who called whom; `None` where the event does not tell."""
    at: datetime | None = None
    """UTC instant at which it happened; `None`: when it arrived."""
    talk_ms: int | None = None
    """Milliseconds of talk, which some systems tell at the end."""
    is_bridge: bool = False
    """Whether an answer is the instant at which both could hear each other, not only that of the lifted receiver."""
    is_elsewhere: bool = False
    """Whether a phone stopped to ring because another one answered."""

    @property
    def instant(self) -> datetime:
        """When it happened, or else when it arrived."""
        return self.at or self.received_at


@dataclass(frozen=True)
class Party:
    """A phone call as one extension sees it."""

    extension: str
    """The extension; empty where the telephone system tells none."""
    state: PhoneState
    """State after all events so far."""
    direction: Direction
    """Who called whom."""
    number: str
    """Number of the outside party, as it was sent."""
    name: str
    """Name of the outside party, as it was sent."""
    rang_at: datetime
    """UTC instant of the first event."""
    answered_at: datetime | None = None
    """UTC instant of the answer on this extension."""
    ended_at: datetime | None = None
    """UTC instant of the end on this extension."""
    talk_ms: int | None = None
    """Milliseconds of talk of a call that is over; `None` while it is not, or where nobody talked."""
    answered_by: str = ""
    """The other extension that answered, where the state is `elsewhere` and it is known."""


@dataclass(frozen=True)
class PhoneCallRow:
    """A phone call of one technician, as stored."""

    phone_call_id: str
    """Id of the phone call on this technician's phones."""
    call_ref: str
    """The telephone system's call, the same for every technician whom it concerns."""
    generation: int
    """Counts calls to which a telephone system gave the same id."""
    technician: str
    """Login name; empty for a call to an extension of nobody."""
    extension: str
    """The technician's extension that rang, or that answered."""
    direction: Direction
    """Who called whom."""
    number: str
    """Number in E.164, or as it was sent where it is no public number; empty for a withheld one."""
    name: str
    """Name that the telephone system sent; empty for none. A caller chooses it."""
    client_id: str | None
    """Id of the client; `None` for an unknown number, or one that several clients own."""
    contact: str
    """The client's contact who owns the number; empty for none or several."""
    candidates: tuple[str, ...]
    """Ids of all clients that own the number."""
    is_exact: bool
    """Whether the whole number is the client's, or a person said whose call it is."""
    state: PhoneState
    """State as of the last event."""
    rang_at: datetime
    """UTC instant of the first event."""
    answered_at: datetime | None
    """UTC instant of the answer by this technician."""
    ended_at: datetime | None
    """UTC instant of the end."""
    talk_ms: int | None
    """Milliseconds of talk of a call that is over."""
    answered_by: str
    """The technician, or the extension of nobody, who answered instead."""
    call_id: str | None = None
    """Id of the live call that it became."""
    entry_id: str | None = None
    """Id of the entry that it became, by its live call or directly."""
    dismissed_by: str = ""
    """Login name of the person who dismissed it; empty: it was not dismissed."""

    @property
    def talk_seconds(self) -> int | None:
        """Whole seconds of talk of a call that is over, at least one; `None` for one that goes on or was not answered."""
        if self.answered_at is None or self.ended_at is None:
            return None
        measured = (self.ended_at - self.answered_at) // timedelta(milliseconds=1)
        return max(1, (self.talk_ms if self.talk_ms is not None else measured) // 1000)

    def state_at(self, now: datetime) -> PhoneState:
        """The state at an instant: a ring or a talk whose end was lost does not last for ever."""
        if self.state is PhoneState.RINGING and now - self.rang_at > LOST_RING:
            return PhoneState.MISSED
        if self.state is PhoneState.ANSWERED and now - (self.answered_at or self.rang_at) > LOST_TALK:
            return PhoneState.ENDED
        return self.state


@dataclass(frozen=True)
class PhoneOptions:
    """The settings of one store. Everything has a default, so that a store without settings works."""

    region: str = ""
    """ISO country of numbers without country code; empty: that of the business's time zone."""
    outside_prefix: str = ""
    """Digits that are dialled before a number to reach an outside line."""
    internal_digits: int = 5
    """The longest internal extension in digits."""
    keep_days: int = 90
    """Days after which phone calls are removed from the store."""
    missed_for_all: bool = False
    """Whether a missed call stands on every desk, not only on those where it rang."""
    starts_by_itself: tuple[str, ...] = ()
    """Technicians for whom an answered call of a surely known client starts a live call without a key."""
    unlogged_by_technician: bool = False
    """Whether the report on calls that nobody logged names technicians: monitoring of workers, which a firm switches on."""
