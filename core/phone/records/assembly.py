"""Makes call records of placed legs: who is outside, what is work, and how far the minutes can be trusted.

A call is all legs with one id. Legs that only pass a call on (`Local/…` channels) repeat the talk of another leg.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from core.basics.dataclass import dataclass, replace
from core.model.call_records import Answerer, CallRecord, Disposition, RecordDirection
from core.phone.records.times import PlacedLeg

_AT_ONCE: Final = timedelta(seconds=1)
_MOST_LEGS: Final = 100
"""Legs of one call that are compared with each other."""

IsOwn = Callable[[str], bool]
"""Whether a party is one of the business: an extension, or an own number."""


@dataclass(frozen=True)
class Counts:
    """What was made of a file's legs."""

    calls: int = 0
    answered: int = 0
    """Calls on which a person talked."""
    seconds: int = 0
    """Seconds of talk of these calls, the longest leg of each."""
    at_most: int = 0
    """Answered calls whose minutes may hold an announcement or a queue."""
    capped: int = 0
    """Legs that counted more talk than the call lasted."""


def calls_in(legs: Iterable[PlacedLeg], legs_of: Callable[[str], int]) -> Iterator[tuple[str, list[PlacedLeg]]]:
    """The calls with their legs, each as soon as it is whole; `legs_of` tells how many legs a call has."""
    waiting: dict[str, tuple[int, list[PlacedLeg]]] = {}
    for placed in legs:
        call = call_of(placed)
        known = waiting.get(call)
        count, some = known or (legs_of(call), [])
        some.append(placed)
        if len(some) < count:
            waiting[call] = count, some
            continue
        yield call, some
        if known:
            del waiting[call]
    # Calls of which a leg cannot be placed.
    yield from ((call, some) for call, (_count, some) in waiting.items())


def records_of(call: str, legs: Sequence[PlacedLeg], source: str, is_own: IsOwn) -> list[CallRecord]:
    """The records of a call, one a leg."""
    found, keys = list[CallRecord](), Counter[str]()
    for placed in legs:
        leg = placed.leg.leg
        keys[leg] += 1
        record = _record(placed, source, call, leg if keys[leg] == 1 else f"{leg}#{keys[leg]}", is_own)
        found.append(_judged(record, placed, legs[:_MOST_LEGS]))
    return found


class Tally:
    """Counts calls, one after the other."""

    def __init__(self) -> None:
        self._calls = self._answered = self._seconds = self._at_most = 0

    def add(self, records: Iterable[CallRecord]) -> None:
        """Count the records of one call."""
        self._calls += 1
        talks = [each for each in records if each.is_talk and each.direction is not RecordDirection.INTERNAL]
        if talks:
            longest = max(talks, key=lambda record: record.talk_seconds)
            self._answered += 1
            self._seconds += longest.talk_seconds
            self._at_most += not longest.is_exact

    def counts(self, capped: int) -> Counts:
        """What was counted."""
        return Counts(self._calls, self._answered, self._seconds, self._at_most, capped)


def call_of(placed: PlacedLeg) -> str:
    """Id of a leg's call: its own, else made of start and parties."""
    leg = placed.leg
    return leg.call or f"{placed.started:%Y%m%dT%H%M%S}|{leg.caller}|{leg.callee}"


def _record(placed: PlacedLeg, source: str, call: str, leg_id: str, is_own: IsOwn) -> CallRecord:
    leg = placed.leg
    direction = leg.direction
    if direction is RecordDirection.UNKNOWN:
        direction = _direction(leg.caller, leg.callee, is_own)
    is_answered = leg.disposition is Disposition.ANSWERED
    if direction is RecordDirection.IN or (direction is RecordDirection.UNKNOWN and leg.caller):
        number, name, own = leg.caller, leg.caller_name, leg.callee_device or leg.callee
    else:
        number, name, own = leg.callee, leg.callee_name, leg.caller_device or leg.caller
    return CallRecord(
        source=source,
        call=call,
        leg=leg_id,
        direction=direction,
        number=number,
        name=name,
        extension=leg.extension or own,
        started_at=placed.started,
        answered_at=placed.answered if is_answered else None,
        ended_at=placed.ended,
        talk_seconds=(placed.talked or 0) if is_answered else 0,
        is_exact=leg.is_exact and not placed.is_capped,
        disposition=leg.disposition,
        answered_by=leg.answered_by,
    )


def _direction(caller: str, callee: str, is_own: IsOwn) -> RecordDirection:
    """Who called whom, by which side is of the business."""
    is_caller, is_callee = bool(caller) and is_own(caller), bool(callee) and is_own(callee)
    if is_caller and is_callee:
        return RecordDirection.INTERNAL
    if is_caller:
        return RecordDirection.OUT
    return RecordDirection.IN if is_callee else RecordDirection.UNKNOWN


def _judged(record: CallRecord, placed: PlacedLeg, some: Sequence[PlacedLeg]) -> CallRecord:
    """The record with what the other legs of its call say about it."""
    if record.disposition is not Disposition.ANSWERED:
        return record
    others = [each for each in some if each is not placed]
    if placed.leg.is_plumbing and any(_is_same_talk(placed, other) for other in others):
        return replace(record, answered_by=Answerer.MACHINE)
    if record.is_exact or not placed.leg.may_be_exact:
        return record
    # Dialled calls have no announcement of our own before them.
    is_exact = record.direction is RecordDirection.OUT or any(_rang_until(other, placed) for other in others)
    return replace(record, is_exact=is_exact and not placed.is_capped)


def _is_same_talk(placed: PlacedLeg, other: PlacedLeg) -> bool:
    return (
        other.leg.disposition is Disposition.ANSWERED
        and not other.leg.is_plumbing
        and other.leg.answered_by in (Answerer.PERSON, Answerer.UNKNOWN)
        and placed.ended is not None
        and other.started < placed.ended
    )


def _rang_until(other: PlacedLeg, placed: PlacedLeg) -> bool:
    """Whether another leg rang until this one was answered and was not answered itself, so that nothing was before."""
    return (
        other.leg.disposition is not Disposition.ANSWERED
        and not other.leg.answered
        and other.ended is not None
        and placed.answered is not None
        and placed.answered > placed.started
        and abs(other.ended - placed.answered) <= _AT_ONCE
    )
