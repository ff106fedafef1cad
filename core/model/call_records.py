"""Call records: what a telephone system writes down of calls that are over, and what people decided about the calls."""

from datetime import datetime, timedelta
from enum import StrEnum

from core.basics.dataclass import dataclass


class RecordDirection(StrEnum):
    """Who called whom, as the business sees it."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"
    """Within the house; never work for a client."""
    UNKNOWN = "unknown"
    """The record does not tell; a public number on one side only still makes it a call with the outside."""


class Disposition(StrEnum):
    """How a leg ended, by the telephone system's own word. An answer time or a talk time decides nothing."""

    ANSWERED = "answered"
    MISSED = "missed"
    """It rang, and nobody answered; a caller who gave up too."""
    BUSY = "busy"
    FAILED = "failed"
    """It could not be put through."""
    UNKNOWN = "unknown"
    """The record has no word for it, or one that is not known."""


class Answerer(StrEnum):
    """What took an answered leg."""

    PERSON = "person"
    MACHINE = "machine"
    """An announcement or a menu."""
    QUEUE = "queue"
    """A queue, before a person of it took the call."""
    VOICEMAIL = "voicemail"
    UNKNOWN = "unknown"
    """The record does not tell; it counts as a person."""


@dataclass(frozen=True)
class CallRecord:
    """One leg of one call, as a reader of call records gives it and the store keeps it.

    A call is all legs with the same `source` and `call`. `source`, `call` and `leg` together are the key of a leg: the same
    key again, read later or changed, replaces what was kept. Instants are UTC with a zone.
    """

    source: str
    """Name of the telephone system, chosen by people (`pbx`), the same for all its files; ids are unique within it."""
    call: str
    """Id of the call, shared by its legs: the linked id before the session before the unique id."""
    leg: str
    """Id of the leg within the call, the same each time that the record is read; empty where a call has one record."""
    direction: RecordDirection
    """Who called whom."""
    number: str
    """Number of the outside party as the record has it, or in E.164 once it is kept; empty for a withheld one."""
    name: str
    """Name of the outside party as the record has it; empty for none. A caller chooses it."""
    extension: str
    """The own side: extension, user or own number of the leg; empty where the record does not tell."""
    started_at: datetime
    """When the leg began."""
    answered_at: datetime | None
    """When somebody or something answered; `None` where nobody did or the record does not tell."""
    ended_at: datetime | None
    """When the leg ended; `None` where the record does not tell."""
    talk_seconds: int
    """Whole seconds from the answer to the end as the record counts them; 0 for a leg that was not answered."""
    is_exact: bool
    """Whether `talk_seconds` are the time with a person. `False`: an announcement or a queue may be within, so at most."""
    disposition: Disposition
    """How it ended."""
    answered_by: Answerer = Answerer.UNKNOWN
    """What answered."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The key of the leg."""
        return self.source, self.call, self.leg

    @property
    def is_talk(self) -> bool:
        """Whether a person may have talked on this leg."""
        return (
            self.disposition is Disposition.ANSWERED
            and self.answered_by in (Answerer.PERSON, Answerer.UNKNOWN)
            and self.talk_seconds > 0
        )

    @property
    def talked_from(self) -> datetime:
        """When the talk began: the answer, else so long before the end, else the start."""
        if self.answered_at is not None:
            return self.answered_at
        if self.ended_at is not None:
            return max(self.started_at, self.ended_at - timedelta(seconds=self.talk_seconds))
        return self.started_at

    @property
    def talked_until(self) -> datetime:
        """When the talk ended, as the seconds of talk say; an end that is earlier counts."""
        until = self.talked_from + timedelta(seconds=self.talk_seconds)
        return min(until, self.ended_at) if self.ended_at is not None and self.ended_at > self.talked_from else until


@dataclass(frozen=True)
class RecordFile:
    """One reading of call records that was kept: a file, or what a listener or a poll brought in one piece."""

    file_id: str
    """Id of the reading."""
    source: str
    """The telephone system."""
    name: str
    """Name of the file without its folder."""
    row_count: int
    """Rows of the file, header lines not counted, those that could not be read among them."""
    first_at: datetime
    """Start of the first leg."""
    last_at: datetime
    """Start of the last leg."""
    kept_at: datetime
    """When it was read; the latest time, where the same file was read again."""


@dataclass(frozen=True)
class CallVerdict:
    """What a person decided about an answered call of the records: an entry came of it, or it is not work."""

    source: str
    """The telephone system; that of a call that a listener saw is the listener's."""
    call: str
    """Id of the call."""
    entry_id: str | None
    """The entry; `None` for a call that was dismissed."""
    reason: str
    """Why it was dismissed."""
    decided_by: str
    """Login name of the person."""
    decided_at: datetime
    """When."""
