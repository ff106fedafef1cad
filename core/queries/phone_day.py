"""The phone calls of a day, one line a call whomever it rang for, and what came of each."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from core.basics.dataclass import dataclass
from core.model.phone import Direction, PhoneState
from core.queries.phone import PhoneCallView
from core.queries.views.entries import EntryView


class Outcome(StrEnum):
    """What came of a phone call."""

    GOES_ON = "goes-on"
    """It rings, or they talk."""
    ON_A_CALL = "on-a-call"
    """A live call came of it that is not wrapped up yet."""
    LOGGED = "logged"
    """It is an entry."""
    DISMISSED = "dismissed"
    """A technician took it off the desk."""
    MISSED = "missed"
    """Nobody answered, and nobody called back."""
    CALLED_BACK = "called-back"
    """Nobody answered, and a later call with the number was answered."""
    ELSEWHERE = "elsewhere"
    """A colleague answered."""
    NOT_LOGGED = "not-logged"
    """They talked, and nothing came of it."""
    NOTHING = "nothing"
    """An outgoing call that was not answered, or one that was blocked."""


@dataclass(frozen=True)
class PhoneLine:
    """One call."""

    view: PhoneCallView
    """The call of the reader's own phones, or else that of the technician who answered."""
    outcome: Outcome
    """What came of it."""
    entry: EntryView | None = None
    """The entry that it became."""


@dataclass(frozen=True)
class PhoneDay:
    """The phone calls of a day, the latest ring first."""

    day: date
    """The day in the business's time zone."""
    lines: tuple[PhoneLine, ...] = ()
    """The calls."""

    @property
    def missed(self) -> int:
        """How many calls nobody answered or called back."""
        return sum(line.outcome is Outcome.MISSED for line in self.lines)

    @property
    def unlogged(self) -> int:
        """How many calls were talked and not logged."""
        return sum(line.outcome is Outcome.NOT_LOGGED for line in self.lines)


_RANKS = (PhoneState.ANSWERED, PhoneState.ENDED, PhoneState.RINGING)


def one_a_call(views: Iterable[PhoneCallView], technician: str) -> list[PhoneCallView]:
    """One view a call: the technician's own, else that of who answered, else the first; the latest ring first."""
    chosen: dict[str, PhoneCallView] = {}
    for view in views:
        before = chosen.get(view.call_ref)
        if before is None or _rank(view, technician) < _rank(before, technician):
            chosen[view.call_ref] = view
    return sorted(chosen.values(), key=lambda view: (view.rang_at, view.phone_call_id), reverse=True)


def outcome_of(view: PhoneCallView, reached: Mapping[str, datetime]) -> Outcome:
    """What came of a call; `reached` says by number when the last answered call with it rang."""
    if view.entry_id is not None:
        return Outcome.LOGGED
    if view.call_id is not None:
        return Outcome.ON_A_CALL
    if view.dismissed_by:
        return Outcome.DISMISSED
    if view.state in (PhoneState.RINGING, PhoneState.ANSWERED):
        return Outcome.GOES_ON
    if view.state is PhoneState.ELSEWHERE:
        return Outcome.ELSEWHERE
    if view.state is PhoneState.ENDED:
        return Outcome.NOT_LOGGED
    if view.state is PhoneState.MISSED and view.direction is Direction.IN:
        is_reached = reached.get(view.number, view.rang_at) > view.rang_at
        return Outcome.CALLED_BACK if is_reached else Outcome.MISSED
    return Outcome.NOTHING


def _rank(view: PhoneCallView, technician: str) -> tuple[bool, int]:
    place = _RANKS.index(view.state) if view.state in _RANKS else len(_RANKS)
    return view.technician != technician, place
